// SPDX-License-Identifier: Apache-2.0
// Programs of a loss and the way of numbers into and out of them: written straight into wasm memory, one exported
// function runs. Views of that memory stay in this file; they die when it grows.
import type { Core, LossPlan, LossPort } from './core.ts';
import { lastError } from './loss-error.ts';
import type { Numbers } from './types.ts';

export const kValue = 1;
export const kGradient = 2;
export const kEach = 4;
export const kProduct = 8;

/** Programs kept of one loss: the least recently used goes first. */
const kPrograms = 24;
/** Up to here a loop is faster than a call of TypedArray.set. */
const kShort = 48;

/** Most samples of the smaller of two pointwise programs (kSmallTurn in src/losses/evaluation.cc). */
export const kSmall = 256;

/** A program with its memory by name. */
export interface Plan extends LossPlan {
  in: Map<string, LossPort>;
  /** In the order of the loss's inputs. */
  inputs: (LossPort | undefined)[];
  /** Gradients or Hessian-vector products, in the order of the inputs; undefined for what is not predicted. */
  slopes: (LossPort | undefined)[];
  each: LossPort | undefined;
  scale: LossPort | undefined;
  /** Its memory was given back. */
  dropped?: boolean;
}

export interface Signature {
  wanted: number;
  reduction: string;
  weighted: boolean;
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
    if (this.#slot < 0) throw lastError(core);
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
    const rest = `${ask.wanted} ${ask.weighted} ${ask.shapes.map((s) => s?.slice(0, -1).join() ?? '-').join(';')}`;
    const most = this.#turns.get(rest);
    const size = most ? Math.min(most, nextCapacity(ask)) : JSON.stringify(ask.shapes);
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
      ask.shapes as (number[] | null)[],
    );
    if (!text) throw lastError(this.#core);
    const plan = JSON.parse(text) as Plan;
    for (const port of plan.ports) port.at /= this.#bytes;
    plan.in = new Map(plan.ports.filter((p) => !p.output).map((p) => [p.name, p]));
    const out = new Map(plan.ports.filter((p) => p.output).map((p) => [p.name, p]));
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

  /** Columns [from, from + count) of `source`, whose rows have `columns` numbers, to an input. */
  put(port: LossPort, source: Numbers, columns: number, from: number, count: number): void {
    if (this.#heap.length === 0) this.#heap = this.#view();
    const heap = this.#heap;
    if (port.rows === 1 && count <= kShort) {
      if (source instanceof Float32Array && heap instanceof Float32Array)
        putShort(heap, port.at, source, from, count);
      else for (let i = 0; i < count; ++i) heap[port.at + i] = source[from + i] as number;
      return;
    }
    for (let row = 0; row < port.rows; ++row) {
      const start = row * columns + from;
      const to = port.at + row * port.stride;
      if (ArrayBuffer.isView(source)) {
        const view = source as unknown as Float32Array;
        heap.set(count === view.length ? view : view.subarray(start, start + count), to);
      } else {
        for (let i = 0; i < count; ++i) heap[to + i] = source[start + i] as number;
      }
    }
  }

  /** All of an input that is the same in every turn. */
  putAll(port: LossPort, source: Numbers): void {
    this.put(port, source, port.columns, 0, port.columns);
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
  take(port: LossPort, count: number): Float32Array | Float64Array {
    const heap = this.#heap;
    if (count > kShort || heap instanceof Float64Array) return heap.slice(port.at, port.at + count);
    const out = new Float32Array(count);
    const { at } = port;
    for (let i = 0; i < count; ++i) out[i] = heap[at + i] as number;
    return out;
  }

  /** `count` columns of an output to columns [from, …) of `target`. */
  get(
    port: LossPort,
    target: Float32Array | Float64Array,
    columns: number,
    from: number,
    count: number,
  ): void {
    for (let row = 0; row < port.rows; ++row) {
      const at = port.at + row * port.stride;
      target.set(this.#heap.subarray(at, at + count), row * columns + from);
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

// Apart, so that it sees one type of array only.
function putShort(heap: Float32Array, at: number, source: Float32Array, from: number, count: number): void {
  for (let i = 0; i < count; ++i) heap[at + i] = source[from + i] as number;
}
