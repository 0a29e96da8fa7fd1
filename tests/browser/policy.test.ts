// SPDX-License-Identifier: Apache-2.0
// Under the strictest policy that WebAssembly allows nothing is refused; from a file the page says what it needs.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import type { LossPlayground } from '../../web/element/loss-playground.ts';
import { viewIds } from '../../web/state-view.ts';
import { browserFor, openChromium, serve, siteFolder } from './harness.ts';

const policy = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'";

test.each(browserFor('chromium'))('%s refuses nothing under a strict policy', async (_, open) => {
  const server = await serve(siteFolder, policy);
  const tab = await open();
  try {
    await tab.goto(`${server.url}#data=moons&losses=hinge,soft_margin&view=${viewIds.join()}`);
    await tab.waitFor(() => {
      const root = document.querySelector<LossPlayground>('loss-playground')?.shadowRoot;
      const text = root?.querySelector('[data-read="step"] dd')?.textContent ?? '';
      return Number(text.replaceAll(',', '')) > 30;
    });
    await tab.waitFor(() => {
      const root = document.querySelector('loss-playground')!.shadowRoot!;
      return Boolean(root.querySelector('.surface-work') && root.querySelector('.race-racer line'));
    });
    // What a view shows of the samples is worked out while it is seen.
    await tab.waitFor(() => {
      const root = document.querySelector('loss-playground')!.shadowRoot!;
      root.querySelector('.samples')?.scrollIntoView();
      return Boolean(root.querySelector('.share'));
    });
    const place = await tab.evaluate(() => {
      const root = document.querySelector('loss-playground')!.shadowRoot!;
      const styled = [...root.querySelectorAll<HTMLElement>('.share, .race-racer line, .surface-work i')];
      return [styled.every(({ style }) => style.length > 0), Boolean(document.querySelector('.unserved'))];
    });
    expect(place).toEqual([true, false]);
    expect(tab.errors).toEqual([]);
  } finally {
    await tab.close();
    await server.close();
  }
});

test('opened as a file the page says that it wants to be served', async () => {
  const tab = await openChromium();
  try {
    await tab.goto(pathToFileURL(join(siteFolder, 'index.html')).href);
    await tab.waitFor(() =>
      document.querySelector('.unserved')?.checkVisibility({ visibilityProperty: true }),
    );
    expect(await tab.evaluate(() => document.body.innerText)).toContain('Serve the folder');
  } finally {
    await tab.close();
  }
});
