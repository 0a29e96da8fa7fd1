// SPDX-License-Identifier: Apache-2.0
// Writing a loss on the page: mistakes, suggestions, completion, sliders, training with it, its link. Needs site/.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { LossPlayground } from '../../web/element/loss-playground.ts';
import { findings } from './axe.ts';
import { browserFor, browsers, type Server, serve, type Tab } from './harness.ts';

let server: Server;
beforeAll(async () => {
  server = await serve();
});
afterAll(() => server.close());

// These run in the page; each must be complete in itself.
const ready = () => Boolean(document.querySelector<LossPlayground>('loss-playground')?.info);
const write = (text: string) => {
  const area = document
    .querySelector('loss-playground')
    ?.shadowRoot?.querySelector<HTMLTextAreaElement>('.editor textarea');
  if (!area) return;
  area.value = text;
  area.setSelectionRange(text.length, text.length);
  area.dispatchEvent(new Event('input', { bubbles: true }));
};
const shown = (selector: string, words: string) => {
  const all = document.querySelector('loss-playground')?.shadowRoot?.querySelectorAll(selector) ?? [];
  return [...all].some((each) => each.textContent?.includes(words));
};
const typed = () =>
  document
    .querySelector('loss-playground')
    ?.shadowRoot?.querySelector<HTMLTextAreaElement>('.editor textarea')?.value ?? '';
const lane = () => {
  const { state, info } = document.querySelector<LossPlayground>('loss-playground')!;
  return state.losses[0]?.text === info?.lanes[0]?.text ? { ...state.losses[0], hash: location.hash } : null;
};
const trained = async () => {
  const playground = document.querySelector<LossPlayground>('loss-playground')!;
  await playground.reset();
  await playground.step(50);
  return [await playground.weights(0), await playground.weights(1)].map((all) => Array.from(all));
};

async function openEditor(tab: Tab, hash: string) {
  await tab.goto(`${server.url}#${hash}`);
  await tab.waitFor(ready);
  await tab.click('losscape-lane .picker-button');
  await tab.click('.popup .write');
  await tab.waitFor(shown, '.editor-state', 'p is the prediction');
}

describe.each(browserFor('firefox'))('the editor in %s', (_, open) => {
  test('a loss is typed, mended, trained with and shared', async () => {
    const tab = await open({ width: 1280, height: 900 });
    await openEditor(tab, 'autoplay=off&losses=mse,mse');
    await tab.evaluate(write, 'e = p - y\nlog_csh(e)');
    await tab.waitFor(shown, '.editor-state.wrong', 'Line 2, column 1');
    await tab.waitFor(shown, '.editor-text mark', 'log_csh');
    await tab.click('.editor-state .fix');
    await tab.waitFor(shown, '.editor-state', 'p is the prediction');
    expect(await tab.evaluate(typed)).toBe('e = p - y\nlog_cosh(e)');
    await tab.evaluate(
      write,
      'k2 = 2 in [0.5, 4]\ne = p - y\nk2*e*e/2 + log(1 + exp(e)) - log(1 + exp(e)) + sof',
    );
    await tab.waitFor(shown, '.word', 'softplus');
    await tab.evaluate(write, 'k2 = 2 in [0.5, 4]\nk2*(p - y)*(p - y)/2');
    await tab.waitFor(shown, '.editor-params .slider', 'k2');
    await tab.waitFor(shown, '.editor-formulas', 'ŷ');
    await tab.click('.editor-end .primary');
    const { text, hash } = (await tab.waitFor(lane)) as unknown as { text: string; hash: string };
    expect(text).toBe('k2 = 2 in [0.5, 4]\nk2*(p - y)*(p - y)/2');
    expect(decodeURIComponent(hash)).toContain('losses=typed~k2 = 2 in [0.5~c 4];k2*(p - y)*(p - y)/2,mse');
    const [own, mse] = await tab.evaluate(trained);
    for (const [i, weight] of (own ?? []).entries()) expect(weight).toBeCloseTo(mse?.[i] ?? Number.NaN, 4);
    await tab.goto('about:blank');
    await tab.goto(`${server.url}${hash}`);
    await tab.waitFor(ready);
    expect(((await tab.waitFor(lane)) as unknown as { text: string }).text).toBe(text);
    await tab.waitFor(shown, 'losscape-lane .slider', 'k2');
    const errors = tab.errors.filter((error) => !/NS_BINDING_ABORTED|ERR_ABORTED/.test(error));
    await tab.close();
    expect(errors).toEqual([]);
  });
});

test('on a phone, light and dark, nothing sticks out and axe finds nothing', async () => {
  for (const colorScheme of ['light', 'dark'] as const) {
    const tab = await browsers.chromium({ width: 360, height: 740, colorScheme });
    await openEditor(tab, 'autoplay=off');
    await tab.evaluate(write, 'delta = 1 in [0.1, 5]\nlog(1 + exp(delta*(p - y)))');
    await tab.waitFor(shown, '.warnings li', 'exp');
    const wide = await tab.evaluate(() => {
      const dialog = document.querySelector('loss-playground')?.shadowRoot?.querySelector('dialog.editor');
      return dialog ? dialog.scrollWidth - dialog.clientWidth : -1;
    });
    expect(wide).toBe(0);
    expect(await findings(tab)).toEqual([]);
    await tab.close();
  }
});
