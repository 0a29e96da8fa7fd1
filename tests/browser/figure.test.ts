// SPDX-License-Identifier: Apache-2.0
// The element as a figure of a text: it keeps the box it is given, shows what it is told to, and rests out of sight.
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { LossPlayground } from '../../web/element/loss-playground.ts';
import { findings } from './axe.ts';
import { openChromium, poll, type Server, serve, type Tab } from './harness.ts';
import { openAt, settled } from './playground.ts';

let server: Server;
beforeAll(async () => {
  server = await serve();
});
afterAll(() => server.close());

/** What can be seen of the figure: plots of a size, controls, and what leaves its box. */
const seen = () => {
  const host = document.querySelector('loss-playground')!;
  const box = host.getBoundingClientRect();
  const all = (selector: string) =>
    [...host.shadowRoot!.querySelectorAll<HTMLElement>(selector)].filter((each) => each.checkVisibility());
  const outside = all('.card, canvas, button, select, p, h2').filter((each) => {
    const { left, right, top, bottom, width } = each.getBoundingClientRect();
    const out = left < box.left - 1 || top < box.top - 1 || right > box.right + 1 || bottom > box.bottom + 1;
    // What scrolls, or is there for listeners alone, leaves nothing.
    const scrolls = ['losscape-setup', '.middle'].some((place) => {
      const scroller = each.closest(place);
      return scroller && getComputedStyle(scroller).overflowY === 'auto';
    });
    return out && width > 1 && !scrolls;
  });
  return {
    size: [box.width, box.height],
    document: [document.documentElement.scrollWidth, document.documentElement.scrollHeight],
    outside: outside.map((each) => each.className || each.localName),
    plots: all('.card').map((each) => each.parentElement!.localName.replace('losscape-', '')),
    lowest: Math.min(...all('.plot canvas, .chart-box').map((each) => each.clientHeight)),
    play: all('.play').length,
    controls: all('.transport-buttons button, .speed, .race, losscape-scrub, .setup-toggle').length,
  };
};
const inBox = () => {
  const root = document.querySelector('loss-playground')?.shadowRoot;
  return (root?.querySelectorAll('.card canvas').length ?? 0) > 0;
};

test.each([
  [280, 220, ['lane'], 2],
  [360, 640, ['lane', 'lane', 'chart'], 4],
  [720, 360, ['lane', 'lane', 'chart'], 5],
  [960, 540, ['lane', 'lane', 'chart', 'chart', 'shape'], 7],
] as const)('in %i × %i pixels nothing leaves the box', async (width, height, plots, controls) => {
  for (const colorScheme of ['light', 'dark'] as const) {
    const tab = await openChromium({ width, height, colorScheme });
    await openAt(server, tab, 'autoplay=off&height=fill&losses=mse,huber');
    await tab.waitFor(inBox);
    await settled(tab);
    const figure = await tab.evaluate(seen);
    expect(figure).toMatchObject({
      size: [width, height],
      document: [width, height],
      outside: [],
      play: 1,
      plots,
      controls,
    });
    expect(figure.lowest).toBeGreaterThan(60);
    expect(await findings(tab)).toEqual([]);
    expect(tab.errors).toEqual([]);
    await tab.close();
  }
});

test.each([
  [1280, 800],
  [3840, 2160],
])('in %i × %i pixels a figure is the whole playground', async (width, height) => {
  const tab = await openChromium({ width, height });
  await openAt(server, tab, 'autoplay=off&height=fill');
  await tab.waitFor(inBox);
  await settled(tab);
  expect(await tab.evaluate(seen)).toMatchObject({
    size: [width, height],
    document: [width, height],
    outside: [],
    play: 1,
  });
  await tab.close();
});

test('a large figure without setup gives its room to the plots', async () => {
  const tab = await openChromium({ width: 1000, height: 700 });
  await openAt(server, tab, 'autoplay=off&height=fill&losses=mse,huber&view=fit&controls=transport');
  await tab.waitFor(inBox);
  await settled(tab);
  const sizes = await tab.evaluate(() =>
    [...document.querySelector('loss-playground')!.shadowRoot!.querySelectorAll('losscape-lane')].map(
      ({ clientWidth, clientHeight }) => [clientWidth, clientHeight],
    ),
  );
  expect(sizes).toHaveLength(2);
  for (const [width = 0, height = 0] of sizes) {
    expect(width).toBeGreaterThan(470);
    expect(height).toBeGreaterThan(450);
  }
  await tab.close();
});

test('a list of losses fits into the smallest figure', async () => {
  const tab = await openChromium({ width: 280, height: 220 });
  await openAt(server, tab, 'autoplay=off&height=fill');
  await tab.click('.picker-button');
  await poll(() =>
    tab.evaluate(() => {
      const popup = document.querySelector('loss-playground')!.shadowRoot!.querySelector('.popup');
      const { left, right, top, bottom } = popup!.getBoundingClientRect();
      return left >= 0 && top >= 0 && right <= 280 && bottom <= 220 && bottom - top > 150;
    }),
  );
  await tab.close();
});

