// SPDX-License-Identifier: Apache-2.0
// The wasm core in this thread.
import { type CompiledCore, type CoreSource, compile, compileCore } from './compile.ts';
import createCore from './generated/core.js';
import type { LossChoice, Spec } from './types.ts';

/**
 * Memory of an input or output of a loss's program: rows of columns, stride apart, at a byte address. Of each axis of `shape`,
 * `axes` says which it is of the caller's array, −1 for none.
 */
export interface LossPort {
  name: string;
  at: number;
  rows: number;
  columns: number;
  stride: number;
  shape: number[];
  axes: number[];
  output: boolean;
}

/** What plan_loss prints. */
export interface LossPlan {
  key: number;
  program: number;
  /** Samples of a turn where samples do not know of each other. */
  capacity: number;
  in_turns: boolean;
  /** Losses of each sample. */
  losses: number;
  /** Losses do not all count the same in the mean. */
  weighed: boolean;
  ports: LossPort[];
}

/** The functions that the files of emscripten/ export. */
export interface Core {
  /** A slot, or −1 with error() saying why. */
  open(spec: Spec): number;
  close(slot: number): void;
  error(): string;
  /** How many steps it took; −1 for an error. */
  step(slot: number, count: number): number;
  info(slot: number): string;
  view(
    slot: number,
    name: string,
    lane: number,
    a: number,
    b: number,
    c: number,
    d: number,
  ): Float32Array | Float64Array | Uint32Array | string | undefined;
  set(slot: number, name: string, index: number, id: string, value: unknown): boolean;
  predict(slot: number, lane: number, x: Float64Array): Float64Array | undefined;
  /** A number, or the curve as x, y and z one after the other; undefined with error() saying why. */
  metric(
    id: string,
    prediction: ArrayLike<number> | undefined,
    target: ArrayLike<number> | undefined,
    other: ArrayLike<number> | undefined,
    parameter: number | undefined,
    curve: boolean,
  ): number | Float64Array | undefined;
  /** JSON of PlaceInText: where in a typed loss the last error lies. */
  error_place(): string;
  open_loss(choice: LossChoice): number;
  close_loss(slot: number): void;
  plan_loss(
    slot: number,
    wanted: number,
    reduction: string,
    weighted: boolean,
    wide: boolean,
    shapes: (readonly number[] | null)[],
  ): string;
  drop_plan(slot: number, key: number): void;
  _loss_run(program: number, samples: number): number;
  _loss_weight(program: number): number;
  /** Not 0 where every number of an input of floats lies in [low, high]. */
  _loss_within(at: number, rows: number, columns: number, stride: number, low: number, high: number): number;
  describe_loss(text: string, work: number): string;
  loss_words(): string;
  replaced_text(text: string, line: number, column: number, length: number, by: string): string;
  /** Values and both slopes, one after the other; undefined with error() saying why, like the next. */
  terrain_heights(text: string, x: ArrayLike<number>, y: ArrayLike<number>): Float32Array | undefined;
  /** x, y and value of every place. */
  terrain_descent(
    text: string,
    optimizer: { id: string; params?: Record<string, number>; learning_rate?: number },
    x: number,
    y: number,
    steps: number,
  ): Float32Array | undefined;
  readonly memory: WebAssembly.Memory;
}

/** How long a worker has to have lived before it fetches rest.wasm unasked, in milliseconds. */
const kRestAfter = 2000;

// For a call that cannot wait, in a worker: a worker may stop for a file and compile it on the spot, a page may not.
function compileNow(url: string): WebAssembly.Module {
  const request = new XMLHttpRequest();
  request.open('GET', url, false);
  request.responseType = 'arraybuffer';
  request.send();
  if (!request.response || (request.status !== 0 && request.status !== 200))
    throw new Error(`${url} answered ${request.status}`);
  return new WebAssembly.Module(request.response as ArrayBuffer);
}

/**
 * The half that start.wasm leaves out. Its functions have places in the table of the first half, which calls
 * `placeholder[index]` for each that is not there yet; instantiating the rest puts them in their places.
 */
class Rest {
  readonly #url: string;
  #module: WebAssembly.Module | undefined;
  #first: WebAssembly.Exports = {};
  #imports: WebAssembly.Imports = {};
  #there = false;

  constructor(url: string) {
    this.#url = url;
  }

  /** The imports of the first half, with what stands for functions of the rest. */
  stand(imports: WebAssembly.Imports): WebAssembly.Imports {
    this.#imports = imports;
    const call = (index: number, args: unknown[]) => {
      this.#put();
      const table = Object.values(this.#first).find((value) => value instanceof WebAssembly.Table);
      return table?.get(index)(...args);
    };
    const placeholder = new Proxy({} as Record<string, WebAssembly.ImportValue>, {
      get:
        (_, index) =>
        (...args: unknown[]) =>
          call(Number(index), args),
    });
    return { ...imports, placeholder };
  }

  follow(first: WebAssembly.Instance): void {
    this.#first = first.exports;
  }

  /** Fetches the rest ahead of its first call. */
  async fetch(): Promise<void> {
    const module = await compile(this.#url);
    this.#module ??= module;
  }

  /** Puts the rest in its place; on a page this may not be done on the spot. */
  async settle(): Promise<void> {
    await this.fetch();
    if (this.#module) await WebAssembly.instantiate(this.#module, this.#allImports());
    this.#there = true;
  }

  #put(): void {
    if (this.#there) return;
    this.#module ??= compileNow(this.#url);
    new WebAssembly.Instance(this.#module, this.#allImports());
    this.#there = true;
  }

  #allImports(): WebAssembly.Imports {
    return { ...this.#imports, primary: this.#first };
  }
}

/** An instance of the core in this thread. */
export async function loadCore(source: CoreSource | CompiledCore = {}): Promise<Core> {
  const compiled = 'module' in source ? source : await compileCore(source);
  const rest = compiled.rest ? new Rest(compiled.rest) : undefined;
  const inWorker = typeof document === 'undefined';
  let memory: unknown;
  const core = (await createCore({
    instantiateWasm(
      imports: WebAssembly.Imports,
      done: (instance: WebAssembly.Instance, module: WebAssembly.Module) => void,
    ) {
      WebAssembly.instantiate(compiled.module, rest?.stand(imports) ?? imports).then((instance) => {
        rest?.follow(instance);
        memory = Object.values(instance.exports).find((value) => value instanceof WebAssembly.Memory);
        done(instance, compiled.module);
      });
      return {};
    },
  })) as object;
  // If fetching ahead fails, the call that needs the rest tries again and says so.
  if (inWorker && rest) setTimeout(() => rest.fetch().catch(() => {}), kRestAfter);
  else await rest?.settle();
  return Object.assign(core, { memory }) as Core;
}
