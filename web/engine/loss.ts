// SPDX-License-Identifier: Apache-2.0
// A loss on arrays: value, gradient, losses of each sample, Hessian-vector product.
import type { Core, LossPort } from './core.ts';
import type { LossArrays, LossId, LossPredictions, PointwiseLosses } from './generated/catalog.ts';
import { kEach, kGradient, kProduct, kSmall, kValue, LossCalls, type Plan } from './loss-calls.ts';
import { LossError } from './loss-error.ts';
import { checkClasses, type Fitted, fitShapes, type LossShape } from './loss-shapes.ts';
import type { LossInputInfo, Numbers, ParamInfo } from './types.ts';

export type { LossShape } from './loss-shapes.ts';

/** How losses of samples become one: `mean` is Σ w·l ÷ Σ w over what counts, `batchmean` Σ w·l ÷ N. */
export type Reduction = 'mean' | 'sum' | 'batchmean' | 'none';

export type Precision = 'float32' | 'float64';

export interface LossOptions<R extends Reduction = Reduction, P extends Precision = Precision> {
  /** Default mean. With none, value() is the array of perElement() and gradients are those of the sum. */
  reduction?: R;
  /** float64 computes every operation in double, slowly, to check by. Default float32. */
  precision?: P;
}

export interface CallOptions {
  /** How much each sample counts: N numbers. */
  weights?: Numbers;
  /** Where lengths leave it open: extents by letter of the loss's dims, or the shape of the first input. */
  shape?: LossShape;
}

/** What results are held in. */
export type Floats<P extends Precision = Precision> = P extends 'float64' ? Float64Array : Float32Array;

// What the id says about types; any name goes for typed losses.
type Arrays<Id> = Id extends LossId ? LossArrays[Id] : Record<string, Numbers>;
type Predictions<Id> = Id extends LossId ? LossPredictions[Id] : string;
type IsUnion<T, All = T> = T extends All ? ([All] extends [T] ? false : true) : never;

/** Inputs by name; losses of arrays of one shape take them in order too. */
export type LossCall<Id> =
  | [inputs: Arrays<Id>, options?: CallOptions]
  | (Id extends keyof PointwiseLosses
      ? [...inputs: PointwiseLosses[Id], options?: CallOptions]
      : Id extends LossId
        ? never
        : [prediction: Numbers, target: Numbers, options?: CallOptions]);

/** One array where the loss has one prediction, otherwise arrays by name. */
export type Gradient<Id, P extends Precision = 'float32'> =
  string extends Predictions<Id>
    ? Floats<P> | Record<string, Floats<P>>
    : IsUnion<Predictions<Id>> extends true
      ? Record<Predictions<Id>, Floats<P>>
      : Floats<P>;

export type Value<R, P extends Precision = 'float32'> = R extends 'none' ? Floats<P> : number;

interface Result<P extends Precision> {
  value: number;
  losses?: Floats<P> | undefined;
  slopes: (Floats<P> | undefined)[];
}

interface Called {
  arrays: (Numbers | undefined)[];
  options: CallOptions;
}

function sameLength(arrays: readonly (Numbers | undefined)[], n: number): boolean {
  for (let k = 0; k < arrays.length; ++k) if (arrays[k]?.length !== n) return false;
  return true;
}

const isArray = (value: unknown): value is Numbers => ArrayBuffer.isView(value) || Array.isArray(value);
const kNoOptions: CallOptions = {};

/** A loss with its parameters, in this thread. Free it with dispose() or `using`. */
export class LossFunction<
  Id extends string = LossId,
  R extends Reduction = 'mean',
  P extends Precision = 'float32',
