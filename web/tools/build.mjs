// SPDX-License-Identifier: Apache-2.0
// npm run build [-- site | dist]: the site in site/ and the npm package in dist/, from one wasm build.
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { setUp } from '../../emscripten/setup.mjs';
import { buildWasm } from './cmake.mjs';
import { main, root, runPackage, seconds } from './common.mjs';

export async function step(label, work) {
  const start = performance.now();
  await work();
  console.log(`── ${label}: ${seconds(start)}`);
}

const vite = (label, config) =>
  runPackage(label, 'vite/bin/vite.js', ['build', '--config', join(root, config), '--logLevel', 'warn']);

export const buildSite = () => vite('vite site', 'vite.config.ts');

// tsc keeps ".ts" in the imports of declarations, Node's resolution of types wants the name of the emitted file; and lit
// is bundled, so its types are the few that come with the package.
function fixTypeImports(folder) {
  const lit = join(folder, 'lit.d.ts');
  cpSync(join(root, 'web/tools/bundled-lit.d.ts'), lit);
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    const file = join(entry.parentPath ?? entry.path, entry.name);
    if (!entry.name.endsWith('.d.ts') || file === lit) continue;
    const text = readFileSync(file, 'utf8');
    const toLit = `${relative(dirname(file), lit)
      .replace(/^(?!\.)/, './')
      .slice(0, -'.d.ts'.length)}.js`;
    const fixed = text
      .replace(/((?:from|import)\s*\(?\s*["']\.[^"']*)\.ts(["'])/g, '$1.js$2')
      .replace(/((?:from|import)\s*\(?\s*["'])lit(?:-html)?(["'])/g, `$1${toLit}$2`);
    writeFileSync(file, fixed);
  }
}

export async function buildDist() {
  await vite('vite dist', 'vite.dist.config.ts');
  await runPackage('tsc types', 'typescript/bin/tsc', ['--project', join(root, 'tsconfig.types.json')]);
  const types = join(root, 'dist/types');
  const generated = join(root, 'web/engine/generated');
  mkdirSync(join(types, 'engine/generated'), { recursive: true });
  // tsc does not copy declarations that were written by hand or by a script.
  for (const name of readdirSync(generated).filter((name) => name.endsWith('.d.ts'))) {
    cpSync(join(generated, name), join(types, 'engine/generated', name));
  }
  fixTypeImports(types);
}

async function build() {
  const parts = process.argv.slice(2);
  const wanted = (part) => parts.length === 0 || parts.includes(part);
  await setUp('build');
  await step('wasm', () => buildWasm());
  if (wanted('dist')) await step('dist', buildDist);
  if (wanted('site')) await step('site', buildSite);
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) await main(build);
