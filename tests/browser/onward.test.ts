// SPDX-License-Identifier: Apache-2.0
// A run that is replaced because the visitor changed how it trains goes on to where the one before was; and the curves of
// a sum's terms. Needs site/, which npm test builds.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { LossPlayground } from '../../web/element/loss-playground.ts';
import { catalog, train } from '../../web/engine/index.ts';
import { Schema } from '../../web/state.ts';
import { browserFor, type Server, serve } from './harness.ts';

let server: Server;
beforeAll(async () => {
  server = await serve();
});
afterAll(() => server.close());

// These run in the page; each must be complete in itself.
const ready = () => Boolean(document.querySelector<LossPlayground>('loss-playground')?.info);
const walk = (count: number) => document.querySelector<LossPlayground>('loss-playground')!.step(count);
const set = (key: string, value: string) =>
  document.querySelector('loss-playground')!.setAttribute(key, value);
/** Settings and weights, once the run is at that step with as many lanes. */
const arrived = async (step: number, lanes: number) => {
  const playground = document.querySelector<LossPlayground>('loss-playground')!;
  const { valueAsNumber } = playground.shadowRoot!.querySelector<HTMLInputElement>('losscape-scrub input')!;
  if (valueAsNumber !== step || playground.info?.lanes.length !== lanes) return undefined;
  return { weights: Array.from(await playground.weights(lanes - 1)) };
};

/** The weights of the last lane that such a run has after `step` steps. */
async function trained(text: string, step: number): Promise<number[]> {
  const schema = new Schema(catalog);
  const { state } = schema.parse(text);
  using run = await train(schema.spec(state));
  run.step(step);
  return Array.from(run.weights(state.losses.length - 1));
}

describe.each(browserFor('chromium'))('in %s', (_, open) => {
  test('seed, optimiser and lanes are changed on the way; other data begin anew', async () => {
    const tab = await open({ width: 1280, height: 900 });
    try {
      await tab.goto(`${server.url}#data=sine&losses=mse&autoplay=off`);
      await tab.waitFor(ready);
      await tab.evaluate(walk, 300);
      await tab.evaluate(set, 'losses', 'mse,huber');
      const added = await tab.waitFor(arrived, 300, 2);
      expect(added.weights).toEqual(await trained('data=sine&losses=mse,huber', 300));
      await tab.evaluate(set, 'seed', '7');
      await tab.waitFor(() => document.querySelector<LossPlayground>('loss-playground')?.state.seed === 7);
      const seeded = await trained('data=sine&losses=mse,huber&seed=7', 300);
      await tab.waitFor(async (first) => {
        const playground = document.querySelector<LossPlayground>('loss-playground')!;
        return (await playground.weights(1))[0] === first;
      }, seeded[0]);
      await tab.evaluate(set, 'data', 'line');
      await tab.waitFor(arrived, 0, 2);
    } finally {
      await tab.close();
    }
  });

  test('a long way is shown, and ends where a hand wants it', async () => {
    const tab = await open({ width: 1280, height: 900 });
    try {
      await tab.goto(`${server.url}#data=sine&losses=mse&layers=64,64&batch_size=128&autoplay=off`);
      await tab.waitFor(ready);
      await tab.evaluate(walk, 3000);
      await tab.evaluate(set, 'seed', '2');
      await tab.waitFor(() => {
        const playground = document.querySelector<LossPlayground>('loss-playground')!;
        const bar = playground.shadowRoot!.querySelector<HTMLInputElement>('losscape-scrub input')!;
        return playground.state.seed === 2 && bar.valueAsNumber < 3000;
      });
      await tab.evaluate(() => document.querySelector<LossPlayground>('loss-playground')!.reset());
      await tab.waitFor(arrived, 0, 1);
    } finally {
      await tab.close();
    }
  });

  test('the terms of a sum have curves, and a plain loss says that it has none', async () => {
    const tab = await open({ width: 1280, height: 900 });
    try {
      await tab.goto(`${server.url}#data=line&losses=mse%2B0.01*l2,mae&view=terms&autoplay=off`);
      await tab.waitFor(ready);
      await tab.evaluate(walk, 40);
      const label = await tab.waitFor(() => {
        const root = document.querySelector('loss-playground')?.shadowRoot;
        const text = root?.querySelector('losscape-term-curves canvas')?.getAttribute('aria-label') ?? '';
        return text.includes('gradient') ? text : undefined;
      });
      expect(label).toMatch(/^MSE.*: Squared error [\d.e-]+, gradient [\d.e-]+; .*L2/);
      const rows = await tab.evaluate(
        () =>
          (
            document
              .querySelector('loss-playground')!
              .shadowRoot!.querySelector('losscape-term-curves') as unknown as {
              table: { rows: [string, string, number, number, number][] };
            }
          ).table.rows,
      );
      // Sixteen first steps, then eight an octave.
      expect([...new Set(rows.map(([, , step]) => step))]).toEqual([
        ...Array.from({ length: 16 }, (_, i) => i),
        ...Array.from({ length: 8 }, (_, i) => 16 + 2 * i),
        32,
        36,
        40,
      ]);
      await tab.evaluate(set, 'losses', 'mse');
      await tab.waitFor(
        () =>
          document
            .querySelector('loss-playground')
            ?.shadowRoot?.querySelector('losscape-term-curves')
            ?.textContent?.includes('stands alone') || undefined,
      );
    } finally {
      await tab.close();
    }
  });
});
