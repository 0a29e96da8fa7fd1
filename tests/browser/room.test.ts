// SPDX-License-Identifier: Apache-2.0
// The page for everybody: axe, widths, fingers, reduced motion, numbers instead of pictures.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { LossPlayground } from '../../web/element/loss-playground.ts';
import { findings } from './axe.ts';
import { openChromium, poll, type Server, serve } from './harness.ts';
import { openAt, ready, settled, shownStep, shownStepIs } from './playground.ts';

let server: Server;
beforeAll(async () => {
  server = await serve();
});
afterAll(() => server.close());

describe('accessibility and room', () => {
  const views = [
    ['regression', 'autoplay=off'],
    ['two classes, a problem reported', 'autoplay=off&data=moons&sead=1'],
    ['terms of a loss', 'losses=mse+0.1*l2+0.5*mae:schedule=linear@pcgrad,mae&autoplay=off'],
    ['four lanes, diverged', 'learning_rate=10&optimizer=sgd&losses=mse,mae,huber:delta=0.5,quantile'],
  ] as const;

  describe.each(['light', 'dark'] as const)('%s', (colorScheme) => {
    test.each(views)('%s: axe finds nothing', async (_, hash) => {
      const tab = await openChromium({ colorScheme, width: 1280, height: 900 });
      await openAt(server, tab, hash);
      if (hash.includes('10'))
        await tab.waitFor(() =>
          Boolean(document.querySelector('loss-playground')?.shadowRoot?.querySelector('.remedy-button')),
        );
      expect(await findings(tab)).toEqual([]);
      await tab.close();
    });

    test('picker, keys, phone and the reference page: axe finds nothing', async () => {
      const tab = await openChromium({ colorScheme, width: 360, height: 740 });
      await openAt(server, tab, 'autoplay=off');
      await tab.click('.setup-toggle');
      expect(await findings(tab)).toEqual([]);
      await tab.click('.setup-toggle');
      await tab.click('.picker-button');
      expect(await findings(tab)).toEqual([]);
      await tab.press('Escape');
      await tab.evaluate(() => document.querySelector<LossPlayground>('loss-playground')?.showKeys());
      expect(await findings(tab)).toEqual([]);
      await tab.goto(`${server.url}docs.html`);
      await tab.waitFor(() => Boolean(document.querySelector('#settings table')));
      expect(await findings(tab)).toEqual([]);
      expect(tab.errors).toEqual([]);
      await tab.close();
    });
  });

  test.each([320, 360, 768, 1024, 1280, 1920])(
    'at %d pixels nothing is wider than the page',
    async (width) => {
      const tab = await openChromium({ width, height: 800 });
      await openAt(server, tab, 'autoplay=off&losses=mse,huber,quantile');
      const wide = await tab.evaluate(() => {
        const root = document.querySelector('loss-playground')!.shadowRoot!;
        const parts = [
          ...root.querySelectorAll<HTMLElement>('.card, .setup-section, losscape-transport, .key, .remedy'),
        ];
        return parts
          .filter(
            (each) =>
              each.getBoundingClientRect().right > innerWidth + 0.5 ||
              each.scrollWidth > each.clientWidth + 1,
          )
          .map((each) => each.className || each.localName);
      });
      expect(wide).toEqual([]);
      expect(await tab.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
      await tab.close();
    },
  );

  test('on a phone no loss of the list lies under the transport', async () => {
    const tab = await openChromium({ width: 360, height: 740 });
    await openAt(server, tab, 'autoplay=off&losses=mse,huber,mae');
    for (const button of ['losscape-lane:nth-child(3) .picker-button', '.add-lane']) {
      await tab.click(button);
      await poll(() =>
        tab.evaluate(() => {
          const root = document.querySelector('loss-playground')!.shadowRoot!;
          const popup = root.querySelector('.popup')?.getBoundingClientRect();
          const transport = root.querySelector('losscape-transport')!.getBoundingClientRect();
          return popup && popup.bottom <= transport.top && popup.top >= 0;
        }),
      );
      await tab.press('Escape');
    }
    await tab.close();
  });

  test('without a pointer that hovers the help of a parameter is one tap away', async () => {
    const tab = await openChromium({ width: 360, height: 740, touch: true });
    await openAt(server, tab, 'autoplay=off&losses=huber');
    const shown = () => {
      const root = document.querySelector('loss-playground')!.shadowRoot!;
      const help = root.querySelector<HTMLElement>('.lane-form .slider-help');
      return help?.checkVisibility() ? help.textContent : '';
    };
    expect(await tab.evaluate(shown)).toBe('');
    await tab.click('.lane-form .hint');
    expect(await tab.waitFor(shown)).toMatch(/quadratic turns linear/);
    await tab.close();
  });

  test('with reduced motion nothing starts by itself', async () => {
    const tab = await openChromium();
    await tab.raw.emulateMedia({ reducedMotion: 'reduce' });
    await tab.goto(server.url);
    await tab.waitFor(ready);
    await settled(tab);
    expect(await tab.waitFor(shownStep, 0)).toBe('0');
    await tab.click('[part="step"]');
    await tab.waitFor(shownStepIs, 1);
    await tab.close();
  });

  test('a table twin: the held sample in numbers can be typed', async () => {
    const tab = await openChromium();
    await openAt(server, tab, 'autoplay=off&data=line');
    const field = tab.raw.locator('.fields input').nth(1);
    await field.fill('3.5');
    await field.press('Enter');
    await tab.waitFor(() => location.hash.includes(':3.5'));
    await tab.close();
  });
});
