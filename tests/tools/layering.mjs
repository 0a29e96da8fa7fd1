// SPDX-License-Identifier: Apache-2.0
// Dependencies point one way. A part may use itself and the parts written before it, never one after it:
//
//   ir ← lang, exec ← losses, layers, optim ← objectives, data ← train, landscape ← emscripten ← engine ← element ← page
//
// Reads #include and import lines and names each arrow that points back. Also holds two promises of the web side:
// views import no engine, and only the page touches the location.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { main, root, Stop } from '../../web/tools/common.mjs';

// Files directly in src/ that everything may use: vectors, the error, the form of a catalogue entry and of its fields.
const base = /^src\/(simd|lane_math|random|portable_math|number_text|error|entry|json|plain|fields)\b/;
// The catalogue joins the entries of every folder and the settings of a run.
const core = [
  'ir',
  'lang',
  'exec',
  'losses',
  'layers',
  'optim',
  'objectives',
  'data',
  'train',
  'landscape',
  'catalog',
];
const web = ['engine', 'views', 'state', 'lessons', 'element', 'page'];
const order = ['base', ...core, 'emscripten', ...web];

/** Which part a file belongs to; undefined for files the rule says nothing about. */
export function partOf(file) {
  if (base.test(file)) return 'base';
  if (/^src\/catalog\b/.test(file)) return 'catalog';
  // The program that prints the catalogue may use everything below the bindings.
  if (file === 'src/catalog_main.cc') return 'emscripten';
  if (/^web\/state\b/.test(file)) return 'state';
  const [top, folder] = file.split('/');
  if (top === 'emscripten') return 'emscripten';
  return (top === 'src' || top === 'web') && order.includes(folder) ? folder : undefined;
}

/** The files of this repository that a file names, relative to the root. */
export function uses(file, text) {
  if (/\.(cc|h|def)$/.test(file)) {
    const names = [...text.matchAll(/^\s*#\s*include\s+"([^"]+)"/gm)].map((match) => match[1]);
    return names.map((name) =>
      existsSync(join(root, 'src', name)) ? `src/${name}` : join(dirname(file), name),
    );
  }
  const quoted = /(?:\bfrom|\bimport|\bimport\s*\(|\bnew URL\()\s*['"`](\.[^'"`]*)['"`]/g;
  return [...text.matchAll(quoted)].map((match) => join(dirname(file), match[1]));
}

/** One sentence for each rule that the file breaks. */
export function findings(file, text) {
  const from = partOf(file);
  if (!from) return [];
  const found = [];
  for (const used of uses(file, text)) {
    const to = partOf(used);
    if (!to) continue;
    if (order.indexOf(to) > order.indexOf(from))
      found.push(`${file} (${from}) uses ${used} (${to}), which comes after it`);
    if (from === 'views' && to !== 'views')
      found.push(`${file}: a view draws what it is given and uses only views, not ${used}`);
  }
  if (file.startsWith('web/') && from !== 'page') {
    const code = text.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');
    if (/\b(window|document|globalThis|self)\.location\b|(?<![.\w])location\.\w/.test(code)) {
      found.push(`${file}: only web/page touches the location`);
    }
  }
  return found;
}

function sourceFiles(folder) {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { withFileTypes: true, recursive: true })
    .filter(
      (entry) =>
        entry.isFile() &&
        /\.(cc|h|def|ts)$/.test(entry.name) &&
        !/generated/.test(entry.parentPath ?? entry.path),
    )
    .map((entry) => relative(root, join(entry.parentPath ?? entry.path, entry.name)));
}

/** Checks all sources; returns how many files were read. */
export function checkLayering() {
  const files = ['src', 'emscripten', 'web'].flatMap(sourceFiles);
  const found = files.flatMap((file) => findings(file, readFileSync(join(root, file), 'utf8')));
  if (found.length > 0) throw new Stop(`Dependencies that point back:\n  ${found.join('\n  ')}`);
  return files.length;
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  await main(() => console.log(`${checkLayering()} files, no dependency points back`));
}
