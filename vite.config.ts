// SPDX-License-Identifier: Apache-2.0
// The site: `npm run dev` serves it from source, `npm start` builds it to site/ and serves that.
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';
import { entries } from './vite.dist.config.ts';
import { uplotLocale } from './web/tools/uplot-locale.ts';

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));
const { version } = JSON.parse(readFileSync(path('package.json'), 'utf8'));
const pages = readdirSync(path('web/page'), { recursive: true, encoding: 'utf8' }).filter((name) =>
  name.endsWith('.html'),
);
/** Examples import what npm ships, as whoever copies them does. */
const alias = Object.entries(entries).map(([name, file]) => ({ find: `losscape/${name}`, replacement: file }));

interface Modules {
  getModuleInfo(id: string): { importedIds: readonly string[] } | null;
}

/** What a page imports statically, itself included. */
function closure(page: string, modules: Modules): Set<string> {
  const seen = new Set<string>();
  const visit = (id: string) => {
    if (seen.has(id)) return;
    seen.add(id);
    for (const each of modules.getModuleInfo(id)?.importedIds ?? []) visit(each);
  };
  visit(path(`web/page/${page}`));
  return seen;
}

const closures = new Map<string, Set<string>>();
/** What the playground and another page both import is one file: many small ones compress worse. */
function shared(id: string, modules: Modules): string | null {
  if (closures.size === 0) for (const page of pages) closures.set(page, closure(page, modules));
  const others = pages.filter((page) => page !== 'index.html' && closures.get(page)?.has(id));
  return closures.get('index.html')?.has(id) && others.length > 0 ? 'shared' : null;
}

export default defineConfig({
  root: path('web/page'),
  base: './',
  resolve: { alias },
  define: { __LOSSCAPE_VERSION__: JSON.stringify(version) },
  plugins: [uplotLocale()],
  // Bundled beforehand it would not go through the plugin.
  optimizeDeps: { exclude: ['uplot'] },
  worker: { format: 'es' },
  build: {
    outDir: path('site'),
    emptyOutDir: true,
    target: 'es2022',
    manifest: true,
    license: { fileName: 'third-party-licenses.md' },
    // wasm stays a file of its own: inlined it could not be compiled while it streams in.
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    rolldownOptions: {
      input: pages.map((name) => path(`web/page/${name}`)),
      output: { codeSplitting: { groups: [{ name: shared, minSize: 0 }] } },
    },
  },
  server: { fs: { allow: [path('.')] } },
  // The site must work under this policy, so it is served under it.
  preview: { headers: { 'Content-Security-Policy': "script-src 'self' 'wasm-unsafe-eval'" } },
});
