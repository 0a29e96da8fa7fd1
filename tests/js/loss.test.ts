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
  losses,
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
type Shaped = { data: Float64Array; shape: number[] };
const open = (id: LossId, params: Record<string, number> = {}, options: LossOptions = {}) =>
  loss(id, params, options) as unknown as Promise<AnyLoss>;

/** Row-major numbers with an axis moved to another place. */
function moved(values: readonly number[], shape: readonly number[], from: number, to: number): Shaped {
  const order = [...shape.keys()];
  order.splice(to, 0, ...order.splice(from, 1));
  const extents = order.map((axis) => shape[axis] as number);
  const steps = order.map((axis) => shape.slice(axis + 1).reduce((product, n) => product * n, 1));
  const data = Float64Array.from({ length: values.length }, (_, i) => {
    let at = 0;
    for (let k = extents.length - 1, rest = i; k >= 0; --k) {
      at += (rest % extents[k]!) * steps[k]!;
      rest = Math.floor(rest / extents[k]!);
    }
    return values[at] as number;
  });
  return { data, shape: extents };
}

// Golden arrays have samples last and features first. The weights of a linear layer are [C, D] there too.
function samplesFirst(
  { id, dims }: { id: string; dims: string[] },
  values: number[],
  shape: number[],
): Shaped {
  if (dims[0] === '*') return { data: Float64Array.from(values), shape };
  let array: Shaped = { data: Float64Array.from(values), shape };
  const last = shape.length - 1;
  const features = dims.length > 1 && dims.at(-1) === 'D' && !(id === 'weights' && dims[0] === 'C');
  if (features && !dims.includes('N')) array = moved([...array.data], array.shape, 0, last);
  else if (dims.includes('N')) {
    array = moved([...array.data], array.shape, last, 0);
    if (features && dims[1] !== 'C') array = moved([...array.data], array.shape, 1, last);
  }
  return array;
}
const arraysOf = (f: AnyLoss, inputs: Golden['inputs']) =>
  Object.fromEntries(
    f.inputs.flatMap((input) => {
      const given = inputs[input.id];
      if (!given) return [];
      const { data, shape } = samplesFirst(input, given.values, given.shape);
      const dims = input.dims[0] === '*' ? shape : dropOnes(shape, input.dims.length);
      return [[input.id, { data, shape: dims }]];
    }),
  );
const inputOf = (f: AnyLoss, id: string) => f.inputs.find((input) => input.id === id)!;
/** Without as many axes of extent 1 as there are too many. */
function dropOnes(shape: number[], rank: number): number[] {
  const out = [...shape];
  while (out.length > rank) out.splice(out.lastIndexOf(1), 1);
  return out;
}
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
    it(`${id} meets golden numbers, samples first (${index})`, async () => {
      for (const [precision, tolerance] of [
        ['single', 5e-5],
        ['double', 1e-7],
      ] as const) {
        using f = await open(id, params, { reduction: 'none', precision });
        const arrays = arraysOf(f, inputs);
        const first = arrays[f.inputs[0]!.id] as Shaped;
        const pointwise = f.inputs[0]!.dims[0] === '*';
        const n = first.shape[0]!;
        const expected =
          pointwise || value.length <= n ? value : [...moved(value, [value.length / n, n], 1, 0).data];
        expect(far(numbersOf(f.perElement(arrays)), expected)).toBeLessThan(tolerance);
        const both = f.valueAndGradient(arrays);
        for (const [input, slopes] of Object.entries(gradient)) {
          const got = both.gradient[input] as Shaped;
          expect(got.shape).toEqual((arrays[input] as Shaped).shape);
          const right = samplesFirst(inputOf(f, input), slopes, inputs[input]!.shape);
          expect(far(got.data, right.data), input).toBeLessThan(tolerance);
        }
        expect(f.gradient(arrays)).toEqual(both.gradient);
        // Another program: sums may be taken in another order.
        expect(far(numbersOf(both.value), [...numbersOf(f.value(arrays))])).toBeLessThan(tolerance / 100);
      }
    });
  }
});

