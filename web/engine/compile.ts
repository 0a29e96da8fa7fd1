// SPDX-License-Identifier: Apache-2.0
// Compiling the wasm core, once a page: its threads share the module.
/** Where the wasm comes from, if not from beside this module: core.wasm, the whole of it. */
export interface CoreSource {
  wasmUrl?: string | URL;
  wasmBinary?: ArrayBuffer | Uint8Array;
  wasmModule?: WebAssembly.Module;
}

/** A compiled module; if it is start.wasm, with the address of what it leaves out. */
export interface CompiledCore {
  module: WebAssembly.Module;
  rest?: string;
}

const node = (globalThis as { process?: { getBuiltinModule?(id: string): unknown } }).process;

/** Compiles the module; streaming where the server says application/wasm, and from the file system in Node. */
export async function compileCore(source: CoreSource = {}): Promise<CompiledCore> {
  const { wasmModule, wasmBinary, wasmUrl } = source;
  if (wasmModule) return { module: wasmModule };
  if (wasmBinary) return { module: await WebAssembly.compile(wasmBinary as BufferSource) };
  if (wasmUrl) return { module: await compile(wasmUrl) };
  // Files are at hand at once; what comes over the network comes in two parts.
  const whole = new URL('./generated/core.wasm', import.meta.url);
  if (whole.protocol === 'file:' && node) return { module: await compile(whole) };
  const rest = new URL('./generated/rest.wasm', import.meta.url);
  return { module: await compile(new URL('./generated/start.wasm', import.meta.url)), rest: String(rest) };
}

/** A module from an address; in Node a file's too. */
export async function compile(url: string | URL): Promise<WebAssembly.Module> {
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
  const fs = node?.getBuiltinModule?.('node:fs/promises') as
    | { readFile(url: URL): Promise<Uint8Array<ArrayBuffer>> }
    | undefined;
  if (!fs) throw new Error('cannot read core.wasm from a file here: pass wasmBinary or wasmModule');
  return fs.readFile(url);
}
