// SPDX-License-Identifier: Apache-2.0
// SCRATCH/core.wasm → GENERATED/core.wasm, smaller by what the linker inlined; start.wasm, which holds every function that the page's first seconds call, and rest.wasm, which the engine
// fetches when one of the others is called. Which they are is measured: a copy of the module that counts calls is run
// through what the page does first.
// Called as: node split.mjs GENERATED SCRATCH
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { run } from './common.mjs';

const [generated, scratch] = process.argv.slice(2);
const linked = join(scratch, 'core.wasm');
const parts = {
  core: join(generated, 'core.wasm'),
  start: join(generated, 'start.wasm'),
  rest: join(generated, 'rest.wasm'),
};

const features = [
  'simd',
  'exception-handling',
  'bulk-memory',
  'mutable-globals',
  'sign-ext',
  'nontrapping-float-to-int',
].map((name) => `--enable-${name}`);

/** What the page does until its first run is under way: two losses on the first data set, and a stamp of every data set. */
function firstSeconds(core, catalog) {
  const { losses } = catalog.defaults;
  const opened = (spec) => {
    const slot = core.open(spec);
    if (slot < 0) throw new Error(`the first seconds fail: ${core.error()}`);
    core.info(slot);
    return slot;
  };
  // All that a spec of the page can hold, with the values of the first screen.
  const first = opened({
    ...catalog.defaults,
    losses: losses.map((choice) => ({ ...choice, params: {} })),
    edits: [],
    branches: [],
  });
  const look = () => {
    for (let lane = 0; lane < losses.length; lane++) {
      for (const name of [
        'x',
        'y',
        'part',
        'outlier',
        'status',
        'history_steps',
        'history',
        'position',
        'samples',
      ])
        core.view(first, name, lane, 0, 0, 0, 0);
      core.view(first, 'field', lane, 61, 0, 0, 0);
      core.view(first, 'curve', lane, -3, 3, 121, 0.5);
    }
  };
  look();
  for (let tick = 0; tick < 40; tick++) core.step(first, 5);
  look();
  core.set(first, 'learning_rate', 0, '', 0.02);
  core.set(first, 'reset', 0, '', undefined);
  for (const { id, task, external } of catalog.data) {
    if (external) continue; // comes as own data
    const fits = catalog.losses.find(({ tasks }) => tasks.includes(task));
    const slot = opened({ data: id, losses: [{ id: fits.id }], hidden: [], outliers: 0 });
    for (const name of ['x', 'y', 'part', 'outlier']) core.view(slot, name, 0, 0, 0, 0, 0);
    core.close(slot);
  }
}

/** Runs the counting copy and writes down which functions were called. */
async function profile(counting, file) {
  const { default: create } = await import(pathToFileURL(join(generated, 'core.js')).href);
  const catalog = JSON.parse(readFileSync(join(scratch, 'catalog.json'), 'utf8'));
  const bytes = readFileSync(counting);
  let exports;
  const core = await create({
    instantiateWasm(imports, done) {
      WebAssembly.instantiate(bytes, imports).then(({ instance, module }) => {
        exports = instance.exports;
        done(instance, module);
      });
      return {};
    },
  });
  firstSeconds(core, catalog);
  // The program is done, so its memory may be written over.
  const memory = Object.values(exports).find((value) => value instanceof WebAssembly.Memory);
  const length = exports.__write_profile(0, memory.buffer.byteLength);
  writeFileSync(file, new Uint8Array(memory.buffer, 0, length));
}

const stampFile = join(scratch, 'split.stamp');
const stamp = createHash('sha256')
  .update(readFileSync(linked))
  .update(readFileSync(fileURLToPath(import.meta.url)))
  .update(readFileSync(join(scratch, 'catalog.json')))
  .digest('hex');
const done = existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp;
if (!done || !Object.values(parts).every(existsSync)) {
  const counting = join(scratch, 'counting.wasm');
  const calls = join(scratch, 'calls.profile');
  await run('count calls', 'wasm-split', ['--instrument', ...features, linked, '-o', counting]);
  await profile(counting, calls);
  const output = ['-o1', parts.start, '-o2', parts.rest];
  await run('split', 'wasm-split', [
    '--split',
    ...features,
    linked,
    `--profile=${calls}`,
    '--export-prefix=%',
    ...output,
  ]);
  await run('shrink start', 'wasm-opt', [...features, '-Os', '--converge', parts.start, '-o', parts.start]);
  await run('shrink core', 'wasm-opt', [...features, '-Os', '--converge', linked, '-o', parts.core]);
  writeFileSync(stampFile, stamp);
}
