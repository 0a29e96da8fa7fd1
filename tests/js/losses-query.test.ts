// SPDX-License-Identifier: Apache-2.0
// What the loss catalogue answers, and that its links lead to a race.
import { describe, expect, it } from 'vitest';
import { catalog, type LossId, lossNotes } from '../../web/engine/index.ts';
import {
  answer,
  type Entry,
  everything,
  formatQuery,
  measure,
  parseQuery,
  problems,
  raceOf,
  sorts,
  takes,
  takesOf,
} from '../../web/page/losses-query.ts';
import { Schema } from '../../web/state.ts';

const notes = await lossNotes();
const entries: Entry[] = catalog.losses.map((loss) => ({ loss, notes: notes[loss.id as LossId]! }));
const found = (text: string) => answer(entries, parseQuery(text)).map(({ loss }) => loss.id);

describe('a question to the catalogue', () => {
  it('is kept in the address', () => {
    const text =
      'q=label+noise&problem=multiclass&family=noisy+labels&facts=trains,convex&sort=pull&order=falling&at=100&open=mse';
    expect(formatQuery(parseQuery(`#${text}`))).toBe(text);
    expect(formatQuery(everything)).toBe('');
    expect(parseQuery('sort=beauty&at=7&problem=none&facts=nice')).toEqual(everything);
  });

  it('finds by name, alias, family and use, the name itself first', () => {
    expect(found('q=huber')[0]).toBe('huber');
    expect(found('q=l2_loss')).toContain('half_squared_error');
    expect(found('q=HUBER+pseudo')).toContain('pseudo_huber');
    expect(found('q=object+detection')).toContain('sigmoid_focal');
    expect(found('q=noloss')).toEqual([]);
    expect(found('')).toEqual(entries.map(({ loss }) => loss.id));
  });

  it('filters by problem, input, family and checked facts', () => {
    for (const problem of problems) expect(found(`problem=${problem}`).length, problem).toBeGreaterThan(5);
    expect(found('problem=binary')).not.toContain('mse');
    for (const kind of takes) {
      const ids = found(`takes=${kind}`);
      expect(ids.length, kind).toBeGreaterThan(4);
    }
    expect(takesOf(catalog.losses.find(({ id }) => id === 'giou')!)).toBe('boxes');
    expect(takesOf(catalog.losses.find(({ id }) => id === 'dice')!)).toBe('images');
    const both = answer(entries, parseQuery('facts=convex,bounded_gradient'));
    expect(both.map(({ loss }) => loss.id)).toContain('huber');
    expect(both.every(({ notes: { facts } }) => facts.convex && facts.bounded_gradient)).toBe(true);
    expect(found('facts=smooth')).not.toContain('mae');
  });

  it.each(sorts.filter((sort) => sort !== 'name'))('sorts by %s both ways, what has none last', (sort) => {
    const some = entries.map((entry, i) => ({ ...entry, cost: i % 3 ? (i * 7) % 100 : undefined }));
    for (const falling of [false, true]) {
      const values = answer(some, { ...everything, sort, falling }).map((entry) => measure(entry, sort, 10));
      const numbers = values.filter((value) => value !== null);
      expect(numbers.length).toBeGreaterThan(30);
      expect(values.slice(numbers.length).every((value) => value === null)).toBe(true);
      for (let i = 1; i < numbers.length; i++) {
        const step = Math.sign(numbers[i]! - numbers[i - 1]!) || 0;
        expect(falling ? -step : step).toBeGreaterThanOrEqual(0);
      }
    }
  });

  it('leads to a race that trains the loss, wherever data can', () => {
    const schema = new Schema(catalog);
    let raced = 0;
    for (const { loss } of entries) {
      const link = raceOf(loss);
      expect(link === undefined, loss.id).toBe(loss.tasks.length === 0);
      if (!link) continue;
      const { state, problems: wrong } = schema.parse(link.slice('./#'.length));
      expect(wrong, loss.id).toEqual([]);
      expect(state.losses.at(-1)?.id).toBe(loss.id);
      raced++;
    }
    expect(raced).toBeGreaterThan(60);
    const huber = catalog.losses.find(({ id }) => id === 'huber')!;
    expect(raceOf(huber, { delta: 0.5 })).toContain('mse,huber:delta=0.5');
  });
});
