// SPDX-License-Identifier: Apache-2.0
// From import to the first finished step, against compiling and instantiating the wasm alone. Every sample is a fresh
// process or page; the two take turns.
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { eachBrowser } from './lib/browsers.mjs';

const rounds = 15;
const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1];
const print = (where, wasm, all) =>
  console.log(
    `| ${where} | ${wasm.toFixed(1)} ms | ${all.toFixed(1)} ms | ${(all / wasm).toFixed(2)} | ${all / wasm <= 1.5 ? 'reached' : '**not reached**'} |`,
  );

console.log('| | wasm alone | import → first step | ratio | target 1.5 |\n|---|---|---|---|---|');
const program = fileURLToPath(new URL('lib/startup-once.mjs', import.meta.url));
const once = (what) => Number(execFileSync(process.execPath, [program, what]));
const wasm = [];
const all = [];
for (let i = 0; i < rounds; i++) {
  wasm.push(once('wasm'));
  all.push(once('engine'));
}
print(`Node ${process.versions.node}`, median(wasm), median(all));
const samples = {};
for (let i = 0; i < 7; i++) {
  for (const what of ['wasm', 'engine'])
    await eachBrowser('startup', what, (where, ms) => {
      samples[where] ??= { wasm: [], engine: [] };
      samples[where][what].push(ms);
    });
}
for (const [where, s] of Object.entries(samples)) print(where, median(s.wasm), median(s.engine));
