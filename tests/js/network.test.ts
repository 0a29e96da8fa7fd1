// SPDX-License-Identifier: Apache-2.0
// The drawing of a net: which trained numbers are whose, where units stand, what a hand changes.
import { afterAll, describe, expect, test } from 'vitest';
import { netLayers, netOf, partsOf, targetFacts, trainedAt } from '../../web/element/network-data.ts';
import { canAddLayer, withLayerAfter, withoutLayer, withUnits } from '../../web/element/network-edits.ts';
import {
  knownOf,
  litOf,
  phaseOf,
  stageWords,
  walkLayer,
  walkStages,
  weighed,
  weighedBack,
} from '../../web/element/network-walk.ts';
import { train } from '../../web/engine/index.ts';
import type { LayerFrame } from '../../web/engine/types.ts';
import { denseLayers, maxListedLayers } from '../../web/state-layers.ts';
import { formatNumber } from '../../web/views/format.ts';
import { type NetLayer, networkAt, networkLayout, widestOf } from '../../web/views/network.ts';
import type { Theme } from '../../web/views/theme.ts';

const theme = { size: 12 } as Theme;
const size = { width: 600, height: 260 };

const shape = (name: string, size: number[], ...parameters: LayerFrame['parameters']): LayerFrame => ({
  name,
  activation: '',
  shape: size,
  parameters,
  values: new Float32Array(),
  gradients: new Float32Array(),
  weight_gradients: new Float32Array(),
});
const numbers = (name: string, offset: number, ...size: number[]) => ({ name, offset, shape: size });

describe('whose the weights are', () => {
  test('dense layers take their weights and their biases', () => {
    const layers = [
      shape('input', [2]),
      shape('dense1', [3], numbers('weight', 0, 3, 2), numbers('bias', 6, 3, 1)),
      shape('dense2', [1], numbers('weight', 9, 1, 3), numbers('bias', 12, 1, 1)),
    ];
    const [input, first, last] = partsOf(
      layers,
      Float32Array.from({ length: 13 }, (_, i) => i),
    );
    expect([input?.weights.length, first?.weights.length]).toEqual([0, 6]);
    expect([...(first?.biases ?? [])]).toEqual([6, 7, 8]);
    expect([...(last?.weights ?? []), ...(last?.biases ?? [])]).toEqual([9, 10, 11, 12]);
  });

  test('layers without a weight from each unit to each have none', () => {
    const layers = [
      shape('input', [8]),
      shape('sequence1', [4, 2]),
      shape('dense2', [3, 4], numbers('weight', 0, 3, 2), numbers('bias', 6, 3, 1)),
      shape('conv1d3', [4, 4], numbers('weight', 9, 4, 3, 1), numbers('bias', 21, 4, 1)),
    ];
    expect(partsOf(layers, new Float32Array(30)).map(({ weights }) => weights.length)).toEqual([0, 0, 0, 0]);
  });
});

const run = await train({
  data: 'moons',
  hidden: [4, 3],
  activation: 'tanh',
  losses: [{ id: 'binary_cross_entropy_with_logits' }],
});
run.step(20);
const net = netOf(run.forward(0, 7), run.weights(0), run.update(0));
afterAll(() => run.dispose());

describe('the numbers of a net', () => {
  const sumInto = (all: Float32Array, inputs: number, unit: number) =>
    all.subarray(unit * inputs, (unit + 1) * inputs).reduce((sum, each) => sum + each, 0);

  test('products and bias sum to what the activation makes the output of', () => {
    const products = weighed(net, 1);
    for (let unit = 0; unit < 4; unit++) {
      const sum = sumInto(products, 2, unit) + (net.weights[1]?.biases[unit] ?? 0);
      expect(Math.tanh(sum)).toBeCloseTo(net.layers[1]?.values[unit] ?? Number.NaN, 5);
    }
  });

  test('products on the way back sum to the gradient by the layer before', () => {
    const products = weighedBack(net, 2);
    for (let from = 0; from < 4; from++) {
      const sum = [0, 1, 2].reduce((all, unit) => all + (products[unit * 4 + from] ?? 0), 0);
      expect(sum).toBeCloseTo(net.layers[1]?.gradients[from] ?? Number.NaN, 6);
    }
    expect(Math.max(...products.map(Math.abs))).toBeGreaterThan(0);
  });

  test('the gradient by a weight is that by its unit times what it weighs', () => {
    const { gradient } = trainedAt(net, { layer: 2, unit: 1, from: 3 })!;
    const slope = trainedAt(net, { layer: 2, unit: 1, from: -1 })!.gradient;
    expect(gradient).toBeCloseTo(slope * (net.layers[1]?.values[3] ?? Number.NaN), 6);
  });

  test('the update is what the next step makes of a weight', () => {
    const target = { layer: 1, unit: 2, from: 1 };
    const { value, change } = trainedAt(net, target)!;
    expect(change).not.toBe(0);
    run.step();
    expect(run.weights(0)[2 * 2 + 1]).toBeCloseTo(value + change, 6);
    const facts = targetFacts(net, target);
    expect(facts.at(-1)?.value).toBe(formatNumber(value + change));
  });
});

