// SPDX-License-Identifier: Apache-2.0
// What lessons say of the race of optimisers, whose landscapes are no runs and no claims.
import { expect, it } from 'vitest';
import { firstRace, raceOn } from '../../web/element/race-data.ts';
import { catalog, terrain, terrains } from '../../web/engine/index.ts';

const race = firstRace(catalog.optimizers);

it('ends in Rosenbrock’s valley as the lesson on optimisers says', async () => {
  const land = await terrain(race.terrain.text);
  const ends = race.racers.map((racer) => land.descend(racer, race.start, race.steps).value.at(-1) ?? 0);
  expect(race.racers.map(({ id }) => id)).toEqual(['sgd', 'momentum', 'adam']);
  expect(ends[0]).toBeCloseTo(3.1, 1);
  expect(ends[1]).toBeCloseTo(0.45, 1);
  expect(ends[2]).toBeCloseTo(1.2, 1);
});

it('ends on Rastrigin’s in the dip beside the start, as the lesson on dips says', async () => {
  const entry = terrains.find(({ id }) => id === 'rastrigin') ?? race.terrain;
  const { racers, start, steps } = raceOn(race, entry, catalog.optimizers);
  const land = await terrain(entry.text);
  for (const from of [start, [2.3, 1.2], [-1.4, 3.2]] as const) {
    for (const racer of racers) {
      const { x, y, value } = land.descend(racer, from, steps);
      expect(Math.hypot((x.at(-1) ?? 9) - from[0], (y.at(-1) ?? 9) - from[1])).toBeLessThan(0.75);
      expect(value.at(-1)).toBeGreaterThan(1);
    }
  }
});
