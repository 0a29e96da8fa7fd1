// SPDX-License-Identifier: Apache-2.0
// The terms of a loss in its lane's card, in both browsers. Needs site/, which npm test builds.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { LossPlayground } from '../../web/element/loss-playground.ts';
import { catalog, train } from '../../web/engine/index.ts';
import { Schema } from '../../web/state.ts';
import { formatNumber } from '../../web/views/format.ts';
import { browserFor, type Server, serve } from './harness.ts';

let server: Server;
beforeAll(async () => {
  server = await serve();
});
afterAll(() => server.close());

// These run in the page; each must be complete in itself.
const ready = () => Boolean(document.querySelector<LossPlayground>('loss-playground')?.info);
const hash = (part: string) => decodeURIComponent(location.hash).includes(part);
const offersTerm = () =>
  Boolean(document.querySelector('loss-playground')?.shadowRoot?.querySelector('.add-term'));
const choose = (selector: string, value: string) => {
  const field = document
    .querySelector('loss-playground')!
    .shadowRoot!.querySelector<HTMLSelectElement | HTMLInputElement>(selector)!;
  field.value = value;
  field.dispatchEvent(new Event(field.localName === 'select' ? 'change' : 'input', { bubbles: true }));
};
/** Value and gradient of every term of the first lane, as they are shown, when there are so many. */
const readings = (count: number) => {
  const terms = document.querySelector('loss-playground')?.shadowRoot?.querySelector('losscape-terms');
  const shown = [...(terms?.querySelectorAll('dd') ?? [])].map(({ textContent }) => textContent ?? '');
  return shown.length === 2 * count && shown.every((text) => text !== '–') ? shown : undefined;
};

/** What the engine says of the terms of a run's first lane at step 0. */
async function expected(text: string): Promise<string[]> {
  const schema = new Schema(catalog);
  using run = await train(schema.spec(schema.parse(text).state));
  const terms = run.frame({ terms: true }).lanes[0]?.terms ?? [];
  return terms.flatMap(({ value, gradient_norm }) => [formatNumber(value), formatNumber(gradient_norm)]);
}

describe.each(browserFor('chromium'))('terms of a loss in %s', (_, open) => {
  test('are added, weighed, balanced and taken away, and the link says so', async () => {
    const tab = await open({ width: 1280, height: 900 });
    try {
      await tab.goto(`${server.url}#data=line&losses=mse,mae&autoplay=off`);
      await tab.waitFor(ready);
      await tab.click('.lane-form .link');
      await tab.waitFor(offersTerm);
      await tab.evaluate(choose, '.add-term', 'l2');
      await tab.waitFor(hash, 'losses=mse+0.01*l2,mae');
      expect(await tab.waitFor(readings, 2)).toEqual(await expected('data=line&losses=mse+0.01*l2'));

      await tab.evaluate(choose, '.add-term', 'mae');
      await tab.waitFor(hash, 'losses=mse+0.01*l2+0.5*mae,mae');
      await tab.evaluate(choose, '.terms-end .select select', 'pcgrad');
      await tab.waitFor(hash, '@pcgrad');
      await tab.evaluate(choose, '.term:nth-child(2) input', '0'); // of a logarithmic slider: 10⁰
      await tab.waitFor(hash, 'losses=mse+l2+0.5*mae@pcgrad');
      await tab.evaluate(choose, '.term:nth-child(3) .term-controls select', 'linear');
      await tab.waitFor(hash, 'mae:schedule=linear');
      expect(await tab.waitFor(readings, 3)).toEqual(
        await expected('data=line&losses=mse+l2+0.5*mae:schedule=linear@pcgrad'),
      );

      // Without a second loss there is nothing to balance.
      await tab.click('.term:nth-child(3) .tiny');
      await tab.waitFor(hash, 'losses=mse+l2,mae');
      await tab.click('.term:nth-child(2) .tiny');
      await tab.waitFor(hash, 'losses=mse,mae');
      expect(tab.errors).toEqual([]);
    } finally {
      await tab.close();
    }
  });

  test('come with a link, change while it trains, and fit a phone', async () => {
    const tab = await open({ width: 360, height: 740 });
    try {
      await tab.goto(
        `${server.url}#data=line&losses=mse+0.1*l1+0.5*mae:schedule=cosine@uncertainty,mse&autoplay=off`,
      );
      const before = (await tab.waitFor(readings, 3)) ?? [];
      await tab.evaluate(() => document.querySelector<LossPlayground>('loss-playground')!.step(200));
      await tab.waitFor((old) => {
        const terms = document.querySelector('loss-playground')?.shadowRoot?.querySelector('losscape-terms');
        const shown = [...(terms?.querySelectorAll('dd') ?? [])].map(({ textContent }) => textContent);
        return shown.length === 6 && shown.join() !== old;
      }, before.join());
      const now = await tab.evaluate(
        () => document.querySelector('loss-playground')?.shadowRoot?.querySelector('.term-now')?.textContent,
      );
      expect(Number(now?.replace('now ', ''))).toBeLessThan(0.5);
      expect(await tab.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
      expect(tab.errors).toEqual([]);
    } finally {
      await tab.close();
    }
  });
});
