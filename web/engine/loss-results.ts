// SPDX-License-Identifier: Apache-2.0
// Results of losses on arrays, in the forms that callers use.
import type { ReadArray } from './loss-inputs.ts';
import type { Floats } from './loss-types.ts';
import type { Numbers } from './types.ts';

/** Rows within rows of numbers in row-major order. */
function nestedOf(data: Numbers, shape: readonly number[]): number[] | unknown[] {
  const walk = (depth: number, from: number, size: number): unknown[] => {
    const n = shape[depth] as number;
    const step = size / n;
    if (depth === shape.length - 1) return Array.from({ length: n }, (_, i) => data[from + i] as number);
    return Array.from({ length: n }, (_, i) => walk(depth + 1, from + i * step, step));
  };
  return walk(0, 0, data.length);
}

/** Losses times the weights of their samples, in place: exactly 0 where the weight is 0, whatever the loss. */
export function weigh(losses: Floats, weights: Numbers): void {
  const each = losses.length / weights.length;
  for (let i = 0; i < losses.length; ++i) {
    const w = weights[Math.floor(i / each)] as number;
    losses[i] = w === 0 ? 0 : w * (losses[i] as number);
  }
}

/** In the form of an input. */
export function inForm(data: Floats, like: ReadArray | undefined): unknown {
  if (!like?.shape) return data;
  return like.nested ? nestedOf(data, like.shape) : { data, shape: [...like.shape] };
}