> {
  readonly name: string;
  readonly inputs: readonly LossInputInfo[];
  readonly reduction: Reduction;
  /** Of all parameters, defaults filled in. */
  readonly params: Readonly<Record<string, number>>;
  readonly #calls: LossCalls;
  readonly #wide: boolean;
  readonly #predictions: number[];
  readonly #classInput: number;
  readonly #pointwise: boolean;
  // Pointwise programs by what is wanted: up to the size of the small one, and above.
  readonly #quick: (Plan | undefined)[] = [];
  #disposed = false;

  /** Throws LossError for an unknown loss, parameter or reduction. */
  constructor(
    core: Core,
    choice: { id: string } | { text: string },
    info: { inputs: readonly LossInputInfo[]; params: readonly ParamInfo[] },
    params: Readonly<Record<string, number>> = {},
    options: LossOptions<R, P> = {},
  ) {
    this.name = 'id' in choice ? choice.id : 'this loss';
    this.inputs = info.inputs;
    this.reduction = options.reduction ?? 'mean';
    if (!['mean', 'sum', 'batchmean', 'none'].includes(this.reduction))
      throw new LossError(`reduction must be mean, sum, batchmean or none, got '${this.reduction}'`);
    this.params = { ...Object.fromEntries(info.params.map((p) => [p.id, p.default])), ...params };
    this.#wide = options.precision === 'float64';
    const ids = info.inputs.map((input) => input.id);
    this.#calls = new LossCalls(core, choice, params, ids, this.#wide);
    this.#predictions = [...info.inputs.keys()].filter((k) => info.inputs[k]?.role === 'prediction');
    this.#classInput = info.inputs.findIndex((input) => input.domain === 'class');
    this.#pointwise = info.inputs.every((input) => input.dims[0] === '*');
    forgotten.register(this, this.#calls, this);
  }

  dispose(): void {
    this.#disposed = true;
    forgotten.unregister(this);
    this.#calls.dispose();
  }

  [Symbol.dispose](): void {
    this.dispose();
  }

  /** The reduced loss; with reduction none the losses of perElement(). */
  value(...call: LossCall<Id>): Value<R, P> {
    if (this.reduction === 'none') return this.perElement(...call) as Value<R, P>;
    return this.#run(kValue, this.#read(call)).value as Value<R, P>;
  }

  /** ∂ value ÷ ∂ each prediction. */
  gradient(...call: LossCall<Id>): Gradient<Id, P> {
    return this.#named(this.#run(kGradient, this.#read(call)).slopes);
  }

  valueAndGradient(...call: LossCall<Id>): { value: Value<R, P>; gradient: Gradient<Id, P> } {
    const called = this.#read(call);
    const each = this.reduction === 'none';
    const { value, losses, slopes } = this.#run((each ? kEach : kValue) | kGradient, called);
    return { value: (each ? losses : value) as Value<R, P>, gradient: this.#named(slopes) };
  }

  /** The losses before they are reduced: one a number where the loss is pointwise, otherwise one a sample. */
  perElement(...call: LossCall<Id>): Floats<P> {
    return this.#run(kEach, this.#read(call)).losses as Floats<P>;
  }

  /** ∇² value · vector, the vector in the shape of the prediction (of each prediction, by name). */
  hessianVector(
    inputs: Arrays<Id>,
    vector: Numbers | Record<string, Numbers>,
    options?: CallOptions,
  ): Gradient<Id, P> {
    const called = this.#read([inputs, options ?? {}] as unknown as LossCall<Id>);
    const along = this.#predictions.map((k) => {
      const id = this.inputs[k]?.id as string;
      if (!called.arrays[k]) return undefined;
      const v = isArray(vector) ? vector : vector[id];
      if (!v || (isArray(vector) && this.#predictions.length > 1))
        throw new LossError(
          `${this.name}: hessianVector needs a vector for each of ${this.#list(this.#predictions)}`,
        );
      if (v.length !== called.arrays[k]?.length) {
        throw new LossError(
          `${this.name}: the vector for ${id} has ${v.length} numbers, ${id} has ${called.arrays[k]?.length}`,
        );
      }
      return v;
    });
    return this.#named(this.#run(kProduct, called, along).slopes);
  }

  #list(ids: number[]): string {
    return ids.map((k) => this.inputs[k]?.id).join(', ');
  }

  #read(call: readonly unknown[]): Called {
    if (this.#disposed) throw new LossError('this loss was disposed of');
    const first = call[0];
    if (isArray(first)) {
      const last = call[call.length - 1];
      const options = isArray(last) || last === undefined ? kNoOptions : (last as CallOptions);
      const arrays: (Numbers | undefined)[] = [];
      for (let k = 0; k < this.inputs.length; ++k)
        arrays.push(isArray(call[k]) ? (call[k] as Numbers) : undefined);
      this.#checkComplete(arrays);
      return { arrays, options };
    }
    if (first === null || typeof first !== 'object')
      throw new LossError(`${this.name} takes arrays of numbers: { ${this.#list([...this.inputs.keys()])} }`);
    const byName = first as Record<string, unknown>;
    const arrays = this.inputs.map((input) => {
      const array = byName[input.id];
      if (array === undefined || array === null) return undefined;
      if (!isArray(array)) throw new LossError(`${this.name}: ${input.id} must be an array of numbers`);
      return array;
    });
    for (const id of Object.keys(byName)) {
      if (!this.inputs.some((input) => input.id === id))
        throw new LossError(
          `${this.name} has no input '${id}'; it takes ${this.#list([...this.inputs.keys()])}`,
        );
    }
    this.#checkComplete(arrays);
    return { arrays, options: (call[1] as CallOptions | undefined) ?? kNoOptions };
  }

  #checkComplete(arrays: readonly (Numbers | undefined)[]): void {
    for (let k = 0; k < this.inputs.length; ++k) {
      const input = this.inputs[k] as LossInputInfo;
      if (!arrays[k] && !input.optional) throw new LossError(`${this.name} needs the input '${input.id}'`);
    }
  }

  // A plan is found without writing a key where nothing but the length of arrays may differ.
  #planFor(
    wanted: number,
    { arrays, options }: Called,
  ): { plan: Plan; fitted: Fitted | undefined; samples: number } {
    const first = arrays[0] as Numbers;
    const n = first.length;
    const simple = this.#pointwise && !options.shape && !options.weights && !this.#wide;
    if (simple && n > 0) {
      const plan = this.#quick[n <= kSmall ? wanted : wanted + 16];
      if (plan && !plan.dropped && sameLength(arrays, n)) return { plan, fitted: undefined, samples: n };
    }
    const fitted = fitShapes(this.name, this.inputs, arrays, options.shape);
    let { shapes, samples } = fitted;
    if (this.#classInput >= 0) this.#checkLabels(arrays, fitted);
    const weighted = options.weights !== undefined;
    const ask = { wanted, reduction: this.reduction, weighted, shapes, samples, pointwise: this.#pointwise };
    let plan = this.#calls.plan(ask);
    if (this.#pointwise && plan.in_turns) {
      // elements are samples, whatever their shape
      samples = n;
      shapes = shapes.map((shape) => shape && [1, n]);
      plan = this.#calls.plan({ ...ask, shapes, samples });
      if (simple && arrays.every((array) => array)) this.#quick[n <= kSmall ? wanted : wanted + 16] = plan;
    }
    return { plan, fitted, samples };
  }

  #checkLabels(arrays: readonly (Numbers | undefined)[], { extents }: Fitted): void {
    const labels = arrays[this.#classInput];
    const ignored = this.params.ignore_index;
    if (labels)
      checkClasses(
        this.name,
        this.inputs[this.#classInput] as LossInputInfo,
        labels,
        extents.get('C'),
        ignored,
      );
  }

  #run(wanted: number, called: Called, vectors: (Numbers | undefined)[] = []): Result<P> {
    const { plan, samples } = this.#planFor(wanted, called);
    const calls = this.#calls;
    const { weights } = called.options;
    if (weights) this.#checkWeights(weights, plan, samples, called);
    const slopes = (wanted & (kGradient | kProduct)) !== 0;
    if (plan.in_turns && slopes) calls.setScale(plan, this.#scale(plan, samples, called));
    if (!plan.in_turns || samples > plan.capacity || !this.#pointwise)
      return this.#inTurns(plan, samples, called, vectors);
    this.#fill(plan, called, vectors, samples, 0, samples);
    const sum = calls.run(plan, samples);
    const result: Result<P> = { value: this.#reduced(sum, samples, calls.weight(plan, samples)), slopes: [] };
    if (slopes) {
      for (const k of this.#predictions) {
        const port = plan.slopes[k];
        result.slopes.push(port && (calls.take(port, samples) as Floats<P>));
      }
    }
    if (plan.each) result.losses = calls.take(plan.each, samples) as Floats<P>;
    return result;
  }

  #inTurns(plan: Plan, samples: number, called: Called, vectors: (Numbers | undefined)[]): Result<P> {
    const create = (length: number) =>
      (this.#wide ? new Float64Array(length) : new Float32Array(length)) as Floats<P>;
    const slopes = this.#predictions.map((k) => {
      const array = called.arrays[k];
      return array && plan.slopes[k] ? create(array.length) : undefined;
    });
    const { each } = plan;
    const losses = each && create(each.rows * (plan.in_turns ? samples : each.columns));
    const step = plan.in_turns && !this.#wide ? plan.capacity : Math.max(1, samples);
    let sum = 0;
    let weight = 0;
    for (let from = 0; from < Math.max(1, samples); from += step) {
      const count = Math.min(step, samples - from);
      this.#fill(plan, called, vectors, samples, from, count);
      sum += this.#calls.run(plan, count);
      weight += this.#calls.weight(plan, count);
      for (const [index, k] of this.#predictions.entries()) {
        const target = slopes[index];
        if (target) this.#collect(plan, plan.slopes[k] as LossPort, target, samples, from, count);
      }
      if (each && losses) this.#collect(plan, each, losses, samples, from, count);
    }
    return { value: plan.in_turns ? this.#reduced(sum, samples, weight) : sum, losses, slopes };
  }

  #collect(plan: Plan, port: LossPort, target: Floats, samples: number, from: number, count: number) {
    if (plan.in_turns) this.#calls.get(port, target, samples, from, count);
    else this.#calls.get(port, target, port.columns, 0, port.columns);
  }

  #fill(
    plan: Plan,
    { arrays, options }: Called,
    vectors: (Numbers | undefined)[],
    samples: number,
    from: number,
    count: number,
  ): void {
    for (let k = 0; k < arrays.length; ++k) this.#put(plan, plan.inputs[k], arrays[k], samples, from, count);
    if (options.weights) this.#put(plan, plan.in.get('weights'), options.weights, samples, from, count);
    for (let k = 0; k < vectors.length; ++k) {
      const id = this.inputs[this.#predictions[k] as number]?.id;
      this.#put(plan, plan.in.get(`v.${id}`), vectors[k], samples, from, count);
    }
  }

  #put(
    plan: Plan,
    port: LossPort | undefined,
    array: Numbers | undefined,
    samples: number,
    from: number,
    count: number,
  ): void {
    if (!port || !array) return;
    if (plan.in_turns && port.columns === plan.capacity && array.length === port.rows * samples)
      this.#calls.put(port, array, samples, from, count);
    else if (from === 0) this.#calls.putAll(port, array);
  }

  #reduced(sum: number, samples: number, weight: number): number {
    if (this.reduction === 'mean') return weight === 0 ? 0 : sum / weight;
    return this.reduction === 'batchmean' ? sum / samples : sum;
  }

  // What gradients of turns are multiplied by.
  #scale(plan: Plan, samples: number, called: Called): number {
    if (this.reduction === 'batchmean') return 1 / samples;
    if (this.reduction !== 'mean') return 1;
    if (!plan.weighed) return 1 / (plan.losses * samples);
    const { plan: first, samples: n } = this.#planFor(kValue, called);
    const { weight } = this.#weigh(first, n, called);
    return weight === 0 ? 0 : 1 / weight;
  }

  #weigh(plan: Plan, samples: number, called: Called): { weight: number } {
    const step = this.#wide ? samples : plan.capacity;
    let weight = 0;
    for (let from = 0; from < samples; from += step) {
      const count = Math.min(step, samples - from);
      this.#fill(plan, called, [], samples, from, count);
      this.#calls.run(plan, count);
      weight += this.#calls.weight(plan, count);
    }
    return { weight };
  }

  #checkWeights(weights: Numbers, plan: Plan, samples: number, called: Called): void {
    const port = plan.in.get('weights');
    if (!port)
      throw new LossError(`${this.name} is one number for the whole batch and takes no sample weights`);
    const expected = plan.in_turns ? samples : port.columns;
    if (weights.length !== expected) {
      const of = called.arrays[0]?.length;
      throw new LossError(
        `${this.name}: weights must hold ${expected} numbers, one a sample, got ${weights.length}${of === expected ? '' : ` (${this.inputs[0]?.id} holds ${of})`}`,
      );
    }
  }

  #named(slopes: (Floats<P> | undefined)[]): Gradient<Id, P> {
    if (this.#predictions.length === 1) return slopes[0] as Gradient<Id, P>;
    const out: Record<string, Floats> = {};
    for (const [index, k] of this.#predictions.entries()) {
      const slope = slopes[index];
      if (slope) out[this.inputs[k]?.id as string] = slope;
    }
    return out as Gradient<Id, P>;
  }
}

// Losses that nobody disposed of give their memory back when they are collected.
const forgotten = new FinalizationRegistry<LossCalls>((calls) => calls.dispose());
