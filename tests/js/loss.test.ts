// SPDX-License-Identifier: Apache-2.0
// Losses on arrays. tests/golden/losses.json has inputs, values and gradients of every loss from other libraries.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  catalog,
  defineLoss,
  type Floats,
  LossError,
  type LossFunction,
  type LossId,
  type LossOptions,
  loss,
  type Precision,
  type Reduction,
} from '../../web/engine/index.ts';

interface Golden {
  loss: LossId;
  params?: Record<string, number>;
  inputs: Record<string, { shape: number[]; values: number[] }>;
  value: number[];
  gradient: Record<string, number[]>;
}
const golden = JSON.parse(
  readFileSync(new URL('../golden/losses.json', import.meta.url), 'utf8'),
) as Golden[];

// One type for any id: what the type tests check is not the matter here.
type AnyLoss = LossFunction<string, Reduction, Precision>;
const open = (id: LossId, params: Record<string, number> = {}, options: LossOptions = {}) =>
  loss(id, params, options) as unknown as Promise<AnyLoss>;
const arraysOf = (inputs: Golden['inputs']) =>
  Object.fromEntries(Object.entries(inputs).map(([id, { values }]) => [id, Float64Array.from(values)]));
const shapeOf = (f: AnyLoss, inputs: Golden['inputs']) => {
  const first = f.inputs[0]!;
  if (first.dims[0] === '*') return inputs[first.id]?.shape;
  const letters = f.inputs.flatMap(({ id, dims }) =>
    dims
      .map((dim, k) => [dim, inputs[id]?.shape[k] ?? 0] as const)
      .filter(([dim, n]) => n && !/\d/.test(dim)),
  );
  return Object.fromEntries(letters);
};
const named = (f: AnyLoss, gradient: unknown): Record<string, Float64Array> => {
  const ids = f.inputs.filter((input) => input.role === 'prediction').map((input) => input.id);
  return (ids.length === 1 ? { [ids[0] as string]: gradient } : gradient) as Record<string, Float64Array>;
};
const far = (got: ArrayLike<number>, expected: ArrayLike<number>) => {
  expect(got.length).toBe(expected.length);
  let worst = 0;
  let scale = 1;
  for (let i = 0; i < expected.length; ++i) scale = Math.max(scale, Math.abs(expected[i] as number));
  for (let i = 0; i < expected.length; ++i) {
    const distance = Math.abs((got[i] as number) - (expected[i] as number)) / scale;
    worst = distance <= worst ? worst : distance; // NaN is far
  }
  return worst;
};

describe('every loss of the catalogue', () => {
  it('is in the table of golden numbers', () => {
    expect(new Set(golden.map((g) => g.loss))).toEqual(new Set(catalog.losses.map((l) => l.id)));
  });

  for (const [index, { loss: id, params, inputs, value, gradient }] of golden.entries()) {
    it(`${id} meets golden numbers (${index})`, async () => {
      for (const [precision, tolerance] of [
        ['float32', 5e-5],
        ['float64', 1e-7],
      ] as const) {
        using f = await open(id, params, { reduction: 'none', precision });
        const arrays = arraysOf(inputs);
        const options = { shape: shapeOf(f, inputs) as Record<string, number> };
        expect(far(f.perElement(arrays, options), value)).toBeLessThan(tolerance);
        const both = f.valueAndGradient(arrays, options);
        const slopes = named(f, both.gradient);
        for (const [input, expected] of Object.entries(gradient))
          expect(far(slopes[input] as Floats, expected)).toBeLessThan(tolerance);
        expect(f.gradient(arrays, options)).toEqual(both.gradient);
        expect(both.value).toEqual(f.value(arrays, options));
      }
    });
  }
});

/** Numbers in [low, high), the same at every call. */
function numbers(count: number, low: number, high: number, seed = 1): Float32Array {
  let state = seed * 2654435761;
  return Float32Array.from({ length: count }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return low + ((high - low) * state) / 2 ** 32;
  });
}

const squares = (p: Float32Array, y: Float32Array) =>
  p.reduce((sum, v, i) => sum + (v - (y[i] as number)) ** 2, 0);

