// SPDX-License-Identifier: Apache-2.0
// The page in WebKit: it opens, trains, lets a sample be dragged, and has pictures on its stamps. Needs site/.
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { LossPlayground } from '../../web/element/loss-playground.ts';
import { plotAxes } from '../../web/element/plot-data.ts';
import type { RunInfo } from '../../web/engine/types.ts';
import { plotBox, scalesOf } from '../../web/views/axes.ts';
import type { Theme } from '../../web/views/theme.ts';
import { poll, type Server, serve } from './harness.ts';
import { drag, openWebKit } from './webkit.ts';

let server: Server;
beforeAll(async () => {
  server = await serve();
});
afterAll(() => server.close());

// These run in the page; each must be complete in itself.
const ready = () => Boolean(document.querySelector<LossPlayground>('loss-playground')?.info);
const shownStep = (least: number) => {
  const root = document.querySelector('loss-playground')?.shadowRoot;
  return Number(root?.querySelector('[data-read="step"] dd')?.textContent?.replaceAll(',', '')) >= least;
};

test('the page trains, and a sample is dragged', async () => {
  const tab = await openWebKit();
  await tab.goto(`${server.url}#autoplay=off`);
  await tab.waitFor(ready);
  await tab.click('.play');
  await tab.waitFor(shownStep, 100);
  await tab.evaluate(() => document.querySelector<LossPlayground>('loss-playground')!.pause());

  const sample = 5;
  const { data, canvas } = await tab.evaluate(() => {
    const element = document.querySelector<LossPlayground>('loss-playground')!;
    const { data } = element.info!;
    const picture = element.shadowRoot!.querySelector('losscape-plot canvas')!;
    picture.scrollIntoView({ block: 'center' });
    const { left, top, width, height } = picture.getBoundingClientRect();
    const plain = { ...data, x: data.x.map((column) => [...column]), y: [...data.y], part: [], outlier: [] };
    return { data: plain, canvas: { left, top, width, height } };
  });
  const axes = plotAxes({ data } as unknown as RunInfo);
  const scales = scalesOf(plotBox(canvas, { size: 12 } as Theme), axes.x, axes.y);
  const x = canvas.left + scales.x.at(data.x[0]?.[sample] ?? 0);
  const y = canvas.top + scales.y.at(data.y[sample] ?? 0);
  await drag(tab.raw, [
    [x, y],
    [x + 20, y - 40],
    [x + 30, y - 60],
  ]);
  await tab.waitFor(() => document.querySelector('loss-playground')!.permalink.includes('edits='));

  const lettered = () => {
    const root = document.querySelector('loss-playground')!.shadowRoot!;
    return [...root.querySelectorAll('.thumb')].filter((thumb) => {
      const canvas = thumb.querySelector('canvas');
      const pixels = canvas?.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data;
      return !pixels?.some((value) => value > 0) || thumb.querySelector('.initial');
    }).length;
  };
  await poll(async () => (await tab.evaluate(lettered)) === 0);
  expect(tab.errors).toEqual([]);
  await tab.close();
});

// Its language is then `C`, which is no tag that number formats take.
test('the page opens where the language of the system is none', async () => {
  const tab = await openWebKit({ lang: 'C.UTF-8' });
  await tab.goto(server.url);
  expect(await tab.evaluate(() => navigator.language)).toBe('C');
  await tab.waitFor(ready);
  await tab.waitFor(shownStep, 20);
  expect(tab.errors).toEqual([]);
  await tab.close();
});
