// SPDX-License-Identifier: Apache-2.0
// Arrays as callers have them: typed, nested or with a shape; and what their numbers may be.
import { LossError } from './loss-error.ts';
import type { LossInputInfo, Numbers } from './types.ts';

/** An input that was read: its numbers in row-major order. */
export interface ReadArray {
  data: Numbers;
  /** None of a flat array. */
  shape?: readonly number[];
  nested?: boolean;
}

const kinds = 'a typed array, an array of numbers, an array of rows, or { data, shape }';

function named(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (typeof value === 'string') return `the text '${value.slice(0, 20)}'`;
  if (typeof value === 'object') return `an object of ${value.constructor?.name ?? 'no class'}`;
  return `the ${typeof value} ${String(value)}`;
}

function refuse(loss: string, field: string, what: string): never {
  throw new LossError(`${loss}: ${field} ${what}`, { field });
}

const isList = (value: unknown): value is ArrayLike<unknown> =>
  Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView));

function flat(loss: string, field: string, value: ArrayLike<unknown>): Numbers {
  if (ArrayBuffer.isView(value)) {
    const wide = value instanceof BigInt64Array || value instanceof BigUint64Array;
    return wide ? Float64Array.from(value, Number) : (value as unknown as Numbers);
  }
  for (let i = 0; i < value.length; ++i) {
    if (typeof value[i] !== 'number')
      refuse(loss, `${field}`, `[${i}] must be a number, got ${named(value[i])}`);
  }
  return value as Numbers;
}

function flatten(loss: string, field: string, value: ArrayLike<unknown>): ReadArray {
  const shape: number[] = [];
  for (let level: unknown = value; isList(level); level = level[0]) shape.push(level.length);
  const data = new Float64Array(shape.reduce((product, n) => product * n, 1));
  let at = 0;
  const walk = (level: unknown, depth: number, place: string) => {
    if (!isList(level))
      refuse(loss, field, `${place} must be an array of ${shape[depth]}, got ${named(level)}`);
    if (level.length !== shape[depth])
      refuse(loss, field, `has rows of different lengths: ${shape[depth]} and, at ${place}, ${level.length}`);
    if (depth === shape.length - 1) {
      const row = flat(loss, `${field}${place}`, level);
      for (let i = 0; i < row.length; ++i) data[at++] = row[i] as number;
    } else {
      for (let i = 0; i < level.length; ++i) walk(level[i], depth + 1, `${place}[${i}]`);
    }
  };
  walk(value, 0, '');
  return { data, shape, nested: true };
}

/** Throws LossError for what is not an array of numbers. */
export function readArray(loss: string, field: string, value: unknown): ReadArray {
  if (isList(value)) {
    return Array.isArray(value) && isList(value[0])
      ? flatten(loss, field, value)
      : { data: flat(loss, field, value) };
  }
  const { data, shape } = (typeof value === 'object' && value !== null ? value : {}) as Record<
    string,
    unknown
  >;
  if (!isList(data) || !Array.isArray(shape)) refuse(loss, field, `must be ${kinds}, got ${named(value)}`);
  const extents = shape as number[];
  if (!extents.every((n) => Number.isInteger(n) && n >= 0))
    refuse(loss, field, `must have whole numbers as its shape, got [${extents.join(', ')}]`);
  const numbers = flat(loss, field, data);
  const size = extents.reduce((product, n) => product * n, 1);
  if (size !== numbers.length)
    refuse(
      loss,
      field,
      `has the shape [${extents.join(', ')}], which holds ${size} numbers, but ${numbers.length} of them`,
    );
  return { data: numbers, shape: extents };
}

export type Range = readonly [low: number, high: number];

const kMost = 3.4028234663852886e38;
/** Of numbers that may be anything finite. */
export const kFinite: Range = [-kMost, kMost];
const kTiny = 1e-45;
/** What sums and logarithms in float32 may be off by. */
const kRounding = 1e-5;
const ranges: Record<string, Range> = {
  binary: [0, 1],
  signed: [-1, 1],
  'non-negative': [0, kMost],
  positive: [kTiny, kMost],
  count: [0, kMost],
  grade: [0, kMost],
  probability: [0, 1],
  mask: [0, 1],
  distribution: [0, 1 + kRounding],
  'log-distribution': [Number.NEGATIVE_INFINITY, kRounding],
  cosine: [-1 - kRounding, 1 + kRounding],
};

/** What the numbers of an input may be. An optional weight may be 0: what it weighs is left out. */
export function rangeOf({ domain, optional }: LossInputInfo): Range {
  const range = ranges[domain] ?? kFinite;
  return domain === 'positive' && optional ? [0, kMost] : range;
}

// A range in words, without what it leaves to rounding.
function rangeText([low, high]: Range): string {
  const ends = [low, high].map((end) => Math.round(end * 1e3) / 1e3);
  if (low === kTiny) return 'above 0';
  if (high >= kMost) return low === 0 ? 'finite and at least 0' : 'a finite number';
  return low === Number.NEGATIVE_INFINITY ? `at most ${ends[1]}` : `in [${ends.join(', ')}]`;
}

/** The LossError for the first number that is out of range; `shape` of the array, for its place. */
export function outOfRange(
  loss: string,
  field: string,
  { data, shape = [data.length] }: ReadArray,
  range: Range,
): LossError {
  let at = 0;
  const [low, high] = range;
  while (at < data.length - 1 && (data[at] as number) >= low && (data[at] as number) <= high) ++at;
  const places: number[] = [];
  for (let k = shape.length - 1, rest = at; k >= 0; --k) {
    places.unshift(rest % (shape[k] as number));
    rest = Math.floor(rest / (shape[k] as number));
  }
  const value = data[at] as number;
  const large = Number.isFinite(value) && Math.abs(value) > kMost;
  const right = large ? "fit in float32 (or be computed with precision 'double')" : `be ${rangeText(range)}`;
  return new LossError(
    `${loss}: ${field}${places.map((n) => `[${n}]`).join('')} must ${right}, got ${value}`,
    {
      field,
    },
  );
}
