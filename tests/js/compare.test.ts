// SPDX-License-Identifier: Apache-2.0
// The measured comparison of losses, and finding a loss by its other names.
import { describe, expect, it } from 'vitest';
import { matching } from '../../web/element/loss-search.ts';
import {
  catalog,
  compareLosses,
  influenceDistances,
  type LossId,
  loss,
  lossNotes,
  train,
} from '../../web/engine/index.ts';
import { lossMeantBy } from '../../web/engine/loss-names.ts';

describe('compareLosses', () => {
  it('has a row for every loss: a cost measured here and a profile of the core', async () => {
    const rows = await compareLosses(undefined, { milliseconds: 0.5 });
    expect(rows.map(({ id }) => id)).toEqual(catalog.losses.map(({ id }) => id));
    for (const row of rows) {
      expect(row.nanoseconds, row.id).toBeGreaterThan(0);
      expect(row.nanoseconds, row.id).toBeGreaterThan(0);
      expect(row.elements, row.id).toBeGreaterThan(0);
      expect(row.profile.instructions, row.id).toBeGreaterThan(0);
      const info = catalog.losses.find(({ id }) => id === row.id);
      expect(row.profile.influence === null, row.id).toBe(info?.target === 'none');
    }
  });

  it('costs more where more is computed', async () => {
    const [plain, heavy] = await compareLosses(['mse', 'student_t_nll'], { milliseconds: 20 });
    expect(heavy?.nanoseconds).toBeGreaterThan(plain?.nanoseconds ?? 0);
  });

  it('refuses a loss that is none', async () => {
    await expect(compareLosses(['hubber' as LossId])).rejects.toThrow("did you mean 'huber'?");
  });
});

describe('the profile in the notes', () => {
  it('follows closed forms', async () => {
    const notes = await lossNotes();
    expect(influenceDistances).toEqual([1, 10, 100, 1000]);
    expect(notes.mse?.profile).toMatchObject({
      influence: [2, 20, 200, 2000],
      limit: 'grows',
      bound: null,
      curvature: 2,
    });
    expect(notes.huber?.profile).toMatchObject({
      influence: [1, 1, 1, 1],
      limit: 'constant',
      bound: 1,
      curvature: 1,
    });
    expect(notes.cauchy?.profile.limit).toBe('vanishes');
    expect(notes.exponential?.profile.influence?.at(-1)).toBeNull();
    expect(notes.triplet_margin?.profile).toMatchObject({ influence: null, limit: null, curvature: null });
  });

  it('is bounded where the facts say so', async () => {
    for (const [id, { profile, facts }] of Object.entries(await lossNotes())) {
      if (profile.influence) expect(profile.bound !== null, id).toBe(facts.bounded_gradient);
    }
  });
});

describe('other names of losses', () => {
  const first = (query: string) => matching(catalog.losses, query).map(({ id }) => id as string);

  it.each([
    ['L2', 'mse'],
    ['quadratic', 'mse'],
    ['Dice', 'dice'],
    ['pinball', 'quantile'],
    ['cross entropy', 'cross_entropy'],
    ['BCE', 'binary_cross_entropy_with_logits'],
    ['log loss', 'binary_cross_entropy_with_logits'],
    ['stft', 'multi_resolution_stft'],
    ['CTC', 'ctc'],
    ['LambdaRank', 'lambdarank'],
    ['elbo', 'vae_elbo'],
  ])('are found by search: %s', (query, id) => {
    expect(first(query)).toContain(id);
  });

  it.each([
    ['L1', 'mae'],
    ['pinball', 'quantile'],
    ['crossEntropyLoss', 'cross_entropy'],
    ['BCE', 'binary_cross_entropy_with_logits'],
    ['Focal Loss', 'sigmoid_focal'],
    ['Soft Dice', 'dice'],
    ['tv', 'total_variation'],
  ])('are taken where an id is: %s', async (name, id) => {
    expect(lossMeantBy(catalog.losses, name)).toBe(id);
    using found = await loss(name as LossId);
    expect(found.id).toBe(id);
    const run = await train({ data: 'line', losses: [{ id: name as LossId }] }).catch((e: Error) => e);
    if (run instanceof Error) expect(run.message).toContain(id);
    else expect(run.info().lanes[0]?.loss).toBe(id);
  });

  it('leave other mistakes to the core', async () => {
    expect(lossMeantBy(catalog.losses, 'nothing of the kind')).toBeUndefined();
    await expect(loss('hubber' as LossId)).rejects.toThrow("did you mean 'huber'?");
  });
});