describe('any number of samples', () => {
  it('runs in turns to the same sums, for every length around the edges of a turn', async () => {
    using mse = await loss('mse');
    for (const n of [1, 2, 3, 5, 32, 255, 256, 257, 1000, 8191, 8192, 8193, 20001, 1, 300]) {
      const [p, y] = [numbers(n, -2, 2), numbers(n, -2, 2, 7)];
      const { value, gradient } = mse.valueAndGradient(p, y);
      expect(value).toBeCloseTo(squares(p, y) / n, 5);
      expect(gradient).toHaveLength(n);
      for (const i of [0, n >> 1, n - 1])
        expect(gradient[i]).toBeCloseTo((2 * ((p[i] as number) - (y[i] as number))) / n, 6);
      expect(mse.perElement({ prediction: p, target: y })[n - 1]).toBeCloseTo(
        ((p[n - 1] as number) - (y[n - 1] as number)) ** 2,
        5,
      );
    }
  });

  it('takes a million elements, classes too, and the same twice', async () => {
    const n = 1_000_000;
    using mse = await loss('mse');
    const [p, y] = [numbers(n, -2, 2), numbers(n, -2, 2, 7)];
    const value = mse.value(p, y);
    expect(value).toBeCloseTo(squares(p, y) / n, 5);
    expect(mse.value(p, y)).toBe(value);
    using ce = await loss('cross_entropy');
    const logits = numbers(4 * 250_000, -3, 3);
    const target = Float32Array.from({ length: 250_000 }, (_, i) => i % 4);
    const { value: whole, gradient } = ce.valueAndGradient({ prediction: logits, target });
    const each = ce.perElement({ prediction: logits, target });
    expect(whole).toBeCloseTo(each.reduce((sum, l) => sum + l, 0) / 250_000, 5);
    // Softmax minus one-hot of the last sample.
    const last = [0, 1, 2, 3].map((c) => Math.exp(logits[c * 250_000 + 249_999] as number));
    const total = last.reduce((a, b) => a + b);
    for (const c of [0, 1, 2, 3])
      expect((gradient[c * 250_000 + 249_999] as number) * 250_000).toBeCloseTo(
        (last[c] as number) / total - (c === 3 ? 1 : 0),
        4,
      );
  });

  it('reduces by mean, sum, batchmean and not at all, with weights', async () => {
    const [p, y, weights] = [numbers(400, -2, 2), numbers(400, -2, 2, 7), numbers(400, 0, 3, 5)];
    const each = p.map((v, i) => (v - (y[i] as number)) ** 2);
    const weighted = each.reduce((sum, l, i) => sum + l * (weights[i] as number), 0);
    const weight = weights.reduce((a, b) => a + b);
    for (const [reduction, expected, scale] of [
      ['mean', weighted / weight, 1 / weight],
      ['sum', weighted, 1],
      ['batchmean', weighted / 400, 1 / 400],
    ] as const) {
      using mse = await loss('mse', {}, { reduction });
      const { value, gradient } = mse.valueAndGradient(p, y, { weights });
      expect(value).toBeCloseTo(expected, 3);
      expect(gradient[3]).toBeCloseTo(
        2 * ((p[3] as number) - (y[3] as number)) * (weights[3] as number) * scale,
        5,
      );
    }
    using none = await loss('mse', {}, { reduction: 'none' });
    expect(far(none.value(p, y), each)).toBeLessThan(1e-6);
  });

  it('counts class weights and ignored targets in the mean', async () => {
    using ce = await loss('cross_entropy');
    const prediction = numbers(3 * 5, -2, 2);
    const target = [0, 2, -100, 1, 2];
    const class_weights = [1, 2, 0.5];
    const each = ce.perElement({ prediction, target, class_weights });
    expect(each[2]).toBeCloseTo(0, 9);
    const value = ce.value({ prediction, target, class_weights });
    expect(value).toBeCloseTo(each.reduce((a, b) => a + b) / (1 + 0.5 + 2 + 0.5), 5);
    const gradient = ce.gradient({ prediction, target, class_weights });
    const step = 1e-2;
    for (const k of [0, 7, 11]) {
      const at = (sign: number) =>
        ce.value({
          prediction: prediction.map((v, i) => (i === k ? v + sign * step : v)),
          target,
          class_weights,
        });
      expect(gradient[k]).toBeCloseTo((at(1) - at(-1)) / (2 * step), 3);
    }
  });
});

