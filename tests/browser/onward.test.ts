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
const press = (selector: string) =>
  document.querySelector('loss-playground')!.shadowRoot!.querySelector<HTMLElement>(selector)!.click();
const choose = (selector: string, value: string) => {
  const root = document.querySelector('loss-playground')!.shadowRoot!;
  const field = root.querySelector<HTMLSelectElement>(selector)!;
  field.value = value;
  field.dispatchEvent(new Event('change', { bubbles: true }));
};
/** Whether the run is at that step with that first weight. */
const arrived = async (step: number, weight: number) => {
  const playground = document.querySelector<LossPlayground>('loss-playground')!;
  const bar = playground.shadowRoot!.querySelector<HTMLInputElement>('losscape-scrub input')!;
  return bar.valueAsNumber === step && (await playground.weights(0))[0] === weight;
};

/** The weights that such a run has after `step` steps. */
async function trained(text: string, step: number): Promise<number[]> {
  const schema = new Schema(catalog);
  const { state } = schema.parse(text);
  using run = await train(schema.spec(state));
  run.step(step);
  return Array.from(run.weights(0));
}

describe.each(browserFor('chromium'))('in %s', (_, open) => {
  test('another seed and another optimiser go on; other data begin anew', async () => {
    const tab = await open({ width: 1280, height: 900 });
    try {
      await tab.goto(`${server.url}#data=sine&losses=mse&autoplay=off`);
      await tab.waitFor(ready);
      await tab.evaluate(walk, 300);
      await tab.evaluate(press, '[part=seed]');
      await tab.waitFor(arrived, 300, (await trained('data=sine&losses=mse&seed=2', 300))[0] ?? 0);
      await tab.evaluate(choose, 'losscape-optimizer select', 'sgd');
      const other = await trained('data=sine&losses=mse&seed=2&optimizer=sgd', 300);
      await tab.waitFor(arrived, 300, other[0] ?? 0);
      await tab.evaluate(press, 'label.thumb[title^="Line"] input');
      await tab.waitFor(arrived, 0, (await trained('data=line&losses=mse&seed=2&optimizer=sgd', 0))[0] ?? 0);
    } finally {
      await tab.close();
    }
  });

  test('a long way is shown, and ends where a hand wants it', async () => {
    const tab = await open({ width: 1280, height: 900 });
    try {
      await tab.goto(`${server.url}#data=sine&losses=mse&layers=64,64&batch_size=128&autoplay=off`);
      await tab.waitFor(ready);
      await tab.evaluate(walk, 20000);
      await tab.evaluate(press, '[part=seed]');
      await tab.waitFor(() => {
        const playground = document.querySelector<LossPlayground>('loss-playground')!;
        const bar = playground.shadowRoot!.querySelector<HTMLInputElement>('losscape-scrub input')!;
        return playground.state.seed === 2 && bar.valueAsNumber < 20000;
      });
      await tab.evaluate(press, '[part=reset]');
      const first = await trained('data=sine&losses=mse&layers=64,64&batch_size=128&seed=2', 0);
      await tab.waitFor(arrived, 0, first[0] ?? 0);
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
      expect(label).toMatch(/^MSE.*: MSE [\d.e-]+, gradient [\d.e-]+; .*L2/);
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
      await tab.goto(`${server.url}#data=line&losses=mse&view=terms&autoplay=off`);
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
