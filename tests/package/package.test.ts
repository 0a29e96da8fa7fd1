// SPDX-License-Identifier: Apache-2.0
// What a user gets: the packed tarball, installed offline in an empty folder, used from Node, by tsc and as the
// documentation says.
import { cpSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LossPlayground } from '../../web/element/index.ts';
import type { LossRace } from '../../web/element/race.ts';
import { openChromium, type Server, serve, type Tab } from '../browser/harness.ts';
import { execute as executeIn, install, root } from './installed.ts';
import { snippetsOf } from './snippets.ts';

const { folder, tarball } = install();
const installed = join(folder, 'node_modules/losscape');
const execute = (program: string, args: string[]) => executeIn(program, args, folder);

interface Trained {
  before: number[];
  after: number[];
  weights: number[];
  onArrays: number[];
  known: string[];
  refused: string | false;
}
const trainWith = (entry: string): Trained => JSON.parse(execute(process.execPath, ['train.mjs', entry]));

beforeAll(() => {
  // publint and attw look at the tarball too.
  const kept = join(root, 'build/package/losscape.tgz');
  mkdirSync(dirname(kept), { recursive: true });
  cpSync(tarball, kept);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the package in Node', () => {
  it('trains ten steps', () => {
    const { before, after, known, refused } = trainWith('losscape');
    expect(after).toHaveLength(2);
    for (const [lane, loss] of after.entries()) expect(loss).toBeLessThan(before[lane] ?? 0);
    expect(known).toContain('mse');
    expect(refused).toContain('no_such_loss');
  });

  it('trains with the inline entry when there is no core.wasm, to the same weights', () => {
    const { weights } = trainWith('losscape');
    const wasm = join(installed, 'dist/core.wasm');
    renameSync(wasm, `${wasm}.away`);
    try {
      expect(trainWith('losscape/inline').weights).toEqual(weights);
      expect(() => trainWith('losscape')).toThrow(/core\.wasm/);
    } finally {
      renameSync(`${wasm}.away`, wasm);
    }
  });

  it('has losses on arrays, built in and typed, with either entry', () => {
    for (const entry of ['losscape', 'losscape/inline']) {
      const [huber, typed] = trainWith(entry).onArrays;
      expect(huber).toBeCloseTo((0.5 + 3.5) / 3, 6); // residuals 0, 1, 4
      expect(typed).toBeCloseTo(huber as number, 6);
    }
  });

  it.each([
    ['element', 'LossPlayground'],
    ['curve', 'LossCurve'],
    ['race', 'LossRace'],
  ])('has an entry %s that does nothing where there is no DOM', (entry, name) => {
    const code = `const m = await import('losscape/${entry}'); console.log(m.${name}, globalThis.HTMLElement)`;
    const said = execute(process.execPath, ['--input-type=module', '--eval', code]);
    expect(said.trim()).toBe('undefined undefined');
  });

  it('has types that stand on their own', () => {
    const tsc = join(root, 'node_modules/typescript/bin/tsc');
    const strict = ['--strict', '--noEmit', '--target', 'es2022', '--module', 'nodenext', '--types', ''];
    const output = () =>
      execute(process.execPath, [tsc, ...strict, '--lib', 'es2023,esnext.disposable,dom', 'types.ts']);
    expect(output()).toBe('');
  });

  it('brings its licence and the licences of what is bundled', () => {
    expect(readFileSync(join(installed, 'LICENSE'), 'utf8')).toContain('Apache License');
    const bundled = readFileSync(join(installed, 'dist/third-party-licenses.md'), 'utf8');
    for (const name of ['lit', 'uplot']) expect(bundled.toLowerCase()).toContain(name);
    expect(JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8')).dependencies ?? {}).toEqual({});
  });
});

describe('the example of a text', () => {
  let server: Server | undefined;
  let tab: Tab | undefined;
  afterAll(async () => {
    await tab?.close();
    await server?.close();
  });

  it('drives the figures of the example of a text', async () => {
    cpSync(join(root, 'web/page/examples'), join(folder, 'examples'), { recursive: true });
    cpSync(join(root, 'web/page/icon.svg'), join(folder, 'icon.svg'));
    const input = join(folder, 'examples/outliers.html');
    await build({
      root: folder,
      configFile: false,
      logLevel: 'error',
      build: { outDir: 'example', rolldownOptions: { input } },
    });
    server = await serve(join(folder, 'example'));
    tab = await openChromium();
    await tab.goto(`${server.url}examples/outliers.html`);
    await tab.waitFor(() => customElements.get('loss-race') && document.querySelector('loss-race')?.info);
    await tab.evaluate(() => document.querySelectorAll('.scene p')[1]?.scrollIntoView({ block: 'center' }));
    await tab.waitFor(() => document.querySelector<LossPlayground>('loss-playground')?.state.edits.length);
    expect(tab.errors).toEqual([]);
    await tab.close();
    await server.close();
  });
});

describe('the snippets of the documentation', () => {
  const snippets = ['README.md', 'web/docs/npm.md', 'web/docs/figures.md', 'web/page/docs.html'].flatMap(
    (file) => snippetsOf(root, file),
  );
  const written = (language: 'html' | 'js') => snippets.filter((snippet) => snippet.language === language);
  // Those that are files of a bundler's are run by bundlers.test.ts.
  const scripts = written('js')
    .filter(({ file }) => !file)
    .map((snippet, i) => ({ ...snippet, file: `snippet-${i}` }));
  const lib = 'es2023,esnext.disposable,dom';

  it('are found', () => {
    for (const file of ['README.md', 'web/page/docs.html'])
      for (const language of ['html', 'js'] as const)
        expect(
          written(language).some(({ name }) => name.startsWith(file)),
          `${file} ${language}`,
        ).toBe(true);
    expect(scripts.filter(({ name }) => name.startsWith('web/docs/npm.md')).length).toBeGreaterThan(5);
  });

  // Through the compiler, for `using` is younger than Node 20; it judges the types on the way.
  it('compile', () => {
    for (const { file, text } of scripts)
      writeFileSync(join(folder, `${file}.ts`), `import './reader.ts';\n${text}`);
    const tsc = join(root, 'node_modules/typescript/bin/tsc');
    const files = scripts.map(({ file }) => `${file}.ts`);
    const options = ['--target', 'es2022', '--module', 'nodenext', '--lib', lib, '--types', ''];
    const extensions = ['--rewriteRelativeImportExtensions', '--strict', 'false'];
    expect(execute(process.execPath, [tsc, ...options, ...extensions, 'reader.ts', ...files])).toBe('');
  });

  it.each(scripts)('$name runs in Node', ({ file }) => {
    execute(process.execPath, [`${file}.js`]);
  });

  it.each(written('html').filter(({ text }) => text.includes('<loss-curve')))(
    '$name draws under the policy',
    async ({ text }) => {
      writeFileSync(
        join(folder, 'snippet.html'),
        `<!doctype html><title>Snippet</title><body>${text}</body>`,
      );
      const server = await serve(folder);
      const tab = await openChromium();
      try {
        await tab.goto(`${server.url}snippet.html`);
        await tab.waitFor(() => {
          const canvas = document.querySelector('loss-curve')?.shadowRoot?.querySelector('canvas');
          const drawn = canvas?.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data;
          return canvas?.ariaLabel?.startsWith('Huber, δ = 0.5: loss') && drawn?.some((part) => part > 0);
        });
        expect(tab.errors.filter((error) => !error.includes('404'))).toEqual([]);
      } finally {
        await tab.close();
        await server.close();
      }
    },
  );

  it.each(written('html').filter(({ text }) => /<loss-(playground|race)/.test(text)))(
    '$name trains under the policy',
    async ({ text }) => {
      writeFileSync(
        join(folder, 'snippet.html'),
        `<!doctype html><title>Snippet</title><body>${text}</body>`,
      );
      const server = await serve(folder);
      const tab = await openChromium();
      try {
        await tab.goto(`${server.url}snippet.html`);
        await tab.waitFor(
          () => document.querySelector<LossPlayground | LossRace>('loss-playground, loss-race')?.info,
        );
        const moved = await tab.evaluate(async () => {
          const element = document.querySelector<LossPlayground | LossRace>('loss-playground, loss-race')!;
          const before = await element.weights(0);
          await element.step(10);
          return (await element.weights(0)).some((weight, i) => weight !== before[i]);
        });
        expect(moved).toBe(true);
        expect(tab.errors.filter((error) => !error.includes('404'))).toEqual([]);
      } finally {
        await tab.close();
        await server.close();
      }
    },
  );
});
