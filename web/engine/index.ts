// SPDX-License-Identifier: Apache-2.0
// npm "losscape": train in this thread. `const run = await train({ losses: [{ id: 'mse' }] }); run.step(100)`.
import type { CompareOptions, LossComparison } from './compare.ts';
import type { CoreSource } from './compile.ts';
import { type Core, loadCore } from './core.ts';
import { catalog, type LossId, type LossParams, type MetricId } from './generated/catalog.ts';
import { type IdOf, type LossName, listedLoss, lossIdOf } from './listed-loss.ts';
import type { LossFunction, LossOptions, Precision, Reduction } from './loss.ts';
import { type MetricFunction, metricOn } from './metric.ts';
import { LossError, Session } from './session.ts';
import type { Spec } from './spec.ts';
import { withTable } from './tables.ts';
import { Terrain } from './terrain.ts';
import { TypedLoss } from './typed-loss.ts';
import type { LossInfo, Spec as Wire } from './types.ts';

export type { CompareOptions, LossComparison } from './compare.ts';
export type { CoreSource } from './compile.ts';
export { type ColumnType, type CsvData, type CsvOptions, type CsvTable, fromCsv, readCsv } from './csv.ts';
export type {
  ActivationId,
  BalancerId,
  BalancerParams,
  DataId,
  InitId,
  LayerId,
  LayerParams,
  LossAliases,
  LossArrays,
  LossId,
  LossParams,
  LossPredictions,
  MetricId,
  MetricInputs,
  OptimizerId,
  OptimizerParams,
  RegulariserId,
  RegulariserParams,
  ScheduleId,
  ScheduleParams,
} from './generated/catalog.ts';
export { catalog } from './generated/catalog.ts';
export type { LossName } from './listed-loss.ts';
export { LossFunction } from './loss.ts';
export type * from './loss-types.ts';
export type { MetricFunction } from './metric.ts';
export { influenceDistances, lossNotes, metricNotes } from './notes.ts';
export { LossError, Session } from './session.ts';
export type { Spec, SpecLayer, SpecLoss } from './spec.ts';
export { type Descent, type Heights, type Racer, Terrain, type TerrainEntry, terrains } from './terrain.ts';
export { TypedLoss } from './typed-loss.ts';
export type * from './types.ts';

/** Every loss of the catalogue: id, title, aliases, task, inputs with their shapes, parameters with their ranges. */
export const losses = catalog.losses as readonly (LossInfo & { readonly id: LossId })[];

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

/**
 * A run of `spec`, at step 0; or, of the text that save() gave, the run as it was then. Throws LossError for what cannot
 * be trained.
 */
export async function train(spec: Spec | string): Promise<Session> {
  if (spec === null || (typeof spec !== 'object' && typeof spec !== 'string')) {
    throw new LossError("train takes a spec, for example { losses: [{ id: 'mse' }] }");
  }
  const [core, whole] = await Promise.all([load(), withTable(withIds(spec))]);
  return new Session(core, whole);
}

// Losses by their ids where they are given by other names.
function withIds(spec: Wire | string): Wire | string {
  if (typeof spec === 'string' || !Array.isArray(spec.losses)) return spec;
  return {
    ...spec,
    losses: spec.losses.map((each) => (each?.id ? { ...each, id: lossIdOf(each.id) } : each)),
  };
}

/**
 * A loss of the catalogue on arrays of numbers, samples first:
 * `const huber = await loss('huber', { delta: 0.5 }); huber.value({ prediction, target })`.
 * Takes an id or another name of a loss. Throws LossError for an unknown name or parameter.
 */
export async function loss<
  Name extends LossName,
  R extends Reduction = 'mean',
  P extends Precision = 'single',
>(
  name: Name,
  params?: LossParams[IdOf<Name>],
  options?: LossOptions<R, P>,
): Promise<LossFunction<IdOf<Name>, R, P>> {
  return listedLoss(await load(), name, params, options);
}

/**
 * The same for a loss of your own: `(await defineLoss('log_cosh(p - y)')).gradient({ p, y })`. The language is
 * described in web/docs/write-a-loss.md. Throws LossError with the place in the text.
 */
export async function defineLoss<R extends Reduction = 'mean', P extends Precision = 'single'>(
  text: string,
  params?: Record<string, number>,
  options?: LossOptions<R, P>,
): Promise<TypedLoss<R, P>> {
  return new TypedLoss(await load(), text, params, options);
}

/**
 * Rows of a comparison: what one point does to a loss as it moves away, bounds and curvature, computed by the core when the
 * package was built, and what a call costs on this machine, measured now. `await compareLosses(['mse', 'huber'])`.
 * Blocks this thread for about 10 ms a loss. Throws LossError for an unknown id.
 */
export async function compareLosses(
  ids: readonly LossId[] = catalog.losses.map(({ id }) => id as LossId),
  options?: CompareOptions,
): Promise<LossComparison[]> {
  const [core, { compareOn }] = await Promise.all([load(), import('./compare.ts')]);
  return compareOn(core, ids, options);
}

/** A metric as a function of arrays: `const auc = await metric('roc_auc'); auc({ prediction, target })`. */
export async function metric<Id extends MetricId>(id: Id): Promise<MetricFunction<Id>> {
  return metricOn(await load(), id);
}

/**
 * A function of x and y as a landscape for optimisers: `(await terrain('x^2 + 9 * y^2')).descend({ id: 'adam' }, [2, 1], 100)`.
 * `terrains` lists classic ones. Throws LossError with the place in the text.
 */
export async function terrain(text: string): Promise<Terrain> {
  return new Terrain(await load(), text);
}
