// SPDX-License-Identifier: Apache-2.0
// npm "losscape": train in this thread. `const run = await train({ losses: [{ id: 'mse' }] }); run.step(100)`.
import { type Core, type CoreSource, loadCore } from './core.ts';
import { LossError, Session } from './session.ts';
import type { Spec } from './types.ts';

export type { CoreSource } from './core.ts';
export type { ActivationId, DataId, LossId, LossParams, OptimizerId } from './generated/catalog.ts';
export { catalog } from './generated/catalog.ts';
export { lossNotes } from './notes.ts';
export { LossError, Session } from './session.ts';
export type * from './types.ts';

let shared: Promise<Core> | undefined;

/** Loads the core ahead of time, or from somewhere else than beside this module. Later calls share it. */
export function load(source?: CoreSource): Promise<Core> {
  if (source || !shared) {
    shared = loadCore(source);
    // A failed load must not stick: the next call tries again.
    shared.catch(() => {
      shared = undefined;
    });
  }
  return shared;
}

/** A run of `spec`, at step 0. Throws LossError for a spec that cannot be trained. */
export async function train(spec: Spec): Promise<Session> {
  if (spec === null || typeof spec !== 'object') {
    throw new LossError("train takes a spec, for example { losses: [{ id: 'mse' }] }");
  }
  return new Session(await load(), spec);
}
