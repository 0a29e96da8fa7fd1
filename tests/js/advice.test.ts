// SPDX-License-Identifier: Apache-2.0
// What the advisor asks, and that its answers are those of training.
import { describe, expect, it } from 'vitest';
import {
  candidates,
  faultsOf,
  questionOf,
  raceOf,
  ranked,
  seeds,
  type Trial,
  textOf,
  trials,
} from '../../web/page/advice.ts';

async function answerOf(text: string) {
  const question = questionOf(text);
  const tried: Trial[] = [];
  for await (const trial of trials(question)) tried.push(trial);
  expect(tried).toHaveLength(candidates(question).length * seeds.length);
  return ranked(question, tried);
}

describe('the question', () => {
  it('is an address of the playground without what the answer is about', () => {
    const question = questionOf('data=cars&outliers=20&losses=huber&seed=9&metric=mean_absolute_error');
    expect(textOf(question)).toBe('outliers=20&metric=mean_absolute_error');
    expect(questionOf(textOf(question))).toEqual(question);
    expect(textOf(questionOf(''))).toBe('data=cars');
    expect(raceOf(question, candidates(question).slice(0, 2))).toBe(
      './#losses=mse,half_squared_error&outliers=20&metric=mean_absolute_error',
    );
  });

  it('asks for the faults that the data can have', () => {
    expect(faultsOf(questionOf('data=cars'))).toEqual(['noise', 'outliers']);
    expect(faultsOf(questionOf('data=moons'))).toEqual(['noise', 'outliers', 'label_noise', 'imbalance']);
  });
});

describe('the answer', () => {
  it('puts robust losses first where there are outliers and the median error counts', async () => {
    const rows = await answerOf('data=line&outliers=60&metric=median_absolute_error');
    const places = Object.fromEntries(rows.map(({ loss, place }) => [loss.id, place]));
    expect(places.mse).toBeGreaterThan(candidates(questionOf('data=line')).length / 2);
    expect(places.cauchy).toBeLessThan(places.mse!);
    expect(rows[0]!.mean).toBeLessThanOrEqual(rows[1]!.mean);
  });

  it('puts losses that know the sizes of classes first where one is rare and recall counts', async () => {
    const rows = await answerOf('data=rare&metric=recall');
    const places = Object.fromEntries(rows.map(({ loss, place }) => [loss.id, place]));
    expect(places.class_balanced_cross_entropy).toBeLessThan(places.cross_entropy!);
    expect(places.logit_adjusted).toBeLessThan(places.binary_cross_entropy_with_logits!);
  });

  it('gives equals one place, and those that diverged the last', () => {
    const question = questionOf('data=cars&metric=mean_absolute_error');
    const [a, b, c] = candidates(question).map(({ id }) => id) as [string, string, string];
    const tried = seeds.flatMap((seed) => [
      { id: a, seed, value: 2 },
      { id: b, seed, value: seed === 1 ? Number.NaN : 1 },
      { id: c, seed, value: 2 },
    ]);
    expect(ranked(question, tried).map(({ loss, place }) => [loss.id, place])).toEqual([
      [a, 1],
      [c, 1],
      [b, 3],
    ]);
  });
});
