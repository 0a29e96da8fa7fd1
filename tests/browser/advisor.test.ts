// SPDX-License-Identifier: Apache-2.0
// The page that finds a loss by training. Needs site/, which npm test builds.
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { LossPlayground } from '../../web/element/loss-playground.ts';
import { findings } from './axe.ts';
import { openChromium, type Server, serve, type Tab } from './harness.ts';

let server: Server;
let tab: Tab;
beforeAll(async () => {
  server = await serve();
  tab = await openChromium({ width: 390, height: 844 });
});
afterAll(async () => {
  await tab.close();
  await server.close();
});

// These run in the page; each must be complete in itself.
const places = () =>
  [...document.querySelectorAll<HTMLAnchorElement>('.ranking li a')].map((each) =>
    each.href.replace(/.*#/, ''),
  );
const raceLink = () => document.querySelector<HTMLAnchorElement>('a.primary')?.href;
const running = () => document.querySelector('progress') !== null;

test('trains what fits the data, ranks it, and lets the first three race', async () => {
  await tab.goto(`${server.url}advisor.html#data=line&outliers=60`);
  expect(await findings(tab)).toEqual([]);
  await tab.click('.act button');
  const race = await tab.waitFor(raceLink);
  const ids = await tab.evaluate(places);
  expect(ids.length).toBeGreaterThan(15);
  expect(ids.indexOf('mse')).toBeGreaterThan(ids.length / 2);
  expect(race).toContain(`#data=line&losses=${ids.slice(0, 3).join(',')}&outliers=60`);
  expect(await tab.evaluate(() => document.querySelector('[role="status"]')?.textContent)).toMatch(
    /came first of \d+ losses/,
  );
  expect(await findings(tab)).toEqual([]);
  await tab.goto(race);
  await tab.waitFor(
    () => document.querySelector<LossPlayground>('loss-playground')?.info?.lanes.length === 3,
  );
  expect(tab.errors).toEqual([]);
});

test('is stopped by its button and by another question, which the address keeps', async () => {
  await tab.goto(`${server.url}advisor.html#data=rare`);
  await tab.click('.act button');
  await tab.waitFor(running);
  await tab.click('.act button');
  await tab.waitFor(() => document.querySelector('progress') === null);
  await tab.click('.act button');
  await tab.waitFor(running);
  await tab.evaluate(() => {
    const metric = document.querySelectorAll('select')[1]!;
    metric.value = 'recall';
    metric.dispatchEvent(new Event('change', { bubbles: true }));
  });
  await tab.waitFor(() => location.hash === '#data=rare&metric=recall');
  expect(await tab.evaluate(running)).toBe(false);
  expect(await tab.evaluate(places)).toEqual([]);
  expect(tab.errors).toEqual([]);
});