describe('derivatives', () => {
  it('agree with differences of the value, Hessian-vector products with differences of the gradient', async () => {
    for (const id of [
      'huber',
      'log_cosh',
      'triplet_margin',
      'info_nce',
      'giou',
      'gaussian_nll',
    ] as LossId[]) {
      const { inputs, params } = golden.find((g) => g.loss === id) as Golden;
      using f = await open(id, params ?? {}, { precision: 'float64', reduction: 'mean' });
      const arrays = arraysOf(inputs);
      const options = { shape: shapeOf(f, inputs) as Record<string, number> };
      const slopes = named(f, f.gradient(arrays, options));
      const vectors = Object.fromEntries(
        Object.entries(slopes).map(([k, s]) => [k, Float64Array.from(numbers(s.length, -1, 1))]),
      );
      const products = named(
        f,
        f.hessianVector(
          arrays,
          Object.keys(vectors).length === 1 ? Object.values(vectors)[0]! : vectors,
          options,
        ),
      );
      const moved = (step: number) => ({
        ...arrays,
        ...Object.fromEntries(
          Object.keys(slopes).map((k) => [
            k,
            arrays[k]!.map((v, i) => v + step * (vectors[k]?.[i] as number)),
          ]),
        ),
      });
      const step = 1e-5;
      const along = Object.keys(slopes).reduce(
        (sum, k) =>
          sum +
          (slopes[k] as Float64Array).reduce(
            (s: number, g: number, i: number) => s + g * (vectors[k]?.[i] as number),
            0,
          ),
        0,
      );
      const ahead = f.value(moved(step), options) as number;
      const behind = f.value(moved(-step), options) as number;
      expect((ahead - behind) / (2 * step), id).toBeCloseTo(along, 6);
      const after = named(f, f.gradient(moved(step), options));
      const before = named(f, f.gradient(moved(-step), options));
      for (const k of Object.keys(slopes)) {
        const differences = (after[k] as Float64Array).map(
          (v, i) => (v - (before[k]?.[i] as number)) / (2 * step),
        );
        expect(far(products[k] as Floats, differences), `${id} by ${k}`).toBeLessThan(1e-5);
      }
    }
  });
});

