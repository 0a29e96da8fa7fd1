// SPDX-License-Identifier: Apache-2.0
// The same page by every bundler, written as the documentation says, and by none: in every browser the element and the
// engine train to the weights of Node.
import {
  copyFileSync,
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { build, createServer } from 'vite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import webpack, { type Configuration } from 'webpack';
import type { LossPlayground } from '../../web/element/index.ts';
import { browsers, openChromium, poll, serve, type Tab } from '../browser/harness.ts';
import { execute, install, root } from './installed.ts';
import { snippetsOf } from './snippets.ts';

const { folder } = install();
const built = join(folder, 'built');
const node = (...args: string[]) => execute(process.execPath, args, folder);
const { weights } = JSON.parse(node('train.mjs', 'losscape')) as { weights: number[] };
afterAll(() => rmSync(folder, { recursive: true, force: true }));

// What the reader has installed beside.
for (const name of ['@rollup/plugin-node-resolve', 'esbuild', 'react', 'react-dom']) {
  const installed = join(folder, 'node_modules', name);
  mkdirSync(dirname(installed), { recursive: true });
  symlinkSync(join(root, 'node_modules', name), installed);
}

/** What the scripts of tests/package/app leave on their page. */
type Page = { trained?: number[]; show(delta?: number): void };

interface Served {
  url: string;
  close(): Promise<void>;
}

/** The page beside what a bundler made of main.js, under the policy. */
function serveBuilt() {
  copyFileSync(join(folder, 'index.html'), join(built, 'index.html'));
  return serve(built);
}

/** The reader's files as they are, served by Vite. */
async function develop(): Promise<Served> {
  const server = await createServer({
    root: folder,
    configFile: false,
    logLevel: 'error',
    server: { port: 0 },
  });
  await server.listen();
  return { url: server.resolvedUrls?.local[0] ?? '', close: () => server.close() };
}

/** Writes a file that the documentation shows. */
function write(name: string): void {
  const snippets = snippetsOf(root, 'web/docs/npm.md');
  writeFileSync(join(folder, name), snippets.find(({ file }) => file === name)?.text ?? '');
}

/** What goes on as a page is used: answers that are errors, and how many workers it has started. */
function watch({ browser, raw }: Tab) {
  const seen = { failed: [] as string[], workers: 0 };
  const page = raw as { on(event: string, listen: (of: { status(): number; url(): string }) => void): void };
  page.on('response', (response) => {
    if (response.status() >= 400) seen.failed.push(`${response.status()} ${response.url()}`);
  });
  page.on(browser === 'chromium' ? 'worker' : 'workercreated', () => {
    seen.workers++;
  });
  return seen;
}

/** What is served, by the way it was made. */
const ways: Record<string, () => Promise<Served>> = {
  async Vite() {
    await build({ root: folder, configFile: false, logLevel: 'error', build: { outDir: built } });
    return serve(built);
  },
  'Vite in development': develop,
  async webpack() {
    const stats = await promisify<Configuration, webpack.Stats | undefined>(webpack)({
      context: folder,
      mode: 'production',
      entry: './main.js',
      output: { path: built },
      optimization: { minimize: false }, // it would take most of the time
    });
    expect(stats?.toJson({ all: false, errors: true }).errors).toEqual([]);
    return serveBuilt();
  },
  async Rollup() {
    write('rollup.config.js');
    node(join(root, 'node_modules/rollup/dist/bin/rollup'), '--config', '--silent');
    return serveBuilt();
  },
  async esbuild() {
    write('esbuild.config.js');
    node('esbuild.config.js');
    return serveBuilt();
  },
  async 'a script tag'() {
    cpSync(join(folder, 'node_modules/losscape/dist'), built, { recursive: true });
    const main = readFileSync(join(folder, 'main.js'), 'utf8');
    const plain = main.replace("'losscape'", "'./index.js'").replace("'losscape/element'", "'./element.js'");
    writeFileSync(join(built, 'main.js'), plain);
    return serveBuilt();
  },
};

describe.each(Object.keys(ways))('a page made with %s', (way) => {
  let served: Served | undefined;
  beforeAll(async () => {
    rmSync(built, { recursive: true, force: true });
    served = await ways[way]?.();
  });
  afterAll(() => served?.close());

  test.each(Object.entries(browsers))('trains to the weights of Node in %s', async (_, open) => {
    const tab = await open();
    try {
      const seen = watch(tab);
      await tab.goto(served?.url ?? '');
      await tab.waitFor(
        () => 'trained' in globalThis && document.querySelector<LossPlayground>('loss-playground')?.info,
      );
      const element = await tab.evaluate(async () => {
        const playground = document.querySelector<LossPlayground>('loss-playground')!;
        await playground.pause();
        await playground.reset();
        await playground.step(10);
        return Array.from(await playground.weights(0));
      });
      expect(weights.length).toBeGreaterThan(2);
      expect(element).toEqual(weights);
      expect(await tab.evaluate(() => (globalThis as unknown as Page).trained)).toEqual(weights);
      await poll(() => seen.workers === 1);
      expect(seen.failed).toEqual([]);
      expect(tab.errors).toEqual([]);
    } finally {
      await tab.close();
    }
  });
});

test('the inline entry needs no file beside its bundle', () => {
  writeFileSync(join(folder, 'inline.js'), "export * from 'losscape/inline';");
  rmSync(built, { recursive: true, force: true });
  const options = ['--bundle', '--format=esm', '--outdir=built', '--log-level=error'];
  execute(join(root, 'node_modules/.bin/esbuild'), ['inline.js', ...options], folder);
  expect(readdirSync(built)).toEqual(['inline.js']);
  expect(JSON.parse(node('train.mjs', './built/inline.js')).weights).toEqual(weights);
});

test('in React, in strict mode, an element takes its props and leaves no worker behind', async () => {
  const served = await develop();
  const tab = await openChromium();
  try {
    const seen = watch(tab);
    await tab.goto(`${served.url}react.html`);
    await tab.waitFor(() => 'show' in globalThis);
    for (const [times, delta] of [0.5, 2].entries()) {
      await tab.evaluate((each) => (globalThis as unknown as Page).show(each), delta);
      await tab.waitFor(() => document.querySelector<LossPlayground>('loss-playground')?.info);
      const lanes = await tab.evaluate(
        () => document.querySelector<LossPlayground>('loss-playground')!.state.losses,
      );
      expect(lanes).toMatchObject([{ id: 'mse' }, { id: 'huber', params: { delta } }]);
      await poll(() => seen.workers === times + 1);
      await tab.evaluate(() => (globalThis as unknown as Page).show());
      await poll(() => tab.raw.workers().length === 0);
    }
    expect(seen.failed).toEqual([]);
    expect(tab.errors).toEqual([]);
  } finally {
    await tab.close();
    await served.close();
  }
});
