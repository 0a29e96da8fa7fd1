// SPDX-License-Identifier: Apache-2.0
// The wasm comes in two parts: the first screen takes start.wasm alone, and what it leaves out arrives when it is called.
import { expect, test } from 'vitest';
import type { LossPlayground } from '../../web/element/loss-playground.ts';
import { browsers, serve } from './harness.ts';

// These run in the page; each must be complete in itself.
const ready = () => Boolean(document.querySelector<LossPlayground>('loss-playground')?.info);
const moved = async () => {
  const playground = document.querySelector<LossPlayground>('loss-playground')!;
  const before = await playground.weights(0);
  await playground.step(50);
  const after = await playground.weights(0);
  return after.every(Number.isFinite) && after.some((weight, i) => weight !== before[i]);
};

test.each(Object.entries(browsers))('%s fetches the rest of the core when it is called', async (_, open) => {
  const server = await serve();
  const tab = await open();
  const is = (part: string) => (path: string) => path.includes(`/${part}-`) && path.endsWith('.wasm');
  const asked = (part: string) => server.requested.some(is(part));
  try {
    await tab.goto(`${server.url}#autoplay=off`);
    await tab.waitFor(ready);
    // The rest may be on its way by now, for the stamps of the data sets: but after what the page starts with.
    const first = (part: string) => server.requested.findIndex(is(part));
    expect(asked('start')).toBe(true);
    if (asked('rest')) expect(first('rest')).toBeGreaterThan(first('start'));
    expect(asked('core')).toBe(false);
    expect(await tab.evaluate(moved)).toBe(true);

    const layers = 'dense:units=16,image:height=4:width=4,conv2d:channels=2,batch_norm';
    await tab.goto(`${server.url}?again#autoplay=off&data=moons&losses=hinge&layers=${layers}`);
    await tab.waitFor(ready);
    expect(asked('rest')).toBe(true);
    expect(await tab.evaluate(moved)).toBe(true);
    // Leaving the first page stops the workers that were on their way.
    expect(tab.errors.filter((error) => !error.includes('ABORTED'))).toEqual([]);
  } finally {
    await tab.close();
    await server.close();
  }
});
