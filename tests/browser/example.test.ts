// SPDX-License-Identifier: Apache-2.0
// The example of a text with figures: each follows the passage that is being read.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findings } from './axe.ts';
import { openChromium, poll, type Server, serve, type Tab } from './harness.ts';

let server: Server;
beforeAll(async () => {
  server = await serve();
});
afterAll(() => server.close());

type Trained = HTMLElementTagNameMap['loss-playground' | 'loss-race'];

// These run in the page; each must be complete in itself.
const scrollTo = (scene: number, passage: number) =>
  document
    .querySelectorAll('.scene')
    [scene]!.querySelectorAll('.text > *')
    [passage]!.scrollIntoView({ block: 'center' });
const figure = (scene: number) => {
  const element = document.querySelectorAll('.scene')[scene]!.querySelector<Trained>('.figure')!;
  const at = Number(/at=(\d+)$/.exec(element.moment)?.[1] ?? 0);
  const { bottom, top } = element.getBoundingClientRect();
  return { at, playing: element.playing, link: element.permalink, seen: top >= 0 && bottom <= innerHeight };
};
const curve = () =>
  document.querySelector('loss-curve')!.shadowRoot!.querySelector('canvas')?.ariaLabel ?? '';
const sideways = () => document.documentElement.scrollWidth - document.documentElement.clientWidth;

async function open(width: number, height: number, reduced = false) {
  const tab = await openChromium({ width, height });
  if (reduced) await tab.raw.emulateMedia({ reducedMotion: 'reduce' });
  await tab.goto(`${server.url}examples/outliers.html`);
  await tab.waitFor(() => customElements.get('loss-race') && document.querySelector('loss-race')?.info);
  return tab;
}

/** Scrolls to a passage and waits until its figure has trained as far as it says. */
async function reads(tab: Tab, scene: number, passage: number, least: number) {
  await tab.evaluate(scrollTo, scene, passage);
  return poll(async () => {
    const now = await tab.evaluate(figure, scene);
    return !now.playing && now.at >= least ? now : undefined;
  });
}

test.each([
  [1280, 800],
  [360, 640],
])('in %i × %i pixels its figures follow the reader', async (width, height) => {
  const tab = await open(width, height);
  expect(await tab.evaluate(sideways)).toBe(0);
  expect(await reads(tab, 0, 0, 300)).toMatchObject({ seen: true });
  expect((await reads(tab, 0, 1, 600)).link).toContain('edits=8:0.89:-3');
  await tab.evaluate(scrollTo, 1, 0);
  await poll(async () => (await tab.evaluate(curve)).startsWith('Squared error: '));
  await tab.evaluate(scrollTo, 1, 2);
  await poll(async () => (await tab.evaluate(curve)).startsWith('Huber, δ = 2: '));
  expect(await reads(tab, 2, 0, 300)).toMatchObject({ seen: true });
  await tab.evaluate(scrollTo, 2, 1);
  await tab.waitFor(() => document.querySelector('loss-race')!.show === 'loss');
  await reads(tab, 3, 0, 600);
  expect((await reads(tab, 3, 1, 1200)).link).toContain('huber:delta=10');
  expect(tab.errors).toEqual([]);
  await tab.close();
});

test('where a passage has ended the reader trains on', async () => {
  const tab = await open(1280, 800);
  await reads(tab, 0, 1, 600);
  await tab.evaluate(scrollTo, 0, 2);
  await tab.click('loss-playground .play');
  await poll(async () => (await tab.evaluate(figure, 0)).at > 700);
  expect(await tab.evaluate(figure, 0)).toMatchObject({ playing: true });
  await tab.close();
});

test('read backwards it is as it was', async () => {
  const tab = await open(1280, 800);
  await reads(tab, 0, 1, 600);
  await tab.evaluate(scrollTo, 0, 0);
  // Until the run has been opened anew it is still where the other passage left it.
  const before = await poll(async () => {
    const now = await tab.evaluate(figure, 0);
    return !now.playing && now.at >= 300 && now.at < 600 ? now : undefined;
  });
  expect(before.link).not.toContain('edits');
  await tab.close();
});

test('who asked for less motion sees where each passage ends', async () => {
  const tab = await open(1280, 800, true);
  expect((await reads(tab, 0, 0, 300)).at).toBe(300);
  expect((await reads(tab, 2, 0, 300)).at).toBe(300);
  await tab.close();
});

test.each(['light', 'dark'] as const)('can be read by everybody, %s', async (colorScheme) => {
  const tab = await openChromium({ colorScheme });
  await tab.goto(`${server.url}examples/outliers.html`);
  await tab.waitFor(() => customElements.get('loss-race') && document.querySelector('loss-race')?.info);
  expect(await findings(tab)).toEqual([]);
  await tab.close();
});
