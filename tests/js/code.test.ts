// SPDX-License-Identifier: Apache-2.0
// The losses that "copy as code" writes are those of the catalogue: each text is computed beside its entry.
import { describe, expect, test } from 'vitest';
import { readLoss, writeLoss } from '../../web/element/take/code/language.ts';
import { lossTexts } from '../../web/element/take/code/losses.ts';
import { writtenLoss } from '../../web/element/take/code/program.ts';
import { activations, optimizers, schedules, spellings } from '../../web/element/take/code/spellings.ts';
import { catalog, defineLoss, loss } from '../../web/engine/index.ts';
import { Schema } from '../../web/state.ts';

const ids = Object.keys(lossTexts) as (keyof typeof lossTexts)[];
const lines = { binary: 'y in {0, 1}', signed: 'y in {-1, 1}', class: 'y in classes', real: 'y in R' };
const n = 24;
const wave = (i: number) => 2.3 * Math.sin(1.7 * i + 0.4) + 0.2 * i - 1;

describe.each(ids)('%s', (id) => {
  const entry = catalog.losses.find((each) => each.id === id)!;

  test('its text gives the numbers of its entry', async () => {
    // Away from the defaults, so that a parameter that is left out shows.
    const params = Object.fromEntries(
      entry.params
        .filter((each) => each.id !== 'ignore_index')
        .map((each) => [
          each.id,
          each.default === 0 ? 0.2 * each.high : Math.min(each.high, each.default * 1.3),
        ]),
    );
    const target = entry.target as keyof typeof lines;
    const head = Object.entries(params).map(
      ([name, value]) => `${name} = ${value} in [${value / 2}, ${value * 2 + 1}]`,
    );
    const text = [lines[target], ...head, lossTexts[id]].join('\n');
    const classes = target === 'class' ? 3 : 1;
    const prediction = Float32Array.from({ length: n * classes }, (_, i) => wave(i));
    const y = Float32Array.from({ length: n }, (_, i) =>
      target === 'class'
        ? i % 3
        : target === 'binary'
          ? i % 2
          : target === 'signed'
            ? 2 * (i % 2) - 1
            : wave(i + 50),
    );
    using listed = await loss(id as 'mse', params as never, { reduction: 'none' });
    using typed = await defineLoss(text, {}, { reduction: 'none' });
    const inputsOf = (given: { inputs: readonly { id: string; optional: boolean }[] }) => {
      const [first, second] = given.inputs.filter((each) => !each.optional);
      return { [first!.id]: prediction, [second!.id]: y };
    };
    const a = (listed as never as { value(x: object): Float32Array }).value(inputsOf(listed as never));
    const b = (typed as never as { value(x: object): Float32Array }).value(inputsOf(typed as never));
    expect(a.length).toBe(n);
    Array.from(a).forEach((value, i) => {
      expect(Math.abs(value - (b[i] ?? Number.NaN))).toBeLessThan(1e-4 * (1 + Math.abs(value)));
    });
    expect(readLoss(text, target).target).toBe(target);
  });
});

const schema = new Schema(catalog);

test('every text is written for every library', () => {
  for (const framework of ['pytorch', 'keras', 'jax'] as const)
    for (const id of ids) {
      const written = writtenLoss(framework, schema, { id, params: {} }, 0);
      expect(written?.lines.at(-1), `${id} in ${framework}`).toMatch(/^ {4}return \S/);
      expect(written?.lines.join('\n')).not.toMatch(/undefined|NaN|\$\d/);
    }
});

test('spellings name entries of the catalogue and their parameters', () => {
  const params = (entries: readonly { id: string; params: readonly { id: string }[] }[], id: string) =>
    entries.find((each) => each.id === id)?.params.map((each) => each.id);
  const named = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(([, id]) => id);
  for (const table of Object.values(optimizers))
    for (const [id, text] of Object.entries(table))
      expect(params(catalog.optimizers, id), id).toEqual(expect.arrayContaining(named(text)));
  for (const [id, text] of Object.entries(schedules))
    expect(params(catalog.schedules, id), id).toEqual(expect.arrayContaining(named(text)));
  for (const table of Object.values(activations))
    for (const id of Object.keys(table)) expect(catalog.activations.map((each) => each.id)).toContain(id);
});

test('operators keep what they bind', () => {
  const of = (text: string) => writeLoss(readLoss(text, 'real'), spellings.jax).at(-1);
  expect(of('a = p - y\na - (1 - a)')).toBe('return a - (1 - a)');
  expect(of('(p - y)^2 / 2 * p')).toBe('return ((p - y) ** 2) / 2 * p');
  expect(of('-p^2')).toBe('return -p ** 2');
  expect(of('p / (y * 2)')).toBe('return p / (y * 2)');
  expect(of('|p - y| <= 1 ? 0.5 : p')).toBe('return jnp.where(jnp.abs(p - y) <= 1, 0.5, p)');
  expect(() => readLoss('input mu\nmu - y', 'real')).toThrow();
  expect(() => of('lgamma(p)')).toThrow();
});
