// SPDX-License-Identifier: Apache-2.0
// What the lengths of arrays say about shapes: letters of an entry's dims solved one after the other, and messages for
// what does not fit. Arrays are row-major, samples along the last axis.
import { LossError } from './loss-error.ts';
import type { LossInputInfo, Numbers } from './types.ts';

/** The shape of all arrays of a pointwise loss, or extents by letter of the loss's dims, e.g. { C: 3 }. */
export type LossShape = readonly number[] | Readonly<Record<string, number>>;

export interface Fitted {
  /** In the order of the inputs; null for those left out. */
  shapes: (number[] | null)[];
  /** Samples: the extent of the last axis, N. */
  samples: number;
  /** Extents by letter. */
  extents: Map<string, number>;
}

const named = (input: LossInputInfo) => `${input.id} [${input.dims.join(', ')}]`;
const times = (list: readonly number[]) => list.reduce((product, n) => product * n, 1);
const whole = (n: number) => Number.isInteger(n) && n > 0;

/** Throws LossError naming the input that does not fit and what would. */
export function fitShapes(
  loss: string,
  inputs: readonly LossInputInfo[],
  arrays: readonly (Numbers | undefined)[],
  given: LossShape | undefined,
): Fitted {
  return inputs.every((input) => input.dims[0] === '*')
    ? fitPointwise(loss, inputs, arrays, given)
    : fitLetters(loss, inputs, arrays, given);
}

function fitPointwise(
  loss: string,
  inputs: readonly LossInputInfo[],
  arrays: readonly (Numbers | undefined)[],
  given: LossShape | undefined,
): Fitted {
  const first = arrays.findIndex((array) => array);
  const length = arrays[first]?.length ?? 0;
  for (const [k, array] of arrays.entries()) {
    if (array && array.length !== length) {
      const [a, b] = [inputs[first]?.id, inputs[k]?.id];
      throw new LossError(
        `${loss}: ${b} has ${array.length} numbers, but ${a} has ${length}; both must match`,
      );
    }
  }
  if (length === 0)
    throw new LossError(`${loss}: ${inputs[first]?.id} is empty; at least one number is needed`);
  const shape = Array.isArray(given) ? [...given] : [1, length];
  if (times(shape) !== length)
    throw new LossError(`${loss}: the shape [${shape.join(', ')}] does not hold ${length} numbers`);
  if (shape.length < 2) shape.unshift(1);
  return {
    shapes: arrays.map((array) => (array ? shape : null)),
    samples: shape.at(-1) as number,
    extents: new Map(),
  };
}

function fitLetters(
  loss: string,
  inputs: readonly LossInputInfo[],
  arrays: readonly (Numbers | undefined)[],
  given: LossShape | undefined,
): Fitted {
  const extents = new Map<string, number>();
  const letters = new Set(inputs.flatMap((input) => input.dims).filter((dim) => !/^\d|\*/.test(dim)));
  if (Array.isArray(given)) {
    const shape = given as readonly number[];
    const dims = inputs[0]?.dims ?? [];
    if (shape.length !== dims.length)
      throw new LossError(`${loss}: shape is that of ${named(inputs[0]!)}, got [${shape.join(', ')}]`);
    for (const [k, dim] of dims.entries()) if (letters.has(dim)) extents.set(dim, shape[k] ?? 0);
  } else if (given) {
    for (const [letter, extent] of Object.entries(given)) {
      if (!letters.has(letter))
        throw new LossError(`${loss} has no extent ${letter}; it has ${[...letters].join(', ')}`);
      extents.set(letter, extent);
    }
  }
  for (const [letter, extent] of extents) {
    if (!whole(extent))
      throw new LossError(`${loss}: ${letter} must be a whole number above 0, got ${extent}`);
  }
  // An input with one unknown letter tells it; that may leave one unknown in another.
  for (let found = true; found; ) {
    found = false;
    for (const [k, input] of inputs.entries()) {
      const array = arrays[k];
      if (!array) continue;
      const unknown = input.dims.filter((dim) => letters.has(dim) && !extents.has(dim));
      if (unknown.length === 0 || unknown.some((dim) => dim !== unknown[0])) continue;
      const known = times(input.dims.map((dim) => extents.get(dim) ?? (letters.has(dim) ? 1 : Number(dim))));
      const extent = Math.round((array.length / known) ** (1 / unknown.length));
      if (!whole(extent) || extent ** unknown.length * known !== array.length) {
        throw new LossError(
          `${loss}: ${named(input)} has ${array.length} numbers, which is no multiple of ${known}${told(extents)}`,
        );
      }
      extents.set(unknown[0] as string, extent);
      found = true;
    }
  }
  const shapes = inputs.map((input, k) => {
    const array = arrays[k];
    if (!array) return null;
    const shape = input.dims.map((dim) => (letters.has(dim) ? extents.get(dim) : Number(dim)));
    if (shape.includes(undefined)) {
      const open = [...letters].filter((letter) => !extents.has(letter));
      throw new LossError(
        `${loss}: ${open.join(' and ')} do not follow from the lengths; pass { shape: { ${open.join(': …, ')}: … } }`,
      );
    }
    const size = times(shape as number[]);
    if (size !== array.length) {
      throw new LossError(
        `${loss}: ${named(input)} must hold ${size} numbers${told(extents)}, got ${array.length}`,
      );
    }
    return shape as number[];
  });
  return { shapes, samples: extents.get('N') ?? 0, extents };
}

const told = (extents: Map<string, number>) =>
  extents.size > 0 ? `, since ${[...extents].map(([k, v]) => `${k} = ${v}`).join(' and ')}` : '';

/** Class numbers must be whole and below the number of classes; `ignored` is one more that is allowed. */
export function checkClasses(
  loss: string,
  input: LossInputInfo,
  labels: Numbers,
  classes: number | undefined,
  ignored: number | undefined,
): void {
  const most = classes ?? Number.POSITIVE_INFINITY;
  for (let i = 0; i < labels.length; ++i) {
    const label = labels[i] as number;
    if (label >= 0 && label < most && label === Math.floor(label)) continue;
    if (label === ignored) continue;
    const right = classes ? `a class 0 … ${classes - 1}` : 'a whole number from 0';
    const or = ignored === undefined ? '' : ` or ${ignored} (ignored)`;
    throw new LossError(`${loss}: ${input.id}[${i}] must be ${right}${or}, got ${label}`);
  }
}
