// SPDX-License-Identifier: Apache-2.0
// From a run to the drawing of its net: which of the trained numbers are whose weights, and what there is to say of them.
import type { LayerFrame, LayerShape, RunInfo } from '../engine/types.ts';
import { formatNumber } from '../views/format.ts';
import { type NetLayer, type NetTarget, unitsOf } from '../views/network.ts';
import { words } from './network-words.ts';
import type { Fact } from './sample-facts.ts';

/** The kind of a layer from its name in the model: dense of dense2. */
export const kindOf = (name: string) => name.replace(/\d+$/, '');

export interface Parts {
  weights: Float32Array;
  biases: Float32Array;
}

/** Of numbers in the order of the weights, those of each layer's; empty where it has not one weight from each unit to each. */
export function partsOf(layers: readonly LayerShape[], numbers: Float32Array): Parts[] {
  return layers.map(({ name, shape, parameters }, i) => {
    const units = unitsOf({ shape });
    const inputs = unitsOf(layers[i - 1] ?? { shape: [0] });
    const weight = parameters.find((each) => each.name === 'weight');
    const bias = parameters.find((each) => each.name === 'bias');
    // Of a sequence a dense layer takes each step by itself.
    if (kindOf(name) !== 'dense' || !weight || weight.shape[0] !== units || weight.shape[1] !== inputs)
      return { weights: new Float32Array(), biases: new Float32Array() };
    const of = (offset: number, count: number) => numbers.subarray(offset, offset + count);
    return {
      weights: of(weight.offset, units * inputs),
      biases: bias ? of(bias.offset, units) : new Float32Array(),
    };
  });
}

/** A lane's net at a step, as one sample meets it. */
export interface Net {
  layers: readonly LayerFrame[];
  weights: readonly Parts[];
  /** ∂ℓ/∂weight of the sample. */
  gradients: readonly Parts[];
  /** What the next step adds. */
  updates: readonly Parts[];
}

export const noNet: Net = { layers: [], weights: [], gradients: [], updates: [] };

export function netOf(layers: readonly LayerFrame[], theta: Float32Array, update: Float32Array): Net {
  const gradient = new Float32Array(theta.length);
  for (const { parameters, weight_gradients } of layers)
    if (parameters[0]) gradient.set(weight_gradients, parameters[0].offset);
  return {
    layers,
    weights: partsOf(layers, theta),
    gradients: partsOf(layers, gradient),
    updates: partsOf(layers, update),
  };
}

/** What the view draws: weights, or what the next step adds to them, and a number a unit of the layers `from` to `to`. */
export function netLayers(
  { layers, weights, updates }: Net,
  { data }: RunInfo,
  show: 'values' | 'gradients' | 'updates',
  [from, to]: readonly [number, number],
): NetLayer[] {
  return layers.map((layer, i) => {
    const ends = i === 0 ? data.inputs.map(({ name }) => name) : i === layers.length - 1 ? data.classes : [];
    const output = i === layers.length - 1 && ends.length !== unitsOf(layer);
    const parts = (show === 'updates' ? updates : weights)[i];
    const values = show === 'updates' ? (parts?.biases ?? []) : layer[show];
    return {
      title: words.layer(i, layers.length, kindOf(layer.name)),
      activation: layer.activation,
      shape: layer.shape,
      block: layer.shape.length !== 1 || (i > 0 && kindOf(layer.name) !== 'dense'),
      weights: parts?.weights ?? [],
      biases: parts?.biases ?? [],
      names: output ? [data.target.name] : ends,
      image: i === 0 ? (data.image ?? undefined) : undefined,
      values: i >= from && i <= to ? values : [],
    };
  });
}

/** In words: the unit or the weight pointed at. */
export function targetName(layers: readonly NetLayer[], { layer, unit, from }: NetTarget): string {
  const name = (at: number, index: number) =>
    layers[at]?.names[index] ?? words.unit(index + 1, layers[at]?.title ?? '');
  return from < 0 ? name(layer, unit) : words.weightFrom(name(layer - 1, from), name(layer, unit));
}

/** Of a weight, or of a unit's bias: what it is, its gradient, what the next step adds; undefined where there is none. */
export function trainedAt({ layers, weights, gradients, updates }: Net, { layer, unit, from }: NetTarget) {
  const at = unit * unitsOf(layers[layer - 1] ?? { shape: [] }) + from;
  const of = (rows: readonly Parts[]) => (from < 0 ? rows[layer]?.biases[unit] : rows[layer]?.weights[at]);
  const [value, gradient, change] = [of(weights), of(gradients), of(updates)];
  return value === undefined || gradient === undefined || change === undefined
    ? undefined
    : { value, gradient, change };
}

/** With a sign that can be read as an operation: + 0.2. */
export const signed = (value: number) => `${value < 0 ? '−' : '+'} ${formatNumber(Math.abs(value))}`;

/** Its numbers: of a unit what goes through it, of a weight or bias what the next step makes of it. */
export function targetFacts(net: Net, target: NetTarget): Fact[] {
  const fact = (name: string, value: number | undefined) =>
    value === undefined ? [] : [{ name, value: formatNumber(value) }];
  const { layer, unit, from } = target;
  const of = net.layers[layer];
  const trained = trainedAt(net, target);
  return [
    ...(from < 0
      ? [
          ...fact(layer === 0 ? words.input : words.output, of?.values[unit]),
          ...fact(words.gradient, of?.gradients[unit]),
        ]
      : []),
    ...(trained
      ? [
          ...fact(from < 0 ? words.bias : words.weight, trained.value),
          ...(from < 0 ? [] : fact(words.byWeight, trained.gradient)),
          { name: words.change, value: signed(trained.change) },
          ...fact(words.after, trained.value + trained.change),
        ]
      : []),
  ];
}

/** The first numbers of a row. */
export function listed(values: ArrayLike<number>, most = 6): string {
  const shown = Array.from({ length: Math.min(values.length, most) }, (_, i) => formatNumber(values[i] ?? 0));
  return [...shown, ...(values.length > most ? [words.rest(values.length - most)] : [])].join(', ');
}
