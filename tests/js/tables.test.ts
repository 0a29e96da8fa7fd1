// SPDX-License-Identifier: Apache-2.0
// Tables that are fetched, and the knobs on them and on data of the user's own.
import { describe, expect, it } from 'vitest';
import { catalog, train } from '../../web/engine/index.ts';

describe('handwritten digits', () => {
  it('arrive whole, as images with their classes', async () => {
    using run = await train({ data: 'digits', losses: [{ id: 'cross_entropy' }] });
    const { data } = run.info();
    const entry = catalog.data.find(({ id }) => id === 'digits');
    expect([data.id, data.title]).toEqual(['digits', entry?.title]);
    expect([entry?.external, entry?.inputs, entry?.image]).toEqual([true, 64, [1, 8, 8]]);
    expect(data.image).toEqual([1, 8, 8]);
    expect(data.x).toHaveLength(64);
    expect(data.y).toHaveLength(1797);
    expect(data.classes).toEqual(['0', '1', '2', '3', '4', '5', '6', '7', '8', '9']);
    // scikit-learn: load_digits().target's counts, data.sum() and the first image's third pixel.
    const counts = data.classes.map((_, c) => data.y.filter((label) => label === c).length);
    expect(counts).toEqual([178, 182, 177, 183, 181, 182, 181, 179, 174, 180]);
    expect(data.x.reduce((sum, column) => sum + column.reduce((a, b) => a + b, 0), 0)).toBe(561718);
    expect(data.x[2]?.[0]).toBe(5);
  });

  it('can be learnt', async () => {
    using run = await train({
      data: 'digits',
      hidden: [24],
      activation: 'relu',
      batch_size: 64,
      losses: [{ id: 'cross_entropy' }],
    });
    run.step(600);
    expect(run.frame().lanes[0]?.validation_metric).toBeGreaterThan(0.9);
  });

  it('take the knobs', async () => {
    using run = await train({
      data: 'digits',
      samples: 500,
      imbalance: 0.5,
      missing: 0.1,
      losses: [{ id: 'cross_entropy' }],
    });
    const { data } = run.info();
    expect(data.y).toHaveLength(500);
    expect(data.filled / (500 * 64)).toBeCloseTo(0.1, 1);
    expect(data.dropped).toBe(0);
  });
});

describe('data of the user’s own', () => {
  const x = Array.from({ length: 50 }, (_, i) => i / 10);
  const own = { x: [x], y: x.map((v) => 2 * v), task: 'regression' as const };

  it('are as they are without knobs, and take them', async () => {
    using plain = await train({ own, losses: [{ id: 'mse' }] });
    expect(plain.info().data.title).toBe('Your data');
    expect(plain.info().data.y).toEqual(Float64Array.from(own.y));
    using spoiled = await train({
      own,
      outliers: 5,
      samples: 40,
      missing: 0.2,
      drop_missing: 1,
      losses: [{ id: 'mse' }],
    });
    const { data } = spoiled.info();
    expect(data.outlier.reduce((a, b) => a + b, 0)).toBeLessThanOrEqual(5);
    expect(data.y.length + data.dropped).toBe(40);
    expect(data.dropped).toBeGreaterThan(0);
    await expect(train({ own, samples: 51, losses: [{ id: 'mse' }] })).rejects.toThrow(
      'own data: samples must be in [1, 50], got 51',
    );
  });
});
