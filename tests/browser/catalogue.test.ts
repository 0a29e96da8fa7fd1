// SPDX-License-Identifier: Apache-2.0
// The loss catalogue in both browsers. Needs site/, which npm test builds.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { LossPlayground } from '../../web/element/loss-playground.ts';
import { findings } from './axe.ts';
import { browserFor, openChromium, type Server, serve, type Tab } from './harness.ts';

let server: Server;
beforeAll(async () => {
  server = await serve();
});
afterAll(() => server.close());

// These run in the page; each must be complete in itself.
const listed = () => [...document.querySelectorAll('.loss')].map(({ id }) => id.slice('loss-'.length));
const count = (least: number) => document.querySelectorAll('.loss').length >= least;
const drawn = () => document.querySelectorAll('canvas[data-drawn]').length;
const type = (text: string) => {
  const field = document.querySelector<HTMLInputElement>('input.search')!;
  field.value = text;
  field.dispatchEvent(new Event('input', { bubbles: true }));
};
const figures = (sort: string) =>
  [...document.querySelectorAll(`.loss .${sort} b`)].map(({ textContent }) => textContent?.trim() ?? '');
const picture = (selector: string) => document.querySelector<HTMLCanvasElement>(selector)?.toDataURL() ?? '';

describe.each(browserFor('chromium'))('the catalogue in %s', (_, open) => {
  let tab: Tab;
  beforeEach(async () => {
    tab = await open({ width: 1280, height: 800 });
  });
  afterEach(async () => {
    const errors = tab.errors.filter((error) => !/NS_BINDING_ABORTED|ERR_ABORTED/.test(error));
    await tab.close();
    expect(errors).toEqual([]);
  });

  test('lists every loss, draws those in sight, and narrows the list while one types', async () => {
    await tab.goto(`${server.url}losses.html`);
    await tab.waitFor(count, 305);
    await tab.waitFor(drawn);
    expect(await tab.evaluate(drawn)).toBeLessThan(60);
    for (const text of ['r', 'ro', 'rob', 'robust']) await tab.evaluate(type, text);
    const ids = await tab.evaluate(listed);
    expect(ids).toContain('welsch');
    expect(ids.length).toBeLessThan(40);
    // The list may still move while it is drawn: whoever looks for its end scrolls on.
    await tab.waitFor(() => {
      document.querySelector('.loss:last-child')?.scrollIntoView();
      return document.querySelector('.loss:last-child canvas[data-drawn]') !== null;
    });
  });

  test('opens the loss that the address names, by another name too', async () => {
    await tab.goto(`${server.url}losses.html#pinball`);
    await tab.waitFor(() => document.querySelector('#loss-quantile .more[aria-expanded="true"]') !== null);
  });

  test('keeps question and order in the address', async () => {
    await tab.goto(`${server.url}losses.html`);
    await tab.waitFor(count, 305);
    await tab.evaluate(type, 'robust regression');
    await tab.click('.head .pull button');
    await tab.click('.head .pull button');
    await tab.waitFor(() => location.hash === '#q=robust+regression&sort=pull&order=falling');
    const ids = await tab.evaluate(listed);
    const pulls = (await tab.evaluate(figures, 'pull'))
      .filter((text) => text !== '–')
      .map((text) => Number(text.replace('−', '-')));
    expect(pulls.length).toBeGreaterThan(5);
    expect(pulls).toEqual([...pulls].sort((a, b) => b - a));
    const { hash } = await tab.evaluate(() => ({ hash: location.hash }));
    await tab.goto(`${server.url}docs.html`);
    await tab.goto(`${server.url}losses.html${hash}`);
    await tab.waitFor((length) => document.querySelectorAll('.loss').length === length, ids.length);
    expect(await tab.evaluate(listed)).toEqual(ids);
    expect(await tab.evaluate(() => document.querySelector<HTMLInputElement>('input.search')?.value)).toBe(
      'robust regression',
    );
  });

  test('a race link trains that loss', async () => {
    await tab.goto(`${server.url}losses.html#q=huber`);
    await tab.click('#loss-pseudo_huber a.button');
    const losses = await tab.waitFor(() => {
      const playground = document.querySelector<LossPlayground>('loss-playground');
      const step = playground?.shadowRoot?.querySelector('[data-read="step"] dd')?.textContent ?? '0';
      return Number(step.replaceAll(',', '')) > 20 && playground?.info?.lanes.map(({ loss }) => loss);
    });
    expect(losses).toEqual(['mse', 'pseudo_huber']);
  });

  test('details redraw the curve with a parameter and write the call', async () => {
    await tab.goto(`${server.url}losses.html#q=huber`);
    await tab.waitFor(drawn);
    await tab.click('#loss-huber .more');
    await tab.waitFor(() => location.hash.endsWith('open=huber'));
    const before = await tab.evaluate(picture, '#loss-huber .plot canvas');
    await tab.evaluate(() => {
      const range = document.querySelector<HTMLInputElement>('#loss-huber .sliders input')!;
      range.value = range.max;
      range.dispatchEvent(new Event('input', { bubbles: true }));
    });
    const code = await tab.evaluate(() => document.querySelector('#loss-huber .snippet pre')?.textContent);
    expect(code).toContain("await loss('huber', { delta: 10 });");
    expect(code).toContain('valueAndGradient({ prediction, target })');
    expect(await tab.evaluate(picture, '#loss-huber .plot canvas')).not.toBe(before);
    const race = await tab.evaluate(() =>
      document.querySelector('#loss-huber .snippet a')?.getAttribute('href'),
    );
    expect(race).toContain('huber:delta=10');
  });

  test('times what is listed on this machine, when asked to', async () => {
    await tab.goto(`${server.url}losses.html#q=huber`);
    await tab.waitFor(count, 3);
    expect(await tab.evaluate(figures, 'cost')).toContain('–');
    await tab.click('.measure');
    await tab.waitFor(() =>
      [...document.querySelectorAll('.loss .cost b')].every(({ textContent }) =>
        /[\d.]+ ns/.test(textContent ?? ''),
      ),
    );
    await tab.waitFor(() => document.querySelector('.measure') !== null);
  });
});

describe('for everybody', () => {
  test.each([
    ['light', 1280],
    ['dark', 360],
  ] as const)('axe finds nothing, and nothing is cut off: %s, %i px', async (colorScheme, width) => {
    const tab = await openChromium({ width, height: 800, colorScheme });
    try {
      await tab.goto(`${server.url}losses.html#q=huber&open=huber`);
      await tab.waitFor(drawn);
      expect(await findings(tab)).toEqual([]);
      expect(await tab.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    } finally {
      await tab.close();
    }
  });
});
