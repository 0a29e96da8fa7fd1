// SPDX-License-Identifier: Apache-2.0
// The longer half of the catalogue, fetched once and only when somebody wants to read it.
import type { LossNotes } from './types.ts';

let notes: Promise<Record<string, LossNotes>> | undefined;

/** Formula, derivative, reference and checked facts of every loss, by id. */
export function lossNotes(): Promise<Record<string, LossNotes>> {
  notes ??= import('./generated/loss-notes.ts').then((module) => module.lossNotes);
  // A failed load must not stick: the next call tries again.
  notes.catch(() => {
    notes = undefined;
  });
  return notes;
}
