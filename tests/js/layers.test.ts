// SPDX-License-Identifier: Apache-2.0
import { describe, expect, test } from 'vitest';
import { catalog, train } from '../../web/engine/index.ts';
import type { SpecLayer, SpecLoss } from '../../web/engine/spec.ts';

const losses: SpecLoss[] = [{ id: 'binary_cross_entropy_with_logits' }];
const moons = (layers: (number | SpecLayer)[]) => train({ data: 'moons', losses, layers });

describe('a list of layers', () => {
  test('says what hidden and numbers say in short', async () => {
    const listed = await moons([
      { id: 'dense', params: { units: 5 } },
      { id: 'dense', params: { units: 4 } },
    ]);
    const short = await train({ data: 'moons', losses, hidden: [5, 4] });
    const numbers = await moons([5, 4]);
    const mixed = await moons([5, { id: 'dense', params: { units: 4 } }]);
    for (const run of [listed, short, numbers, mixed]) {
      run.step(30);
      expect(run.weights(0)).toEqual(listed.weights(0));
    }
  });

  test('trains a convolution net, with frozen weights left alone', async () => {
    const run = await moons([
      { id: 'dense', params: { units: 16 }, frozen: true },
      { id: 'image', params: { height: 4, width: 4 } },
      { id: 'conv2d', params: { channels: 4 }, activation: 'gelu' },
      { id: 'batch_norm' },
    ]);
    const before = run.weights(0);
    run.step(300);
    const after = run.weights(0);
    expect(after.subarray(0, 48)).toEqual(before.subarray(0, 48));
    expect(after.subarray(48)).not.toEqual(before.subarray(48));
    expect(run.frame().lanes[0]?.validation_metric).toBeGreaterThan(0.85);
  });

  test('says which field is wrong', async () => {
    // @ts-expect-error there is no such layer
    await expect(moons([{ id: 'conv2' }])).rejects.toThrow("no layer 'conv2'; did you mean 'conv2d'?");
    await expect(moons([{ id: 'gru' }])).rejects.toThrow('gru1 takes sequences');
    await expect(moons([{} as SpecLayer])).rejects.toThrow('layers[0].id must be given');
    await expect(moons(['dense'] as unknown as SpecLayer[])).rejects.toThrow('layers[0] must be an object');
  });

  test('is described in the catalogue', () => {
    expect(catalog.layers.length).toBeGreaterThan(20);
    for (const layer of catalog.layers) {
      expect(layer.help.length).toBeGreaterThan(10);
      for (const param of layer.params) expect(param.default).toBeGreaterThanOrEqual(param.low);
    }
  });
});
