// SPDX-License-Identifier: Apache-2.0
// What a benchmark in Node starts from: the npm package as built, and the module of contenders in wasm.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from '../../../web/tools/common.mjs';
import { wasmModule } from './module.mjs';

export const losscape = await import(pathToFileURL(join(root, 'dist/index.js')).href);

const folder = join(root, 'build/wasm/bench');
const { default: createBench } = await import(pathToFileURL(join(folder, 'bench_module.mjs')).href);
export const inWasm = await wasmModule(createBench, readFileSync(join(folder, 'bench_module.wasm')));
