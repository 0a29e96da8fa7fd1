// SPDX-License-Identifier: Apache-2.0
// Programs of a loss and the way of numbers into and out of them: written straight into wasm memory, one exported
// function runs. Views of that memory stay in this file; they die when it grows.
import type { Core, LossPlan, LossPort } from './core.ts';
import { lastError } from './loss-error.ts';
import type { Range } from './loss-inputs.ts';
import type { Numbers } from './types.ts';

export const kValue = 1;
export const kGradient = 2;
export const kEach = 4;
export const kProduct = 8;

/** Programs kept of one loss: the least recently used goes first. */
const kPrograms = 24;
/** Up to here a loop is faster than a call of TypedArray.set. */
const kShort = 48;
/** Columns of a block that is transposed. */
const kBlock = 64;

/** Most samples of the smaller of two pointwise programs (kSmallTurn in src/losses/evaluation.cc). */
export const kSmall = 256;

/** Memory, and where its numbers are in the caller's array. */
export interface Port extends LossPort {
  step: number;
  offsets: Int32Array;
}

/** A program with its memory by name. */
export interface Plan extends LossPlan {
  in: Map<string, Port>;
  /** In the order of the loss's inputs. */
  inputs: (Port | undefined)[];
  /** Gradients or Hessian-vector products, in the order of the inputs; undefined for what is not predicted. */
  slopes: (Port | undefined)[];
  each: Port | undefined;
  scale: Port | undefined;
  /** Its memory was given back. */
  dropped?: boolean;
}

export interface Signature {
  wanted: number;
  reduction: string;
  weighted: boolean;
  /** Which inputs there are, and all extents but the number of samples. */
  row: string;
  /** As callers have them. */
  shapes: (readonly number[] | null)[];
  samples: number;
  pointwise: boolean;
}

/** The programs of one open loss. */
export class LossCalls {
  readonly #core: Core;
  readonly #wide: boolean;
  readonly #bytes: number;
  readonly #inputs: readonly string[];
  readonly #plans = new Map<string, Plan>();
  /** By what is asked apart from the number of samples: most samples of a turn, where turns do. */
  readonly #turns = new Map<string, number>();
  #slot: number;
  #heap: Float32Array | Float64Array;

