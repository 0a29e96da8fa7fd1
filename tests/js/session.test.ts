// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { catalog, LossError, type Spec, train } from '../../web/engine/index.ts';
import { fingerprint, goldenRuns } from '../golden/runs.ts';

const race: Spec = {
  data: 'line',
  samples: 60,
  outliers: 4,
  losses: [{ id: 'mse' }, { id: 'huber', params: { delta: 0.5 } }],
};

const failure = async (spec: unknown): Promise<string> => {
  try {
    (await train(spec as Spec)).dispose();
  } catch (error) {
    expect(error).toBeInstanceOf(LossError);
    return (error as Error).message;
  }
  return 'accepted';
};

describe('a session', () => {
  it('trains lanes in lock-step and records the curve', async () => {
    using run = await train(race);
    const before = run.frame();
    run.step(300);
    const after = run.frame({ samples: true, field: 50 });
    expect(after.step).toBe(300);
    for (const [k, lane] of after.lanes.entries()) {
      expect(lane.train_loss).toBeLessThan(0.8 * (before.lanes[k]?.train_loss ?? 0));
      expect(lane.predictions).toHaveLength(60);
      expect(lane.gradients).toHaveLength(60);
      expect(lane.losses).toHaveLength(60);
      expect(lane.field).toHaveLength(50);
    }
    const history = run.history();
    expect(history.steps).toHaveLength(301);
    expect(history.lanes[1]?.validation_loss.at(-1)).toBeCloseTo(after.lanes[1]?.validation_loss ?? 0, 5);
  });

  it('returns to the same weights on reset, and the same seed gives the same run', async () => {
    using run = await train(race);
    const start = run.weights(0);
    run.step(50);
    const trained = run.weights(0);
    expect(trained).not.toEqual(start);
    run.reset();
    expect(run.weights(0)).toEqual(start);
    using again = await train(race);
    again.step(20);
    again.step(30);
    expect(again.weights(0)).toEqual(trained);
    using other = await train({ ...race, seed: 2 });
    expect(other.weights(0)).not.toEqual(start);
  });

  it('tells what a step runs, and measures it without touching the run', async () => {
    using run = await train(race);
    run.step(10);
    const before = run.weights(0);
    const { bytes, fused_away, instructions } = run.program(0);
    expect(run.weights(0)).toEqual(before);
    expect(bytes).toBeGreaterThan(0);
    expect(fused_away).toBeGreaterThan(0);
    expect(instructions.some(({ label }) => label.startsWith('matmul'))).toBe(true);
    for (const { nanoseconds } of instructions) expect(nanoseconds).toBeGreaterThanOrEqual(0);
    expect(instructions.reduce((sum, { nanoseconds }) => sum + nanoseconds, 0)).toBeGreaterThan(0);
    expect(() => run.program(7)).toThrow(/lane 7/);
  });

  it('hands out copies that later calls leave alone', async () => {
    using run = await train(race);
    const kept = run.weights(0);
    const copy = kept.slice();
    run.step(10);
    using big = await train({ ...race, samples: 2000 });
    big.step(1);
    expect(kept).toEqual(copy);
  });

  it('describes itself', async () => {
    using run = await train({ data: 'penguins', losses: [{ id: 'cross_entropy' }] });
    const info = run.info();
    expect(info.data.classes).toHaveLength(3);
    expect(info.data.x).toHaveLength(info.data.inputs.length);
    expect(info.data.x[0]).toHaveLength(info.data.y.length);
    expect([...new Set(info.data.part)].sort()).toEqual([0, 1]);
    expect(info.metric.id).toBe('accuracy');
    expect(run.weights(0)).toHaveLength(info.parameters);
  });

  it('agrees with calculus on curves', async () => {
    using run = await train({ ...race, data: 'moons', outliers: 0 });
    const { prediction, gradient, curvature } = run.curve(1, -2, 2, 41, 0); // class 0 is −1 to a real-valued loss
    for (const [i, p] of prediction.entries()) {
      const residual = p + 1;
      expect(gradient[i]).toBeCloseTo(Math.max(-0.5, Math.min(0.5, residual)), 5);
      if (Math.abs(Math.abs(residual) - 0.5) > 0.05)
        expect(curvature[i]).toBe(Math.abs(residual) < 0.5 ? 1 : 0);
    }
  });

  it('changes sliders and points while it runs', async () => {
    using run = await train(race);
    const steep = run.curve(1, -9, 9, 3, 0).gradient[2] ?? 0;
    run.setLossParam(1, 'delta', 0.1);
    expect(run.curve(1, -9, 9, 3, 0).gradient[2]).toBeCloseTo(steep / 5, 6);
    expect(() => run.setLossParam(1, 'delta', -9)).toThrow(
      'huber: delta must be in [1e-8, 10000000], got -9',
    );
    const { data } = run.info();
    run.movePoint(3, [data.x[0]?.[3] ?? 0], 42);
    expect(run.info().data.y[3]).toBe(42);
    expect(() => run.movePoint(3, [0], Number.NaN)).toThrow('finite');
    run.step(5);
    expect(run.frame().step).toBe(5);
  });

  it('takes data of the user’s own', async () => {
    const x = Array.from({ length: 40 }, (_, i) => i / 10);
    using run = await train({
      own: { x: [x], y: x.map((v) => 3 * v + 1), task: 'regression' },
      hidden: [],
      losses: [{ id: 'mse' }],
      learning_rate: 0.05,
    });
    run.step(2000);
    const { predictions } = run.frame({ samples: true }).lanes[0] ?? {};
    expect(predictions?.[10]).toBeCloseTo(4, 1);
  });

  it('says so after it was disposed of', async () => {
    const run = await train(race);
    run.dispose();
    run.dispose();
    expect(() => run.step(1)).toThrow('disposed');
  });
});

