// SPDX-License-Identifier: Apache-2.0
// The page in both browsers, as a visitor meets it: it trains, plays, resets, and samples and sliders act. Needs site/,
// which npm test builds.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { LossPlayground } from '../../web/element/loss-playground.ts';
import { plotAxes } from '../../web/element/plot-data.ts';
import type { RunInfo } from '../../web/engine/types.ts';
import { plotBox, scalesOf } from '../../web/views/axes.ts';
import type { Theme } from '../../web/views/theme.ts';
import { browsers, poll, type Server, serve, type Tab } from './harness.ts';
import {
  openAt,
  pause,
  pictures,
  play,
  reset,
  secondLossBelow,
  settled,
  shownLosses,
  shownStep,
  shownStepIs,
  state,
  weights,
} from './playground.ts';

let server: Server;
beforeAll(async () => {
  server = await serve();
});
afterAll(() => server.close());

describe.each(Object.entries(browsers))('the page in %s', (_, open) => {
  let tab: Tab;
  beforeEach(async () => {
    tab = await open({ width: 1280, height: 800 });
  });
  afterEach(async () => {
    const { errors } = tab;
    await tab.close();
    expect(errors).toEqual([]);
  });

  test('something is already training, and two losses part', async () => {
    await tab.goto(server.url);
    await tab.waitFor(shownStep, 150);
    const [mse = 0, huber = 0] = await tab.evaluate(shownLosses);
    expect(mse).toBeGreaterThan(0);
    expect(huber).toBeGreaterThan(0);
    await poll(async () => {
      const [first, second] = await tab.evaluate(pictures);
      return first !== second;
    });
  });

  test('play: the losses fall and the pictures change', async () => {
    await openAt(server, tab, 'autoplay=off');
    const before = await tab.evaluate(shownLosses);
    const still = await settled(tab);
    expect(before).toHaveLength(2);
    expect(still).toHaveLength(7);
    await tab.click('.play');
    await tab.waitFor(shownStep, 120);
    await tab.evaluate(pause);
    const moved = await settled(tab);
    const after = await tab.evaluate(shownLosses);
    for (const [lane, loss] of before.entries()) expect(after[lane]).toBeLessThan(0.8 * loss);
    for (const [i, picture] of still.entries()) expect(moved[i]).not.toBe(picture);
  });

  test('reset returns to the same weights, a new seed does not', async () => {
    await openAt(server, tab, 'autoplay=off');
    const initial = await tab.evaluate(weights, 1);
    expect(initial.length).toBeGreaterThan(10);
    expect(await tab.evaluate(weights, 0)).toEqual(initial);
    await tab.evaluate(play);
    await tab.waitFor(shownStep, 60);
    await tab.evaluate(pause);
    expect(await tab.evaluate(weights, 1)).not.toEqual(initial);
    await tab.evaluate(reset);
    await tab.waitFor(shownStepIs, 0);
    expect(await tab.evaluate(weights, 1)).toEqual(initial);
    await tab.click('[part="seed"]');
    await tab.waitFor(() =>
      document.querySelector<LossPlayground>('loss-playground')?.permalink.includes('seed='),
    );
    await settled(tab);
    expect(await tab.evaluate(weights, 1)).not.toEqual(initial);
  });

  test('a sample is dragged: the data, the state and the address follow', async () => {
    await openAt(server, tab, 'autoplay=off');
    const sample = 5;
    const { info, canvas } = await tab.evaluate(() => {
      const element = document.querySelector<LossPlayground>('loss-playground')!;
      const { data } = element.info!;
      const picture = element.shadowRoot!.querySelector('losscape-plot canvas')!.getBoundingClientRect();
      const { left, top, width, height } = picture;
      const plain = {
        ...data,
        x: data.x.map((column) => [...column]),
        y: [...data.y],
        part: [],
        outlier: [],
      };
      return { info: { data: plain }, canvas: { left, top, width, height } };
    });
    const axes = plotAxes(info as unknown as RunInfo);
    const scales = scalesOf(plotBox(canvas, { size: 12 } as Theme), axes.x, axes.y);
    const x = canvas.left + scales.x.at(info.data.x[0]?.[sample] ?? 0);
    const y = canvas.top + scales.y.at(info.data.y[sample] ?? 0);
    const { mouse } = tab.raw;
    await mouse.move(x, y);
    await mouse.down();
    await mouse.move(x + 20, y - 40, { steps: 4 });
    await mouse.move(x + 30, y - 60, { steps: 4 });
    await mouse.up();
    await tab.waitFor(() => location.hash.includes('edits='));
    const { edits } = await tab.evaluate(state);
    expect(edits).toHaveLength(1);
    // Another sample may lie exactly below the pointer; what counts is that the one taken is now at the pointer.
    const [edit] = edits;
    const place = [canvas.left + scales.x.at(edit?.x[0] ?? 0), canvas.top + scales.y.at(edit?.y ?? 0)];
    expect(Math.hypot((place[0] ?? 0) - x - 30, (place[1] ?? 0) - y + 60)).toBeLessThan(6);
    const held = await tab.evaluate(
      (index) => document.querySelector<LossPlayground>('loss-playground')!.info!.data.y[index],
      edit?.index ?? 0,
    );
    expect(held).toBeCloseTo(edit?.y ?? 0, 3);
  });

  test('a sample is moved by keys', async () => {
    await openAt(server, tab, 'autoplay=off&data=line');
    await tab.evaluate(() => {
      document.querySelector('loss-playground')!.shadowRoot!.querySelector<HTMLElement>('.plot')!.focus();
    });
    const y = () => [...document.querySelector<LossPlayground>('loss-playground')!.info!.data.y];
    const before = await tab.evaluate(y);
    await tab.press('Home');
    await tab.press('PageDown');
    await tab.press('ArrowUp');
    await tab.press('ArrowUp');
    await settled(tab);
    const after = await tab.evaluate(y);
    expect(after[1]).toBeGreaterThan(before[1] ?? Number.NaN);
    expect(after.filter((value, i) => value !== before[i])).toHaveLength(1);
    expect(await tab.evaluate(() => document.querySelector('loss-playground')!.permalink)).toContain(
      'edits=1:',
    );
    expect(await tab.waitFor(shownStep, 0)).toBe('0');
  });

  test('a slider of a loss acts on the run as it trains', async () => {
    await openAt(server, tab, 'losses=mse,huber&autoplay=off');
    await tab.evaluate(() => document.querySelector<LossPlayground>('loss-playground')!.step(20));
    await tab.waitFor(shownStep, 20);
    await settled(tab);
    const [, before = 0] = await tab.evaluate(shownLosses);
    await tab.evaluate(() => {
      const slider = document
        .querySelector('loss-playground')!
        .shadowRoot!.querySelector<HTMLInputElement>('.lane-form input[aria-label="delta"]')!;
      slider.value = slider.min;
      slider.dispatchEvent(new Event('input', { bubbles: true }));
    });
    await tab.waitFor(() => location.hash.includes('huber:delta=0.1'));
    await tab.waitFor(secondLossBelow, 0.2 * before);
    expect(await tab.evaluate(shownStep, 20)).toBe('20');
  });

  test('keys: space, arrow, R, N, digits, ?', async () => {
    await openAt(server, tab, 'autoplay=off');
    await tab.press('ArrowRight');
    await tab.waitFor(shownStepIs, 1);
    await tab.press(' ');
    await tab.waitFor(shownStep, 20);
    await tab.press(' ');
    await tab.waitFor(() => !document.querySelector<LossPlayground>('loss-playground')?.playing);
    await tab.press('r');
    await tab.waitFor(shownStepIs, 0);
    await tab.press('n');
    await tab.waitFor(() => location.hash.includes('seed='));
    await tab.press('2');
    await tab.waitFor(() =>
      Boolean(document.querySelector('loss-playground')?.shadowRoot?.querySelector('.lane.chosen.edge-2')),
    );
    await tab.press('?');
    await tab.waitFor(
      () => document.querySelector('loss-playground')?.shadowRoot?.querySelector('dialog')?.open,
    );
  });
});
