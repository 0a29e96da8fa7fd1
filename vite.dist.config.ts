// SPDX-License-Identifier: Apache-2.0
// The npm package: ES modules in dist/ beside core.wasm and the workers.
import { existsSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig, type Plugin } from 'vite';
import { uplotLocale } from './web/tools/uplot-locale.ts';

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));
const { version } = JSON.parse(readFileSync(path('package.json'), 'utf8'));

export const entries = {
  index: path('web/engine/index.ts'),
  inline: path('web/engine/inline.ts'),
  worker: path('web/engine/worker.ts'),
  'claims-worker': path('web/lessons/claims-worker.ts'),
  element: path('web/element/index.ts'),
  curve: path('web/element/curve.ts'),
  race: path('web/element/race.ts'),
};

/**
 * Keeps `new URL(file, import.meta.url)` for the wasm and the worker, pointing at the file beside the bundle. Vite would
 * inline both, and a bundler of the package's user finds them only as a static URL of one level. While Vite and the
 * minifier work on the code, the file name is hidden behind a free identifier.
 */
function filesBeside(): Plugin {
  const inSource = /new URL\(\s*(['"`])([^'"`]+)\1\s*,\s*import\.meta\.url\s*\)/g;
  const files: Record<string, string> = {
    'core.wasm': 'core.wasm',
    'start.wasm': 'start.wasm',
    'rest.wasm': 'rest.wasm',
    'worker.ts': 'worker.js',
    'claims-worker.ts': 'claims-worker.js',
  };
  const hidden = (file: string) => `__LOSSCAPE_BESIDE_${file.replace(/\W/g, '_')}__`;
  return {
    name: 'losscape-files-beside',
    enforce: 'pre',
    transform: {
      filter: { code: 'import.meta.url' },
      handler(code) {
        const replaced = code.replace(inSource, (whole, _quote, relative) => {
          const file = files[basename(relative)];
          return file ? `new URL(${hidden(file)}, import.meta.url)` : whole;
        });
        return replaced === code ? null : { code: replaced, map: null };
      },
    },
    generateBundle(_options, bundle) {
      for (const chunk of Object.values(bundle)) {
        if (chunk.type !== 'chunk') continue;
        for (const file of Object.values(files))
          chunk.code = chunk.code.replaceAll(hidden(file), `"${file}"`);
      }
      for (const fileName of Object.values(files).filter((name) => name.endsWith('.wasm'))) {
        const source = readFileSync(path(`web/engine/generated/${fileName}`));
        this.emitFile({ type: 'asset', fileName, source });
      }
    },
  };
}

const engine = (names: string) => new RegExp(`/web/engine/(${names})\\.[jt]s$`);
const together = [
  { name: 'base', test: engine('loss-error|compile|run-file|tables') },
  { name: 'core', test: engine('core|generated/core|session|surface') },
].map((group) => ({ ...group, minSize: 0 }));

export default defineConfig({
  root: path('.'),
  publicDir: false,
  define: { __LOSSCAPE_VERSION__: JSON.stringify(version) },
  build: {
    outDir: path('dist'),
    emptyOutDir: true,
    target: 'es2022',
    license: { fileName: 'third-party-licenses.md' },
    reportCompressedSize: false,
    minify: 'oxc',
    lib: {
      entry: Object.fromEntries(Object.entries(entries).filter(([, file]) => existsSync(file))),
      formats: ['es'],
    },
    // All in one folder: the URLs of filesBeside hold for shared chunks too.
    rolldownOptions: {
      output: {
        entryFileNames: '[name].js',
        chunkFileNames: 'shared-[name].js',
        // What is only ever fetched together is one file: many small ones compress worse.
        codeSplitting: { groups: together },
        // Vite leaves the spaces in a library.
        minify: { codegen: { removeWhitespace: true } },
      },
    },
  },
  plugins: [filesBeside(), uplotLocale()],
});
