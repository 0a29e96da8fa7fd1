// SPDX-License-Identifier: Apache-2.0
// npm run bench [-- word]: runs everything in tests/bench, or what has the word in its name, one at a time.
// tests/bench/*.cc are programs that run natively and in wasm; tests/bench/*.mjs print the tables that set the core
// beside its rivals, which they time in turns.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setUp } from '../../emscripten/setup.mjs';
import { buildDist, buildSite } from '../../web/tools/build.mjs';
import { buildPreset, buildWasm } from '../../web/tools/cmake.mjs';
import { main, root, Stop } from '../../web/tools/common.mjs';

const word = process.argv[2] ?? '';
const source = join(root, 'tests/bench');
const named = (ending) => (name) => name.endsWith(ending) && name.includes(word);

function show(title, program, args) {
  console.log(`\n── ${title}`);
  const { status } = spawnSync(program, args, { stdio: 'inherit', cwd: root });
  if (status !== 0) throw new Stop(`${title} ended with ${status}`);
}

await main(async () => {
  if (!existsSync(source)) throw new Stop('tests/bench holds no benchmark');
  const programs = readdirSync(source)
    .filter(named('.cc'))
    .map((name) => name.slice(0, -3));
  const scripts = readdirSync(source).filter(named('.mjs'));
  if (programs.length + scripts.length === 0) throw new Stop(`no benchmark's name holds "${word}"`);
  await setUp('bench');
  if (programs.length > 0) {
    for (const preset of ['native', 'wasm']) await buildPreset(preset, programs);
  }
  for (const name of programs) {
    show(`${name}, native`, join(root, 'build/native/bench', name), []);
    show(`${name}, wasm in Node`, process.execPath, [join(root, 'build/wasm/bench', `${name}.cjs`)]);
  }
  if (scripts.length > 0) {
    for (const preset of ['native', 'wasm']) await buildPreset(preset, ['bench_module']);
    await buildWasm();
    await buildDist();
    await buildSite();
  }
  for (const name of scripts) show(name, process.execPath, [join(source, name)]);
});
