// SPDX-License-Identifier: Apache-2.0
// <loss-curve> on the documentation page: what it draws, says and refuses.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findings } from './axe.ts';
import { openChromium, poll, type Server, serve, type TabOptions } from './harness.ts';

let server: Server;
beforeAll(async () => {
  server = await serve();
});
afterAll(() => server.close());

const label = () =>
  document.querySelector('loss-curve')?.shadowRoot?.querySelector('canvas')?.ariaLabel ?? '';
const begins = (text: string) =>
  document.querySelector('loss-curve')?.shadowRoot?.querySelector('canvas')?.ariaLabel?.startsWith(text);
const set = (name: string, value: string) => document.querySelector('loss-curve')!.setAttribute(name, value);

/** How many pixels have about this colour, given by its three numbers. */
const pixels = (r: number, g: number, b: number) => {
  const canvas = document.querySelector('loss-curve')!.shadowRoot!.querySelector('canvas')!;
  const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
  const near = (at: number, part: number) => Math.abs((data[at] ?? 0) - part) < 12;
  let count = 0;
  for (let at = 0; at < data.length; at += 4)
    if ((data[at + 3] ?? 0) > 200 && near(at, r) && near(at + 1, g) && near(at + 2, b)) count++;
  return count;
};
const [light, dark] = [
  [0, 114, 178],
  [86, 180, 233],
] as const;

async function open(options: TabOptions = {}) {
  const tab = await openChromium(options);
  await tab.goto(`${server.url}docs.html`);
  await tab.waitFor(begins, 'Huber, δ = 0.5: loss');
  return tab;
}

test('draws a loss and its gradient, and says so', async () => {
  const tab = await open();
  expect(await tab.evaluate(label)).toBe(
    'Huber, δ = 0.5: loss 2.88 on the left, 0 in the middle, 2.88 on the right; ' +
      'gradient −0.5 on the left, 0 in the middle, 0.5 on the right; residual ŷ − y, from −6 to 6',
  );
  await poll(async () => (await tab.evaluate(pixels, ...light)) > 300);
  expect(await findings(tab)).toEqual([]);
  expect(tab.errors).toEqual([]);
  await tab.close();
});

test('a figure without attributes, and one that spells out the defaults, are drawn', async () => {
  const tab = await open();
  await tab.evaluate(() => {
    const spelt = document.createElement('loss-curve');
    for (const [name, value] of Object.entries({ loss: 'mse', show: 'value,gradient' }))
      spelt.setAttribute(name, value);
    document.querySelector('loss-curve')!.replaceWith(document.createElement('loss-curve'), spelt);
  });
  const labels = () =>
    [...document.querySelectorAll('loss-curve')].map(
      ({ shadowRoot }) => shadowRoot?.querySelector('canvas')?.ariaLabel ?? '',
    );
  await poll(async () =>
    (await tab.evaluate(labels)).every((each) => each.startsWith('Squared error: loss 36 on the left')),
  );
  await tab.close();
});

test('is dark where the system is, or where it is told to be', async () => {
  const tab = await open({ colorScheme: 'dark' });
  await poll(async () => (await tab.evaluate(pixels, ...dark)) > 300);
  expect(await findings(tab)).toEqual([]);
  await tab.evaluate(set, 'theme', 'light');
  await poll(async () => (await tab.evaluate(pixels, ...light)) > 300);
  await tab.close();
});

test('follows its attributes and properties', async () => {
  const tab = await open();
  await tab.evaluate(set, 'loss', 'focal');
  await tab.evaluate(set, 'params', '');
  await tab.waitFor(begins, 'Focal');
  await tab.evaluate(() => {
    const curve = document.querySelector('loss-curve')!;
    Object.assign(curve, { loss: 'pinball', params: 'q=0.9', show: 'gradient' });
  });
  await tab.waitFor(begins, 'Quantile (pinball), q = 0.9: gradient −0.9 on the left');
  const attributes = () =>
    ['loss', 'params', 'show'].map((name) => document.querySelector('loss-curve')!.getAttribute(name));
  expect(await tab.evaluate(attributes)).toEqual(['pinball', 'q=0.9', 'gradient']);
  expect(await tab.evaluate(label)).not.toContain('loss');
  await tab.close();
});

test.each([
  ['loss', 'hubr', 'loss: there is no “hubr”; did you mean huber?'],
  ['params', 'delt=1', 'params: there is no “huber:delt”; did you mean delta?'],
  ['params', 'delta=0', 'params must be in [1e-8, 10000000], got huber:delta=0'],
  ['show', 'values', 'show: there is no “values”; did you mean value?'],
])('%s="%s" is refused in words, and the picture stays', async (name, value, words) => {
  const tab = await open();
  const warned: string[] = [];
  tab.raw.on('console', (message) => message.type() === 'warning' && warned.push(message.text()));
  await tab.evaluate(() => {
    document.addEventListener('error', (event) => {
      document.body.dataset.said = (event as unknown as CustomEvent).detail.message;
    });
  });
  const before = await tab.evaluate(label);
  await tab.evaluate(set, name, value);
  await tab.waitFor((text) => document.body.dataset.said === text, words);
  await poll(() => warned.some((each) => each.includes(words)));
  expect(await tab.evaluate(label)).toBe(before);
  expect(await tab.evaluate(pixels, ...light)).toBeGreaterThan(300);
  await tab.close();
});