  constructor(
    core: Core,
    choice: { id: string } | { text: string },
    params: object,
    inputs: readonly string[],
    wide: boolean,
  ) {
    this.#core = core;
    this.#wide = wide;
    this.#bytes = wide ? 8 : 4;
    this.#inputs = inputs;
    this.#slot = core.open_loss({ ...choice, params } as Parameters<Core['open_loss']>[0]);
    if (this.#slot < 0) throw lastError(core, [...Object.keys(params), 'id']);
    this.#heap = this.#view();
  }

  get slot(): number {
    return this.#slot;
  }

  dispose(): void {
    if (this.#slot > 0) this.#core.close_loss(this.#slot);
    this.#slot = -1;
    this.#plans.clear();
  }

  /** The program for these shapes, from the cache or planned. Throws LossError if none can be made. */
  plan(ask: Signature): Plan {
    const rest = `${ask.wanted} ${ask.weighted} ${ask.row}`;
    const most = this.#turns.get(rest);
    const size = most ? Math.min(most, nextCapacity(ask)) : `${ask.reduction} ${JSON.stringify(ask.shapes)}`;
    const key = `${rest} ${size}`;
    const known = this.#plans.get(key);
    if (known) {
      this.#plans.delete(key);
      this.#plans.set(key, known);
      return known;
    }
    const text = this.#core.plan_loss(
      this.#slot,
      ask.wanted,
      ask.reduction,
      ask.weighted,
      this.#wide,
      ask.shapes,
    );
    if (!text) throw lastError(this.#core);
    const plan = JSON.parse(text) as Plan;
    const ports = plan.ports.map((port) => laidOut({ ...port, at: port.at / this.#bytes }));
    plan.in = new Map(ports.filter((p) => !p.output).map((p) => [p.name, p]));
    const out = new Map(ports.filter((p) => p.output).map((p) => [p.name, p]));
    plan.slopes = this.#inputs.map((id) => out.get(`d.${id}`) ?? out.get(`hv.${id}`));
    plan.each = out.get('each');
    plan.inputs = this.#inputs.map((id) => plan.in.get(`in.${id}`));
    plan.scale = plan.in.get('scale');
    if (plan.in_turns && !this.#wide) {
      // Smaller than asked for: there is no larger one.
      this.#turns.set(rest, plan.capacity < nextCapacity(ask) ? plan.capacity : Number.POSITIVE_INFINITY);
      this.#plans.set(`${rest} ${plan.capacity}`, plan);
    } else {
      this.#plans.set(key, plan);
    }
    if (this.#plans.size > kPrograms) {
      const [oldest, dropped] = this.#plans.entries().next().value as [string, Plan];
      this.#plans.delete(oldest);
      dropped.dropped = true;
      this.#core.drop_plan(this.#slot, dropped.key);
    }
    this.#heap = this.#view();
    return plan;
  }

  /**
   * Columns [from, from + count) of an input, taken from the caller's array. False if one of its numbers is not in the range;
   * columns of the caller's array are `step` apart, rows where `offsets` says.
   */
  put(port: Port, source: Numbers, from: number, count: number, [low, high]: Range): boolean {
    if (this.#heap.length === 0) this.#heap = this.#view();
    const heap = this.#heap;
    if (port.rows === 1 && count <= kShort) {
      if (source instanceof Float32Array && heap instanceof Float32Array)
        return putShort(heap, port.at, source, from, count, low, high);
      return putSome(heap, port.at, source, from, count, 1, low, high);
    }
    const flat = port.step === 1 && ArrayBuffer.isView(source);
    const stepped = !flat && source instanceof Float32Array && heap instanceof Float32Array;
    if (stepped) putStepped(heap, port, source, from, count);
    for (let row = 0; !stepped && row < port.rows; ++row) {
      const start = from * port.step + (port.offsets[row] as number);
      const to = port.at + row * port.stride;
      if (flat) {
        const view = source as unknown as Float32Array;
        heap.set(count === view.length ? view : view.subarray(start, start + count), to);
      } else {
        for (let i = 0, at = start; i < count; ++i, at += port.step) heap[to + i] = source[at] as number;
      }
    }
    if (!this.#wide)
      return this.#core._loss_within(4 * port.at, port.rows, count, port.stride, low, high) !== 0;
    let within = true;
    for (let row = 0; row < port.rows; ++row) {
      const at = port.at + row * port.stride;
      for (let i = at; i < at + count; ++i) within = within && inRange(heap[i] as number, low, high);
    }
    return within;
  }

  setScale(plan: Plan, scale: number): void {
    if (this.#heap.length === 0) this.#heap = this.#view();
    if (plan.scale) this.#heap[plan.scale.at] = scale;
  }

  /** The reduced value, or that of a turn. */
  run(plan: Plan, samples: number): number {
    const value = this.#core._loss_run(plan.program, samples);
    if (this.#heap.length === 0) this.#heap = this.#view();
    return value;
  }

  /** Σ w of the last run. */
  weight(plan: Plan, samples: number): number {
    return plan.weighed ? this.#core._loss_weight(plan.program) : plan.losses * samples;
  }

  /** A new array with the first `count` numbers of an output of one row. */
  take(port: Port, count: number): Float32Array | Float64Array {
    const heap = this.#heap;
    if (count > kShort || heap instanceof Float64Array) return heap.slice(port.at, port.at + count);
    const out = new Float32Array(count);
    const { at } = port;
    for (let i = 0; i < count; ++i) out[i] = heap[at + i] as number;
    return out;
  }

  /** `count` columns of an output to columns [from, …) of the caller's array. */
  get(port: Port, target: Float32Array | Float64Array, from: number, count: number): void {
    const heap = this.#heap;
    if (port.step > 1 && target instanceof Float32Array && heap instanceof Float32Array) {
      getStepped(heap, port, target, from, count);
      return;
    }
    for (let row = 0; row < port.rows; ++row) {
      const at = port.at + row * port.stride;
      const start = from * port.step + (port.offsets[row] as number);
      if (port.step === 1) target.set(heap.subarray(at, at + count), start);
      else for (let i = 0; i < count; ++i) target[start + i * port.step] = heap[at + i] as number;
    }
  }

  #view(): Float32Array | Float64Array {
    const { buffer } = this.#core.memory;
    return this.#wide ? new Float64Array(buffer) : new Float32Array(buffer);
  }
}

// As capacity_for in src/losses/evaluation.cc: numbers of samples between two capacities share a program.
function nextCapacity({ pointwise, samples }: Signature): number {
  if (pointwise) return samples <= kSmall ? kSmall : Number.POSITIVE_INFINITY;
  return Math.max(16, 2 ** Math.ceil(Math.log2(samples)));
}

const inRange = (v: number, low: number, high: number) => v >= low && v <= high;

// Apart, so that each sees one type of array only.
function putShort(
  heap: Float32Array,
  at: number,
  source: Float32Array,
  from: number,
  count: number,
  low: number,
  high: number,
): boolean {
  let within = true;
  for (let i = 0; i < count; ++i) {
    const v = source[from + i] as number;
    heap[at + i] = v;
    if (!(v >= low && v <= high)) within = false;
  }
  return within;
}

function putSome(
  heap: Float32Array | Float64Array,
  at: number,
  source: Numbers,
  from: number,
  count: number,
  step: number,
  low: number,
  high: number,
): boolean {
  let within = true;
  for (let i = 0; i < count; ++i) {
    heap[at + i] = source[from + i * step] as number;
    if (!inRange(heap[at + i] as number, low, high)) within = false;
  }
  return within;
}

// Block by block of columns, so that rows of the caller's array stay in the first-level cache.
function putStepped(heap: Float32Array, port: Port, source: Float32Array, from: number, count: number): void {
  const { at, rows, stride, step, offsets } = port;
  for (let low = 0; low < count; low += kBlock) {
    const high = Math.min(count, low + kBlock);
    for (let row = 0; row < rows; ++row) {
      const to = at + row * stride;
      let place = (from + low) * step + (offsets[row] as number);
      for (let i = low; i < high; ++i, place += step) heap[to + i] = source[place] as number;
    }
  }
}

function getStepped(heap: Float32Array, port: Port, target: Float32Array, from: number, count: number): void {
  const { at, rows, stride, step, offsets } = port;
  for (let low = 0; low < count; low += kBlock) {
    const high = Math.min(count, low + kBlock);
    for (let row = 0; row < rows; ++row) {
      const start = at + row * stride;
      let place = (from + low) * step + (offsets[row] as number);
      for (let i = low; i < high; ++i, place += step) target[place] = heap[start + i] as number;
    }
  }
}

/** Where the numbers of a port are in the caller's array, which is row-major in the order of its own axes. */
function laidOut(port: LossPort): Port {
  const extents: number[] = [];
  for (const [k, axis] of port.axes.entries()) if (axis >= 0) extents[axis] = port.shape[k] ?? 1;
  const stepOf = (axis: number) => extents.slice(axis + 1).reduce((product, n) => product * n, 1);
  const steps = port.shape.map((_, k) => ((port.axes[k] ?? -1) < 0 ? 0 : stepOf(port.axes[k] as number)));
  const offsets = new Int32Array(port.rows);
  for (let row = 0; row < port.rows; ++row) {
    let rest = row;
    for (let k = port.shape.length - 2; k >= 0; --k) {
      const extent = port.shape[k] as number;
      offsets[row] = (offsets[row] as number) + (rest % extent) * (steps[k] as number);
      rest = Math.floor(rest / extent);
    }
  }
  return { ...port, step: steps.at(-1) || 1, offsets };
}
