// SPDX-License-Identifier: Apache-2.0
// One sample of startup.mjs in a fresh process: prints milliseconds.
const [, , what] = process.argv;
const start = performance.now();
if (what === 'wasm') {
  const { readFileSync } = await import('node:fs');
  const module = await WebAssembly.compile(readFileSync(new URL('../../../dist/core.wasm', import.meta.url)));
  const imports = {};
  for (const { module: from, name } of WebAssembly.Module.imports(module)) {
    imports[from] ??= {};
    imports[from][name] = () => 0;
  }
  await WebAssembly.instantiate(module, imports);
} else {
  const { train } = await import('../../../dist/index.js');
  const run = await train({ data: 'moons', losses: [{ id: 'mse' }] });
  run.step(1);
}
console.log(performance.now() - start);
