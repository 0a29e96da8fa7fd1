// SPDX-License-Identifier: Apache-2.0
// The card of what a step costs. Needs site/, which npm test builds.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findings } from './axe.ts';
import { browserFor, type Server, serve } from './harness.ts';
import { openAt } from './playground.ts';

let server: Server;
beforeAll(async () => {
  server = await serve();
});
afterAll(() => server.close());

/** What the card shows of each lane, when it has measured. Runs in the page. */
const shown = () => {
  const card = document.querySelector('loss-playground')?.shadowRoot?.querySelector('losscape-cost');
  const table = card?.querySelector('table');
  if (!table) return undefined;
  const numbers = (row: Element | null) =>
    [...(row?.querySelectorAll('td') ?? [])].map(({ textContent }) => Number.parseFloat(textContent ?? ''));
  const rows = [...table.querySelectorAll('tbody tr[data-phase]')];
  return {
    heads: [...table.querySelectorAll('thead th span')].map(({ textContent }) => textContent),
    phases: rows.map((row) => (row as HTMLElement).dataset.phase),
    rows: rows.map(numbers),
    longest: Math.max(
      ...[...table.querySelectorAll('.cost-cell i')].map((bar) =>
        Number((bar as HTMLElement).style.getPropertyValue('--share')),
      ),
    ),
    total: numbers(table.querySelector('.total')),
    bytes: numbers(table.querySelector('.memory')),
    summary: card?.querySelector('.cost-scroll')?.getAttribute('aria-label') ?? '',
  };
};
const heads = (text: string) => {
  const root = document.querySelector('loss-playground')?.shadowRoot;
  const all = [...(root?.querySelectorAll('losscape-cost thead th span') ?? [])].map(
    (each) => each.textContent,
  );
  return all.join() === text;
};

const layersForward = (count: number) => {
  const root = document.querySelector('loss-playground')?.shadowRoot;
  return root?.querySelectorAll('losscape-cost [data-phase=forward]').length === count;
};
const attributes = (values: Record<string, string>) => {
  for (const [name, value] of Object.entries(values))
    document.querySelector('loss-playground')?.setAttribute(name, value);
};

test.each(browserFor('chromium'))('the parts of a step are measured and add up in %s', async (_, open) => {
  const tab = await open({ width: 1280, height: 900 });
  try {
    await openAt(server, tab, 'data=sine&layers=8,8&losses=mse,barron&view=cost&autoplay=off');
    const { rows, total, phases, longest, bytes, summary } = await tab.waitFor(shown);
    expect(phases).toEqual(
      [...'fff'].map(() => 'forward').concat('loss', ...[...'bbb'].map(() => 'backward'), 'update'),
    );
    total.forEach((all, lane) => {
      const sum = rows.reduce((before, row) => before + (row[lane] ?? Number.NaN), 0);
      expect(all).toBeGreaterThan(0);
      // Each number is rounded to a hundredth.
      expect(Math.abs(sum - all)).toBeLessThan(0.01 * (rows.length + 1));
    });
    expect(longest).toBeGreaterThan(0);
    expect(longest).toBeLessThanOrEqual(1);
    expect(bytes.every((each) => each > 0)).toBe(true);
    expect(summary).toContain('MSE: ');
    await tab.evaluate(() => {
      const root = document.querySelector('loss-playground')?.shadowRoot;
      root?.querySelector<HTMLElement>('losscape-cost [data-phase=loss] button')?.click();
    });
    await tab.waitFor(() =>
      Boolean(
        document
          .querySelector('loss-playground')
          ?.shadowRoot?.querySelector('.cost-instructions')
          ?.textContent?.includes('[1, 16]'),
      ),
    );
    expect(await findings(tab)).toEqual([]);

    await tab.evaluate(attributes, { view: 'cost', losses: 'mse', layers: '8' });
    await tab.waitFor(heads, 'MSE');
    await tab.waitFor(layersForward, 2);
  } finally {
    await tab.close();
  }
});
