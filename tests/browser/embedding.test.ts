// SPDX-License-Identifier: Apache-2.0
// The element among others: set before it is one, moved, removed, on a page that is written from right to left.
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { LossPlayground } from '../../web/element/loss-playground.ts';
import { openChromium, type Server, serve } from './harness.ts';

type World = typeof globalThis & { workers: Set<Worker>; made: number; second: LossPlayground };

let server: Server;
beforeAll(async () => {
  server = await serve();
});
afterAll(() => server.close());

test('an element is set before its script, moved and removed', async () => {
  const tab = await openChromium();
  try {
    await tab.raw.addInitScript(() => {
      const world = globalThis as World;
      const Real = Worker;
      Object.assign(world, { workers: new Set(), made: 0 });
      world.Worker = class extends Real {
        constructor(...args: ConstructorParameters<typeof Worker>) {
          super(...args);
          world.workers.add(this);
          world.made++;
        }
        override terminate() {
          world.workers.delete(this);
          super.terminate();
        }
      };
      // A second element, there before the script that makes it one.
      const look = new MutationObserver(() => {
        const first = document.querySelector('loss-playground');
        if (!first) return;
        look.disconnect();
        const second = document.createElement('loss-playground') as LossPlayground;
        second.state = { data: 'moons', layers: [3] as never, autoplay: false };
        second.site = 'https://example.org/';
        document.body.dir = 'rtl';
        document.body.append(second);
        world.second = second;
      });
      look.observe(document, { childList: true, subtree: true });
    });
    await tab.goto(`${server.url}#autoplay=off`);
    await tab.waitFor(() => Boolean((globalThis as World).second?.info));
    await tab.waitFor(() => Boolean(document.querySelector<LossPlayground>('loss-playground')?.info));
    const early = await tab.evaluate(() => {
      const { second } = globalThis as World;
      const own = ['state', 'site'].filter((name) => Object.hasOwn(second, name));
      second.state.layers.length = 0;
      const { data, layers, autoplay } = second.state;
      return { own, data, layers: layers.length, autoplay, site: second.site, ran: second.info?.data.id };
    });
    expect(early).toEqual({
      own: [],
      data: 'moons',
      layers: 1,
      autoplay: false,
      site: 'https://example.org/',
      ran: 'moons',
    });
    expect(
      await tab.evaluate(() => {
        const canvas = (globalThis as World).second.shadowRoot!.querySelector('canvas')!;
        return getComputedStyle(canvas).direction;
      }),
    ).toBe('ltr');

    // Moved, the same run goes on, and a paused one stays where it is.
    const paused = await tab.evaluate(async () => {
      const { second } = globalThis as World;
      await second.step(20);
      const { info } = second;
      const weights = await second.weights(0);
      document.querySelector('main')!.append(second);
      await new Promise(requestAnimationFrame);
      const after = await second.weights(0);
      return second.info === info && !second.playing && after.join() === weights.join();
    });
    expect(paused).toBe(true);
    await tab.evaluate(() => {
      const { second } = globalThis as World;
      Object.assign(globalThis, { steps: [], before: second.info });
      second.addEventListener('step', (event) =>
        (globalThis as unknown as { steps: number[] }).steps.push((event as CustomEvent).detail.step),
      );
      second.play();
      document.body.append(second);
    });
    await tab.waitFor(() => (globalThis as unknown as { steps: number[] }).steps.length > 3);
    expect(
      await tab.evaluate(() => {
        const { second, steps, before } = globalThis as unknown as World & {
          steps: number[];
          before: object;
        };
        return second.playing && second.info === before && steps[0]! > 20;
      }),
    ).toBe(true);

    // The two runs have a worker each, and stamps of data sets none.
    await tab.waitFor(() =>
      [...document.querySelectorAll('loss-playground')].every(
        (each) => each.shadowRoot!.querySelectorAll('losscape-thumb canvas').length > 10,
      ),
    );
    expect(await tab.evaluate(() => (globalThis as World).made)).toBe(2);

    await tab.evaluate(async () => {
      (globalThis as World).second.remove();
      for (let wait = 0; wait < 20; wait += 2) {
        const playground = document.createElement('loss-playground');
        document.body.append(playground);
        await new Promise((resolve) => setTimeout(resolve, wait));
        playground.remove();
      }
    });
    await tab.waitFor(() => (globalThis as World).workers.size === 1);
    // One that comes back begins with what it had.
    await tab.evaluate(() => document.body.append((globalThis as World).second));
    await tab.waitFor(() => (globalThis as World).second.playing && (globalThis as World).workers.size === 2);
    expect(await tab.evaluate(() => (globalThis as World).second.state.data)).toBe('moons');
    expect(tab.errors.filter((error) => !/ABORTED/.test(error))).toEqual([]);
  } finally {
    await tab.close();
  }
});
