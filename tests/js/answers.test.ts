// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { LossError, type Spec, train } from '../../web/engine/index.ts';

const moons: Spec = {
  data: 'moons',
  hidden: [6, 4],
  activation: 'relu',
  losses: [{ id: 'binary_cross_entropy_with_logits' }, { id: 'hinge' }],
};

describe('a run answers', () => {
  it('what a sample makes of every layer', async () => {
    using run = await train(moons);
    run.step(30);
    const layers = run.forward(1, 5);
    expect(layers.map(({ name, activation, shape }) => [name, activation, ...shape])).toEqual([
      ['input', '', 2],
      ['dense1', 'relu', 6],
      ['dense2', 'relu', 4],
      ['dense3', '', 1],
    ]);
    const lane = run.frame({ samples: true }).lanes[1];
    const last = layers.at(-1);
    expect(last?.values[0]).toBeCloseTo(lane?.predictions?.[5] ?? Number.NaN, 5);
    expect(last?.gradients[0]).toBe(lane?.gradients?.[5]);
    expect(Math.min(...(layers[1]?.values ?? []))).toBeGreaterThanOrEqual(0);
    const sizes = layers.map(({ parameters }) => parameters.map(({ name, offset }) => [name, offset]));
    expect(sizes[2]).toEqual([
      ['weight', 18],
      ['bias', 42],
    ]);
    expect(layers.map(({ weight_gradients }) => weight_gradients.length)).toEqual([0, 18, 28, 5]);
    expect(last?.weight_gradients[4]).toBeCloseTo(last?.gradients[0] ?? Number.NaN, 6);
    for (const { shape, values, gradients } of layers) {
      expect(values).toHaveLength(shape[0] ?? 0);
      expect(gradients).toHaveLength(shape[0] ?? 0);
    }
    expect(() => run.forward(0, 100000)).toThrow(LossError);
  });

  it('what the next step adds to its weights', async () => {
    using run = await train(moons);
    run.step(30);
    const before = run.weights(1);
    const update = run.update(1);
    expect(run.weights(1)).toEqual(before);
    run.step();
    run.weights(1).forEach((weight, i) => {
      expect(weight).toBeCloseTo((before[i] ?? 0) + (update[i] ?? 0), 6);
    });
    expect(Math.max(...update.map(Math.abs))).toBeGreaterThan(0);
  });

  it('how its layers and samples do', async () => {
    using run = await train(moons);
    run.step(30);
    const { layers, norms, shares, gradient_norm } = run.inspect(0);
    expect(layers.map(({ name, units }) => [name, units])).toEqual([
      ['dense1', 6],
      ['dense2', 4],
      ['dense3', 1],
    ]);
    const theta = run.weights(0).subarray(0, 6 * 2 + 6);
    expect(layers[0]?.weight_norm).toBeCloseTo(Math.hypot(...theta), 5);
    expect(Math.hypot(...layers.map((layer) => layer.gradient_norm))).toBeCloseTo(gradient_norm, 6);
    for (const { weights, update_norm } of layers) {
      expect(update_norm).toBeGreaterThan(0);
      expect(weights.low).toBeLessThan(weights.high);
    }
    const n = run.info().data.y.length;
    expect(norms).toHaveLength(n);
    expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 5);
    expect(Math.min(...norms)).toBeGreaterThan(0);
  });

  it('whether its gradient is that of its loss', async () => {
    using run = await train(moons);
    run.step(30);
    const checked = run.check(0, 12);
    expect(checked.length).toBeGreaterThan(8);
    for (const { analytic, numeric } of checked) expect(analytic).toBeCloseTo(numeric, 5);
    expect(checked.some(({ numeric }) => Math.abs(numeric) > 1e-4)).toBe(true);
    expect(() => run.check(0, 0)).toThrow(/1 to 1000/);
  });

  it('what is wrong with it, and what may help', async () => {
    const wild: Spec = { data: 'cars', losses: [{ id: 'mse' }], optimizer: 'sgd', learning_rate: 4 };
    using run = await train(wild);
    expect(run.findings()).toEqual([]);
    run.step(400);
    const found = run.findings();
    expect(found).toMatchObject([{ id: 'diverged', lane: 0, serious: true, evidence: { rate: 4 } }]);
    // A tenth of the rate still swings; its remedy helps.
    let spec = wild;
    const ids: string[] = [];
    for (let finding = found[0]; finding && ids.length < 4; ) {
      ids.push(finding.id);
      spec = { ...spec, ...finding.remedy };
      using next = await train(spec);
      next.step(400);
      finding = next.findings()[0];
    }
    expect(ids).toEqual(['diverged', 'unsteady']);
    using usual = await train({ losses: [{ id: 'mse' }, { id: 'huber' }] });
    usual.step(500);
    expect(usual.findings()).toEqual([]);
  });
});