describe('bad input', () => {
  it('takes columns of every numeric kind, and large numbers as they are', async () => {
    const start = 1_700_000_000;
    const count = (i: number) => start + i;
    const kinds = [
      Array.from({ length: 40 }, (_, i) => count(i)),
      Float64Array.from({ length: 40 }, (_, i) => count(i)),
      Uint32Array.from({ length: 40 }, (_, i) => count(i)),
      BigInt64Array.from({ length: 40 }, (_, i) => BigInt(count(i))),
      Array.from({ length: 40 }, (_, i) => BigInt(count(i))),
    ];
    const y = Int16Array.from({ length: 40 }, (_, i) => 3 * i + 7);
    const seen = [];
    for (const x of kinds) {
      using run = await train({
        losses: [{ id: 'mse' }],
        own: { x: [x], y, task: 'regression' },
        layers: [],
        learning_rate: 0.05,
      });
      run.step(600);
      expect(run.info().data.x[0]?.[39]).toBe(start + 39);
      expect(run.predict(0, [[start + 10], [start + 20.5]])[0]).toBeCloseTo(37, 1);
      expect(run.predict(0, [start + 20.5])[0]).toBeCloseTo(68.5, 1);
      seen.push(run.weights(0));
    }
    for (const weights of seen) expect(weights).toEqual(seen[0]);
  });

  it.each<[unknown[], string]>([
    [[1, null, 3], "own data: column 'x1', row 1 is null; every value must be a finite number"],
    [[1, 2, ''], "own data: column 'x1', row 2 is the text ''; every value must be a finite number"],
    [['4', 2, 3], "own data: column 'x1', row 0 is the text '4'; every value must be a finite number"],
    [[1, undefined, 3], "own data: column 'x1', row 1 is undefined; every value must be a finite number"],
  ])('refuses the column %j by row', async (x, message) => {
    const own = { x: [x], y: [1, 2, 3], task: 'regression' };
    expect(await failure({ losses: [{ id: 'mse' }], own })).toBe(message);
  });

  it('predicts other samples, a row each', async () => {
    using run = await train({ data: 'penguins', losses: [{ id: 'cross_entropy' }] });
    run.step(200);
    const { data } = run.info();
    const rows = [0, 7, 300].map((i) => data.x.map((column) => column[i] ?? 0));
    const scores = run.predict(0, rows);
    const all = run.frame({ samples: true }).lanes[0]?.predictions;
    const n = data.y.length;
    for (const [row, i] of [0, 7, 300].entries())
      for (const c of [0, 1, 2]) expect(scores[row * 3 + c]).toBeCloseTo(all?.[c * n + i] ?? 0, 5);
    expect(run.predict(0, rows.flat())).toEqual(scores);
    expect(() => run.predict(0, [[1]])).toThrow('x[0] must hold');
    expect(() => run.predict(0, [1, 2, 3])).toThrow('numbers a sample, got 3');
    expect(() => run.predict(0, [data.x.map(() => Number.NaN)])).toThrow('x[0][0] must be a finite number');
    expect(() => run.predict(4, rows)).toThrow('lane 4 does not exist');
  });

  it.each<[unknown, string]>([
    [undefined, "train takes a spec, for example { losses: [{ id: 'mse' }] }"],
    [{}, 'losses must name at least one loss, for example mse'],
    [{ losses: [] }, 'losses must name at least one loss, for example mse'],
    [{ losses: [{ id: 'hubber' }] }, "there is no loss 'hubber'; did you mean 'huber'?"],
    [
      { losses: [{ id: 'huber', params: { delta: -1 } }] },
      'huber: delta must be in [1e-8, 10000000], got -1',
    ],
    [
      { losses: [{ id: 'huber', params: { delta: 'x' } }] },
      'losses[0].params.delta must be a number, got text',
    ],
    [{ losses: 'mse' }, 'losses must be a list'],
    [{ data: { toString: false }, losses: [{ id: 'mse' }] }, 'data must be text, got an object'],
    [{ data: 'toString', losses: [{ id: 'mse' }] }, "there is no data set 'toString'"],
    [{ losses: ['mse'] }, "losses[0] must be an object, for example {id: 'huber'"],
    [
      { losses: [{ id: 'mse' }], lerning_rate: 1 },
      "a spec has no field 'lerning_rate'; did you mean 'learning_rate'?",
    ],
    [{ losses: [{ id: 'mse' }], learning_rate: Number.NaN }, 'learning_rate must be in'],
    [{ losses: [{ id: 'mse' }], hidden: [8, 2.5] }, 'hidden[1] must be a whole number, got 2.5'],
    [{ losses: [{ id: 'mse' }], data: 'moon' }, "'moons'"],
    [{ losses: [{ id: 'mse' }], own: { x: [[]], y: [], task: 'regression' } }, ''],
    [{ losses: [{ id: 'mse' }], own: { x: [[1, 2]], y: [1], task: 'regression' } }, ''],
    [{ losses: [{ id: 'mse' }], own: { x: [[1, Number.NaN]], y: [1, 2], task: 'regression' } }, ''],
    [{ losses: [{ id: 'mse' }], own: { x: [[1, 2]], y: [0, 0.5], task: 'binary' } }, ''],
    [{ losses: [{ id: 'cross_entropy' }], data: 'line' }, 'cannot train on regression data'],
    [{ losses: Array.from({ length: 5 }, () => ({ id: 'mse' })) }, 'at most 4 losses, got 5'],
  ])('%j', async (spec, message) => {
    const said = await failure(spec);
    expect(said).not.toBe('accepted');
    expect(said).toContain(message);
  });

  it('never takes the core down', async () => {
    const anything = fc.record(
      {
        data: fc.oneof(fc.constantFrom(...catalog.data.map((d) => d.id)), fc.anything()),
        losses: fc.oneof(fc.array(fc.record({ id: fc.anything(), params: fc.anything() })), fc.anything()),
        hidden: fc.anything(),
        batch_size: fc.anything(),
        learning_rate: fc.anything(),
        edits: fc.anything(),
        own: fc.anything(),
      },
      { requiredKeys: [] },
    );
    await fc.assert(
      fc.asyncProperty(anything, async (spec) => (await failure(spec)).length > 0),
      { numRuns: 300 },
    );
    using run = await train(race);
    run.step(1);
    expect(run.frame().step).toBe(1);
  });
});

describe('determinism', () => {
  const golden = JSON.parse(
    readFileSync(new URL('../golden/weights.json', import.meta.url), 'utf8'),
  ) as Record<string, string[]>;
  it.each(Object.entries(goldenRuns))(
    'weights of %s after 1,000 steps are the native ones',
    async (name, spec) => {
      using run = await train(spec as Spec);
      run.step(1000);
      expect(spec.losses.map((_, lane) => fingerprint(run.weights(lane)))).toEqual(golden[name]);
    },
  );
});
