// SPDX-License-Identifier: Apache-2.0
// Whatever an address says the page opens, and one address is one experiment.
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { LossPlayground } from '../../web/element/loss-playground.ts';
import { openChromium, type Server, serve, type Tab } from './harness.ts';

let server: Server;
let tab: Tab<Awaited<ReturnType<typeof openChromium>>['raw']>;
beforeAll(async () => {
  server = await serve();
  tab = await openChromium();
  // A run that refuses what a test tells it to.
  await tab.raw.addInitScript(() => {
    const Real = Worker;
    globalThis.Worker = class extends Real {
      override postMessage(message: { id: number; method?: string }) {
        if (message.method !== (globalThis as { refused?: string }).refused || !message.method)
          return super.postMessage(message);
        const data = { type: 'error', id: message.id, message: 'such a value cannot be', loss: true };
        this.dispatchEvent(new MessageEvent('message', { data }));
      }
    };
  });
});
afterAll(async () => {
  await tab.close();
  await server.close();
});

// These run in the page; each must be complete in itself.
const ready = () => Boolean(document.querySelector<LossPlayground>('loss-playground')?.info);
const notice = () =>
  document.querySelector('loss-playground')!.shadowRoot!.querySelector('.notice')?.textContent ?? '';
const trains = async () => {
  const playground = document.querySelector<LossPlayground>('loss-playground')!;
  const before = await playground.weights(0);
  await playground.step(5);
  const after = await playground.weights(0);
  return after.some((weight, i) => weight !== before[i]);
};
const about = () => {
  const { permalink, info } = document.querySelector<LossPlayground>('loss-playground')!;
  return { permalink, hash: location.hash.slice(1), data: info?.data.id };
};

async function openAt(address: string) {
  await tab.goto('about:blank');
  await tab.goto(`${server.url}${address}`);
  await tab.waitFor(ready);
}

test.each([
  ['data=moons&edits=5:0:0:7', 'edits'],
  ['data=moons&edits=3:0:0:1,5:0:0:7', 'edits'],
  ['data=line&edits=5:1e300:1', 'edits'],
  ['data=line&layers=flatten,gru', 'layers'],
])('#%s opens, and says what was dropped of %s', async (hash, key) => {
  await openAt(`#${hash}&autoplay=off`);
  expect(await tab.waitFor(notice)).toContain(key);
  expect(await tab.evaluate(trains)).toBe(true);
  const { permalink } = await tab.evaluate(about);
  expect(permalink).toContain(hash.split('&')[0]);
  expect(permalink.includes('3:0:0:1')).toBe(hash.includes('3:0:0:1'));
  expect(permalink).not.toMatch(/0:7|1e300|gru/);
});

test('what a run refuses goes back, and the run trains on', async () => {
  await openAt('#data=blobs&losses=multi_margin');
  const refuse = (method?: string) => Object.assign(globalThis, { refused: method });
  for (const [method, key] of [
    ['setLossParam', 'losses'],
    ['setLearningRate', 'learning_rate'],
    ['movePoint', 'edits'],
  ] as const) {
    await tab.evaluate(refuse, method);
    const before = await tab.evaluate(about);
    await tab.evaluate((name) => {
      const playground = document.querySelector<LossPlayground>('loss-playground')!;
      const patches = {
        losses: { losses: [{ id: 'multi_margin', params: { margin: 2 } }] },
        learning_rate: { learning_rate: 0.5 },
        edits: { edits: [{ index: 5, x: [0, 0], y: 0 }] },
      };
      playground.state = patches[name as keyof typeof patches];
    }, key);
    await tab.waitFor(
      (name) =>
        document
          .querySelector('loss-playground')!
          .shadowRoot!.querySelector('.notice')
          ?.textContent?.includes(`${name}: such a value cannot be`),
      key,
    );
    await tab.waitFor((hash) => location.hash.slice(1) === hash, before.hash);
    expect(await tab.evaluate(about)).toEqual(before);
    expect(await tab.evaluate(() => document.querySelector<LossPlayground>('loss-playground')!.playing)).toBe(
      true,
    );
  }
  await tab.evaluate(refuse);
  expect(await tab.evaluate(trains)).toBe(true);
});

test('a change that no run can have leaves the one there is', async () => {
  await openAt('#data=moons&losses=hinge&autoplay=off');
  const before = await tab.evaluate(about);
  await tab.evaluate(() => {
    const gru = { id: 'gru', params: {}, activation: '', frozen: false };
    document.querySelector<LossPlayground>('loss-playground')!.state = { layers: [gru] };
  });
  expect(await tab.waitFor(notice)).toContain('layers');
  expect(await tab.evaluate(about)).toEqual(before);
  expect(await tab.evaluate(trains)).toBe(true);
});