describe('the drawing', () => {
  const net = (...units: number[]): NetLayer[] =>
    units.map((count, i) => ({
      title: '',
      activation: '',
      shape: [count],
      block: false,
      weights:
        i > 0 ? Float32Array.from({ length: count * (units[i - 1] ?? 0) }, (_, k) => k / 10 - 0.35) : [],
      biases: [],
      names: [],
      values: [],
    }));

  test('every unit is found where it stands, and columns go from left to right', () => {
    const layers = net(2, 6, 3);
    const columns = networkLayout(size, theme, layers);
    columns.forEach(({ x, units }, at) => {
      expect(units).toHaveLength([2, 6, 3][at] ?? 0);
      units.forEach((y, unit) => {
        expect(networkAt({ layers }, columns, x, y)).toEqual({ layer: at, unit, from: -1 });
        expect(y).toBeLessThan(size.height);
      });
    });
    const xs = columns.map(({ x }) => x);
    expect(xs).toEqual([...xs].sort((a, b) => a - b));
  });

  test('the weight under the pointer is found', () => {
    const layers = net(2, 2);
    const columns = networkLayout(size, theme, layers);
    const [a, b] = columns;
    const y = (a!.units[1]! + b!.units[1]!) / 2;
    expect(networkAt({ layers }, columns, (a!.x + b!.x) / 2, y)).toEqual({ layer: 1, unit: 1, from: 1 });
    expect(networkAt({ layers }, columns, (a!.x + b!.x) / 2, y + 60)).toBeUndefined();
  });

  test('many units are folded, and say how many', () => {
    const [first] = networkLayout(size, theme, net(64, 1));
    expect(first!.units.length).toBeLessThanOrEqual(16);
    expect(first!.units.length + first!.folded).toBe(64);
  });

  test('the widest line is not below any weight drawn', () => {
    const layers = net(2, 6);
    expect(widestOf({ layers }, networkLayout(size, theme, layers))).toBeCloseTo(0.8);
  });
});

describe('the walk', () => {
  test('goes through the layers, the loss, back and to the update, lighting what was reached', () => {
    const stages = Array.from({ length: walkStages(3) }, (_, stage) => ({ stage, layers: 3 }));
    expect(stages.map(phaseOf).join(' ')).toBe(
      'forward forward forward loss backward backward backward update',
    );
    expect(stages.map(walkLayer)).toEqual([0, 1, 2, 2, 2, 1, 0, 2]);
    expect(stages.map(litOf)).toEqual([
      [0, 0],
      [0, 1],
      [0, 2],
      [2, 2],
      [2, 2],
      [1, 2],
      [0, 2],
      [0, 2],
    ]);
    expect(litOf({ stage: -1, layers: 3 })).toEqual([0, 2]);
    expect(knownOf({ stage: 1, layers: 3 }, false)).toEqual([0, 0]);
    expect(knownOf({ stage: 5, layers: 3 }, false)).toEqual([2, 2]);
  });

  test('says the sum of a unit and the change of a weight in numbers', async () => {
    const drawn = netLayers(net, run.info(), 'values', [0, 3]);
    const say = (stage: number) =>
      stageWords(net, drawn, { stage, layers: 4 }, { layer: 1, unit: 0, from: 1 }, 'Sample 8', 'loss 1');
    expect(say(1)).toMatch(/^Forward\. dense 1 unit 1: .+ · .+ [+−] .+, after tanh = /);
    expect(say(4)).toBe('Loss. loss 1.');
    expect(say(7)).toMatch(/^Back\. ∂ℓ\/∂ of dense 1 unit 1: .+ · .+ = /);
    expect(say(9)).toMatch(/^Update\. .+ → dense 1 unit 1: \S+ [+−] \S+ → \S+\.$/);
  });
});

describe('changes by hand', () => {
  test('units of layers stay in their range', () => {
    const layers = denseLayers([4, 1]);
    expect(withUnits({ layers }, 0, 1)).toEqual({ units: 5, patch: { layers: denseLayers([5, 1]) } });
    expect(withUnits({ layers }, 1, -1)?.units).toBe(1);
    const other = [{ id: 'flatten', params: {}, activation: '', frozen: false }];
    expect(withUnits({ layers: other }, 0, 1)).toBeUndefined();
  });

  test('layers come and go', () => {
    const layers = denseLayers([4, 2]);
    expect(withLayerAfter({ layers }, 1).layers).toEqual(denseLayers([4, 4, 2]));
    expect(withLayerAfter({ layers }, 0).layers).toEqual(denseLayers([4, 4, 2]));
    expect(withLayerAfter({ layers: [] }, 0).layers).toEqual(denseLayers([8]));
    expect(withoutLayer({ layers }, 0).layers).toEqual(denseLayers([2]));
    expect(canAddLayer({ layers: denseLayers(Array(maxListedLayers).fill(1)) })).toBe(false);
  });
});
