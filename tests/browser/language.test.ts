// SPDX-License-Identifier: Apache-2.0
// The second language: no word is missing, nothing is too long for a phone, and axe finds nothing.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { tables } from '../../web/element/de/index.ts';
import type { LossPlayground } from '../../web/element/loss-playground.ts';
import { findings } from './axe.ts';
import { openChromium, openFirefox, type Server, serve } from './harness.ts';

let server: Server;
beforeAll(async () => {
  server = await serve();
});
afterAll(() => server.close());

const ready = () => Boolean(document.querySelector<LossPlayground>('loss-playground')?.info);
const german = () => document.documentElement.lang === 'de';

/** Paths of the words in a table; functions and texts are words alike. */
const paths = (table: object, before = ''): string[] =>
  Object.entries(table).flatMap(([key, value]) =>
    typeof value === 'object' && value !== null
      ? paths(value, `${before}${key}.`)
      : [`${before}${key} ${typeof value}`],
  );

/** Texts that are the same in both languages by right. */
const same =
  /^(forms\..*|prediction|gradient|shapeGradient|(heads|netHeads|weightHeads|keys)\..*|text|codeOf\..*|embedOf\.(element|markdown)|link|optimizer|layers|solid|view\..*)$/;

test('no word is missing, and none was left in English', () => {
  expect(tables.length).toBeGreaterThan(5);
  for (const [, german, english] of tables) {
    expect(paths(german).sort()).toEqual(paths(english).sort());
    for (const path of paths(english).filter((each) => each.endsWith(' string'))) {
      const [key = ''] = path.split(' ');
      const at = (table: object) =>
        key.split('.').reduce<unknown>((found, part) => (found as Record<string, unknown>)[part], table);
      if (!same.test(key)) expect(at(german), key).not.toBe(at(english));
    }
  }
});

test.each(['light', 'dark'] as const)(
  'on a phone in German, %s: all fits and axe finds nothing',
  async (colorScheme) => {
    const tab = await openChromium({ width: 360, height: 740, colorScheme });
    try {
      const view = 'fit,loss,metric,shape,network,samples,gradients';
      await tab.goto(`${server.url}?lang=de#autoplay=off&view=${view}`);
      await tab.waitFor(ready);
      await tab.waitFor(german);
      await tab.waitFor(() =>
        [...document.querySelector('loss-playground')!.shadowRoot!.querySelectorAll('.card')].every(
          (card) => card.getBoundingClientRect().height > 80,
        ),
      );
      const seen = await tab.evaluate(() => {
        const root = document.querySelector('loss-playground')!.shadowRoot!;
        const cut = [
          ...root.querySelectorAll<HTMLElement>('button, h2'),
          ...document.querySelectorAll<HTMLElement>('header button'),
        ]
          .filter(
            (each) =>
              !each.matches('.spoken') && each.clientWidth > 0 && each.scrollWidth > each.clientWidth + 1,
          )
          .map((each) => each.outerHTML.slice(0, 120));
        return {
          sideways: document.documentElement.scrollWidth - innerWidth,
          cut,
          words: root.querySelector('.view-choice')!.textContent,
          spoken: document.querySelector('header nav')!.getAttribute('aria-label'),
        };
      });
      expect(seen).toMatchObject({ sideways: 0, cut: [], spoken: 'Seite' });
      expect(seen.words).toContain('Verlustform');
      expect(await findings(tab)).toEqual([]);
    } finally {
      await tab.close();
    }
  },
);

test('the language is chosen, kept, and chosen back', async () => {
  const tab = await openFirefox();
  const press = () => document.querySelector<HTMLElement>('header .more [lang]')!.click();
  const share = () => document.querySelector('header nav')!.textContent!.includes('Teilen');
  try {
    await tab.goto(`${server.url}#autoplay=off`);
    await tab.waitFor(ready);
    expect(await tab.evaluate(share)).toBe(false);
    await tab.evaluate(press);
    await tab.waitFor(share);
    await tab.raw.reload();
    await tab.waitFor(ready);
    await tab.waitFor(share);
    await tab.evaluate(press);
    await tab.waitFor(() => document.documentElement.lang === 'en');
    expect(await tab.evaluate(share)).toBe(false);
  } finally {
    await tab.close();
  }
});
