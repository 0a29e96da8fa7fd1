// SPDX-License-Identifier: Apache-2.0
// Metrics on arrays and of runs, through the real wasm: scikit-learn's values of tests/golden/metrics.json.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { catalog, LossError, type MetricId, metric, train } from '../../web/engine/index.ts';
import { Schema } from '../../web/state.ts';

type Golden = {
  metric: MetricId;
  about: string;
  params: Record<string, number>;
  inputs: Record<string, number[]>;
  value: number | string;
  curve?: Record<'x' | 'y' | 'z', (number | string)[]>;
};

const golden = JSON.parse(readFileSync('tests/golden/metrics.json', 'utf8')) as Golden[];
const number = (value: number | string) =>
  value === 'nan' ? Number.NaN : value === 'inf' ? Number.POSITIVE_INFINITY : (value as number);
const same = (got: number, expected: number, what: string) => {
  if (Number.isFinite(expected))
    expect(Math.abs(got - expected), what).toBeLessThan(1e-12 * (1 + Math.abs(expected)));
  else expect(got, what).toBe(expected);
};

describe('a metric on arrays', () => {
  it('agrees with the golden values, curves included', async () => {
    for (const { metric: id, params, inputs, value, curve, about } of golden) {
      const judge = await metric(id);
      same(judge(inputs as never, params), number(value), `${id} ${about}`);
      if (!curve) continue;
      const drawn = judge.curve(inputs as never, params);
      for (const axis of ['x', 'y', 'z'] as const) {
        expect(drawn[axis]).toHaveLength(curve[axis].length);
        curve[axis].forEach((each, i) => {
          same(drawn[axis][i] ?? 0, number(each), `${id} ${axis}`);
        });
      }
    }
  });

  it('takes typed arrays and says what does not fit', async () => {
    const auc = await metric('roc_auc');
    const target = [0, 0, 1, 1];
    expect(auc({ prediction: Float32Array.of(0.1, 0.4, 0.35, 0.8), target })).toBe(0.75);
    expect(() => auc({ prediction: [1, 2, 3], target })).toThrow(LossError);
    expect(() => auc({ prediction: target, truth: target } as never)).toThrow(
      "roc_auc has no input 'truth'; it takes prediction, target",
    );
    expect(() => auc({ prediction: target } as never)).toThrow(
      'roc_auc needs target, an array that is not empty',
    );
    expect(() => auc({ prediction: target, target }, { bins: 3 })).toThrow(
      "roc_auc has no parameter 'bins'; it takes none",
    );
    const ndcg = await metric('ndcg');
    expect(() => ndcg({ prediction: target, target }, { k: 0 })).toThrow(
      'ndcg: k must be in [1, 1000000], got 0',
    );
    const r2 = await metric('r2');
    expect(() => r2.curve({ prediction: [1], target: [1] })).toThrow('r2 has no curve');
    await expect(metric('auc' as never)).rejects.toThrow("there is no metric 'auc'; see catalog.metrics");
  });
});

describe('metrics of a run', () => {
  it('are all that judge its task, on both parts, with curves on request', async () => {
    using run = await train({ data: 'moons', losses: [{ id: 'binary_cross_entropy_with_logits' }] });
    run.step(300);
    const readings = run.metrics(0);
    expect(readings.map(({ id }) => id)).toEqual(
      catalog.metrics.filter(({ tasks }) => tasks.includes('binary')).map(({ id }) => id),
    );
    const of = (id: string) => readings.find((reading) => reading.id === id);
    const frame = run.frame({ samples: true }).lanes[0];
    expect(of('accuracy')?.validation).toBeCloseTo(frame?.validation_metric ?? 0, 12);
    expect(of('accuracy')?.train).toBeCloseTo(frame?.train_metric ?? 0, 12);
    expect(of('roc_auc')?.train_curves).toBeUndefined();

    const { data } = run.info();
    const kept = [...data.y.keys()].filter((i) => data.part[i] === 1);
    const prediction = kept.map((i) => frame?.predictions?.[i] ?? 0);
    const target = kept.map((i) => data.y[i] ?? 0);
    const auc = await metric('roc_auc');
    expect(of('roc_auc')?.validation).toBeCloseTo(auc({ prediction, target }), 12);
    const [curve] =
      run.metrics(0, { curves: true }).find(({ id }) => id === 'roc_auc')?.validation_curves ?? [];
    expect(curve).toEqual(auc.curve({ prediction, target }));
  });

  it('draw a curve for each of several classes, and one of reliability', async () => {
    using run = await train({ data: 'penguins', losses: [{ id: 'cross_entropy' }] });
    run.step(200);
    const readings = run.metrics(0, { curves: true });
    const of = (id: string) => readings.find((reading) => reading.id === id);
    expect(of('roc_auc')?.train_curves).toHaveLength(3);
    expect(of('average_precision')?.validation_curves).toHaveLength(3);
    const [reliability] = of('calibration_error')?.train_curves ?? [];
    expect(of('calibration_error')?.train_curves).toHaveLength(1);
    const n = run.info().data.part.filter((part) => part === 0).length;
    expect(reliability?.z.reduce((sum, count) => sum + count, 0)).toBe(n);
  });

  it('choose the common judge by the spec', async () => {
    using run = await train({ data: 'cars', losses: [{ id: 'mse' }], metric: 'r2' });
    expect(run.info().metric).toEqual({ id: 'r2', title: 'R²', unit: '', higher_is_better: true });
    run.step(500);
    const r2 = run.metrics(0).find(({ id }) => id === 'r2');
    expect(run.frame().lanes[0]?.validation_metric).toBeCloseTo(r2?.validation ?? 0, 12);
    expect(r2?.validation).toBeGreaterThan(0.5);
    await expect(train({ data: 'cars', losses: [{ id: 'mse' }], metric: 'f1' })).rejects.toThrow(
      'metric: f1 does not judge regression data; these do: median_absolute_error, mean_absolute_error',
    );
    // @ts-expect-error there is no such metric
    await expect(train({ losses: [{ id: 'mse' }], metric: 'r22' })).rejects.toThrow(
      "there is no metric 'r22'; did you mean 'r2'?",
    );
  });

  it('fit the data set in the state of the page', () => {
    const schema = new Schema(catalog);
    const { state, problems } = schema.parse('data=cars&metric=r2');
    expect([state.metric, problems]).toEqual(['r2', []]);
    expect(schema.format(state)).toBe('metric=r2');
    expect(schema.with(state, { data: 'moons' }).metric).toBe('accuracy');
    expect(schema.parse('data=moons&metric=r2').problems[0]?.kind).toBe('unknown_id');
  });
});
