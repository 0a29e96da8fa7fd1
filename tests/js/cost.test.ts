// SPDX-License-Identifier: Apache-2.0
// What belongs to which part of a training step, on the programs of real runs.
import { describe, expect, it } from 'vitest';
import { allParts, fullBar, keyOf, Measurements, steady, sumOf } from '../../web/element/cost-data.ts';
import { type Spec, train } from '../../web/engine/index.ts';
import { partsOf } from '../../web/views/cost.ts';

async function costOf(spec: Spec, lane = 0) {
  using run = await train(spec);
  const [, ...layers] = run.forward(lane, 0);
  const report = run.program(lane);
  const labels = report.instructions.map(({ label }) => label);
  const parts = partsOf(labels, layers);
  const of = (key: string) =>
    parts.find((part) => keyOf(part) === key)?.instructions.map((k) => labels[k]) ?? [];
  return { report, layers, labels, parts, keys: parts.map(keyOf), of };
}

const sine: Spec = { data: 'sine', layers: [8, 8], losses: [{ id: 'mse' }, { id: 'barron' }] };

describe('the parts of a training step', () => {
  it('are each layer there and back, the loss between them, and the update', async () => {
    const { keys, of } = await costOf(sine);
    expect(keys).toEqual([
      'forward dense1',
      'forward dense2',
      'forward dense3',
      'loss',
      'backward dense3',
      'backward dense2',
      'backward dense1',
      'update',
    ]);
    expect(of('forward dense2')).toEqual(['matmul [8, 8]·[8, 16] + bias', 'tanh mul sub [8, 16]']);
    expect(of('backward dense2')).toEqual([
      'mul sum [8, 16]',
      'matmul [8, 16]·[8, 16]ᵀ',
      'matmul [8, 8]ᵀ·[8, 16]',
    ]);
    expect(of('update').at(-1)).toMatch(/\[97\]$/);
  });

  it.each<[string, Spec]>([
    ['a plain net', sine],
    ['a linear model', { ...sine, layers: [], data: 'line' }],
    ['one sample at a time', { ...sine, batch_size: 1 }],
    ['a second gradient elsewhere', { ...sine, optimizer: 'sam' } as Spec],
    ['a search along a line', { ...sine, optimizer: 'lbfgs' } as Spec],
    ['equal layers without activation', { ...sine, activation: 'linear', layers: [8, 8, 8] }],
    ['proxies', { data: 'blobs', layers: [4], losses: [{ id: 'cross_entropy' }, { id: 'arcface' }] }],
    [
      'convolution, noise and norm',
      {
        data: 'digits',
        losses: [{ id: 'cross_entropy' }, { id: 'softmax_focal' }],
        layers: [
          { id: 'image' },
          { id: 'noise' },
          { id: 'conv2d' },
          { id: 'batch_norm' },
          { id: 'max_pool' },
          { id: 'flatten' },
          8,
        ],
      },
    ],
    [
      'steps of a sequence',
      {
        data: 'digits',
        losses: [{ id: 'cross_entropy' }, { id: 'softmax_focal' }],
        layers: [{ id: 'sequence' }, { id: 'gru', params: { units: 4 } }, { id: 'last_step' }],
      },
    ],
  ])('hold every instruction once, with %s, and another loss changes only its own', async (_, spec) => {
    const [one, other] = [await costOf(spec), await costOf(spec, 1)];
    for (const { parts, labels } of [one, other]) {
      const places = parts.flatMap(({ instructions }) => instructions).sort((a, b) => a - b);
      expect(places).toEqual(labels.map((_, k) => k));
      for (const phase of ['forward', 'loss', 'backward', 'update'])
        expect(parts.map((part) => part.phase)).toContain(phase);
    }
    expect(one.of('loss')).not.toEqual(other.of('loss'));
    expect(one.keys).toEqual(other.keys);
    const own = (key: string, label = '') =>
      /^(forward|backward)/.test(key) && /^(matmul|conv|max_pool)/.test(label);
    // Another loss may have another number of outputs: sizes are left aside.
    const kinds = (cost: typeof one) =>
      one.keys.map((key) => cost.of(key).filter((label) => own(key, label)).length);
    expect(kinds(one)).toEqual(kinds(other));
    for (const key of one.keys.filter((each) => /^(forward|backward)/.test(each)))
      expect(one.of(key).join()).toMatch(/matmul|conv|max_pool/);
  });
});

describe('measurements', () => {
  it('add up, and begin anew with another program', async () => {
    const { report, layers } = await costOf(sine);
    const measured = new Measurements();
    const cost = measured.add(report, layers);
    expect(cost.parts.reduce((sum, part) => sum + sumOf(cost, part), 0)).toBeCloseTo(cost.total, 3);
    const twice = {
      ...report,
      instructions: report.instructions.map((each) => ({ ...each, nanoseconds: 60 })),
    };
    for (let i = 0; i < 40; i++) measured.add(twice, layers);
    expect(measured.add(twice, layers).nanoseconds.every((each) => each === 60)).toBe(true);
    const other = await costOf(sine, 1);
    const anew = measured.add(other.report, other.layers);
    expect(anew.labels).toEqual(other.labels);
    expect(measured.enough).toBe(false);
  });

  it('are means, which a busy moment hardly moves', () => {
    expect(steady([0, 50, 0, 0, 50])).toBe(20);
    expect(steady([100, 100, 100, 100, 1e6])).toBe(200);
    expect(steady([])).toBe(0);
  });

  it('of lanes share one scale and one list of parts', async () => {
    const costs = await Promise.all(
      [sine, { ...sine, layers: [8] }].map(async (spec) => {
        const { report, layers } = await costOf(spec);
        return new Measurements().add(report, layers);
      }),
    );
    const full = fullBar(costs);
    for (const cost of costs)
      for (const part of cost.parts) expect(sumOf(cost, part)).toBeLessThanOrEqual(full);
    expect(allParts(costs).map(keyOf)).toEqual(costs[0]?.parts.map(keyOf));
    expect(allParts(costs.toReversed()).map(keyOf).sort()).toEqual(costs[0]?.parts.map(keyOf).sort());
  });
});