const numbersOf = (result: unknown): Floats =>
  (ArrayBuffer.isView(result) ? result : (result as Shaped).data) as Floats;

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
      const { value, gradient } = mse.valueAndGradient({ prediction: p, target: y });
      expect(value).toBeCloseTo(squares(p, y) / n, 5);
      expect(gradient.prediction).toHaveLength(n);
      for (const i of [0, n >> 1, n - 1])
        expect(gradient.prediction[i]).toBeCloseTo((2 * ((p[i] as number) - (y[i] as number))) / n, 6);
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
    const value = mse.value({ prediction: p, target: y });
    expect(value).toBeCloseTo(squares(p, y) / n, 5);
    expect(mse.value({ prediction: p, target: y })).toBe(value);
    using ce = await loss('cross_entropy');
    const logits = numbers(4 * 250_000, -3, 3);
    const target = Float32Array.from({ length: 250_000 }, (_, i) => i % 4);
    const { value: whole, gradient } = ce.valueAndGradient({ prediction: logits, target });
    const each = ce.perElement({ prediction: logits, target });
    expect(whole).toBeCloseTo(each.reduce((sum, l) => sum + l, 0) / 250_000, 5);
    // Softmax minus one-hot of the last sample.
    const last = [0, 1, 2, 3].map((c) => Math.exp(logits[4 * 249_999 + c] as number));
    const total = last.reduce((a, b) => a + b);
    for (const c of [0, 1, 2, 3])
      expect((gradient.prediction[4 * 249_999 + c] as number) * 250_000).toBeCloseTo(
        (last[c] as number) / total - (c === 3 ? 1 : 0),
        4,
      );
  });

  it('reduces as the table says, with weights', async () => {
    const [prediction, target, sample_weight] = [
      numbers(400, -2, 2),
      numbers(400, -2, 2, 7),
      numbers(400, 0, 3, 5),
    ];
    const each = prediction.map((v, i) => (v - (target[i] as number)) ** 2);
    const weighted = each.map((l, i) => l * (sample_weight[i] as number));
    const total = weighted.reduce((a, b) => a + b);
    const weight = sample_weight.reduce((a, b) => a + b);
    for (const precision of ['single', 'double'] as const) {
      using mse = await loss('mse', {}, { precision });
      for (const [reduction, scale] of [
        ['mean', 1 / weight],
        ['mean_by_count', 1 / 400],
        ['batchmean', 1 / 400],
        ['sum', 1],
        ['none', 1],
      ] as const) {
        const inputs = { prediction, target, sample_weight };
        const { value, gradient } = mse.valueAndGradient(inputs, { reduction });
        if (typeof value === 'number') expect(value / (total * scale), reduction).toBeCloseTo(1, 5);
        else expect(far(value, weighted)).toBeLessThan(1e-6);
        expect(gradient.prediction[3]).toBeCloseTo(
          2 * ((prediction[3] as number) - (target[3] as number)) * (sample_weight[3] as number) * scale,
          5,
        );
        expect(mse.value(inputs, { reduction })).toEqual(value);
      }
    }
  });

  it('reduces by hand-computed numbers, where samples have more than one loss, weigh nothing or are ignored', async () => {
    using mse = await loss('mse');
    const rows = {
      prediction: [
        [1, 2],
        [3, 4],
      ],
      target: [
        [0, 0],
        [0, 0],
      ],
      sample_weight: [1, 3],
    }; // losses 1 4, 9 16
    const values = (f: { value(i: never, o: object): unknown }, inputs: object) =>
      Object.fromEntries(
        ['mean', 'mean_by_count', 'batchmean', 'sum', 'none'].map((reduction) => [
          reduction,
          f.value(inputs as never, { reduction }),
        ]),
      );
    expect(values(mse, rows)).toEqual({
      mean: 80 / 8,
      mean_by_count: 80 / 4,
      batchmean: 80 / 2,
      sum: 80,
      none: [
        [1, 4],
        [27, 48],
      ],
    });
    expect(mse.gradient(rows, { reduction: 'batchmean' }).prediction).toEqual([
      [1, 2],
      [9, 12],
    ]);
    // The loss is softplus(−2) for the right class of [2, 0], softplus(2) for the wrong one.
    using ce = await loss('cross_entropy');
    const [low, high] = [Math.log1p(Math.exp(-2)), Math.log1p(Math.exp(2))];
    const ignoring = {
      prediction: [
        [2, 0],
        [2, 0],
        [2, 0],
        [0, 2],
      ],
      target: [0, 1, -100, 1],
      sample_weight: [1, 2, 5, 0],
    };
    const got = values(ce, ignoring) as Record<string, number>;
    expect(got.mean).toBeCloseTo((low + 2 * high) / 3, 5);
    expect(got.mean_by_count).toBeCloseTo((low + 2 * high) / 4, 5);
    expect(got.batchmean).toBeCloseTo((low + 2 * high) / 4, 5);
    expect(got.sum).toBeCloseTo(low + 2 * high, 5);
    expect(got.none).toEqual([low, 2 * high, 0, 0].map((v) => expect.closeTo(v, 5)));
  });

  it('weighs samples or refuses to, and reduces, for every loss alike in turns and at once', async () => {
    for (const { loss: id, params, inputs } of golden) {
      using f = await open(id, params);
      const arrays = arraysOf(f, inputs);
      const info = losses.find((each) => each.id === id)!;
      if (info.output === 'batch') {
        expect(() => f.value({ ...arrays, sample_weight: [1] }), id).toThrow(/takes no sample_weight/);
        continue;
      }
      const n = (arrays[f.inputs[0]!.id] as Shaped).shape[0]!;
      const sample_weight = Array.from({ length: n }, (_, i) => 1 + (i % 3));
      const given = { ...arrays, sample_weight };
      const each = numbersOf(f.value(given, { reduction: 'none' }));
      const total = (each as Float32Array).reduce((a, b) => a + b, 0);
      const close = (got: unknown, right: number) =>
        Number.isFinite(right) &&
        expect(Math.abs((got as number) - right), id).toBeLessThan(1e-4 * (1 + Math.abs(right)));
      close(f.value(given, { reduction: 'sum' }), total);
      close(f.value(given, { reduction: 'mean_by_count' }), total / each.length);
      close(f.value(given, { reduction: 'batchmean' }), total / n);
    }
  });

  it('gives results in the form of the input', async () => {
    using ce = await loss('cross_entropy');
    const flat = Float32Array.of(2, 0, 1, 0, 3, 1);
    const target = new BigInt64Array([0n, 1n]);
    const given = { data: flat, shape: [2, 3] };
    const rows = [
      [2, 0, 1],
      [0, 3, 1],
    ];
    const value = ce.value({ prediction: flat, target });
    expect(ce.value({ prediction: given, target })).toBe(value);
    expect(ce.value({ prediction: rows, target: Uint8Array.of(0, 1) })).toBe(value);
    const slope = ce.gradient({ prediction: flat, target }).prediction;
    expect(slope).toBeInstanceOf(Float32Array);
    expect(ce.gradient({ prediction: given, target }).prediction).toEqual({ data: slope, shape: [2, 3] });
    const nested = ce.gradient({ prediction: rows, target }).prediction;
    expect(nested).toEqual([[...slope.slice(0, 3)], [...slope.slice(3)]]);
    expect(ce.perElement({ prediction: rows, target })).toHaveLength(2);
    const along = {
      prediction: [
        [1, 0, 0],
        [0, 0, 0],
      ],
    };
    const product = ce.hessianVector({ prediction: rows, target }, along).prediction as number[][];
    expect(product[1]).toEqual([0, 0, 0]);
    expect(product[0]!.reduce((a, b) => a + b)).toBeCloseTo(0, 6);
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
      expect(gradient.prediction[k]).toBeCloseTo((at(1) - at(-1)) / (2 * step), 3);
    }
  });
});