test('an address is one experiment: nothing, the defaults, back and reload', async () => {
  await openAt('?again');
  const opening = await tab.evaluate(about);
  expect(opening.hash).toBe(opening.permalink);
  expect(opening.hash).toContain('edits=');
  await tab.evaluate(() => {
    document.querySelector<LossPlayground>('loss-playground')!.state = { data: 'moons' };
  });
  await tab.waitFor(() => location.hash.includes('data=moons'));
  await tab.evaluate(() => history.back());
  await tab.waitFor(
    (hash) =>
      location.hash.slice(1) === hash &&
      document.querySelector<LossPlayground>('loss-playground')!.info?.data.id === 'cars',
    opening.hash,
  );
  expect(await tab.evaluate(about)).toEqual(opening);
  await tab.raw.reload();
  await tab.waitFor(ready);
  expect(await tab.evaluate(about)).toEqual(opening);

  // All defaults are another experiment, and a link of it is none of the opening's.
  await tab.evaluate(() => {
    const { state } = document.querySelector<LossPlayground>('loss-playground')!;
    const losses = state.losses.map(({ id }) => ({ id, params: {} }));
    document.querySelector<LossPlayground>('loss-playground')!.state = { losses, edits: [] };
  });
  await tab.waitFor(() => location.hash === '#data=cars');
  await tab.raw.reload();
  await tab.waitFor(ready);
  expect(await tab.evaluate(about)).toEqual({ permalink: 'data=cars', hash: 'data=cars', data: 'cars' });
});

const step = () =>
  document.querySelector('loss-playground')?.shadowRoot?.querySelector('[data-read="step"] dd')?.textContent;
const stands = (at: string) =>
  !document.querySelector<LossPlayground>('loss-playground')!.playing &&
  document
    .querySelector('loss-playground')
    ?.shadowRoot?.querySelector('[data-read="step"] dd')
    ?.textContent?.trim() === at;
const weightsNow = async () =>
  Array.from(await document.querySelector<LossPlayground>('loss-playground')!.weights(1));

test('a link to a moment opens there, at rest, with the weights that were seen', async () => {
  await openAt('#data=moons&losses=hinge,mse&autoplay=off');
  await tab.evaluate(() => document.querySelector<LossPlayground>('loss-playground')!.step(240));
  const seen = await tab.evaluate(weightsNow);
  const moment = await tab.evaluate(() => document.querySelector<LossPlayground>('loss-playground')!.moment);
  expect(moment).toMatch(/&at=240$/);
  await openAt(`#${moment.replace('&autoplay=off', '')}`);
  await tab.waitFor(stands, '240');
  expect(await tab.evaluate(weightsNow)).toEqual(seen);
  expect(await tab.evaluate(() => document.title)).toBe('Hinge, MSE · Two moons – Losscape');
});

test('a link to a moment goes there by way of what was changed, and the settings follow the run', async () => {
  await openAt('#data=cars&losses=huber,mse&autoplay=off');
  const moment = await tab.evaluate(async () => {
    const playground = document.querySelector<LossPlayground>('loss-playground')!;
    await playground.step(100);
    playground.setAttribute('losses', 'huber:delta=2,mse');
    await playground.step(50);
    playground.setAttribute('learning_rate', '0.02');
    await playground.step(50);
    playground.setAttribute('edits', '5:100:20');
    await playground.step(40);
    return playground.moment;
  });
  const seen = await tab.evaluate(weightsNow);
  expect(moment).toContain('losses@100=huber:delta=2,mse&learning_rate@150=0.02&edits@200=5:100:20&at=240');
  const settings = (at: number) =>
    tab.evaluate(async (step) => {
      const playground = document.querySelector<LossPlayground>('loss-playground')!;
      await playground.seek(step);
      const { losses, learning_rate, edits } = playground.state;
      return [losses[0]!.params.delta ?? 1, learning_rate, edits.length];
    }, at);
  await openAt(`#${moment.replace('&autoplay=off', '')}`);
  await tab.waitFor(stands, '240');
  expect(await tab.evaluate(weightsNow)).toEqual(seen);
  expect(await settings(240)).toEqual([2, 0.02, 1]);
  expect(await settings(170)).toEqual([2, 0.02, 0]);
  expect(await settings(120)).toEqual([2, 0.01, 0]);
  expect(await settings(60)).toEqual([1, 0.01, 0]);
  expect(await settings(240)).toEqual([2, 0.02, 1]);
  expect(await tab.evaluate(weightsNow)).toEqual(seen);
});

test('a moment that cannot be is named, and the rest opens', async () => {
  await openAt('#data=moons&losses=hinge&at=soon&autoplay=off');
  expect(await tab.waitFor(notice)).toMatch(/at must be a number in \[0, 100000\], got “soon”; using 0/);
  expect(await tab.evaluate(step)).toBe('0');
});

test('a page that is loaded again goes on from where it was', async () => {
  await openAt('#data=moons&losses=hinge,mse&autoplay=off');
  await tab.evaluate(() => document.querySelector<LossPlayground>('loss-playground')!.step(120));
  const seen = await tab.evaluate(weightsNow);
  await tab.raw.reload();
  await tab.waitFor(ready);
  await tab.waitFor(stands, '120');
  expect(await tab.evaluate(weightsNow)).toEqual(seen);
});
