// SPDX-License-Identifier: Apache-2.0
// The scrub bar in both browsers: keys, words, exactness, branches. Needs site/, which npm test builds.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { LossPlayground } from '../../web/element/loss-playground.ts';
import { browserFor, poll, type Server, serve, type Tab } from './harness.ts';

let server: Server;
beforeAll(async () => {
  server = await serve();
});
afterAll(() => server.close());

// These run in the page; each must be complete in itself.
const weights = async (lane: number) =>
  Array.from(await document.querySelector<LossPlayground>('loss-playground')!.weights(lane));
const trainTo = (steps: number) => document.querySelector<LossPlayground>('loss-playground')!.step(steps);
const slider = () => {
  const input = document
    .querySelector('loss-playground')
    ?.shadowRoot?.querySelector<HTMLInputElement>('losscape-scrub input');
  return input && { value: input.value, max: input.max, words: input.getAttribute('aria-valuetext') ?? '' };
};

async function sliderAt(tab: Tab, value: number) {
  return poll(async () => {
    const now = await tab.evaluate(slider);
    return now?.value === String(value) && now.words.startsWith(`step ${value} of`) ? now : undefined;
  });
}

for (const [name, open] of browserFor('firefox')) {
  describe(name, () => {
    test('the bar goes to any step by keys, with the same weights, and branches there', async () => {
      const tab = await open({ width: 1280, height: 800 });
      await tab.goto(`${server.url}#autoplay=off`);
      await tab.waitFor(() => Boolean(document.querySelector<LossPlayground>('loss-playground')?.info));
      await tab.evaluate(trainTo, 40);
      const there = await tab.evaluate(weights, 1);
      await tab.evaluate(trainTo, 260);
      const { max, words } = await sliderAt(tab, 300);
      expect(max).toBe('300');
      expect(words).toMatch(/^step 300 of 300: .+ [\d.]+, .+ [\d.]+$/);
      await tab.evaluate(() =>
        document
          .querySelector('loss-playground')
          ?.shadowRoot?.querySelector<HTMLElement>('losscape-scrub input')
          ?.focus(),
      );
      await tab.press('ArrowLeft');
      await sliderAt(tab, 299);
      await tab.press('Home');
      await sliderAt(tab, 0);
      await tab.press('End');
      await sliderAt(tab, 300);
      await tab.evaluate(() => {
        const input = document
          .querySelector('loss-playground')
          ?.shadowRoot?.querySelector<HTMLInputElement>('losscape-scrub input');
        for (const value of ['170', '12', '40']) {
          input!.value = value;
          input!.dispatchEvent(new Event('input'));
        }
      });
      await sliderAt(tab, 40);
      expect(await tab.evaluate(weights, 1)).toEqual(there);
      await tab.evaluate(() =>
        document
          .querySelector('loss-playground')
          ?.shadowRoot?.querySelector<HTMLElement>('[part="branch"]')
          ?.click(),
      );
      await tab.waitFor(
        () => document.querySelector<LossPlayground>('loss-playground')?.info?.lanes.length === 3,
      );
      expect((await sliderAt(tab, 40)).max).toBe('40');
      expect(await tab.evaluate(weights, 1)).toEqual(there);
      expect(await tab.evaluate(weights, 2)).toEqual(await tab.evaluate(weights, 0));
      await tab.evaluate(trainTo, 60);
      expect(await tab.evaluate(weights, 2)).not.toEqual(await tab.evaluate(weights, 0));
      const hash = await tab.evaluate(
        () => document.querySelector<LossPlayground>('loss-playground')!.permalink,
      );
      expect(hash).toMatch(/branches=2:0:40/);
      expect(tab.errors).toEqual([]);
      await tab.close();
    });
  });
}
