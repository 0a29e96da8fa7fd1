// SPDX-License-Identifier: Apache-2.0
// The doctor's line and the cards that answer questions about a run, in both browsers. Needs site/, which npm test builds.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { LossPlayground } from '../../web/element/loss-playground.ts';
import { formatNumber } from '../../web/views/format.ts';
import { findings } from './axe.ts';
import { browserFor, poll, type Server, serve } from './harness.ts';

let server: Server;
beforeAll(async () => {
  server = await serve();
});
afterAll(() => server.close());

// These run in the page; each must be complete in itself.
const train = (steps: number) => document.querySelector<LossPlayground>('loss-playground')!.step(steps);
const ready = () => Boolean(document.querySelector<LossPlayground>('loss-playground')?.info);
const stageTop = () =>
  document
    .querySelector('loss-playground')!
    .shadowRoot!.querySelector('losscape-stage')!
    .getBoundingClientRect().top;
/** What the doctor says, once it is of this kind; '' waits for any. */
const says = (finding: string | null) => {
  const line = document
    .querySelector('loss-playground')
    ?.shadowRoot?.querySelector<HTMLElement>('losscape-doctor .doctor');
  if (!line || (finding !== null && line.dataset.finding !== finding)) return undefined;
  return line.textContent?.replace(/\s+/g, ' ').trim();
};
const rows = () => {
  const part = document.querySelector('loss-playground')?.shadowRoot?.querySelector('losscape-samples');
  const all = [...(part?.querySelectorAll<HTMLTableRowElement>('.samples-scroll tbody tr') ?? [])];
  const seen = all.map((row) => [...row.cells].map((cell) => cell.textContent?.trim() ?? ''));
  // Shares arrive with the inspection.
  return seen.some((cells) => cells[5]?.endsWith('%')) ? seen : undefined;
};
const reports = () => {
  const part = document.querySelector('loss-playground')?.shadowRoot?.querySelector('losscape-gradients');
  const canvas = part?.querySelector('canvas');
  if (!canvas || canvas.width < 50) return undefined;
  const pixels = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height).data;
  return {
    rows: [...part!.querySelectorAll<HTMLTableRowElement>('tbody tr')].map((row) =>
      [...row.cells].map((cell) => cell.textContent?.trim() ?? ''),
    ),
    colors: new Set(new Uint32Array(pixels.buffer)).size,
    label: canvas.getAttribute('aria-label'),
  };
};

