// SPDX-License-Identifier: Apache-2.0
// A loss of the catalogue on arrays, found by its id.
import type { Core } from './core.ts';
import { catalog, type LossId, type LossParams } from './generated/catalog.ts';
import { LossFunction, type LossOptions, type Precision, type Reduction } from './loss.ts';
import { LossError, lastError } from './loss-error.ts';
import { lossMeantBy } from './loss-names.ts';

/** Throws LossError for an id that is another name of a loss; the core knows ids alone. */
export function checkLossName(id: unknown): void {
  if (typeof id !== 'string' || catalog.losses.some((entry) => entry.id === id)) return;
  const meant = lossMeantBy(catalog.losses, id);
  if (meant) throw new LossError(`there is no loss '${id}'; did you mean '${meant}'?`);
}

/** Throws LossError for an unknown id or parameter. */
export function listedLoss<Id extends LossId, R extends Reduction = 'mean', P extends Precision = 'float32'>(
  core: Core,
  id: Id,
  params?: LossParams[Id],
  options?: LossOptions<R, P>,
): LossFunction<Id, R, P> {
  const info = catalog.losses.find((entry) => entry.id === id);
  if (!info) {
    checkLossName(id);
    core.open_loss({ id: String(id) }); // knows the nearest id
    throw lastError(core);
  }
  return new LossFunction<Id, R, P>(core, { id }, info, params as Record<string, number>, options);
}
