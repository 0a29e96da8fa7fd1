// SPDX-License-Identifier: Apache-2.0
// The doctor's words, the rows of the table of samples, and histograms of lanes.
import { describe, expect, test } from 'vitest';
import { words } from '../../web/element/doctor-words.ts';
import { largestDifference, type SampleRow, sampleRows, sorted } from '../../web/element/samples-data.ts';
import { type FindingId, type RunInfo, type Spec, train } from '../../web/engine/index.ts';
import { rangeOf } from '../../web/views/histogram.ts';

const evidence: Record<FindingId, Record<string, number>> = {
  diverged: { rate: 4 },
  diverging: { first: 1, now: 20 },
  dead: { layer: 1, dead: 7, units: 8 },
  exploding: { ratio: 2e4 },
  vanishing: { ratio: 1e-5 },
  collapse: { class: 1, share: 0.4 },
  unsteady: { rises: 0.46, swing: 0.134 },
  overfitting: { best_step: 210, best: 0.2, now: 0.6 },
  slow: { first: 0.7, now: 0.65 },
  plateau: { first: 0.7, now: 0.69 },
};

test('every finding is a sentence with its numbers', () => {
  const said = Object.entries(evidence).map(([id, numbers]) =>
    words.finding({
      id: id as FindingId,
      lane: 0,
      step: 14,
      serious: false,
      evidence: numbers,
      remedy: {},
    }),
  );
  expect(new Set(said).size).toBe(10);
  for (const text of said) expect(text).not.toMatch(/–|NaN|undefined/);
  expect(said[0]).toBe('diverged at step 14: a learning rate of 4 is too large');
  expect(said[2]).toContain('7 of 8 in layer 1');
  expect(said[4]).toContain('1 part in 100,000');
  expect(said[6]).toContain('46 % of the steps, by 13 %');
});

describe('rows of samples', () => {
  const rowsOf = async (spec: Spec) => {
    using run = await train(spec);
    run.step(60);
    const info: RunInfo = run.info();
    const frame = run.frame({ samples: true });
    return { info, frame, rows: sampleRows(info, frame, 0, run.inspect(0)) };
  };

  test('hold what the run says of each, and order it', async () => {
    const { info, frame, rows } = await rowsOf({ data: 'line', losses: [{ id: 'mse' }] });
    const lane = frame.lanes[0];
    expect(rows).toHaveLength(info.data.y.length);
    const worst = lane?.losses?.indexOf(Math.max(...lane.losses)) ?? -1;
    expect(sorted(rows, 'loss', false)[0]?.sample).toBe(worst);
    expect(sorted(rows, 'loss', true).at(-1)?.sample).toBe(worst);
    const steep = sorted(rows, 'gradient', false).map(({ gradient }) => Math.abs(gradient));
    expect(steep).toEqual([...steep].sort((a, b) => b - a));
    expect(rows.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 4);
    expect(rows.every(({ validation, share }) => (validation ? share === 0 : share >= 0))).toBe(true);
  });

  test('name classes, and the gradient by the right one', async () => {
    const { info, frame, rows } = await rowsOf({ data: 'blobs', losses: [{ id: 'cross_entropy' }] });
    const n = rows.length;
    for (const row of rows) {
      expect(info.data.classes).toContain(row.predictionText);
      expect(row.gradient).toBe(frame.lanes[0]?.gradients?.[row.target * n + row.sample]);
      expect(row.gradient).toBeLessThanOrEqual(0);
    }
  });

  test('put what is no number last either way', () => {
    const row = (sample: number, loss: number) => ({ sample, loss }) as SampleRow;
    const rows = [row(0, Number.NaN), row(1, 2), row(2, 5)];
    expect(sorted(rows, 'loss', true).map(({ sample }) => sample)).toEqual([1, 2, 0]);
    expect(sorted(rows, 'loss', false).map(({ sample }) => sample)).toEqual([2, 1, 0]);
  });
});

test('a gradient is off by its largest difference, as a share of the largest derivative', () => {
  const weight = (analytic: number, numeric: number) => ({ parameter: 'w', index: 0, analytic, numeric });
  expect(largestDifference([weight(2, 2), weight(0.1, 0.3)])).toBeCloseTo(0.1, 12);
});

test('histograms of lanes share an axis', () => {
  const bins = (low: number, high: number, ...counts: number[]) => ({ low, high, counts });
  expect(rangeOf([bins(0, 1, 3, 1), undefined, bins(-2, 0.5, 1, 1), bins(-9, 9, 0, 0)])).toEqual([-2, 1]);
  expect(rangeOf([undefined, bins(0, 0, 0)])).toBeUndefined();
});
