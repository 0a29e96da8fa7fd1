// SPDX-License-Identifier: Apache-2.0
// The main tasks with nothing but a keyboard: what is wanted is found by Tab, what has the focus is seen to have it, and
// after each task the focus is where one goes on from.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { LossPlayground } from '../../web/element/loss-playground.ts';
import { browsers, type Server, serve, type Tab } from './harness.ts';

let server: Server;
beforeAll(async () => {
  server = await serve();
});
afterAll(() => server.close());

// These run in the page; each must be complete in itself.
const ready = () => Boolean(document.querySelector<LossPlayground>('loss-playground')?.info);
const playing = () => document.querySelector<LossPlayground>('loss-playground')!.playing;
const losses = () =>
  document.querySelector<LossPlayground>('loss-playground')!.info!.lanes.map(({ loss }) => loss);
const lanes = (count: number) =>
  document.querySelector<LossPlayground>('loss-playground')!.info?.lanes.length === count;
const stepIs = (step: number) =>
  document
    .querySelector('loss-playground')!
    .shadowRoot!.querySelector('[data-read="step"] dd')!
    .textContent!.trim() === String(step);
/** Whether the focus is on what the selector means, and whether it can be seen. */
const focus = (wanted: string) => {
  let at: Element | null = document.activeElement;
  while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
  if (!at || at === document.body) return { there: false, shown: true, name: 'body' };
  // The mark may be on a part around it, such as the box of a slider.
  let marked: Element | null = at;
  let shown = false;
  for (let up = 0; marked && up < 3 && !shown; up++) {
    const style = getComputedStyle(marked);
    shown = (style.outlineStyle !== 'none' && style.outlineWidth !== '0px') || style.boxShadow !== 'none';
    marked = marked.parentElement;
  }
  const box = at.getBoundingClientRect();
  const name = `${at.localName}.${at.className}[${at.getAttribute('aria-label') ?? ''}]`;
  return { there: at.matches(wanted), shown: shown && box.width > 0 && box.height > 0, name };
};

/**
 * Goes by Tab, or back by Shift and Tab, until the focus is on what the selector means. All it passes must be seen to have
 * the focus.
 */
async function tabTo(tab: Tab, wanted: string, back = false): Promise<void> {
  const passed: string[] = [];
  for (let i = 0; i < 120; i++) {
    if (back) await tab.raw.keyboard.down('Shift');
    await tab.press('Tab');
    if (back) await tab.raw.keyboard.up('Shift');
    const { there, shown, name } = await tab.evaluate(focus, wanted);
    passed.push(name);
    if (!shown) throw new Error(`the focus is not to be seen on ${name}`);
    if (there) return;
  }
  throw new Error(`no Tab leads to ${wanted}; passed ${passed.join(' ')}`);
}

async function type(tab: Tab, text: string): Promise<void> {
  for (const key of text) await tab.press(key as 'a');
}

describe.each(Object.entries(browsers))('in %s', (_, open) => {
  test('play, pause, step, choose a loss, scrub, branch', async () => {
    const tab = await open({ width: 1280, height: 800 });
    try {
      await tab.goto(`${server.url}#autoplay=off&losses=mse,huber`);
      await tab.waitFor(ready);

      await tabTo(tab, '.picker-button');
      await tab.press('Enter');
      await tab.waitFor((wanted: string) => {
        const root = document.querySelector('loss-playground')!.shadowRoot!;
        return root.activeElement?.matches(wanted);
      }, '.search');
      await type(tab, 'pinball');
      await tab.press('Enter');
      await tab.waitFor(
        () => document.querySelector<LossPlayground>('loss-playground')!.info?.lanes[0]?.loss === 'quantile',
      );
      expect((await tab.evaluate(focus, '.picker-button')).there).toBe(true);

      await tabTo(tab, '[part="step"]');
      await tab.press('Enter');
      await tab.waitFor(stepIs, 1);
      await tabTo(tab, '.play');
      await tab.press(' ');
      await tab.waitFor(playing);
      await tab.waitFor(
        () =>
          !document
            .querySelector('loss-playground')!
            .shadowRoot!.querySelector<HTMLInputElement>('losscape-scrub input')!.disabled,
      );
      await tab.waitFor(
        () =>
          Number(
            document.querySelector('loss-playground')!.shadowRoot!.querySelector('[data-read="step"] dd')!
              .textContent,
          ) > 5,
      );
      await tab.press(' ');
      await tab.waitFor(() => !document.querySelector<LossPlayground>('loss-playground')!.playing);
      expect((await tab.evaluate(focus, '.play')).there).toBe(true);

      await tab.press('r');
      await tab.waitFor(stepIs, 0);
      for (let i = 1; i <= 3; i++) {
        await tab.press('ArrowRight');
        await tab.waitFor(stepIs, i);
      }
      await tabTo(tab, '[part="scrub"]', true);
      await tab.press('ArrowLeft');
      await tab.waitFor(stepIs, 2);
      await tabTo(tab, '[part="branch"]');
      await tab.press('Enter');
      await tab.waitFor(lanes, 3);
      expect((await tab.evaluate(losses))[0]).toBe('quantile');
      await tab.waitFor(stepIs, 2);
    } finally {
      await tab.close();
    }
  });

  test('open a lesson and go on in it', async () => {
    const tab = await open({ width: 1280, height: 800 });
    try {
      await tab.goto(`${server.url}#autoplay=off`);
      await tab.waitFor(ready);
      await tabTo(tab, 'header nav > a');
      await tab.goto(`${server.url}lessons.html`);
      await tab.waitFor(() => document.querySelectorAll('.gallery li a').length > 0);
      await tabTo(tab, '.gallery li a');
      await tab.goto(`${server.url}#lesson=one-step`);
      await tab.waitFor(() =>
        Boolean(document.querySelector('loss-playground')?.shadowRoot?.querySelector('losscape-lesson')),
      );
      await tabTo(tab, 'losscape-lesson .primary');
      for (const at of [2, 3]) {
        await tab.press('Enter');
        await tab.waitFor((wanted: string) => location.hash.endsWith(wanted), `:${at}`);
        expect((await tab.evaluate(focus, 'losscape-lesson .primary')).there).toBe(true);
      }
    } finally {
      await tab.close();
    }
  });
});