test('plots stand in the order asked for, and controls are left out', async () => {
  const tab = await openChromium({ width: 1000, height: 560 });
  await openAt(
    server,
    tab,
    'autoplay=off&height=480&view=shape,fit,loss&controls=transport&hide=speed,scrub',
  );
  await tab.waitFor(inBox);
  await settled(tab);
  expect(await tab.evaluate(seen)).toMatchObject({
    size: [1000, 480],
    plots: ['shape', 'lane', 'lane', 'chart'],
    outside: [],
  });
  const there = (selectors: string[]) => {
    const root = document.querySelector('loss-playground')!.shadowRoot!;
    return selectors.filter((each) => root.querySelector<HTMLElement>(each)?.checkVisibility());
  };
  const parts = [
    '.play',
    '[part="step"]',
    '.race',
    '.speed',
    'losscape-scrub',
    'losscape-setup',
    '.numbers',
    '.take',
    '.key',
  ];
  expect(await tab.evaluate(there, parts)).toEqual(['.play', '[part="step"]', '.race']);
  // Everything comes back when the attributes of a figure go.
  await tab.evaluate(() => {
    document.querySelector<LossPlayground>('loss-playground')!.state = {
      controls: ['setup', 'lanes', 'stage', 'transport'],
      hide: [],
      height: 'auto',
    };
  });
  await poll(() => tab.evaluate(there, parts).then((now) => now.length === parts.length));
  await tab.close();
});

test('a view without fits has its pictures back by a button', async () => {
  const tab = await openChromium();
  await openAt(server, tab, 'autoplay=off&view=loss');
  const lanes = () =>
    document.querySelector('loss-playground')!.shadowRoot!.querySelectorAll('losscape-lane').length;
  expect(await tab.evaluate(lanes)).toBe(0);
  await tab.click('.view-choice button');
  await tab.waitFor(lanes);
  expect(await tab.evaluate(() => location.hash)).toContain('view=fit,loss');
  await tab.close();
});

const errorsOf = (hash: string) => {
  const playground = document.querySelector<LossPlayground>('loss-playground')!;
  const said: string[] = [];
  Object.assign(globalThis, { said });
  playground.addEventListener('error', (event) =>
    said.push((event as unknown as CustomEvent).detail.message),
  );
  for (const pair of hash.split('&')) playground.setAttribute(...(pair.split('=') as [string, string]));
};

test('what an attribute may not be is said by the event and on the console', async () => {
  const tab = await openChromium();
  const warned: string[] = [];
  tab.raw.on('console', (message) => message.type() === 'warning' && warned.push(message.text()));
  await openAt(server, tab, 'autoplay=off');
  await tab.evaluate(errorsOf, 'hide=scrubb&autoplay=off');
  const wrong = 'hide: there is no “scrubb”; did you mean scrub?';
  await tab.waitFor((text) => (globalThis as unknown as { said: string[] }).said.includes(text), wrong);
  await poll(() => warned.some((each) => each.includes(wrong)));
  await tab.close();
});

/** An article 720 pixels wide with figures that its author wrote. */
const article = (figures: string[]) => {
  document.querySelector('loss-playground')!.remove();
  document.body.className = '';
  const text = document.createElement('article');
  text.style.width = '720px';
  for (const figure of figures) {
    const paragraph = document.createElement('p');
    paragraph.textContent = 'Words. '.repeat(400);
    const element = document.createElement('loss-playground');
    for (const pair of figure.split(' ')) element.setAttribute(...(pair.split('=') as [string, string]));
    text.append(element, paragraph);
  }
  document.body.append(text);
};
const steps = () =>
  [...document.querySelectorAll('loss-playground')].map((each) =>
    Number(/at=(\d+)$/.exec(each.moment)?.[1] ?? 0),
  );
const allReady = (count: number) => {
  const all = [...document.querySelectorAll('loss-playground')];
  return all.length === count && all.every((each) => each.info);
};

test('three figures in a text keep their height and share one module', async () => {
  const tab = await openChromium({ width: 800, height: 600 });
  const before = server.requested.length;
  await openAt(server, tab, 'autoplay=off');
  await tab.evaluate(article, [
    'height=360 autoplay=off',
    'height=220 view=loss autoplay=off',
    'height=360 view=shape,fit data=moons losses=hinge autoplay=off',
  ]);
  await tab.waitFor(allReady, 3);
  await settled(tab);
  const tops = await tab.evaluate(() =>
    [...document.querySelectorAll('loss-playground')].map((each) => [
      each.getBoundingClientRect().height,
      each.nextElementSibling!.getBoundingClientRect().top >= each.getBoundingClientRect().bottom,
      each.shadowRoot!.querySelector('.frame')!.clientHeight,
    ]),
  );
  expect(tops).toEqual([360, 220, 360].map((height) => [height, true, height]));
  const modules = server.requested.slice(before).filter((path) => /start-.*\.wasm$/.test(path));
  expect(modules).toHaveLength(1);
  expect(tab.errors).toEqual([]);
  await tab.close();
});

test('with autoplay=seen a figure trains while it is in view', async () => {
  const tab = await openChromium({ width: 800, height: 600 });
  await openAt(server, tab, 'autoplay=off');
  await tab.evaluate(article, ['height=220', 'height=220 autoplay=seen']);
  await tab.waitFor(allReady, 2);
  await runsOn(tab, 0);
  expect((await tab.evaluate(steps))[1]).toBe(0);
  await tab.evaluate(() => document.querySelectorAll('loss-playground')[1]!.scrollIntoView());
  await runsOn(tab, 1);
  await tab.evaluate(() => scrollTo(0, 0));
  const waits = () => {
    const race = document.querySelectorAll('loss-playground')[1]!.shadowRoot!.querySelector('.race');
    return Boolean(race?.textContent?.startsWith('Paused'));
  };
  await tab.waitFor(waits);
  await runsOn(tab, 0);
  const rested = (await tab.evaluate(steps))[1];
  await runsOn(tab, 0);
  expect((await tab.evaluate(steps))[1]).toBe(rested);
  await tab.close();
});

/** Waits until a figure has gone some steps further. */
async function runsOn(tab: Tab, figure: number) {
  const from = (await tab.evaluate(steps))[figure] ?? 0;
  await poll(async () => ((await tab.evaluate(steps))[figure] ?? 0) > from + 50);
}
