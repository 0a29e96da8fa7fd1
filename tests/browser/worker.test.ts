// SPDX-License-Identifier: Apache-2.0
// The worker dies: the page says so and has the run back. The page is hidden: nothing is trained until it is shown.
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { LossPlayground } from '../../web/element/loss-playground.ts';
import { openChromium, poll, type Server, serve } from './harness.ts';

let server: Server;
beforeAll(async () => {
  server = await serve();
});
afterAll(() => server.close());

const ready = () => Boolean(document.querySelector<LossPlayground>('loss-playground')?.info);
const step = () => {
  const root = document.querySelector('loss-playground')!.shadowRoot!;
  return Number(root.querySelector('[data-read="step"] dd')!.textContent!.replaceAll(',', ''));
};
const beyond = (least: number) => {
  const root = document.querySelector('loss-playground')!.shadowRoot!;
  return Number(root.querySelector('[data-read="step"] dd')!.textContent!.replaceAll(',', '')) > least;
};
const weights = async () =>
  Array.from(await document.querySelector<LossPlayground>('loss-playground')!.weights(1));
const notice = () =>
  document.querySelector('loss-playground')!.shadowRoot!.querySelector('.notice')?.textContent ?? '';

/** A page that knows the workers of its runs, and a way to have the last one die of what kills workers. */
async function openWithWorkers(hash: string) {
  const tab = await openChromium();
  await tab.raw.addInitScript(() => {
    const workers: Worker[] = [];
    const Real = Worker;
    Object.assign(globalThis, {
      workers,
      Worker: class extends Real {
        // Stamps of the data sets have workers too, but no pictures that follow them.
        override postMessage(message: { method?: string }) {
          if (message.method === 'request') workers.push(this);
          super.postMessage(message);
        }
      },
    });
  });
  await tab.goto(`${server.url}#${hash}`);
  await tab.waitFor(ready);
  const kill = () =>
    tab.evaluate(() => {
      const last = (globalThis as unknown as { workers: Worker[] }).workers.at(-1)!;
      last.terminate();
      last.dispatchEvent(new ErrorEvent('error', { message: 'out of memory' }));
    });
  return { tab, kill };
}

test('a worker that dies: the page says so, and the run is back to the last bit', async () => {
  const { tab, kill } = await openWithWorkers('autoplay=off');
  try {
    await tab.evaluate(() => document.querySelector<LossPlayground>('loss-playground')!.step(300));
    const before = await tab.evaluate(weights);
    expect(await tab.evaluate(notice)).toBe('');
    await kill();
    await tab.waitFor(notice);
    expect(await tab.evaluate(notice)).toContain('back at step 300');
    expect(await tab.evaluate(step)).toBe(300);
    expect(await tab.evaluate(weights)).toEqual(before);
    await tab.evaluate(() => document.querySelector<LossPlayground>('loss-playground')!.step(10));
    expect(await tab.evaluate(weights)).not.toEqual(before);
    // One that dies again at once is given up, with a way on.
    await kill();
    await tab.waitFor(() =>
      Boolean(document.querySelector('loss-playground')!.shadowRoot!.querySelector('.failure')),
    );
    await tab.click('.failure button');
    await tab.waitFor(
      () => !document.querySelector('loss-playground')!.shadowRoot!.querySelector('.failure'),
    );
  } finally {
    await tab.close();
  }
});

test('a worker that dies while it plays: the run plays on', async () => {
  const { tab, kill } = await openWithWorkers('');
  try {
    await tab.waitFor(() => document.querySelector<LossPlayground>('loss-playground')!.playing);
    await tab.waitFor(beyond, 20);
    await kill();
    await tab.waitFor(notice);
    const at = await tab.evaluate(step);
    expect(at).toBeGreaterThan(20);
    await tab.waitFor(beyond, at + 50);
  } finally {
    await tab.close();
  }
});

test('a hidden page trains nothing and says so; shown again it goes on', async () => {
  const tab = await openChromium();
  const show = (hidden: boolean) => {
    Object.defineProperty(document, 'hidden', { configurable: true, get: () => hidden });
    document.dispatchEvent(new Event('visibilitychange'));
  };
  const race = () =>
    document.querySelector('loss-playground')!.shadowRoot!.querySelector('.race')!.textContent;
  try {
    await tab.goto(server.url);
    await tab.waitFor(ready);
    await tab.waitFor(beyond, 10);
    await tab.evaluate(show, true);
    const at = await poll(async () => {
      const before = await tab.evaluate(step);
      await tab.evaluate(() => new Promise((resolve) => setTimeout(resolve, 400)));
      return (await tab.evaluate(step)) === before ? before : undefined;
    });
    expect(at).toBeGreaterThan(10);
    expect(await tab.evaluate(race)).toContain('hidden');
    await tab.evaluate(show, false);
    await tab.waitFor(beyond, at + 20);
    expect(await tab.evaluate(race)).not.toContain('hidden');
  } finally {
    await tab.close();
  }
});

test('“Try again” and “Reset everything” lead out of a run that could not start', async () => {
  const tab = await openChromium();
  const { raw } = tab;
  const wasm = /start-[^/]*\.wasm$/;
  const failed = () =>
    Boolean(document.querySelector('loss-playground')?.shadowRoot?.querySelector('.failure'));
  const out = async (button: RegExp) => {
    await raw.route(wasm, (route) => route.abort());
    await tab.goto('about:blank');
    await tab.goto(`${server.url}#data=moons&losses=hinge&autoplay=off`);
    await tab.waitFor(failed);
    await raw.unroute(wasm);
    await raw.getByRole('button', { name: button }).click();
    await tab.waitFor(ready);
    expect(await tab.evaluate(failed)).toBe(false);
    return tab.evaluate(() => document.querySelector<LossPlayground>('loss-playground')!.state.data);
  };
  try {
    expect(await out(/Try again/)).toBe('moons');
    expect(await out(/Reset everything/)).toBe('cars');
  } finally {
    await tab.close();
  }
});
