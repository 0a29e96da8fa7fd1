// SPDX-License-Identifier: Apache-2.0
// Changes of the model by hand: a unit or a layer more or less.
import { type State, unitRange } from '../state.ts';
import { denseLayers, maxListedLayers } from '../state-layers.ts';

type Model = Pick<State, 'layers'>;

/** Layer `at` of the hidden ones with `by` units more, and how many those are; undefined where it has no units of its own. */
export function withUnits(
  { layers }: Model,
  at: number,
  by: number,
): { units: number; patch: Partial<State> } | undefined {
  const layer = layers[at];
  if (layer?.id !== 'dense') return undefined;
  const wanted = (layer.params.units ?? unitRange.default) + by;
  const units = Math.min(unitRange.high, Math.max(unitRange.low, wanted));
  return { units, patch: { layers: layers.with(at, { ...layer, params: { ...layer.params, units } }) } };
}

export const canAddLayer = ({ layers }: Model) => layers.length < maxListedLayers;

/** A dense layer more after the first `at` hidden ones, as wide as its neighbour. */
export function withLayerAfter({ layers }: Model, at: number): Partial<State> {
  const { units = unitRange.default } = (layers[at - 1] ?? layers[at])?.params ?? {};
  return { layers: layers.toSpliced(at, 0, ...denseLayers([units])) };
}

export const withoutLayer = ({ layers }: Model, at: number): Partial<State> => ({
  layers: layers.toSpliced(at, 1),
});
