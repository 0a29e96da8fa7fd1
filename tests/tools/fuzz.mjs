// SPDX-License-Identifier: Apache-2.0
// npm run fuzz [-- seconds]: searches for texts on which the loss language, its printers or the planner fail (30 s).
// Starts from the typed losses of tests/cc/lang_cases.h and what earlier runs found worth keeping in build/fuzz/corpus;
// a text that fails is left in build/fuzz/.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setUp } from '../../emscripten/setup.mjs';
import { buildPreset } from '../../web/tools/cmake.mjs';
import { main, root, Stop } from '../../web/tools/common.mjs';

const folder = join(root, 'build/fuzz');
const corpus = join(folder, 'corpus');

/** The typed losses, one file each: lines of C++ string literals under a name. */
function writeSeeds() {
  const source = readFileSync(join(root, 'tests/cc/lang_cases.h'), 'utf8');
  const entries = [...source.matchAll(/\{"(\w+)",((?:\s*"(?:[^"\\]|\\.)*")+)\}/g)];
  if (entries.length < 50) throw new Stop('tests/cc/lang_cases.h no longer reads as a list of losses');
  for (const [, name, literals] of entries) {
    const parts = literals.match(/"(?:[^"\\]|\\.)*"/g).map((literal) => JSON.parse(literal));
    writeFileSync(join(corpus, name), parts.join(''));
  }
  return entries.length;
}

await main(async () => {
  const duration = Number(process.argv[2] ?? 30);
  if (!(duration > 0)) throw new Stop(`the time is a number of seconds, got ${process.argv[2]}`);
  await setUp('fuzz');
  await buildPreset('fuzz', ['lang_fuzz']);
  mkdirSync(corpus, { recursive: true });
  console.log(`── ${writeSeeds()} seeds, ${duration} s`);
  const limits = [`-max_total_time=${duration}`, '-timeout=10', '-rss_limit_mb=2048', '-max_len=1200'];
  const args = [...limits, '-print_final_stats=1', `-artifact_prefix=${folder}/`, corpus];
  const { status } = spawnSync(join(folder, 'lang_fuzz'), args, { stdio: 'inherit', cwd: folder });
  if (status !== 0) throw new Stop(`the fuzzer found a failure; its input is in ${folder}`);
});
