// SPDX-License-Identifier: Apache-2.0
// A loss of the catalogue on arrays, found by its id or another of its names.
import type { Core } from './core.ts';
import { catalog, type LossAliases, type LossId, type LossParams } from './generated/catalog.ts';
import { LossFunction, type LossOptions, type Precision, type Reduction } from './loss.ts';
import { lastError } from './loss-error.ts';
import { lossMeantBy } from './loss-names.ts';

/** An id, or another name of a loss. */
export type LossName = LossId | keyof LossAliases;
/** The id that a name stands for. */
export type IdOf<Name> = Name extends LossId
  ? Name
  : Name extends keyof LossAliases
    ? LossAliases[Name]
    : never;

/** A loss whose inputs are known at run time only. */
export type AnyLoss = LossFunction<string, Reduction, Precision>;

/** The id of the loss that a name means; what is no name stays as it is, for the core to refuse. */
export function lossIdOf<Name>(name: Name): Name | LossId {
  if (typeof name !== 'string' || catalog.losses.some((entry) => entry.id === name)) return name;
  return (lossMeantBy(catalog.losses, name) as LossId | undefined) ?? name;
}

/** Throws LossError for an unknown name or parameter. */
export function listedLoss<
  Name extends LossName,
  R extends Reduction = 'mean',
  P extends Precision = 'single',
>(
  core: Core,
  name: Name,
  params?: LossParams[IdOf<Name>],
  options?: LossOptions<R, P>,
): LossFunction<IdOf<Name>, R, P> {
  const id = String(lossIdOf(name));
  const info = catalog.losses.find((entry) => entry.id === id);
  if (!info) {
    core.open_loss({ id }); // knows the nearest id
    throw lastError(core, ['loss']);
  }
  return new LossFunction<IdOf<Name>, R, P>(core, { id }, info, params as Record<string, number>, options);
}
