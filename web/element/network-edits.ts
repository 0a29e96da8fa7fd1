// SPDX-License-Identifier: Apache-2.0
// Changes of the model by hand: a unit or a layer more or less, in whichever of the two ways the state spells it.
import { maxLayers, type State, unitRange } from '../state.ts';
import { denseLayers, maxListedLayers } from '../state-layers.ts';

type Model = Pick<State, 'hidden' | 'layers'>;

/** Layer `at` of the hidden ones with `by` units more, and how many those are; undefined where it has no units of its own. */
export function withUnits(
  { hidden, layers }: Model,
  at: number,
  by: number,
): { units: number; patch: Partial<State> } | undefined {
  const bounded = (units: number) => Math.min(unitRange.high, Math.max(unitRange.low, units + by));
  const listed = layers[at];
  if (listed) {
    if (listed.id !== 'dense') return undefined;
    const units = bounded(listed.params.units ?? unitRange.default);
    return { units, patch: { layers: layers.with(at, { ...listed, params: { ...listed.params, units } }) } };
  }
  const now = hidden[at];
  if (layers.length > 0 || now === undefined) return undefined;
  return { units: bounded(now), patch: { hidden: hidden.with(at, bounded(now)) } };
}

export const canAddLayer = ({ hidden, layers }: Model) =>
  layers.length > 0 ? layers.length < maxListedLayers : hidden.length < maxLayers;

/** A dense layer more after the first `at` hidden ones, as wide as its neighbour. */
export function withLayerAfter({ hidden, layers }: Model, at: number): Partial<State> {
  if (layers.length > 0)
    return {
      layers: layers.toSpliced(at, 0, ...denseLayers([layers[at - 1]?.params.units ?? unitRange.default])),
    };
  return { hidden: hidden.toSpliced(at, 0, hidden[at - 1] ?? hidden[at] ?? unitRange.default) };
}

export function withoutLayer({ hidden, layers }: Model, at: number): Partial<State> {
  if (layers.length > 0)
    return layers.length > 1 ? { layers: layers.toSpliced(at, 1) } : { layers: [], hidden: [] };
  return { hidden: hidden.toSpliced(at, 1) };
}
