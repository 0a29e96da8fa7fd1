// SPDX-License-Identifier: Apache-2.0
// A loss on arrays: value, gradient, losses of each sample, Hessian-vector product.
import type { Core } from './core.ts';
import type { LossId } from './generated/catalog.ts';
import { kEach, kGradient, kProduct, kSmall, kValue, LossCalls, type Plan, type Port } from './loss-calls.ts';
import { LossError } from './loss-error.ts';
import { kFinite, outOfRange, type Range, type ReadArray, rangeOf, readArray } from './loss-inputs.ts';
import { checkOption, checkOptions, precisions, reductions } from './loss-options.ts';
import { inForm, weigh } from './loss-results.ts';
import { checkClasses, fitShapes } from './loss-shapes.ts';
import type {
  CallOptions,
  Exactly,
  Floats,
  Gradient,
  Inputs,
  Losses,
  LossOptions,
  Precision,
  Reduction,
  Value,
  Vectors,
} from './loss-types.ts';
import type { LossInfo, LossInputInfo, Numbers } from './types.ts';

export type * from './loss-types.ts';

const kWeight = 'sample_weight';

interface Called {
  arrays: (Numbers | undefined)[];
  /** Those with a shape, in the same places; undefined where all are flat. */
  shaped: (ReadArray | undefined)[] | undefined;
  weight: ReadArray | undefined;
  reduction: Reduction;
  /** Vectors of a Hessian-vector product, in the places of the predictions. */
  vectors?: (ReadArray | undefined)[];
}

interface Planned {
  plan: Plan;
  /** Columns of the core. */
  columns: number;
  /** Samples, which `batchmean` divides by and weights belong to. */
  samples: number;
}

interface Result {
  value: number;
  losses?: Floats | undefined;
  slopes: (Floats | undefined)[];
}

function sameLength(arrays: readonly (Numbers | undefined)[], n: number): boolean {
  for (let k = 0; k < arrays.length; ++k) if (arrays[k]?.length !== n) return false;
  return true;
}

/** A loss with its parameters, in this thread. Free it with dispose() or `using`. */
export class LossFunction<
  Id extends string = LossId,
  R extends Reduction = 'mean',
  P extends Precision = 'single',
