// SPDX-License-Identifier: Apache-2.0
// How a figure shares its room out, and which controls it leaves out.
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { arrange, hiddenControls, least } from '../../web/element/figure.ts';
import { controlGroups, viewIds } from '../../web/state-view.ts';

describe('arrange', () => {
  test('every plot shown has a place of the least size, unless there is but one', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 60, max: 4000 }),
        fc.integer({ min: 20, max: 2200 }),
        fc.integer({ min: 1, max: 12 }),
        (width, height, plots) => {
          const { columns, rows, shown } = arrange(width, height, plots);
          expect(shown).toBeGreaterThanOrEqual(1);
          expect(shown).toBeLessThanOrEqual(plots);
          expect(columns * rows).toBeGreaterThanOrEqual(shown);
          expect((columns - 1) * rows).toBeLessThan(shown);
          if (columns > 1)
            expect((width - (columns - 1) * least.gap) / columns).toBeGreaterThanOrEqual(least.width);
          if (rows > 1) expect((height - (rows - 1) * least.gap) / rows).toBeGreaterThanOrEqual(least.height);
        },
      ),
    );
  });

  test.each([
    [264, 160, 5, { columns: 1, rows: 1, shown: 1 }],
    [704, 290, 5, { columns: 3, rows: 1, shown: 3 }],
    [344, 480, 5, { columns: 1, rows: 3, shown: 3 }],
    [900, 500, 4, { columns: 2, rows: 2, shown: 4 }],
  ])('%i × %i for %i plots', (width, height, plots, plan) => {
    expect(arrange(width, height, plots)).toEqual(plan);
  });
});

describe('hidden controls', () => {
  const all = Object.keys(controlGroups) as (keyof typeof controlGroups)[];

  test('a group stands for what is in it, and hide has the last word', () => {
    expect(hiddenControls({ controls: all, hide: [] })).toEqual(new Set());
    expect(hiddenControls({ controls: all, hide: ['setup', 'race'] })).toEqual(
      new Set([...controlGroups.setup, 'race']),
    );
    const shown = hiddenControls({ controls: ['transport'], hide: ['speed'] });
    expect([...shown].sort()).toEqual(
      [...controlGroups.setup, ...controlGroups.lanes, ...controlGroups.stage, 'speed'].sort(),
    );
    expect(hiddenControls({ controls: [], hide: [] }).size).toBe(Object.values(controlGroups).flat().length);
  });
});

test('the documentation lists every plot and every control', () => {
  const text = readFileSync('web/docs/figures.md', 'utf8');
  const list = (ids: readonly string[]) => ids.map((id) => `\`${id}\``).join(', ');
  for (const [group, ids] of Object.entries(controlGroups))
    expect(text).toContain(`- \`${group}\`: ${list(ids)}\n`);
  expect(text.replace(/ \([^)]*\)/g, '')).toContain(list(viewIds));
});
