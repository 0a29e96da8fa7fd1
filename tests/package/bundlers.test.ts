// SPDX-License-Identifier: Apache-2.0
// The same page by every bundler, written as the documentation says, and by none: in every browser the element and the
// engine train to the weights of Node.
import { copyFileSync, cpSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { build, createServer } from 'vite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import webpack, { type Configuration } from 'webpack';
import type { LossPlayground } from '../../web/element/index.ts';
import { browsers, serve } from '../browser/harness.ts';
import { execute, install, root } from './installed.ts';
import { snippetsOf } from './snippets.ts';

const { folder } = install();
const built = join(folder, 'built');
const snippets = snippetsOf(root, 'web/docs/npm.md');
const node = (...args: string[]) => execute(process.execPath, args, folder);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The page beside what a bundler made of main.js, under the policy. */
function serveBuilt() {
  copyFileSync(join(folder, 'index.html'), join(built, 'index.html'));
  return serve(built);
}

/** Installs a package for the reader, and writes the file that is to be used with it. */
function prepare(name: string, config: string): void {
  const installed = join(folder, 'node_modules', name);
  mkdirSync(dirname(installed), { recursive: true });
  symlinkSync(join(root, 'node_modules', name), installed);
  writeFileSync(join(folder, config), snippets.find(({ file }) => file === config)?.text ?? '');
}

/** What is served, by the way it was made. */
const ways: Record<string, () => Promise<{ url: string; close(): Promise<void> }>> = {
  async Vite() {
    await build({ root: folder, configFile: false, logLevel: 'error', build: { outDir: built } });
    return serve(built);
  },
  async 'Vite in development'() {
    const server = await createServer({
      root: folder,
      configFile: false,
      logLevel: 'error',
      server: { port: 0 },
    });
    await server.listen();
    return { url: server.resolvedUrls?.local[0] ?? '', close: () => server.close() };
  },
  async webpack() {
    const stats = await promisify<Configuration, webpack.Stats | undefined>(webpack)({
      context: folder,
      mode: 'production',
      entry: './main.js',
      output: { path: built },
      optimization: { minimize: false }, // most of the time
    });
    expect(stats?.toJson({ all: false, errors: true }).errors).toEqual([]);
    return serveBuilt();
  },
  async Rollup() {
    prepare('@rollup/plugin-node-resolve', 'rollup.config.js');
    node(join(root, 'node_modules/rollup/dist/bin/rollup'), '--config', '--silent');
    return serveBuilt();
  },
  async esbuild() {
    prepare('esbuild', 'esbuild.config.js');
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
  let served: { url: string; close(): Promise<void> } | undefined;
  beforeAll(async () => {
    rmSync(built, { recursive: true, force: true });
    served = await ways[way]?.();
  });
  afterAll(() => served?.close());

  test.each(Object.entries(browsers))('trains to the weights of Node in %s', async (_, open) => {
    const { weights } = JSON.parse(node('train.mjs', 'losscape'));
    const tab = await open();
    try {
      const answered: string[] = [];
      const note = (response: { status(): number; url(): string }) =>
        answered.push(`${response.status()} ${response.url()}`);
      (tab.raw as { on(event: string, listen: typeof note): void }).on('response', note);
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
      expect(await tab.evaluate(() => (globalThis as unknown as { trained: number[] }).trained)).toEqual(
        weights,
      );
      console.log(
        way,
        tab.browser,
        tab.raw.workers().length,
        answered.length,
        answered.filter((a) => /wasm|worker/.test(a)).length,
      );
      expect(answered.filter((answer) => !answer.startsWith('200'))).toEqual([]);
      expect(tab.errors).toEqual([]);
    } finally {
      await tab.close();
    }
  });
});