> {
  /** The id in the catalogue, whatever name it was asked for by; of a typed loss, its text. */
  readonly id: string;
  readonly inputs: readonly LossInputInfo[];
  readonly reduction: Reduction;
  readonly precision: Precision;
  /** Of all parameters, defaults filled in. */
  readonly params: Readonly<Record<string, number>>;
  readonly #name: string;
  readonly #calls: LossCalls;
  readonly #wide: boolean;
  readonly #predictions: number[];
  readonly #ranges: Range[];
  readonly #names: Set<string>;
  readonly #classInput: number;
  readonly #batch: boolean;
  readonly #pointwise: boolean;
  // Pointwise programs by what is wanted: up to the size of the small one, and above.
  readonly #quick: (Plan | undefined)[] = [];
  #disposed = false;

  /** Throws LossError for an unknown loss, parameter, reduction or precision. */
  constructor(
    core: Core,
    choice: { id: string } | { text: string },
    info: Pick<LossInfo, 'inputs' | 'params'> & Partial<Pick<LossInfo, 'output'>>,
    params: Readonly<Record<string, number>> = {},
    options: LossOptions<R, P> = {},
  ) {
    checkOptions(options, ['reduction', 'precision']);
    this.id = 'id' in choice ? choice.id : choice.text;
    this.#name = 'id' in choice ? choice.id : 'this loss';
    this.inputs = info.inputs;
    this.reduction = options.reduction ?? 'mean';
    this.precision = options.precision ?? 'single';
    checkOption('reduction', this.reduction, reductions);
    checkOption('precision', this.precision, precisions);
    this.params = { ...Object.fromEntries(info.params.map((p) => [p.id, p.default])), ...params };
    this.#wide = this.precision === 'double';
    const ids = info.inputs.map((input) => input.id);
    this.#names = new Set([...ids, kWeight]);
    this.#calls = new LossCalls(core, choice, params, ids, this.#wide);
    this.#predictions = [...info.inputs.keys()].filter((k) => info.inputs[k]?.role === 'prediction');
    this.#ranges = info.inputs.map((input) => this.#rangeOf(input));
    this.#classInput = info.inputs.findIndex((input) => input.domain === 'class');
    this.#batch = info.output === 'batch';
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
  value<const I extends Inputs<Id>, Q extends Reduction = R>(
    inputs: Exactly<I, Id>,
    options?: CallOptions<Q>,
  ): Value<Q, Id, I, P> {
    const called = this.#read(inputs, options);
    if (called.reduction !== 'none') return this.#run(kValue, called).value as Value<Q, Id, I, P>;
    return this.#losses(this.#run(kEach, called), called) as Value<Q, Id, I, P>;
  }

  /** ∂ value ÷ ∂ each prediction, by name. */
  gradient<const I extends Inputs<Id>>(inputs: Exactly<I, Id>, options?: CallOptions): Gradient<Id, I, P> {
    const called = this.#read(inputs, options);
    return this.#named(this.#run(kGradient, called), called) as Gradient<Id, I, P>;
  }

  valueAndGradient<const I extends Inputs<Id>, Q extends Reduction = R>(
    inputs: Exactly<I, Id>,
    options?: CallOptions<Q>,
  ): { value: Value<Q, Id, I, P>; gradient: Gradient<Id, I, P> } {
    const called = this.#read(inputs, options);
    const each = called.reduction === 'none';
    const result = this.#run((each ? kEach : kValue) | kGradient, called);
    return {
      value: (each ? this.#losses(result, called) : result.value) as Value<Q, Id, I, P>,
      gradient: this.#named(result, called) as Gradient<Id, I, P>,
    };
  }

  /** The losses before they are reduced, weights counted: one a number where the loss is pointwise, otherwise one a sample or more. */
  perElement<const I extends Inputs<Id>>(inputs: Exactly<I, Id>): Losses<Id, I, P> {
    const called = this.#read(inputs, undefined);
    return this.#losses(this.#run(kEach, called), called) as Losses<Id, I, P>;
  }

  /** ∇² value · vector, the vectors in the shapes of the predictions, by name. */
  hessianVector<const I extends Inputs<Id>>(
    inputs: Exactly<I, Id>,
    vectors: Vectors<Id, I>,
    options?: CallOptions,
  ): Gradient<Id, I, P> {
    const called = this.#read(inputs, options);
    const given = (typeof vectors === 'object' && vectors !== null ? vectors : {}) as Record<string, unknown>;
    for (const field of Object.keys(given)) {
      if (!this.#predictions.some((k) => this.inputs[k]?.id === field))
        throw this.#error(field, `takes vectors for ${this.#list(this.#predictions)}, not for ${field}`);
    }
    called.vectors = this.#predictions.map((k) => {
      const field = this.inputs[k]?.id as string;
      const length = called.arrays[k]?.length;
      if (length === undefined) return undefined;
      if (given[field] === undefined) throw this.#error(field, `needs a vector for ${field}`);
      const vector = readArray(this.#name, field, given[field]);
      if (vector.data.length !== length)
        throw this.#error(
          field,
          `the vector for ${field} has ${vector.data.length} numbers, ${field} has ${length}`,
        );
      return vector;
    });
    return this.#named(this.#run(kProduct, called), called) as Gradient<Id, I, P>;
  }

  #error(field: string, text: string): LossError {
    return new LossError(`${this.#name}${text.startsWith('the ') ? ':' : ''} ${text}`, { field });
  }

  // Numbers too large for float32 are checked where they are written, as float32.
  #rangeOf(input: LossInputInfo): Range {
    const [low, high] = rangeOf(input);
    const widest = (end: number, whole: number) => (Math.abs(end) === kFinite[1] ? whole : end);
    return this.#wide ? [widest(low, -Number.MAX_VALUE), widest(high, Number.MAX_VALUE)] : [low, high];
  }

  #list(ids: Iterable<number>): string {
    return [...ids].map((k) => this.inputs[k]?.id).join(', ');
  }

  #read(inputs: unknown, options: CallOptions | undefined): Called {
    if (this.#disposed) throw new LossError('this loss was disposed of');
    let { reduction } = this;
    if (options) {
      checkOptions(options, ['reduction']);
      reduction = options.reduction ?? reduction;
      checkOption('reduction', reduction, reductions);
    }
    if (typeof inputs !== 'object' || inputs === null || Array.isArray(inputs) || ArrayBuffer.isView(inputs))
      throw new LossError(`${this.#name} takes its arrays by name: { ${this.#list(this.inputs.keys())} }`);
    const byName = inputs as Record<string, unknown>;
    const arrays: (Numbers | undefined)[] = [];
    let shaped: (ReadArray | undefined)[] | undefined;
    for (let k = 0; k < this.inputs.length; ++k) {
      const { id, optional } = this.inputs[k] as LossInputInfo;
      const given = byName[id];
      if (given instanceof Float32Array) {
        arrays.push(given);
      } else if (given === undefined) {
        if (!optional) throw this.#error(id, `needs the input '${id}'`);
        arrays.push(undefined);
      } else {
        const array = readArray(this.#name, id, given);
        arrays.push(array.data);
        if (array.shape) {
          shaped ??= [];
          shaped[k] = array;
        }
      }
    }
    for (const name in byName) {
      if (!this.#names.has(name))
        throw this.#error(name, `has no input '${name}'; it takes ${this.#list(this.inputs.keys())}`);
    }
    const weights = byName[kWeight];
    const weight = weights === undefined ? undefined : readArray(this.#name, kWeight, weights);
    return { arrays, shaped, weight, reduction };
  }

  // A plan is found without writing a key where nothing but the length of arrays may differ.
  #planFor(wanted: number, called: Called): Planned {
    const { arrays, shaped, weight } = called;
    const n = (arrays[0] as Numbers).length;
    const simple = this.#pointwise && !shaped && !weight && !this.#wide;
    if (simple && n > 0) {
      const plan = this.#quick[n <= kSmall ? wanted : wanted + 16];
      if (plan && !plan.dropped && sameLength(arrays, n)) return { plan, columns: n, samples: n };
    }
    const read = arrays.map((data, k) => shaped?.[k] ?? (data && { data }));
    const { shapes, columns, extents } = fitShapes(this.#name, this.inputs, read);
    if (this.#classInput >= 0) this.#checkLabels(arrays, extents);
    const there = shapes.map((shape) => (shape ? 1 : 0)).join('');
    const plan = this.#calls.plan({
      wanted,
      reduction: called.reduction,
      weighted: weight !== undefined,
      row: `${there} ${[...extents].filter(([letter]) => letter !== 'N').join(' ')}`,
      shapes,
      samples: columns,
      pointwise: this.#pointwise,
    });
    if (simple && plan.in_turns && arrays.every((array) => array))
      this.#quick[n <= kSmall ? wanted : wanted + 16] = plan;
    const shape = this.#pointwise ? read.find((array) => array?.shape)?.shape : undefined;
    const samples = shape?.[0] ?? columns;
    if (weight) this.#checkWeight(weight, plan, columns, samples);
    return { plan, columns, samples };
  }

  #checkLabels(arrays: readonly (Numbers | undefined)[], extents: Map<string, number>): void {
    const labels = arrays[this.#classInput];
    const input = this.inputs[this.#classInput] as LossInputInfo;
    if (labels) checkClasses(this.#name, input, labels, extents.get('C'), this.params.ignore_index);
  }

  #run(wanted: number, called: Called): Result {
    const planned = this.#planFor(wanted, called);
    const { plan, columns } = planned;
    const calls = this.#calls;
    const slopes = (wanted & (kGradient | kProduct)) !== 0;
    if (plan.in_turns && slopes) calls.setScale(plan, this.#scale(planned, called));
    if (!plan.in_turns || columns > plan.capacity || !this.#pointwise) return this.#inTurns(planned, called);
    this.#fill(planned, called, 0, columns);
    const sum = calls.run(plan, columns);
    const value = this.#reduced(sum, planned, calls.weight(plan, columns), called.reduction);
    const result: Result = { value, slopes: [] };
    if (slopes) {
      for (const k of this.#predictions) {
        const port = plan.slopes[k];
        result.slopes.push(port && calls.take(port, columns));
      }
    }
    if (plan.each) result.losses = calls.take(plan.each, columns);
    return result;
  }

  #inTurns(planned: Planned, called: Called): Result {
    const { plan, columns } = planned;
    const create = (length: number) => (this.#wide ? new Float64Array(length) : new Float32Array(length));
    const slopes = this.#predictions.map((k) => {
      const array = called.arrays[k];
      return array && plan.slopes[k] ? create(array.length) : undefined;
    });
    const { each } = plan;
    const losses = each && create(each.rows * (plan.in_turns ? columns : each.columns));
    const step = plan.in_turns && !this.#wide ? plan.capacity : Math.max(1, columns);
    let sum = 0;
    let weight = 0;
    for (let from = 0; from < Math.max(1, columns); from += step) {
      const count = Math.min(step, columns - from);
      this.#fill(planned, called, from, count);
      sum += this.#calls.run(plan, count);
      weight += this.#calls.weight(plan, count);
      for (const [index, k] of this.#predictions.entries()) {
        const target = slopes[index];
        if (target) this.#collect(plan, plan.slopes[k] as Port, target, from, count);
      }
      if (each && losses) this.#collect(plan, each, losses, from, count);
    }
    if (plan.in_turns)
      return { value: this.#reduced(sum, planned, weight, called.reduction), losses, slopes };
    // The core takes every number of a pointwise loss for a sample.
    const rows = called.reduction === 'batchmean' && this.#pointwise && !this.#batch;
    const scale = rows ? columns / planned.samples : 1;
    return { value: scale * sum, losses, slopes: slopes.map((slope) => slope?.map((v) => scale * v)) };
  }

  #collect(plan: Plan, port: Port, target: Floats, from: number, count: number) {
    if (plan.in_turns) this.#calls.get(port, target, from, count);
    else this.#calls.get(port, target, 0, port.columns);
  }

  #fill(planned: Planned, called: Called, from: number, count: number): void {
    const { plan, columns, samples } = planned;
    const { arrays, shaped, weight, vectors } = called;
    for (let k = 0; k < arrays.length; ++k) {
      const array = arrays[k];
      const range = this.#ranges[k] as Range;
      if (array && !this.#put(plan, plan.inputs[k], array, columns, from, count, range))
        throw outOfRange(this.#name, this.inputs[k]?.id as string, shaped?.[k] ?? { data: array }, range);
    }
    if (weight) {
      const each = columns / samples;
      const data =
        each === 1 || !this.#pointwise
          ? weight.data
          : Float64Array.from({ length: columns }, (_, i) => weight.data[Math.floor(i / each)] as number);
      if (!this.#put(plan, plan.in.get('weights'), data, columns, from, count, kFinite))
        throw outOfRange(this.#name, kWeight, weight, kFinite);
    }
    if (!vectors) return;
    for (const [index, k] of this.#predictions.entries()) {
      const vector = vectors[index];
      const field = this.inputs[k]?.id as string;
      if (vector && !this.#put(plan, plan.in.get(`v.${field}`), vector.data, columns, from, count, kFinite))
        throw outOfRange(this.#name, `the vector for ${field}`, vector, kFinite);
    }
  }

  // False for a number out of range.
  #put(
    plan: Plan,
    port: Port | undefined,
    array: Numbers,
    columns: number,
    from: number,
    count: number,
    range: Range,
  ): boolean {
    if (!port) return true;
    if (plan.in_turns && port.columns === plan.capacity && array.length === port.rows * columns)
      return this.#calls.put(port, array, from, count, range);
    return from > 0 || this.#calls.put(port, array, 0, port.columns, range);
  }

  #reduced(sum: number, { plan, columns, samples }: Planned, weight: number, reduction: Reduction): number {
    if (reduction === 'mean') return weight === 0 ? 0 : sum / weight;
    if (reduction === 'mean_by_count') return sum / (plan.losses * columns);
    return reduction === 'batchmean' ? sum / samples : sum;
  }

  // What gradients of turns are multiplied by.
  #scale({ plan, columns, samples }: Planned, called: Called): number {
    const { reduction } = called;
    if (reduction === 'batchmean') return 1 / samples;
    if (reduction === 'none' || reduction === 'sum') return 1;
    if (reduction === 'mean_by_count' || !plan.weighed) return 1 / (plan.losses * columns);
    const weight = this.#weigh(this.#planFor(kValue, called), called);
    return weight === 0 ? 0 : 1 / weight;
  }

  #weigh(planned: Planned, called: Called): number {
    const { plan, columns } = planned;
    const step = this.#wide ? columns : plan.capacity;
    let weight = 0;
    for (let from = 0; from < columns; from += step) {
      const count = Math.min(step, columns - from);
      this.#fill(planned, { ...called, vectors: [] }, from, count);
      this.#calls.run(plan, count);
      weight += this.#calls.weight(plan, count);
    }
    return weight;
  }

  #checkWeight({ data, shape }: ReadArray, plan: Plan, columns: number, samples: number): void {
    const field = kWeight;
    const port = plan.in.get('weights');
    if (!port) throw this.#error(field, 'is one number for the whole batch and takes no sample_weight');
    const expected = plan.in_turns ? samples : (port.columns * samples) / columns;
    if (data.length !== expected || (shape?.length ?? 1) !== 1) {
      const got = shape ? `the shape [${shape.join(', ')}]` : `${data.length}`;
      throw new LossError(`${this.#name}: ${field} must hold ${expected} numbers, one a sample, got ${got}`, {
        field,
      });
    }
  }

  #named({ slopes }: Result, { shaped }: Called): Record<string, unknown> {
    const out: Record<string, unknown> = {};
    for (let index = 0; index < slopes.length; ++index) {
      const slope = slopes[index];
      const k = this.#predictions[index] as number;
      if (slope) out[this.inputs[k]?.id as string] = inForm(slope, shaped?.[k]);
    }
    return out;
  }

  /** In the form of the first prediction; in its shape where there is a loss for each of its numbers. */
  #losses({ losses }: Result, { arrays, shaped, weight }: Called): unknown {
    const k = this.#predictions.find((each) => arrays[each]) as number;
    if (losses && weight) weigh(losses, weight.data);
    const like = shaped?.[k];
    if (!losses || !like?.shape) return losses;
    if (losses.length === like.data.length) return inForm(losses, like);
    const samples = like.shape[0] as number;
    const each = losses.length / samples;
    const shape = each === 1 || !Number.isInteger(each) ? [losses.length] : [samples, each];
    return inForm(losses, { ...like, shape });
  }
}

// Losses that nobody disposed of give their memory back when they are collected.
const forgotten = new FinalizationRegistry<LossCalls>((calls) => calls.dispose());
