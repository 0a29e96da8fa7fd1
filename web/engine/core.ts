// SPDX-License-Identifier: Apache-2.0
// Loading the wasm core, once a thread.
import createCore from './generated/core.js';
import type { Spec } from './types.ts';

/** The functions that emscripten/bindings.cc exports. */
export interface Core {
  /** A slot, or −1 with error() saying why. */
  open(spec: Spec): number;
  close(slot: number): void;
  error(): string;
  step(slot: number, count: number): boolean;
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
}

/** Where the wasm comes from, if not from beside this module. */
export interface CoreSource {
  wasmUrl?: string | URL;
  wasmBinary?: ArrayBuffer | Uint8Array;
  wasmModule?: WebAssembly.Module;
}

const beside = (): URL => new URL('./generated/core.wasm', import.meta.url);

/** Compiles the module; streaming where the server says application/wasm, and from the file system in Node. */
export async function compileCore(source: CoreSource = {}): Promise<WebAssembly.Module> {
  if (source.wasmModule) return source.wasmModule;
  if (source.wasmBinary) return WebAssembly.compile(source.wasmBinary as BufferSource);
  const url = source.wasmUrl ?? beside();
  if (String(url).startsWith('file:')) return WebAssembly.compile(await readFile(new URL(url)));
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url} answered ${response.status}; pass wasmUrl or wasmBinary`);
  try {
    return await WebAssembly.compileStreaming(response.clone());
  } catch {
    return WebAssembly.compile(await response.arrayBuffer());
  }
}

// Node offers its built-in modules without an import, so that browsers and bundlers see none.
async function readFile(url: URL): Promise<BufferSource> {
  const node = (globalThis as { process?: { getBuiltinModule?(id: string): unknown } }).process;
  const fs = node?.getBuiltinModule?.('node:fs/promises') as
    | { readFile(url: URL): Promise<Uint8Array<ArrayBuffer>> }
    | undefined;
  if (!fs) throw new Error('cannot read core.wasm from a file here: pass wasmBinary or wasmModule');
  return fs.readFile(url);
}

/** An instance of the core in this thread. */
export async function loadCore(source: CoreSource = {}): Promise<Core> {
  const module = await compileCore(source);
  return createCore({
    instantiateWasm(
      imports: WebAssembly.Imports,
      done: (instance: WebAssembly.Instance, module: WebAssembly.Module) => void,
    ) {
      WebAssembly.instantiate(module, imports).then((instance) => done(instance, module));
      return {};
    },
  }) as Promise<Core>;
}
