// SPDX-License-Identifier: Apache-2.0
// A visitor's own table on the page, from the text to the run, in both browsers. Needs site/, which npm test builds.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { LossPlayground } from '../../web/element/loss-playground.ts';
import { browsers, type Server, serve } from './harness.ts';

let server: Server;
beforeAll(async () => {
  server = await serve();
});
afterAll(() => server.close());

// These run in the page; each must be complete in itself.
const ready = () => Boolean(document.querySelector<LossPlayground>('loss-playground')?.info);
const paste = (text: string) => {
  const root = document.querySelector('loss-playground')?.shadowRoot;
  const panel = root?.querySelector<HTMLDetailsElement>('details.own');
  const area = panel?.querySelector('textarea');
  if (!panel || !area) throw new Error('there is no place for a table');
  panel.open = true;
  area.value = text;
  area.dispatchEvent(new Event('input', { bubbles: true }));
};
const answer = () => {
  const panel = document.querySelector('loss-playground')?.shadowRoot?.querySelector('details.own');
  const selects = [...(panel?.querySelectorAll<HTMLSelectElement>('.own-table select') ?? [])];
  const alert = panel?.querySelector('[role="alert"]')?.textContent ?? '';
  return selects.length > 0 || alert ? { chosen: selects.map(({ value }) => value), alert } : undefined;
};
const use = () => {
  const panel = document.querySelector('loss-playground')?.shadowRoot?.querySelector('details.own');
  panel?.querySelector<HTMLButtonElement>('.own-body > button')?.click();
};
const inUse = () => {
  const playground = document.querySelector<LossPlayground>('loss-playground');
  const data = playground?.info?.data;
  if (data?.title !== 'Your data') return undefined;
  return {
    inputs: data.inputs.map(({ name }) => name),
    classes: data.classes,
    losses: playground?.state.losses.map(({ id }) => id),
    wide: document.documentElement.scrollWidth,
  };
};

const table = `height,eye,sex\n${Array.from({ length: 40 }, (_, i) => `${150 + i},${i % 3 ? 'blue' : 'brown'},${i % 2 ? 'f' : 'm'}`).join('\n')}`;

describe.each(Object.entries(browsers))('own data in %s', (_, open) => {
  test('are pasted, looked over and trained on, on a narrow screen too', async () => {
    const tab = await open({ width: 360, height: 740 });
    try {
      await tab.goto(`${server.url}#autoplay=off`);
      await tab.waitFor(ready);
      await tab.evaluate(paste, 'a,b\n1,2\n3');
      const wrong = await tab.waitFor(answer);
      expect(wrong).toEqual({ chosen: [], alert: 'row 2 has 1 cells, but there are 2 columns' });
      await tab.evaluate(paste, table);
      const right = await tab.waitFor(answer);
      expect(right).toEqual({ chosen: ['input', 'input', 'target', 'number', 'text', 'text'], alert: '' });
      await tab.evaluate(use);
      const run = await tab.waitFor(inUse);
      expect(run).toMatchObject({ inputs: ['height', 'eye: brown'], classes: ['f', 'm'] });
      expect(run?.losses?.length).toBeGreaterThan(0);
      expect(run?.wide).toBeLessThanOrEqual(360);
      expect(tab.errors).toEqual([]);
    } finally {
      await tab.close();
    }
  });
});
