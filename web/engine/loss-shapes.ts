// SPDX-License-Identifier: Apache-2.0
// What the shapes and lengths of arrays say: letters of a loss's dims solved one after the other, and messages for what
// does not fit. Arrays are row-major, samples first.
import { LossError } from './loss-error.ts';
import type { ReadArray } from './loss-inputs.ts';
import type { LossInputInfo, Numbers } from './types.ts';

export interface Fitted {
  /** In the order of the inputs; null for those left out. */
  shapes: (readonly number[] | null)[];
  /** Columns of the core: N, or the numbers of an array where losses are pointwise. */
  columns: number;
  /** Extents by letter. */
  extents: Map<string, number>;
}

const listed = (list: readonly unknown[]) => `[${list.join(', ')}]`;
const named = (input: LossInputInfo) => `${input.id} ${listed(input.dims)}`;
const times = (list: readonly number[]) => list.reduce((product, n) => product * n, 1);
const whole = (n: number) => Number.isInteger(n) && n > 0;
const isLetter = (dim: string) => !/\d/.test(dim);

/** Throws LossError naming the input that does not fit and what would. */
export function fitShapes(
  loss: string,
  inputs: readonly LossInputInfo[],
  arrays: readonly (ReadArray | undefined)[],
): Fitted {
  for (const [k, array] of arrays.entries()) {
    if (array?.data.length === 0) {
      const field = inputs[k]?.id ?? '';
      throw new LossError(`${loss}: ${field} is empty; at least one sample is needed`, { field });
    }
  }
  return inputs.every((input) => input.dims[0] === '*')
    ? fitPointwise(loss, inputs, arrays)
    : fitLetters(loss, inputs, arrays);
}

function fitPointwise(
  loss: string,
  inputs: readonly LossInputInfo[],
  arrays: readonly (ReadArray | undefined)[],
): Fitted {
  const first = arrays.findIndex((array) => array);
  const length = arrays[first]?.data.length ?? 0;
  const shaped = arrays.findIndex((array) => array?.shape);
  const shape = arrays[shaped]?.shape ?? [];
  for (const [k, array] of arrays.entries()) {
    if (!array) continue;
    const field = inputs[k]?.id ?? '';
    if (array.data.length !== length) {
      const said = array.shape ? ` (${listed(array.shape)})` : '';
      throw new LossError(
        `${loss}: ${field} has ${array.data.length} numbers${said}, but ${inputs[first]?.id} has ${length}; both must match`,
        { field },
      );
    }
    if (array.shape && listed(array.shape) !== listed(shape)) {
      throw new LossError(
        `${loss}: ${field} has the shape ${listed(array.shape)}, but ${inputs[shaped]?.id} has ${listed(shape)}; both must match`,
        { field },
      );
    }
  }
  return { shapes: arrays.map((array) => (array ? [length] : null)), columns: length, extents: new Map() };
}

/** Extents of the arrays that have a shape. */
function givenExtents(
  loss: string,
  inputs: readonly LossInputInfo[],
  arrays: readonly (ReadArray | undefined)[],
): Map<string, number> {
  const extents = new Map<string, number>();
  const from = new Map<string, string>();
  for (const [k, input] of inputs.entries()) {
    const shape = arrays[k]?.shape;
    if (!shape) continue;
    const field = input.id;
    if (shape.length !== input.dims.length)
      throw new LossError(
        `${loss}: ${named(input)} has ${input.dims.length} axes, got the shape ${listed(shape)}`,
        {
          field,
        },
      );
    for (const [axis, dim] of input.dims.entries()) {
      const extent = shape[axis] as number;
      const known = isLetter(dim) ? extents.get(dim) : Number(dim);
      if (known !== undefined && known !== extent) {
        const since = from.has(dim) ? `, since ${from.get(dim)}` : '';
        throw new LossError(
          `${loss}: ${named(input)} must have ${known} along axis ${axis}${since}, got the shape ${listed(shape)}`,
          { field },
        );
      }
      if (!isLetter(dim)) continue;
      extents.set(dim, extent);
      if (!from.has(dim)) from.set(dim, `${named(input)} is ${listed(shape)}`);
    }
  }
  return extents;
}

function fitLetters(
  loss: string,
  inputs: readonly LossInputInfo[],
  arrays: readonly (ReadArray | undefined)[],
): Fitted {
  const extents = givenExtents(loss, inputs, arrays);
  // A flat input with one unknown letter tells it; that may leave one unknown in another.
  for (let found = true; found; ) {
    found = false;
    for (const [k, input] of inputs.entries()) {
      const length = arrays[k]?.data.length;
      if (length === undefined) continue;
      const unknown = input.dims.filter((dim) => isLetter(dim) && !extents.has(dim));
      if (unknown.length === 0 || unknown.some((dim) => dim !== unknown[0])) continue;
      const known = times(input.dims.map((dim) => extents.get(dim) ?? (isLetter(dim) ? 1 : Number(dim))));
      const extent = Math.round((length / known) ** (1 / unknown.length));
      if (!whole(extent) || extent ** unknown.length * known !== length) {
        throw new LossError(
          `${loss}: ${named(input)} has ${length} numbers, which is no multiple of ${known}${told(extents)}`,
          { field: input.id },
        );
      }
      extents.set(unknown[0] as string, extent);
      found = true;
    }
  }
  const shapes = inputs.map((input, k) => {
    const array = arrays[k];
    if (!array) return null;
    const shape = input.dims.map((dim) => (isLetter(dim) ? extents.get(dim) : Number(dim)));
    if (shape.includes(undefined)) {
      const open = input.dims.filter((dim) => isLetter(dim) && !extents.has(dim));
      throw new LossError(
        `${loss}: ${open.join(' and ')} of ${named(input)} do not follow from the lengths; pass { data, shape: ${listed(input.dims)} }`,
        { field: input.id },
      );
    }
    const size = times(shape as number[]);
    if (size !== array.data.length) {
      const got = array.shape ? `the shape ${listed(array.shape)}` : array.data.length;
      throw new LossError(`${loss}: ${named(input)} must hold ${size} numbers${told(extents)}, got ${got}`, {
        field: input.id,
      });
    }
    return shape as number[];
  });
  return { shapes, columns: extents.get('N') ?? 0, extents };
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
    throw new LossError(`${loss}: ${input.id}[${i}] must be ${right}${or}, got ${label}`, {
      field: input.id,
    });
  }
}
