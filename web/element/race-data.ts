// SPDX-License-Identifier: Apache-2.0
// What a race of optimisers is, and what is known of how it went.
import { type Descent, type Racer, type Terrain, type TerrainEntry, terrains } from '../engine/terrain.ts';
import type { EntryInfo } from '../engine/types.ts';
import type { Slice } from '../views/landscape.ts';

export const mostRacers = 6;
export const stepRange = [50, 5000] as const;
/** Points an axis that the ground is drawn from. */
const fineness = 101;

export interface Race {
  terrain: TerrainEntry;
  start: readonly [number, number];
  steps: number;
  racers: Required<Pick<Racer, 'id' | 'learning_rate'>>[];
}

/** A visitor's function, seen around the origin. */
export const ownTerrain = (text: string): TerrainEntry => ({
  id: 'own',
  title: text,
  text,
  x: [-3, 3],
  y: [-3, 3],
  start: [-2, 2],
  minima: [],
  lowest: Number.NaN,
  rate: 0.02,
  stride: 0.05,
  help: '',
});

// Their step is the gradient times the rate, so the rate must fit the landscape's steepness; those that build up
// velocity go about as far with a third of it. What an optimiser's usual rate is says which of the others stride.
const plain: Record<string, number> = { sgd: 1, momentum: 0.3, nesterov: 0.3 };
const strides = ['adagrad', 'rmsprop', 'adam', 'adamw', 'amsgrad', 'adamax', 'nadam', 'radam'];

/** A learning rate that suits an optimiser on a landscape. */
export function rateFor(terrain: TerrainEntry, { id, params }: EntryInfo): number {
  if (id in plain) return terrain.rate * (plain[id] ?? 1);
  const usual = params.find((param) => param.id === 'learning_rate')?.default ?? 0.01;
  if (id === 'adagrad') return 4 * terrain.stride;
  return strides.includes(id) ? terrain.stride : usual;
}

export function firstRace(optimizers: readonly EntryInfo[], terrain = terrains[0] as TerrainEntry): Race {
  const racers = ['sgd', 'momentum', 'adam'].flatMap((id) => {
    const entry = optimizers.find((each) => each.id === id);
    return entry ? [{ id, learning_rate: rateFor(terrain, entry) }] : [];
  });
  return { terrain, start: terrain.start, steps: 300, racers };
}

/** The same racers somewhere else, each at a rate that suits it there. */
export function raceOn(race: Race, terrain: TerrainEntry, optimizers: readonly EntryInfo[]): Race {
  const racers = race.racers.map(({ id }) => {
    const entry = optimizers.find((each) => each.id === id) as EntryInfo;
    return { id, learning_rate: rateFor(terrain, entry) };
  });
  return { ...race, terrain, start: terrain.start, racers };
}

/** The ground that the race is drawn on. */
export function groundOf(land: Terrain, { x, y }: TerrainEntry): Slice {
  const size = fineness;
  const axis = ([low, high]: readonly [number, number]) => ({
    first: low,
    step: (high - low) / (size - 1),
    here: 0,
  });
  const [across, up] = [axis(x), axis(y)];
  const places = Array.from({ length: size * size }, (_, i) => i);
  const { value } = land.at(
    places.map((i) => across.first + (i % size) * across.step),
    places.map((i) => up.first + Math.floor(i / size) * up.step),
  );
  return {
    size,
    arrows: 0,
    x: across,
    y: up,
    losses: value,
    descents: { x: [], y: [] },
    tracks: [],
  };
}

export const run = (land: Terrain, { racers, start, steps }: Race): Descent[] =>
  racers.map((racer) => land.descend(racer, start, steps));

/** Steps until what is left above `lowest` is a hundredth of what it was; undefined where it never is. */
export function stepsTo({ value }: Descent, lowest: number): number | undefined {
  const bound = lowest + 0.01 * ((value[0] ?? Number.NaN) - lowest);
  const step = value.findIndex((each) => each <= bound);
  return step < 0 ? undefined : step;
}

/** The least value known: of the landscape, or, where nobody knows it, of all that was seen. */
export const lowestOf = ({ terrain }: Race, ground: Slice, runs: readonly Descent[]) =>
  Number.isFinite(terrain.lowest)
    ? terrain.lowest
    : Math.min(
        ...Array.from(ground.losses).filter(Number.isFinite),
        ...runs.flatMap(({ value }) => Array.from(value)),
      );
