// SPDX-License-Identifier: Apache-2.0
// npm run format: clang-format on all C++, biome on everything else, in place.
import { pathToFileURL } from 'node:url';
import { setUp } from '../../emscripten/setup.mjs';
import { ask, main, run, runPackage } from '../../web/tools/common.mjs';

/** All C++ of the work tree. ops.def is a table laid out by hand. */
export const cppFiles = () =>
  ask('git', ['ls-files', '--cached', '--others', '--exclude-standard', '*.cc', '*.h'])
    .split('\n')
    .filter((file) => /^(src|tests|emscripten)\//.test(file));

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  await main(async () => {
    await setUp('check');
    await run('clang-format', 'clang-format', ['-i', ...cppFiles()]);
    await runPackage('biome', '@biomejs/biome/bin/biome', ['check', '--write', '.']);
  });
}
