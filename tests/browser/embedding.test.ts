// SPDX-License-Identifier: Apache-2.0
// The card of embeddings. Needs site/, which npm test builds.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { LossPlayground } from '../../web/element/loss-playground.ts';
import { browserFor, type Server, serve } from './harness.ts';

let server: Server;
beforeAll(async () => {
  server = await serve();
});
afterAll(() => server.close());

// These run in the page; each must be complete in itself.
const ready = () => Boolean(document.querySelector<LossPlayground>('loss-playground')?.info);
const described = () => {
  const root = document.querySelector('loss-playground')?.shadowRoot;
  const canvas = root?.querySelector('losscape-embedding canvas');
  const label = canvas?.getAttribute('aria-label') ?? '';
  return label.includes('classes') ? label : undefined;
};
const rows = () => {
  const view = document.querySelector('loss-playground')?.shadowRoot?.querySelector('losscape-embedding');
  return (view as unknown as { table: { rows: unknown[][] } }).table.rows;
};
const choose = (text: string) => {
  document.querySelector('loss-playground')!.setAttribute('losses', text);
};
const cards = () =>
  [...(document.querySelector('loss-playground')?.shadowRoot?.querySelectorAll('.view > *') ?? [])]
    .map(({ localName }) => localName)
    .filter((name) => name !== 'losscape-take' && name.startsWith('losscape-'));

describe.each(browserFor('chromium'))('embeddings in %s', (_, open) => {
  test('are drawn for lanes that compare them, and only for those', async () => {
    const tab = await open({ width: 1280, height: 900 });
    try {
      await tab.goto(`${server.url}#data=blobs&losses=triplet_margin,cross_entropy&autoplay=off`);
      await tab.waitFor(ready);
      expect(await tab.waitFor(described)).toMatch(/^Triplet margin: samples of 3 classes/);
      expect(await tab.evaluate(rows)).toHaveLength(300);
      await tab.evaluate(choose, 'cross_entropy');
      await tab.waitFor(() => {
        const root = document.querySelector('loss-playground')?.shadowRoot;
        return Boolean(root?.querySelector('losscape-shape') && !root.querySelector('losscape-embedding'));
      });
      expect(await tab.evaluate(cards)).toContain('losscape-shape');
    } finally {
      await tab.close();
    }
  });
});
