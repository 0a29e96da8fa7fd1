// SPDX-License-Identifier: Apache-2.0
// The half of the catalogue that is loaded on demand says something of every loss.
import { expect, it } from 'vitest';
import { catalog, lossNotes, metricNotes } from '../../web/engine/index.ts';

it('has notes on every loss and on nothing else', async () => {
  const notes = await lossNotes();
  expect(Object.keys(notes)).toEqual(catalog.losses.map(({ id }) => id));
  for (const [id, note] of Object.entries(notes)) {
    expect(note.formula, id).toMatch(/^<math.*<\/math>$/s);
    expect(note.gradient_formula, id).toMatch(/^<math.*<\/math>$/s);
    expect(note.use.length, id).toBeGreaterThan(10);
    expect(note.avoid.length, id).toBeGreaterThan(10);
    expect(note.cite.length, id).toBeGreaterThan(5);
  }
  expect(notes.huber?.facts.lipschitz).toBe(1);
  expect(await lossNotes()).toBe(notes);
});

it('has notes on every metric and on nothing else', async () => {
  const notes = await metricNotes();
  expect(Object.keys(notes)).toEqual(catalog.metrics.map(({ id }) => id));
  for (const [id, note] of Object.entries(notes)) {
    expect(note.definition, id).toMatch(/^.{30,}\.$/);
    expect(note.cite.length, id).toBeGreaterThan(8);
    expect([0, 3], id).toContain(note.axes.length);
  }
  expect(notes.r2).toMatchObject({ low: null, high: 1, axes: [] });
  expect(notes.roc_auc?.axes[0]).toBe('false positive rate');
});