describe('typed losses', () => {
  it('equal the built-in ones bit for bit where the graph is the same', async () => {
    for (const [id, text] of [
      ['mse', '(p - y)*(p - y)'],
      ['mae', '|p - y|'],
      ['log_cosh', 'log_cosh(p - y)'],
    ] as const) {
      using built = await loss(id);
      using typed = await defineLoss(text);
      const [p, y] = [numbers(999, -4, 4), numbers(999, -4, 4, 3)];
      expect(typed.value(p, y), id).toBe(built.value(p, y));
      expect(typed.gradient(p, y), id).toEqual(built.gradient(p, y));
    }
  });

  it('say what they are', async () => {
    using typed = await defineLoss(
      'delta = 1 in [0.1, 5] log\nw*where(|p-y|<delta, (p-y)^2/2, delta*(|p-y|-delta/2))',
    );
    expect(typed.info).toMatchObject({
      labels: 'real',
      target: 'real',
      tasks: ['regression', 'binary', 'multiclass'],
    });
    expect(typed.info.params).toMatchObject([{ id: 'delta', default: 1, low: 0.1, high: 5, log: true }]);
    expect(typed.inputs.map(({ id, role, optional }) => [id, role, optional])).toEqual([
      ['p', 'prediction', false],
      ['y', 'target', false],
      ['w', 'weight', true],
    ]);
    expect(typed.info.formula).toContain('<math');
    expect(typed.info.gradients).toHaveLength(1);
    using again = await defineLoss(typed.info.text, { delta: 0.5 });
    expect(again.info.text).toBe(typed.info.text);
    using huber = await loss('huber', { delta: 0.5 });
    const [p, y] = [numbers(50, -4, 4), numbers(50, -4, 4, 3)];
    expect(again.value(p, y)).toBeCloseTo(huber.value(p, y), 6);
    expect(again.value({ p, y, w: p.map(() => 2) })).toBeCloseTo(2 * huber.value(p, y), 6);
  });

  it('work over classes and with inputs of their own', async () => {
    using typed = await defineLoss('-log_softmax(z)[y]');
    using built = await loss('cross_entropy');
    const prediction = numbers(30, -2, 2);
    const target = Float32Array.from({ length: 10 }, (_, i) => i % 3);
    expect(typed.value({ z: prediction, y: target })).toBeCloseTo(built.value({ prediction, target }), 6);
    using triplet = await defineLoss('input a[D], b[D]\n‖a - b‖');
    const slopes = triplet.gradient({ a: [3, 0], b: [0, 4] }, { shape: { D: 2 } }) as Record<string, Floats>;
    expect([...(slopes.a as Floats)]).toEqual([expect.closeTo(0.6), expect.closeTo(-0.8)]);
    expect(() => typed.value({ z: prediction, y: target.map((c) => c + 1) })).toThrow(
      /y\[2\] must be a class 0 … 2/,
    );
  });

  it('warn, and say where a mistake is and what was meant', async () => {
    using typed = await defineLoss('log(1 + exp(z)) - z*y');
    expect(typed.warnings.map((w) => w.replacement)).toContain('softplus(z)');
    const error = await defineLoss('a = p - y\nlgo(a)').catch((e: unknown) => e);
    expect(error).toBeInstanceOf(LossError);
    expect(error).toMatchObject({ line: 2, column: 1, length: 3, suggestion: 'log' });
  });
});

describe('mistakes', () => {
  const message = (work: () => unknown) => {
    try {
      work();
    } catch (error) {
      expect(error).toBeInstanceOf(LossError);
      return (error as Error).message;
    }
    return 'accepted';
  };

  it('are named with what would be right', async () => {
    using mse = await open('mse');
    using ce = await open('cross_entropy');
    expect(message(() => mse.value([1, 2], [1]))).toBe(
      'mse: target has 1 numbers, but prediction has 2; both must match',
    );
    expect(message(() => mse.value({ prediction: [1] }))).toBe("mse needs the input 'target'");
    expect(message(() => mse.value({ prediction: [1], target: [1], y: [1] }))).toBe(
      "mse has no input 'y'; it takes prediction, target",
    );
    expect(message(() => mse.value([], []))).toMatch(/empty/);
    expect(message(() => mse.value([1, 2], [1, 2], { weights: [1] }))).toMatch(/weights must hold 2 numbers/);
    expect(message(() => ce.value({ prediction: [1, 2, 3, 4, 5], target: [0, 1] }))).toMatch(
      /prediction \[C, N\] has 5 numbers, which is no multiple of 2, since N = 2/,
    );
    expect(message(() => ce.value({ prediction: [1, 2, 3, 4], target: [0, 2] }))).toBe(
      'cross_entropy: target[1] must be a class 0 … 1 or -100 (ignored), got 2',
    );
    expect(message(() => ce.value({ prediction: [1, 2], target: [0, 1] }, { shape: { Q: 2 } }))).toMatch(
      /no extent Q/,
    );
    const open2 = (id: string, params: object) => open(id as LossId, params as Record<string, number>);
    await expect(open2('hubber', {})).rejects.toThrow(/did you mean 'huber'/);
    await expect(open2('huber', { delta: -1 })).rejects.toThrow(/delta must be in/);
  });

  it('do not include NaN, which flows', async () => {
    using mse = await loss('mse');
    expect(mse.value([Number.NaN, 1], [0, 1])).toBeNaN();
    expect(mse.gradient([Number.NaN, 1], [0, 0])[1]).toBe(1);
  });

  it('do not outlive dispose()', async () => {
    const mse = await loss('mse');
    mse.dispose();
    expect(() => mse.value([1], [1])).toThrow(/disposed/);
  });
});
