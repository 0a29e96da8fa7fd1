// SPDX-License-Identifier: Apache-2.0
// Configures and builds the presets of CMakePresets.json, and puts the wasm module where web/engine expects it.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { toolchainStamp } from '../../emscripten/setup.mjs';
import { generatedFolder, jobs, root, run, Stop, writeIfChanged } from './common.mjs';

const buildFolder = (preset) => join(root, 'build', preset);

/** Builds targets of a preset; configures first when the folder is new or the toolchain has changed. */
export async function buildPreset(preset, targets = []) {
  const folder = buildFolder(preset);
  const stampFile = join(folder, 'toolchain.stamp');
  const stamp = toolchainStamp(preset);
  const known =
    existsSync(join(folder, 'build.ninja')) && existsSync(stampFile) && readFileSync(stampFile, 'utf8');
  if (known !== stamp) {
    await run(`configure ${preset}`, 'cmake', ['--fresh', '--preset', preset]);
    writeIfChanged(stampFile, stamp);
  }
  const chosen = targets.length > 0 ? ['--target', ...targets] : [];
  await run(`build ${preset}`, 'cmake', ['--build', '--preset', preset, '--parallel', jobs, ...chosen]);
}

const inlineModule = (base64) => `// Made from the wasm by web/tools/cmake.mjs.
const text = "${base64}";
/** The bytes of the wasm. */
export default function wasmBinary() {
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
}
`;
const coreTypes = `// Made by web/tools/cmake.mjs.
declare const createCore: (options?: Record<string, unknown>) => Promise<unknown>;
export default createCore;
`;
const inlineTypes = `// Made by web/tools/cmake.mjs.
/** The bytes of the wasm. */
export default function wasmBinary(): Uint8Array;
`;

async function placeModule(folder) {
  // The loader's own import.meta reference is taken out: the engine says where the wasm is, and the inline entry
  // must not make a bundler ship a second copy. (Newer Emscripten has no flag for this.)
  const own = /new URL\((["'`])core\.wasm\1,\s*import\.meta\.url\)/g;
  const script = readFileSync(join(folder, 'core.js'), 'utf8').replace(own, '"core.wasm"');
  writeIfChanged(join(generatedFolder, 'core.js'), script);
  writeIfChanged(join(generatedFolder, 'core.d.ts'), coreTypes);
  await run('split wasm', process.execPath, [join(root, 'web/tools/split.mjs'), generatedFolder, folder]);
  const wasm = readFileSync(join(generatedFolder, 'core.wasm'));
  writeIfChanged(join(generatedFolder, 'core-inline.js'), inlineModule(wasm.toString('base64')));
  writeIfChanged(join(generatedFolder, 'core-inline.d.ts'), inlineTypes);
}

async function generateFromCatalog(folder) {
  const script = join(root, 'web/tools/generate.mjs');
  const program = join(folder, 'losscape_catalog.cjs');
  if (!existsSync(script) || !existsSync(program)) return;
  const json = join(folder, 'catalog.json');
  await run('catalogue', process.execPath, [program, json]);
  await run('generate', process.execPath, [script, json, generatedFolder]);
}

/** Builds the wasm module and fills web/engine/generated: core.js, core.wasm whole and in two parts, core-inline.js, the catalogue. */
export async function buildWasm({ preset = 'wasm' } = {}) {
  if (!existsSync(join(root, 'emscripten/bindings.cc'))) throw new Stop('emscripten/bindings.cc is missing');
  const catalog = existsSync(join(root, 'src/catalog_main.cc')) ? ['losscape_catalog'] : [];
  await buildPreset(preset, ['losscape_wasm', ...catalog]);
  await generateFromCatalog(buildFolder(preset));
  await placeModule(buildFolder(preset));
}
