// SPDX-License-Identifier: Apache-2.0
// The half of the catalogue that is loaded on demand says something of every loss.
import { expect, it } from 'vitest';
import { catalog, lossNotes } from '../../web/engine/index.ts';

it('has notes on every loss and on nothing else', async () => {
  const notes = await lossNotes();
  expect(Object.keys(notes)).toEqual(catalog.losses.map(({ id }) => id));
  for (const [id, note] of Object.entries(notes)) {
    expect(note.formula, id).toMatch(/^<math.*<\/math>$/s);
    expect(note.gradient_formula, id).toMatch(/^<math.*<\/math>$/s);
    expect(note.avoid.length, id).toBeGreaterThan(10);
    expect(note.cite.length, id).toBeGreaterThan(5);
  }
  expect(notes.huber?.facts.lipschitz).toBe(1);
  expect(await lossNotes()).toBe(notes);
});
