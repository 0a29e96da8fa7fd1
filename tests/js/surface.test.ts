// SPDX-License-Identifier: Apache-2.0
// The loss around a run's weights, through the npm package, and how its picture shades it.
import { describe, expect, it } from 'vitest';
import { LossError, type Spec, type Surface, train } from '../../web/engine/index.ts';
import { openRun } from '../../web/engine/remote.ts';
import { levelsOf, lossAt, shadingOf } from '../../web/views/landscape.ts';

const race: Spec = {
  data: 'line',
  samples: 60,
  outliers: 4,
  losses: [{ id: 'mse' }, { id: 'huber', params: { delta: 0.5 } }],
};

const centre = ({ losses, size, x, y }: Surface) => losses[y.here * size + x.here];

describe('surface', () => {
  it.each(['random', 'principal', 'curvature'] as const)(
    '%s has the train loss at its centre',
    async (directions) => {
      using run = await train(race);
      run.step(40);
      const surface = run.surface(1, { directions, size: 15, arrows: 5 });
      expect(surface.directions).toBe(directions);
      expect(surface.losses).toHaveLength(225);
      expect(surface.descents.y).toHaveLength(25);
      expect(centre(surface)).toBe(Math.fround(run.frame().lanes[1]?.train_loss ?? Number.NaN));
      expect(lossAt(surface, 0, 0)).toBeCloseTo(centre(surface) ?? Number.NaN, 5);
      const [other, own] = surface.tracks;
      expect(own?.steps.at(-1)).toBe(40);
      expect([own?.x.at(-1), own?.y.at(-1)]).toEqual([0, 0]);
      expect(own?.x).toHaveLength(41);
      expect(other?.x).toHaveLength(41);
      expect(other?.x.at(-1)).not.toBe(0);
      expect(surface.x.share + surface.y.share).toBeGreaterThan(0);
      expect(surface.x.eigenvalue > 0).toBe(directions === 'curvature');
    },
  );

  it('is the same for the same seed, and another for another', async () => {
    using run = await train(race);
    const options = { size: 5, arrows: 0 };
    const first = run.surface(0, { ...options, seed: 4 });
    expect(run.surface(0, { ...options, seed: 4 }).losses).toEqual(first.losses);
    expect(run.surface(0, { ...options, seed: 5 }).losses).not.toEqual(first.losses);
  });

  it('says what is wrong', async () => {
    using run = await train(race);
    const failure = (lane: number, options: object) => {
      try {
        run.surface(lane, options);
      } catch (error) {
        expect(error).toBeInstanceOf(LossError);
        return (error as Error).message;
      }
      return 'accepted';
    };
    expect(failure(0, { directions: 'up' })).toBe(
      "directions must be random, principal or curvature, got 'up'",
    );
    expect(failure(0, { directions: 'principal' })).toContain('has not moved yet');
    expect(failure(0, { size: 500 })).toBe('size must be in [3, 101], got 500');
    expect(failure(0, { points: 5 })).toContain("no field 'points'");
    expect(failure(7, {})).toContain('lane 7 does not exist');
  });

  it('is worked out in slices beside a run that trains on', async () => {
    const run = await openRun(race);
    const shares: number[] = [];
    await run.step(30);
    const expected = await run.frame();
    const pending = run.surface(0, { size: 101, arrows: 21, onprogress: (share) => shares.push(share) });
    await run.play(1e6);
    const surface = await pending;
    await run.pause();
    expect(centre(surface)).toBe(Math.fround(expected.lanes[0]?.train_loss ?? Number.NaN));
    expect(shares.length).toBeGreaterThan(1);
    expect(shares).toEqual([...shares].sort((a, b) => a - b));
    expect(shares.at(-1)).toBe(1);
    expect((await run.frame()).step).toBeGreaterThan(30);
    run.dispose();
  });

  it('ends when it is told to, or when another is asked for', async () => {
    const run = await openRun(race);
    const stop = new AbortController();
    const options = { size: 101, arrows: 21 };
    const stopped = run.surface(0, { ...options, signal: stop.signal, onprogress: () => stop.abort() });
    await expect(stopped).rejects.toThrow(/abort/i);
    const first = run.surface(0, options);
    const refused = expect(first).rejects.toThrow('another surface');
    const second = await run.surface(0, { size: 3, arrows: 0 });
    await refused;
    expect(second.losses).toHaveLength(9);
    run.dispose();
  });
});

describe('the picture of a surface', () => {
  it('shades from the least to the greatest loss, finer near the least', () => {
    const shading = shadingOf([2, 3, 102, Number.NaN, Number.POSITIVE_INFINITY]);
    expect(shading.at(2)).toBe(0);
    expect(shading.at(102)).toBeCloseTo(1, 12);
    expect(shading.at(3)).toBeGreaterThan(0.1);
    for (const shade of [0, 0.3, 0.9]) expect(shading.at(shading.loss(shade))).toBeCloseTo(shade, 9);
  });

  it('puts contours at rising round losses within the range', () => {
    for (const losses of [
      [0, 1],
      [-5, 3],
      [1e-6, 40],
      [0.69, 0.7],
    ]) {
      const shading = shadingOf(losses);
      const levels = levelsOf(shading);
      expect(levels.length).toBeGreaterThan(5);
      expect(levels).toEqual([...new Set(levels)].sort((a, b) => a - b));
      expect(levels.every((level) => level > shading.low && level < shading.high)).toBe(true);
    }
    expect(levelsOf(shadingOf([3, 3]))).toEqual([]);
  });

  it('reads losses between the points, and none outside', () => {
    const axis = { first: -1, step: 1, here: 1 };
    const slice = {
      size: 3,
      arrows: 0,
      x: axis,
      y: axis,
      losses: [0, 1, 2, 10, 11, 12, 20, 21, Number.NaN],
      descents: { x: [], y: [] },
      tracks: [],
    };
    expect(lossAt(slice, -1, -1)).toBe(0);
    expect(lossAt(slice, -0.5, 0)).toBe(10.5);
    expect(lossAt(slice, 0, -0.75)).toBe(3.5);
    expect(lossAt(slice, 0.5, 0.5)).toBeNaN();
    expect(lossAt(slice, 1.1, 0)).toBeNaN();
  });
});
