// SPDX-License-Identifier: Apache-2.0
// What a visitor downloads before anything happens, and what a user of the package ships, against their budgets.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { kilobytes, main, root, Stop } from '../../web/tools/common.mjs';

// Bytes after gzip. `decided` is the budget; where the code is above it, `held` keeps it from growing until it is met:
// it may be lowered, never raised.
const budgets = {
  'site, first load': { decided: 340_000 },
  'dist/core.wasm': { decided: 270_000, held: 410_000 },
  losscape: { decided: 45_000, held: 50_000 },
  'losscape/inline': { decided: 400_000, held: 600_000 },
  'losscape/element': { decided: 130_000, held: 135_000 },
};

const gzipped = (file) => gzipSync(readFileSync(file), { level: 9 }).length;

/** index.html with all it loads at once: scripts and styles it imports statically, the worker, the wasm. */
function firstLoad() {
  const site = join(root, 'site');
  const manifest = JSON.parse(readFileSync(join(site, '.vite/manifest.json'), 'utf8'));
  const files = new Set(['index.html']);
  const visit = (key) => {
    const chunk = manifest[key];
    if (files.has(chunk.file)) return;
    for (const file of [chunk.file, ...(chunk.css ?? [])]) files.add(file);
    for (const next of chunk.imports ?? []) visit(next);
  };
  visit('index.html');
  // Vite builds the worker apart and its manifest does not say who starts it: each worker of the site counts. Of the
  // wasm it is the part that starts; the rest is fetched once the first run is under way, the whole only in Node.
  for (const name of readdirSync(join(site, 'assets'))) {
    if (/^start-.*\.wasm$|^worker-.*\.js$/.test(name)) files.add(`assets/${name}`);
  }
  return [...files].reduce((sum, file) => sum + gzipped(join(site, file)), 0);
}

/** An entry of dist/ with the modules it imports statically, or waits for as it is imported itself. */
function entry(name, seen = new Set()) {
  if (seen.has(name)) return 0;
  const waits = seen.size === 0 ? '|await import\\(' : '';
  seen.add(name);
  const file = join(root, 'dist', name);
  const form = new RegExp(`(?:from|import${waits})\\s*["'\`]\\./([^"'\`]+\\.js)["'\`]`, 'g');
  const imports = [...readFileSync(file, 'utf8').matchAll(form)];
  return imports.reduce((sum, match) => sum + entry(match[1], seen), gzipped(file));
}

export function checkSizes() {
  const measured = {
    'site, first load': firstLoad(),
    'dist/core.wasm': gzipped(join(root, 'dist/core.wasm')),
    losscape: entry('index.js'),
    'losscape/inline': entry('inline.js'),
    'losscape/element': entry('element.js'),
  };
  const over = [];
  for (const [what, bytes] of Object.entries(measured)) {
    const { decided, held = decided } = budgets[what];
    const above = bytes > decided ? `, above it; held at ${kilobytes(held)}` : '';
    console.log(
      `   ${what.padEnd(20)} ${kilobytes(bytes).padStart(10)} gz, budget ${kilobytes(decided)}${above}`,
    );
    if (bytes > held) over.push(`${what} is ${kilobytes(bytes)}, it may be ${kilobytes(held)}`);
  }
  if (over.length > 0) throw new Stop(`Too large after gzip:\n  ${over.join('\n  ')}`);
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  await main(() => {
    if (!existsSync(join(root, 'dist/core.wasm'))) throw new Stop('run `npm run build` first');
    checkSizes();
  });
}
