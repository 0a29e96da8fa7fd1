// SPDX-License-Identifier: Apache-2.0
// Functions of two numbers as landscapes, and optimisers of the catalogue rolling down them.
import type { Core } from './core.ts';
import { LossError, lastError } from './loss-error.ts';
import type { Numbers } from './types.ts';

/** An optimiser of the catalogue; what is left out is its default. */
export interface Racer {
  id: string;
  params?: Record<string, number>;
  learning_rate?: number;
}

/** Values and slopes at points, each as long as they are. */
export interface Heights {
  value: Float32Array;
  by_x: Float32Array;
  by_y: Float32Array;
}

/** Where an optimiser went: one more entry than steps. Ends before the first place or value that is not finite. */
export interface Descent {
  x: Float32Array;
  y: Float32Array;
  value: Float32Array;
  diverged: boolean;
}

function rowsOf(core: Core, all: Float32Array | undefined): [Float32Array, Float32Array, Float32Array] {
  if (!all) throw lastError(core);
  const n = all.length / 3;
  return [all.slice(0, n), all.slice(n, 2 * n), all.slice(2 * n)];
}

/** A function of x and y in the language of typed losses, for example '(1 - x)^2 + 100 * (y - x^2)^2'. */
export class Terrain {
  readonly text: string;
  readonly #core: Core;

  /** Throws LossError with the place in the text. */
  constructor(core: Core, text: string) {
    if (typeof text !== 'string') throw new LossError("a landscape is text, for example 'x^2 + 4 * y^2'");
    this.#core = core;
    this.text = text;
    this.at([0], [0]);
  }

  /** Throws LossError unless x and y are equally long and not empty. */
  at(x: Numbers, y: Numbers): Heights {
    const [value, by_x, by_y] = rowsOf(this.#core, this.#core.terrain_heights(this.text, x, y));
    return { value, by_x, by_y };
  }

  /**
   * At most `steps` (1 to 20000) steps from `start`, each with the exact gradient, as a lane with two weights takes them.
   * Throws LossError for an optimiser that is unknown or a parameter out of range.
   */
  descend(racer: Racer, start: readonly [number, number], steps: number): Descent {
    const all = this.#core.terrain_descent(this.text, racer, start[0], start[1], steps);
    const [x, y, value] = rowsOf(this.#core, all);
    return { x, y, value, diverged: x.length < steps + 1 };
  }
}

/** A landscape that optimisers are often compared on. */
export interface TerrainEntry {
  id: string;
  title: string;
  text: string;
  /** What is worth seeing of it. */
  x: readonly [number, number];
  y: readonly [number, number];
  start: readonly [number, number];
  /** Its lowest places, and the value there. */
  minima: readonly (readonly [number, number])[];
  lowest: number;
  /** A learning rate that plain gradient descent copes with from `start`, and a stride for those that scale their steps. */
  rate: number;
  stride: number;
  help: string;
}

const root2 = Math.SQRT2;

export const terrains: readonly TerrainEntry[] = [
  {
    id: 'rosenbrock',
    title: 'Rosenbrock',
    text: '(1 - x)^2 + 100 * (y - x^2)^2',
    x: [-2, 2],
    y: [-1, 3],
    start: [-1.2, 1],
    minima: [[1, 1]],
    lowest: 0,
    rate: 0.001,
    stride: 0.05,
    help: 'A bent valley: into it is easy, along it is slow.',
  },
  {
    id: 'himmelblau',
    title: 'Himmelblau',
    text: '(x^2 + y - 11)^2 + (x + y^2 - 7)^2',
    x: [-5, 5],
    y: [-5, 5],
    start: [-0.5, -1],
    minima: [
      [3, 2],
      [-2.805118, 3.131312],
      [-3.77931, -3.283186],
      [3.584428, -1.848126],
    ],
    lowest: 0,
    rate: 0.01,
    stride: 0.1,
    help: 'Four equal minima: a small difference at the start decides which one.',
  },
  {
    id: 'beale',
    title: 'Beale',
    text: '(1.5 - x + x * y)^2 + (2.25 - x + x * y^2)^2 + (2.625 - x + x * y^3)^2',
    x: [-1, 4],
    y: [-2, 2],
    start: [1, 1.5],
    minima: [[3, 0.5]],
    lowest: 0,
    rate: 0.002,
    stride: 0.05,
    help: 'A flat middle between steep walls at the corners.',
  },
  {
    id: 'rastrigin',
    title: 'Rastrigin',
    text: '20 + x^2 + y^2 - 10 * (cos(2 * pi * x) + cos(2 * pi * y))',
    x: [-4.5, 4.5],
    y: [-4.5, 4.5],
    start: [3.3, -2.6],
    minima: [[0, 0]],
    lowest: 0,
    rate: 0.002,
    stride: 0.3,
    help: 'A bowl full of dents: whoever follows the slope is caught in one.',
  },
  {
    id: 'ackley',
    title: 'Ackley',
    text: '20 + exp(1) - 20 * exp(-0.2 * sqrt((x^2 + y^2) / 2)) - exp((cos(2 * pi * x) + cos(2 * pi * y)) / 2)',
    x: [-4, 4],
    y: [-4, 4],
    start: [2.7, -2.3],
    minima: [[0, 0]],
    lowest: 0,
    rate: 0.02,
    stride: 0.3,
    help: 'Almost flat and rippled far out, a funnel in the middle.',
  },
  {
    id: 'saddle',
    title: 'Saddle',
    text: 'x^2 - y^2 + y^4 / 4',
    x: [-2.5, 2.5],
    y: [-2.5, 2.5],
    start: [-2, 0.001],
    minima: [
      [0, root2],
      [0, -root2],
    ],
    lowest: -1,
    rate: 0.05,
    stride: 0.05,
    help: 'Level in the middle: the slope away from the ridge is small at first.',
  },
  {
    id: 'ravine',
    title: 'Ravine',
    text: '0.05 * x^2 + 2 * y^2',
    x: [-5.5, 5.5],
    y: [-2.75, 2.75],
    start: [-5, 1.5],
    minima: [[0, 0]],
    lowest: 0,
    rate: 0.4,
    stride: 0.1,
    help: 'Forty times steeper across than along: the rate that suits one is wrong for the other.',
  },
];
