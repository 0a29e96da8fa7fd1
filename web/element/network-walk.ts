// SPDX-License-Identifier: Apache-2.0
// One training step as a walk: a sample forward through the layers, its loss, the gradient back, and the update.
import { formatNumber } from '../views/format.ts';
import { type NetLayer, type NetTarget, unitsOf } from '../views/network.ts';
import type { Signal } from '../views/network-signal.ts';
import { listed, type Net, signed, targetName, trainedAt } from './network-data.ts';
import { words } from './network-words.ts';

export interface Walk {
  /** −1: no walk, everything is shown. Then a stage a layer, the loss, a stage a layer back, the update. */
  stage: number;
  layers: number;
}

export type Phase = 'still' | 'forward' | 'loss' | 'backward' | 'update';

export const walkStages = (layers: number) => 2 * layers + 2;

export function phaseOf({ stage, layers }: Walk): Phase {
  if (stage < 0) return 'still';
  if (stage < layers) return 'forward';
  if (stage === layers) return 'loss';
  return stage <= 2 * layers ? 'backward' : 'update';
}

/** The layer that the walk is at; the last one at the loss and the update. */
export function walkLayer(walk: Walk): number {
  const { stage, layers } = walk;
  if (phaseOf(walk) === 'forward') return stage;
  return phaseOf(walk) === 'backward' ? 2 * layers - stage : layers - 1;
}

/** First and last layer that are in the light. */
export function litOf(walk: Walk): [number, number] {
  const last = walk.layers - 1;
  const at = walkLayer(walk);
  return {
    still: [0, last],
    forward: [0, at],
    loss: [last, last],
    backward: [at, last],
    update: [0, last],
  }[phaseOf(walk)] as [number, number];
}

/** First and last layer whose numbers are known: the one that the signal is on its way to is not yet. */
export function knownOf(walk: Walk, arrived: boolean): [number, number] {
  const [first, last] = litOf(walk);
  const phase = phaseOf(walk);
  if (arrived || (phase !== 'forward' && phase !== 'backward')) return [first, last];
  return phase === 'forward' ? [first, last - 1] : [first + 1, last];
}

/** weight · value of each weight into a layer. */
export function weighed(net: Net, layer: number): Float32Array {
  const weights = net.weights[layer]?.weights ?? new Float32Array();
  const before = net.layers[layer - 1]?.values ?? [];
  return weights.map((weight, i) => weight * (before[i % before.length] ?? 0));
}

/** weight · ∂ℓ/∂sum of the unit it leads into, which is what its bias has as gradient. */
export function weighedBack(net: Net, layer: number): Float32Array {
  const weights = net.weights[layer]?.weights ?? new Float32Array();
  const slopes = net.gradients[layer]?.biases ?? [];
  const inputs = unitsOf(net.layers[layer - 1] ?? { shape: [] });
  return weights.map((weight, i) => weight * (slopes[Math.floor(i / inputs)] ?? 0));
}

/** What is on its way at a stage, if anything. */
export function signalOf(net: Net, walk: Walk, at: number): Signal | undefined {
  const layer = walkLayer(walk);
  const phase = phaseOf(walk);
  if (phase === 'forward' && layer > 0) return { layer, backward: false, amounts: weighed(net, layer), at };
  if (phase === 'backward' && layer < walk.layers - 1)
    return { layer: layer + 1, backward: true, amounts: weighedBack(net, layer + 1), at };
  return undefined;
}

/** 0.3·0.4 − 0.2·1.1 …: factors two by two, and numbers by themselves. */
function sumText(products: readonly (readonly [number, number?])[], most = 4): string {
  const text = products.slice(0, most).map(([a, b], i) => {
    const sign = i === 0 ? (a < 0 ? '−' : '') : a < 0 ? ' − ' : ' + ';
    const other = b === undefined ? '' : ` · ${b < 0 ? `(${formatNumber(b)})` : formatNumber(b)}`;
    return `${sign}${formatNumber(Math.abs(a))}${other}`;
  });
  return text.join('') + (products.length > most ? ` + ${words.rest(products.length - most)}` : '');
}

/** What happens at a stage, with the numbers of the unit or weight pointed at, else of a telling one. */
export function stageWords(
  net: Net,
  drawn: readonly NetLayer[],
  walk: Walk,
  pointed: NetTarget | undefined,
  sample: string,
  lossFacts: string,
): string {
  const at = walkLayer(walk);
  const layer = net.layers[at];
  const unit = pointed?.layer === at ? pointed.unit : 0;
  const name = targetName(drawn, { layer: at, unit, from: -1 });
  if (!layer) return '';
  switch (phaseOf(walk)) {
    case 'still':
      return words.all(sample);
    case 'forward': {
      if (at === 0) return words.forwardInput(sample, listed(layer.values));
      const { weights = [], biases = [] } = net.weights[at] ?? {};
      const before = net.layers[at - 1]?.values ?? [];
      if (weights.length === 0) return words.forwardOther(drawn[at]?.title ?? '', listed(layer.values));
      const products = Array.from(
        before,
        (value, from) => [weights[unit * before.length + from] ?? 0, value] as const,
      );
      const terms = [...products.slice(0, 3), [biases[unit] ?? 0] as const, ...products.slice(3)];
      return words.forward(name, sumText(terms), layer.activation, formatNumber(layer.values[unit] ?? 0));
    }
    case 'loss':
      return words.lossAt(lossFacts);
    case 'backward': {
      const { weights = [] } = net.weights[at + 1] ?? {};
      const slopes = net.gradients[at + 1]?.biases ?? [];
      if (weights.length === 0 || at === walk.layers - 1)
        return words.backwardOther(drawn[at]?.title ?? '', listed(layer.gradients));
      const inputs = unitsOf(layer);
      const products = Array.from(slopes, (slope, to) => [weights[to * inputs + unit] ?? 0, slope] as const);
      return words.backward(name, sumText(products), formatNumber(layer.gradients[unit] ?? 0));
    }
    case 'update': {
      const target = pointed && trainedAt(net, pointed) ? pointed : mostChanged(net);
      const trained = target && trainedAt(net, target);
      if (!target || !trained) return words.updateOther;
      const { value, change } = trained;
      return words.update(
        targetName(drawn, target),
        formatNumber(value),
        signed(change),
        formatNumber(value + change),
      );
    }
  }
}

/** The weight to which the next step adds most. */
function mostChanged(net: Net): NetTarget | undefined {
  let best: NetTarget | undefined;
  let most = 0;
  net.updates.forEach(({ weights }, layer) => {
    const inputs = unitsOf(net.layers[layer - 1] ?? { shape: [] });
    weights.forEach((change, i) => {
      if (!(Math.abs(change) > most)) return;
      most = Math.abs(change);
      best = { layer, unit: Math.floor(i / inputs), from: i % inputs };
    });
  });
  return best;
}
