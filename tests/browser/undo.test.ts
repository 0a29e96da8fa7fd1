// SPDX-License-Identifier: Apache-2.0
// Every setting can be taken back, by key and by button; the presentation begins and ends; paper is light.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { LossPlayground } from '../../web/element/loss-playground.ts';
import { findings } from './axe.ts';
import { browserFor, openChromium, type Server, serve, type Tab } from './harness.ts';

let server: Server;
beforeAll(async () => {
  server = await serve();
});
afterAll(() => server.close());

// These run in the page; each must be complete in itself.
const ready = () => Boolean(document.querySelector<LossPlayground>('loss-playground')?.info);
const hash = () => location.hash.slice(1);
const buttons = () =>
  [...document.querySelectorAll<HTMLButtonElement>('header button')]
    .slice(0, 2)
    .map(({ disabled }) => !disabled);
const set = (patch: object) => {
  document.querySelector<LossPlayground>('loss-playground')!.state = patch;
};
const press = (key: string, shiftKey = false) =>
  document.body.dispatchEvent(
    new KeyboardEvent('keydown', { key, shiftKey, ctrlKey: true, bubbles: true, cancelable: true }),
  );
const layout = () => {
  const playground = document.querySelector<LossPlayground>('loss-playground')!;
  const root = playground.shadowRoot!;
  return {
    header: getComputedStyle(document.querySelector('header')!).display,
    setup: getComputedStyle(root.querySelector('losscape-setup')!).display,
    type: Number.parseFloat(getComputedStyle(root.querySelector('.frame')!).fontSize),
    sideways: document.documentElement.scrollWidth - innerWidth,
    ground: getComputedStyle(root.querySelector('.card')!).backgroundColor,
  };
};

async function openAt(tab: Tab, text: string) {
  await tab.goto(`${server.url}#${text}`);
  await tab.waitFor(ready);
}

describe.each(browserFor('chromium'))('in %s', (_, open) => {
  test('undo and redo go through every setting, and a reload keeps what is there', async () => {
    const tab = await open();
    try {
      await openAt(tab, 'data=moons&losses=hinge&autoplay=off');
      expect(await tab.evaluate(buttons)).toEqual([false, false]);
      const changes = [
        { learning_rate: 0.2 },
        { layers: [4, 4] },
        { view: ['fit', 'loss'] },
        { data: 'rings' },
        { seed: 5 },
      ];
      const seen = [await tab.evaluate(hash)];
      for (const change of changes) {
        await tab.evaluate(set, change);
        seen.push(await tab.evaluate(hash));
      }
      expect(new Set(seen).size).toBe(changes.length + 1);
      for (const was of seen.slice(0, -1).reverse()) {
        await tab.evaluate(press, 'z');
        expect(await tab.evaluate(hash)).toBe(was);
      }
      expect(await tab.evaluate(buttons)).toEqual([false, true]);
      for (const is of seen.slice(1)) {
        await tab.evaluate(press, 'Z', true);
        expect(await tab.evaluate(hash)).toBe(is);
      }
      await tab.click('header button');
      expect(await tab.evaluate(hash)).toBe(seen.at(-2));
      // A new change forgets what was undone.
      await tab.evaluate(set, { batch_size: 8 });
      expect(await tab.evaluate(buttons)).toEqual([true, false]);
      const last = await tab.evaluate(hash);
      await tab.raw.reload();
      await tab.waitFor(ready);
      expect(await tab.evaluate(hash)).toBe(last);
      expect(
        await tab.evaluate(() => document.querySelector<LossPlayground>('loss-playground')!.state.batch_size),
      ).toBe(8);
    } finally {
      await tab.close();
    }
  });
});

describe.each([
  [1280, 720, 'light'],
  [1920, 1080, 'dark'],
  [3840, 2160, 'light'],
] as const)('the presentation at %i × %i, %s', (width, height, colorScheme) => {
  test('is larger, hides what is for one person, and ends by Escape', async () => {
    const tab = await openChromium({ width, height, colorScheme });
    try {
      await openAt(tab, 'autoplay=off');
      const before = await tab.evaluate(layout);
      await tab.press('p');
      await tab.waitFor(() => Boolean(document.fullscreenElement));
      await tab.waitFor(() =>
        Boolean(
          document.querySelector('loss-playground')!.shadowRoot!.querySelector('losscape-leave button'),
        ),
      );
      const during = await tab.evaluate(layout);
      expect(during).toMatchObject({ header: 'none', setup: 'none', sideways: 0 });
      expect(during.type).toBeGreaterThanOrEqual(Math.max(before.type + 3, width * 0.0109));
      expect(await findings(tab)).toEqual([]);
      await tab.evaluate(() => document.exitFullscreen());
      await tab.waitFor(
        () => !document.querySelector<LossPlayground>('loss-playground')!.hasAttribute('present'),
      );
      expect(await tab.evaluate(layout)).toEqual(before);
    } finally {
      await tab.close();
    }
  });
});

test('paper is light and holds the pictures only', async () => {
  const tab = await openChromium({ colorScheme: 'dark' });
  try {
    await openAt(tab, 'autoplay=off');
    await tab.waitFor(() =>
      document
        .querySelector('loss-playground')!
        .shadowRoot!.adoptedStyleSheets.some(({ cssRules }) =>
          [...cssRules].some((rule) => rule instanceof CSSMediaRule && rule.conditionText === 'print'),
        ),
    );
    await tab.raw.emulateMedia({ media: 'print' });
    await tab.evaluate(() => dispatchEvent(new Event('beforeprint')));
    const paper = await tab.evaluate(layout);
    expect(paper).toMatchObject({ header: 'none', setup: 'none', ground: 'rgb(255, 255, 255)' });
    await tab.evaluate(() => dispatchEvent(new Event('afterprint')));
    await tab.raw.emulateMedia({ media: 'screen' });
    expect((await tab.evaluate(layout)).ground).not.toBe(paper.ground);
  } finally {
    await tab.close();
  }
});
