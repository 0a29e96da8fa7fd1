// SPDX-License-Identifier: Apache-2.0
// The longer half of the catalogue, fetched once and only when somebody wants to read it.
import type { LossNotes, MetricNotes } from './types.ts';

/** Distances at which LossProfile.influence is measured. */
export const influenceDistances = [1, 10, 100, 1000] as const;

/** A load that is shared; a failed one does not stick, so the next call tries again. */
function once<T>(load: () => Promise<T>): () => Promise<T> {
  let loaded: Promise<T> | undefined;
  return () => {
    loaded ??= load();
    loaded.catch(() => {
      loaded = undefined;
    });
    return loaded;
  };
}

/** Use, formula, derivative, reference and checked facts of every loss, by id. */
export const lossNotes: () => Promise<Record<string, LossNotes>> = once(() =>
  import('./generated/loss-notes.ts').then((module) => module.lossNotes),
);

/** Definition, range and reference of every metric, by id. */
export const metricNotes: () => Promise<Record<string, MetricNotes>> = once(() =>
  import('./generated/metric-notes.ts').then((module) => module.metricNotes),
);
