// SPDX-License-Identifier: Apache-2.0
// What runs inside a browser's page.
import { wasmModule } from './module.mjs';
import { localEntries, nets } from './nets.mjs';
import { measureAll } from './table.mjs';

async function openModule() {
  const { default: createBench } = await import('/build/wasm/bench/bench_module.mjs');
  const bytes = await (await fetch('/build/wasm/bench/bench_module.wasm')).arrayBuffer();
  return wasmModule(createBench, bytes);
}

export async function measureNet(name) {
  const losscape = await import('/dist/index.js');
  const { entries } = await localEntries(nets[name], losscape, await openModule());
  const seconds = await measureAll(entries);
  return {
    entries: entries.map(({ id, ours, name: title, verdict, cannot }) => ({
      id,
      ours,
      name: title,
      verdict,
      cannot,
    })),
    seconds,
  };
}

/** Milliseconds from import to the first finished step, and of compiling and instantiating the wasm alone. */
export async function startup(what) {
  const start = performance.now();
  if (what === 'wasm') {
    const bytes = await (await fetch('/dist/core.wasm')).arrayBuffer();
    const module = await WebAssembly.compile(bytes);
    await instantiate(module);
  } else {
    const { train } = await import('/dist/index.js');
    const run = await train({ data: 'moons', losses: [{ id: 'mse' }] });
    run.step(1);
  }
  return performance.now() - start;
}

/** An instance of the core whose imports do nothing. */
export function instantiate(module) {
  const imports = {};
  for (const { module: from, name, kind } of WebAssembly.Module.imports(module)) {
    if (kind !== 'function') throw new Error(`the core imports a ${kind}, ${name}`);
    imports[from] ??= {};
    imports[from][name] = () => 0;
  }
  return WebAssembly.instantiate(module, imports);
}
