// SPDX-License-Identifier: Apache-2.0
// The element as a script of its page drives it.
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { LossPlayground } from '../../web/element/loss-playground.ts';
import { openChromium, type Server, serve, type Tab } from './harness.ts';
import { openAt, weights } from './playground.ts';

let server: Server;
let tab: Tab;
beforeAll(async () => {
  server = await serve();
  tab = await openChromium();
});
afterAll(async () => {
  const { errors } = tab;
  await tab.close();
  await server.close();
  expect(errors).toEqual([]);
});
beforeEach(async () => {
  await tab.goto('about:blank');
  await openAt(server, tab, 'data=moons&losses=hinge,mse&autoplay=off');
});

test('step() ends at a signal, at pause() and at reset(), and the run is whole', async () => {
  const ended = await tab.evaluate(async () => {
    const playground = document.querySelector<LossPlayground>('loss-playground')!;
    const reached = () => Number(/at=(\d+)$/.exec(playground.moment)?.[1] ?? 0);
    const begun = () =>
      new Promise((resolve) => playground.addEventListener('step', resolve, { once: true }));
    const cancel = new AbortController();
    const long = playground.step(1e9, { signal: cancel.signal }).catch((error: Error) => error.name);
    await begun();
    cancel.abort();
    const name = await long;
    const aborted = reached();
    const paused = playground.step(1e9);
    await begun();
    await Promise.all([playground.pause(), paused]);
    const second = reached();
    const again = playground.step(1e9);
    await begun();
    await Promise.all([playground.reset(), again]);
    await playground.step(30);
    return { name, aborted, more: second > aborted, last: reached() };
  });
  expect(ended.name).toBe('AbortError');
  expect(ended.aborted).toBeGreaterThan(0);
  expect(ended.more).toBe(true);
  const stepped = await tab.evaluate(weights, 1);
  await tab.goto('about:blank');
  await openAt(server, tab, 'data=moons&losses=hinge,mse&autoplay=off');
  await tab.evaluate(
    (steps) => document.querySelector<LossPlayground>('loss-playground')!.step(steps),
    ended.last,
  );
  expect(await tab.evaluate(weights, 1)).toEqual(stepped);
});

test('seek() and branch() do what the bar does, predict() answers in units of the data', async () => {
  const seen = await tab.evaluate(async () => {
    const playground = document.querySelector<LossPlayground>('loss-playground')!;
    await playground.step(90);
    const there = await playground.weights(1);
    await playground.seek(10);
    await playground.seek(90);
    const back = await playground.weights(1);
    await playground.branch(1);
    const refused = await Promise.all(
      [playground.seek(-1), playground.step(1.5), playground.seek(Number.NaN)].map((each) =>
        each.catch((error: Error) => error.message),
      ),
    );
    const scores = await playground.predict(0, [
      [0, 1],
      [1, -0.5],
    ]);
    return {
      same: there.every((weight, i) => weight === back[i]),
      refused,
      scores: [...scores],
      state: playground.state,
    };
  });
  expect(seen.same).toBe(true);
  expect(seen.state.losses).toHaveLength(3);
  expect(seen.state.branches).toEqual([{ lane: 2, from: 1, step: 90 }]);
  expect(seen.refused).toEqual([
    'seek takes a whole number from 0, got -1',
    'step takes a whole number from 0, got 1.5',
    'seek takes a whole number from 0, got NaN',
  ]);
  const [upper = 0, lower = 0] = seen.scores;
  expect(upper).toBeLessThan(0);
  expect(lower).toBeGreaterThan(0);
});

test('what is asked before there is a run is done as soon as there is one', async () => {
  await tab.goto('about:blank');
  await tab.goto(`${server.url}#data=moons&losses=hinge,mse&autoplay=off`);
  await tab.waitFor(() => Boolean(customElements.get('loss-playground')));
  const moments = await tab.evaluate(async () => {
    const playground = document.querySelector<LossPlayground>('loss-playground')!;
    await playground.step(40);
    const first = playground.moment;
    playground.setAttribute('losses', 'hinge'); // opened anew
    await playground.step(15);
    return [first, playground.moment];
  });
  expect(moments[0]).toMatch(/at=40$/);
  expect(moments[1]).toMatch(/at=(15|55)$/);
});