describe.each(browserFor('firefox'))('in %s', (_, open) => {
  test('the doctor names what is wrong and cures it, and nothing moves', async () => {
    const tab = await open({ width: 1280, height: 900 });
    try {
      await tab.goto(
        `${server.url}#data=cars&losses=mse,huber:delta=8&optimizer=sgd&learning_rate=4&speed=2000&autoplay=off`,
      );
      await tab.waitFor(ready);
      const top = await tab.evaluate(stageTop);
      expect(await tab.waitFor(says, null)).toBe('The doctor watches how the lanes learn.');
      await tab.evaluate(train, 400);
      expect(await tab.waitFor(says, 'diverged')).toMatch(
        /^MSE diverged at step \d+: a learning rate of 4 is too large Try learning rate 0.4 1 more$/,
      );
      expect(await tab.evaluate(stageTop)).toBe(top);
      await tab.click('losscape-doctor [aria-expanded]');
      const rest = () =>
        document.querySelector('loss-playground')?.shadowRoot?.querySelector('.doctor-rest')?.textContent;
      expect(await tab.waitFor(rest)).toMatch(/Huber.*diverging|Huber.*swings|Huber.*stuck/s);
      expect(await tab.evaluate(stageTop)).toBe(top);
      expect(await findings(tab)).toEqual([]);
      await tab.click('losscape-doctor .doctor > .remedy-button');
      await tab.waitFor(() => location.hash.includes('learning_rate=0.4&'));
      await tab.waitFor(() => {
        const playground = document.querySelector<LossPlayground>('loss-playground')!;
        return playground.playing && !playground.shadowRoot?.querySelector('[data-finding=diverged]');
      });
      expect(tab.errors).toEqual([]);
    } finally {
      await tab.close();
    }
  });

  test('healthy lanes are said to learn', async () => {
    const tab = await open({ width: 1280, height: 900 });
    try {
      await tab.goto(`${server.url}#data=moons&losses=hinge,mse&autoplay=off`);
      await tab.waitFor(ready);
      await tab.evaluate(train, 300);
      await tab.waitFor(
        () =>
          document
            .querySelector('loss-playground')
            ?.shadowRoot?.querySelector('.doctor[data-state=fine] .doctor-words')?.textContent ===
          'Both lanes learn.',
      );
      expect(tab.errors).toEqual([]);
    } finally {
      await tab.close();
    }
  });

  test('samples are ordered, taken in hand by key, and the gradient is checked', async () => {
    const tab = await open({ width: 1280, height: 900 });
    try {
      await tab.goto(`${server.url}#data=moons&losses=hinge&view=fit,samples&autoplay=off`);
      await tab.waitFor(ready);
      await tab.evaluate(train, 50);
      const seen = (await tab.waitFor(rows))!;
      const losses = seen.map((cells) => Number(cells[3]));
      expect(losses).toHaveLength(40);
      expect(losses).toEqual([...losses].sort((a, b) => b - a));
      expect(losses[0]).toBeGreaterThan(losses[39] ?? 0);
      await tab.click('losscape-samples thead th:last-child button');
      await tab.waitFor(() =>
        Boolean(
          document
            .querySelector('loss-playground')
            ?.shadowRoot?.querySelector('losscape-samples th:last-child[aria-sort=descending]'),
        ),
      );
      const shares = (await tab.evaluate(rows))!.map((cells) => Number.parseFloat(cells[5] ?? ''));
      expect(shares[0]).toBeGreaterThan(0);
      expect(shares).toEqual([...shares].sort((a, b) => b - a));
      // Rows move while answers about the last steps come in: what has the focus is what is taken in hand.
      await poll(async () => {
        const number = await tab.evaluate(() => {
          const root = document.querySelector('loss-playground')!.shadowRoot!;
          const button = root.querySelectorAll<HTMLElement>('losscape-samples tbody th button')[1];
          button?.focus();
          return button?.textContent?.replace('○', '').trim();
        });
        await tab.press('Enter');
        return tab.evaluate((wanted) => {
          const panel = document
            .querySelector('loss-playground')
            ?.shadowRoot?.querySelector('losscape-sample');
          return panel?.textContent?.includes(`Sample ${wanted} of 200`);
        }, number ?? '');
      });
      await tab.click('.samples-check');
      const verdict = (await tab.waitFor(() => {
        const part = document.querySelector('loss-playground')?.shadowRoot?.querySelector('.verdict');
        const pairs = [...(part?.querySelectorAll('tbody tr') ?? [])].map((row) =>
          [...row.querySelectorAll('td')].map((cell) => cell.textContent ?? ''),
        );
        return part && { text: part.querySelector('p')?.textContent ?? '', pairs };
      }))!;
      expect(verdict.text).toMatch(
        /^Hinge at step 50: gradient and differences agree to \S+ of the largest\.$/,
      );
      expect(verdict.pairs.length).toBeGreaterThan(4);
      for (const [analytic, numeric] of verdict.pairs) {
        const plain = (text = '') =>
          Number(
            text
              .replace('−', '-')
              .replace(/e(?=\d)/, 'e+')
              .replace('e−', 'e-'),
          );
        expect(plain(analytic)).toBeCloseTo(plain(numeric), 4);
      }
      expect(await findings(tab)).toEqual([]);
      expect(tab.errors).toEqual([]);
    } finally {
      await tab.close();
    }
  });

  test('layers are reported for every lane, also on a narrow screen', async () => {
    const tab = await open({ width: 360, height: 740 });
    try {
      await tab.goto(
        `${server.url}#data=moons&losses=hinge,mse&hidden=6,4&view=fit,samples,gradients&autoplay=off`,
      );
      await tab.waitFor(ready);
      await tab.evaluate(train, 60);
      await tab.waitFor(rows);
      const seen = (await tab.waitFor(reports))!;
      expect(seen.rows).toHaveLength(6);
      expect(seen.colors).toBeGreaterThan(4);
      expect(seen.label).toMatch(/^Histogram of the weights of dense1, 6 units, from /);
      const norm = await tab.evaluate(async () => {
        const weights = await document.querySelector<LossPlayground>('loss-playground')!.weights(0);
        return Math.hypot(...weights.subarray(0, 6 * 2 + 6));
      });
      const shown = formatNumber(norm);
      await poll(async () => (await tab.evaluate(reports))?.rows[0]?.[1] === shown);
      await tab.click('losscape-gradients [aria-pressed=false]');
      expect((await tab.waitFor(reports))?.label).toMatch(/^Histogram of the gradients of /);
      expect(await tab.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
      expect(await findings(tab)).toEqual([]);
      expect(tab.errors).toEqual([]);
    } finally {
      await tab.close();
    }
  });
});
