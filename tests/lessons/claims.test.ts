// SPDX-License-Identifier: Apache-2.0
// Lessons keep their word: each claim holds on its seeds, and fails on them with what it compares exchanged.
import { describe, expect, it } from 'vitest';
import { Trained, type Verdict } from '../../web/lessons/claims.ts';
import { type Claim, type Lesson, seeds } from '../../web/lessons/form.ts';
import { lessonIds, loadLesson } from '../../web/lessons/index.ts';

const lessons = await Promise.all(lessonIds.map(async (id) => ({ id, lesson: await loadLesson(id) })));

/** What every seed says of every claim. */
async function verdicts(lesson: Lesson): Promise<Map<Claim, Verdict[]>> {
  const all = new Map<Claim, Verdict[]>(lesson.claims.map((claim) => [claim, []]));
  for (const seed of seeds) {
    const trained = new Trained(lesson, seed);
    for (const [claim, said] of all) said.push(await trained.check(claim));
    trained.dispose();
  }
  return all;
}

/** As a lesson writes it: a tenth more or less is the same. */
const alike = (measured: number, written: number) =>
  Math.abs(measured - written) <= Math.max(0.1 * Math.abs(written), 1e-7);

describe.each(lessons)('lesson $id', ({ lesson }) => {
  it('holds what it claims, and not with what it compares exchanged', async () => {
    expect(seeds.length).toBeGreaterThanOrEqual(5);
    for (const [{ says, between, measured, of = seeds.length }, said] of await verdicts(lesson)) {
      const values = said.map(({ claim }) => claim.value);
      const words = `${says}\n${values} must be in ${between}; exchanged: ${said.map(({ twin }) => twin.value)}`;
      expect(said.filter(({ claim }) => claim.held).length, words).toBeGreaterThanOrEqual(of);
      expect(said.filter(({ twin }) => !twin.held).length, words).toBeGreaterThanOrEqual(of);
      const [low, high] = [Math.min(...values), Math.max(...values)];
      expect(
        alike(low, measured[0]) && alike(high, measured[1]),
        `${words}\nmeasured: [${low}, ${high}]`,
      ).toBe(true);
    }
  });
});
