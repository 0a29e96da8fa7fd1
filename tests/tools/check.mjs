// SPDX-License-Identifier: Apache-2.0
// npm run check [-- --all]: formatting, lint and types. clang-tidy reads only C++ that differs from the last commit that the
// upstream branch knows; `--all` reads everything.
import { join } from 'node:path';
import { setUp } from '../../emscripten/setup.mjs';
import { step } from '../../web/tools/build.mjs';
import { buildPreset, buildWasm } from '../../web/tools/cmake.mjs';
import { ask, main, root, run, runPackage } from '../../web/tools/common.mjs';
import { cppFiles } from './format.mjs';

const lines = (text) => (text ? text.split('\n').filter(Boolean) : []);

function changedFiles() {
  const upstream = ask('git', ['rev-parse', '--verify', '--quiet', '@{upstream}']);
  const base = upstream ? ask('git', ['merge-base', 'HEAD', upstream]) : 'HEAD';
  const untracked = ask('git', ['ls-files', '--others', '--exclude-standard']);
  return new Set([...lines(ask('git', ['diff', '--name-only', base])), ...lines(untracked)]);
}

async function tidy() {
  const all = process.argv.includes('--all');
  const changed = changedFiles();
  // Headers are read through the sources that include them, bindings.cc needs Emscripten's own headers.
  const sources = cppFiles().filter((file) => file.endsWith('.cc') && /^(src|tests\/cc)\//.test(file));
  const chosen = sources.filter((file) => all || changed.has(file));
  if (chosen.length === 0)
    return console.log('   clang-tidy: no C++ source has changed (npm run check -- --all reads all)');
  await buildPreset('native', ['losscape_core']);
  for (const [index, file] of chosen.entries()) {
    const label = `clang-tidy ${index + 1}/${chosen.length} ${file}`;
    await run(label, 'clang-tidy', ['--quiet', '-p', join(root, 'build/native'), file]);
  }
}

await main(async () => {
  await setUp('check');
  await step('clang-format', () =>
    run('clang-format', 'clang-format', ['--dry-run', '-Werror', ...cppFiles()]),
  );
  await step('biome', () =>
    runPackage('biome', '@biomejs/biome/bin/biome', ['check', '--colors=force', '.']),
  );
  await step('clang-tidy', tidy);
  await step('tsc', async () => {
    await buildWasm();
    await runPackage('tsc', 'typescript/bin/tsc', ['--noEmit']);
  });
});
