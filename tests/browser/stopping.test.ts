// SPDX-License-Identifier: Apache-2.0
// Stop rules on the page: a run rests, says why, marks its best step and goes there. Needs site/, which npm test builds.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { LossPlayground } from '../../web/element/loss-playground.ts';
import { browserFor, type Server, serve } from './harness.ts';
import { openAt, play, shownStepIs, state, weights } from './playground.ts';

let server: Server;
beforeAll(async () => {
  server = await serve();
});
afterAll(() => server.close());

// These run in the page; each must be complete in itself.
const words = () => {
  const root = document.querySelector('loss-playground')?.shadowRoot;
  const said = [...(root?.querySelectorAll('losscape-stopped p') ?? [])].map(
    (each) => each.textContent?.trim() ?? '',
  );
  const playing = document.querySelector<LossPlayground>('loss-playground')?.playing;
  return said.length > 0 && said.every(Boolean) && !playing ? said : undefined;
};
const press = (selector: string) =>
  document.querySelector('loss-playground')?.shadowRoot?.querySelector<HTMLElement>(selector)?.click();

const early =
  'data=line&samples=30&noise=1&train_fraction=0.5&layers=32,32&batch_size=4&learning_rate=0.02&losses=mse,huber';

for (const [name, open] of browserFor('chromium')) {
  describe(name, () => {
    test('a run rests where its lanes are done, says why, and goes to the best step', async () => {
      const tab = await open({ width: 1280, height: 800 });
      await openAt(server, tab, `${early}&stop=validation:patience=40&speed=max&autoplay=off`);
      await tab.evaluate(play);
      const said = await tab.waitFor(words);
      const pattern =
        /^Stopped at step (\d+): the validation loss has not improved for 40 steps\. Best [\d.]+ at step (\d+)\.$/;
      const [stop = 0, best = 0] =
        pattern
          .exec(said[1] ?? '')
          ?.slice(1)
          .map(Number) ?? [];
      expect(said[0]).toMatch(pattern);
      expect(stop - best).toBeGreaterThanOrEqual(40);
      await tab.evaluate(press, 'losscape-lane:nth-of-type(2) losscape-stopped button');
      await tab.waitFor(shownStepIs, best);
      expect(await tab.evaluate(words)).toEqual(said);
      const there = await tab.evaluate(weights, 1);
      await openAt(server, tab, `${early}&autoplay=off`);
      await tab.evaluate(
        (steps: number) => document.querySelector<LossPlayground>('loss-playground')!.step(steps),
        best,
      );
      expect(await tab.evaluate(weights, 1)).toEqual(there);
      await tab.close();
    });

    test('rules are switched on and off in the setup', async () => {
      const tab = await open({ width: 1280, height: 800 });
      await openAt(server, tab, 'autoplay=off');
      await tab.evaluate(press, '[data-panel="stop"] summary');
      await tab.waitFor(() =>
        Boolean(
          document.querySelector('loss-playground')?.shadowRoot?.querySelector('[data-rule="plateau"]'),
        ),
      );
      await tab.evaluate(press, '[data-rule="plateau"]');
      expect((await tab.evaluate(state)).stop).toEqual([{ id: 'plateau', params: {} }]);
      await tab.evaluate(press, '[data-rule="plateau"]');
      expect((await tab.evaluate(state)).stop).toEqual([]);
      await tab.close();
    });
  });
}