describe('derivatives', () => {
  it.each(['huber', 'log_cosh', 'triplet_margin', 'info_nce', 'giou', 'gaussian_nll'] as LossId[])(
    '%s agrees with differences of the value, its Hessian-vector product with those of the gradient',
    async (id) => {
      const { inputs, params } = golden.find((g) => g.loss === id) as Golden;
      using f = await open(id, params ?? {}, { precision: 'double' });
      const arrays = arraysOf(f, inputs) as Record<string, Shaped>;
      const slopes = f.gradient(arrays) as Record<string, Shaped>;
      const names = Object.keys(slopes);
      const vectors = Object.fromEntries(names.map((k) => [k, numbers(slopes[k]!.data.length, -1, 1)]));
      const products = f.hessianVector(arrays, vectors) as Record<string, Shaped>;
      const at = (step: number) => {
        const out = { ...arrays };
        for (const k of names) {
          const { data, shape } = arrays[k]!;
          out[k] = { data: data.map((v, i) => v + step * vectors[k]![i]!), shape };
        }
        return out;
      };
      const step = 1e-5;
      const dot = (k: string) => slopes[k]!.data.reduce((sum, g, i) => sum + g * vectors[k]![i]!, 0);
      const along = names.reduce((sum, k) => sum + dot(k), 0);
      const difference = ((f.value(at(step)) as number) - (f.value(at(-step)) as number)) / (2 * step);
      expect(difference).toBeCloseTo(along, 6);
      const after = f.gradient(at(step)) as Record<string, Shaped>;
      const before = f.gradient(at(-step)) as Record<string, Shaped>;
      for (const k of names) {
        const differences = after[k]!.data.map((v, i) => (v - before[k]!.data[i]!) / (2 * step));
        expect(far(products[k]!.data, differences), `by ${k}`).toBeLessThan(1e-5);
      }
    },
  );
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
      const inputs = { prediction: p, target: y };
      expect(typed.value({ p, y }), id).toBe(built.value(inputs));
      expect(typed.gradient({ p, y }).p, id).toEqual(built.gradient(inputs).prediction);
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
    const value = huber.value({ prediction: p, target: y });
    expect(again.value({ p, y })).toBeCloseTo(value, 6);
    expect(again.value({ p, y, w: p.map(() => 2) })).toBeCloseTo(2 * value, 6);
  });

  it('work over classes and with inputs of their own', async () => {
    using typed = await defineLoss('-log_softmax(z)[y]');
    using built = await loss('cross_entropy');
    const prediction = numbers(30, -2, 2);
    const target = Float32Array.from({ length: 10 }, (_, i) => i % 3);
    expect(typed.value({ z: prediction, y: target })).toBeCloseTo(built.value({ prediction, target }), 6);
    using triplet = await defineLoss('input a[D], b[D]\n‖a - b‖');
    const slopes = triplet.gradient({ a: [[3, 0]], b: [[0, 4]] });
    expect(slopes.a).toEqual([[expect.closeTo(0.6), expect.closeTo(-0.8)]]);
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
  const refused = (work: () => unknown): [field: string, message: string] => {
    try {
      work();
    } catch (error) {
      expect(error).toBeInstanceOf(LossError);
      return [(error as LossError).field, (error as LossError).message];
    }
    return ['', 'accepted'];
  };
  const ok = { prediction: [1, 2], target: [1, 2] };
  const rows = {
    prediction: [
      [1, 2],
      [3, 4],
      [5, 6],
    ],
    target: [0, 1, 1],
  };
  const boxes = { data: new Float32Array(8), shape: [2, 4] };

  it.each<[id: LossId, inputs: object, field: string, message: string | RegExp]>([
    [
      'mse',
      { prediction: [1, 2], target: [1] },
      'target',
      'mse: target has 1 numbers, but prediction has 2; both must match',
    ],
    ['mse', { prediction: [1] }, 'target', "mse needs the input 'target'"],
    ['mse', { ...ok, y: [1] }, 'y', "mse has no input 'y'; it takes prediction, target"],
    [
      'mse',
      { prediction: [], target: [] },
      'prediction',
      'mse: prediction is empty; at least one sample is needed',
    ],
    ['mse', { ...ok, prediction: null }, 'prediction', /must be a typed array.* got null/],
    ['mse', { ...ok, target: '12' }, 'target', /must be a typed array.* got the text '12'/],
    ['mse', { ...ok, target: 3 }, 'target', /got the number 3/],
    ['mse', { ...ok, target: new Map() }, 'target', /got an object of Map/],
    ['mse', { ...ok, target: new DataView(new ArrayBuffer(8)) }, 'target', /got an object of DataView/],
    ['mse', { ...ok, target: [1, '2'] }, 'target', "mse: target [1] must be a number, got the text '2'"],
    ['mse', { ...ok, target: [1, undefined] }, 'target', 'mse: target [1] must be a number, got undefined'],
    ['mse', { ...ok, target: [Number.NaN, 1] }, 'target', 'mse: target[0] must be a finite number, got NaN'],
    [
      'mse',
      { ...ok, prediction: [1, Number.POSITIVE_INFINITY] },
      'prediction',
      /prediction\[1\] must be a finite number, got Infinity/,
    ],
    ['mse', { ...ok, prediction: [1, 1e300] }, 'prediction', /fit in float32 .* got 1e\+300/],
    [
      'mse',
      {
        prediction: [[1, 2], [3]],
        target: [
          [1, 2],
          [3, 4],
        ],
      },
      'prediction',
      /rows of different lengths: 2 and, at \[1\], 1/,
    ],
    [
      'mse',
      { prediction: [[1, 2]], target: [[1], [2]] },
      'target',
      /has the shape \[2, 1\], but prediction has \[1, 2\]/,
    ],
    [
      'mse',
      { ...ok, target: { data: [1, 2], shape: [3] } },
      'target',
      /shape \[3\], which holds 3 numbers, but 2/,
    ],
    [
      'mse',
      { ...ok, sample_weight: [1] },
      'sample_weight',
      'mse: sample_weight must hold 2 numbers, one a sample, got 1',
    ],
    [
      'mse',
      { ...ok, sample_weight: [1, Number.NaN] },
      'sample_weight',
      /sample_weight\[1\] must be a finite number/,
    ],
    [
      'cross_entropy',
      { prediction: [1, 2, 3, 4, 5], target: [0, 1] },
      'prediction',
      /\[N, C\] has 5 numbers, which is no multiple of 2, since N = 2/,
    ],
    [
      'cross_entropy',
      { ...rows, target: [0, 1, 2] },
      'target',
      'cross_entropy: target[2] must be a class 0 … 1 or -100 (ignored), got 2',
    ],
    [
      'cross_entropy',
      { ...rows, target: [0, 1] },
      'target',
      /target \[N\] must hold 3 numbers, since N = 3 and C = 2, got 2/,
    ],
    [
      'cross_entropy',
      {
        ...rows,
        prediction: [
          [1, 3, 5],
          [2, 4, 6],
        ],
      },
      'target',
      /must hold 2 numbers, since N = 2 and C = 3, got 3/,
    ],
    [
      'cross_entropy',
      {
        ...rows,
        prediction: [
          [1, 2],
          [3, Number.NaN],
          [5, 6],
        ],
      },
      'prediction',
      /prediction\[1\]\[1\] must be/,
    ],
    ['cross_entropy', { ...rows, target: [[0], [1], [1]] }, 'target', /has 1 axes, got the shape \[3, 1\]/],
    [
      'cross_entropy',
      { ...rows, class_weights: [1, -1] },
      'class_weights',
      /class_weights\[1\] must be finite and at least 0/,
    ],
    [
      'binary_cross_entropy',
      { prediction: [0.5, 1.5], target: [0, 1] },
      'prediction',
      /prediction\[1\] must be in \[0, 1\], got 1.5/,
    ],
    [
      'binary_cross_entropy',
      { prediction: [0.5, 0.5], target: [-1, 1] },
      'target',
      /target\[0\] must be in \[0, 1\], got -1/,
    ],
    [
      'ciou',
      { prediction: { data: new Float32Array(8), shape: [4, 2] }, target: boxes },
      'prediction',
      /must have 4 along axis 1, got the shape \[4, 2\]/,
    ],
    [
      'triplet_margin',
      { anchor: [1, 2], positive: [1, 2], negative: [1, 2] },
      'anchor',
      /do not follow from the lengths; pass/,
    ],
  ])('%s refuses %j', async (id, inputs, field, message) => {
    for (const precision of ['single', 'double'] as const) {
      if (precision === 'double' && String(message).includes('float32')) continue;
      using f = await open(id, {}, { precision });
      for (const work of ['value', 'gradient', 'valueAndGradient', 'perElement'] as const) {
        const [at, text] = refused(() => (f[work] as (given: never) => unknown).call(f, inputs as never));
        expect(text).toMatch(message);
        expect(at).toBe(field);
      }
    }
  });

  it('are found in a million numbers, wherever they are', async () => {
    using mse = await open('mse');
    for (const at of [0, 47, 48, 8191, 8192, 99_999]) {
      const prediction = new Float32Array(100_000);
      prediction[at] = Number.NaN;
      const [field, text] = refused(() => mse.value({ prediction, target: new Float32Array(100_000) }));
      expect([field, text]).toEqual([
        'prediction',
        `mse: prediction[${at}] must be a finite number, got NaN`,
      ]);
    }
    expect(mse.value({ prediction: [1], target: [0] })).toBe(1);
  });

  it('are named in options, parameters and vectors', async () => {
    using mse = await open('mse');
    expect(refused(() => mse.value(ok, { reduction: 'average' as 'mean' }))).toEqual([
      'reduction',
      "reduction must be one of none, mean, mean_by_count, batchmean, sum, got 'average'",
    ]);
    expect(refused(() => mse.value(ok, { weights: [1] } as object))[0]).toBe('weights');
    expect(refused(() => mse.hessianVector(ok, {} as never))[1]).toMatch(/needs a vector for prediction/);
    expect(refused(() => mse.hessianVector(ok, { prediction: [1] } as never))[1]).toMatch(
      /has 1 numbers, prediction has 2/,
    );
    expect(refused(() => mse.value([1, 2] as never))[1]).toMatch(/by name: \{ prediction, target \}/);
    const opened = (id: string, params: object, options = {}) => open(id as LossId, params as never, options);
    await expect(opened('hubber', {})).rejects.toMatchObject({
      message: expect.stringMatching(/did you mean 'huber'/),
    });
    await expect(opened('huber', { delta: -1 })).rejects.toMatchObject({
      field: 'delta',
      message: /must be in/,
    });
    await expect(opened('huber', { q: 1 })).rejects.toMatchObject({
      field: 'q',
      message: /no parameter 'q'/,
    });
    await expect(opened('huber', { delta: '1' })).rejects.toMatchObject({ field: 'delta' });
    await expect(opened('huber', {}, { precision: 'half' })).rejects.toMatchObject({ field: 'precision' });
  });

  it('do not outlive dispose()', async () => {
    const mse = await loss('mse');
    mse.dispose();
    expect(() => mse.value(ok)).toThrow(/disposed/);
  });
});

describe('names', () => {
  it('are those of the catalogue or others for the same, and lead to the id', async () => {
    using pinball = await loss('pinball', { q: 0.9 });
    expect(pinball.id).toBe('quantile');
    expect(pinball.value({ prediction: [0], target: [2] })).toBeCloseTo(1.8, 6);
    const found = losses.filter(({ aliases }) => aliases.includes('pinball'));
    expect(found.map(({ id, params }) => [id, params[0]?.id])).toEqual([['quantile', 'q']]);
    const [scores, labels] = losses.find(({ id }) => id === 'cross_entropy')!.inputs;
    expect([scores?.dims, labels?.dims]).toEqual([['N', 'C'], ['N']]);
  });
});
