// SPDX-License-Identifier: Apache-2.0
// Inputs to try any loss on: numbers of the declared domains, in the declared shapes.
import type { LossInputInfo } from './types.ts';

/** Extent of every axis but that of samples. */
const kExtent = 8;

// Neither all alike nor random: what is tried on them should not depend on luck.
function numbersOf({ domain, dims }: LossInputInfo, shape: readonly number[], phase: number): Float32Array {
  const out = new Float32Array(shape.reduce((product, n) => product * n, 1));
  const columns = out.length / (shape[0] ?? 1);
  const of: Record<string, (u: number, i: number) => number> = {
    real: (u) => 4 * u - 2,
    binary: (u) => Number(u < 0.5),
    signed: (u) => (u < 0.5 ? -1 : 1),
    class: (_, i) => i % kExtent,
    count: (u) => Math.floor(6 * u),
    grade: (u) => Math.floor(3 * u),
    probability: (u) => 0.05 + 0.9 * u,
    cosine: (u) => 1.8 * u - 0.9,
    distribution: (_, i) => (2 * (Math.floor(i / columns) + 1)) / (shape[0]! * (shape[0]! + 1)),
    boxes: (u, i) => (Math.floor(i / columns) < 2 ? u : 2 + u),
    mask: () => 1,
  };
  const log = domain === 'log-distribution';
  const each = of[log ? 'distribution' : domain] ?? ((u: number) => 0.2 + 2.3 * u);
  for (let i = 0; i < out.length; ++i) {
    const value = each(((i + 1) * 0.6180339887 + 0.37 * phase) % 1, i);
    out[i] = log ? Math.log(value) : value;
  }
  return dims.length === 0 ? out.subarray(0, 1) : out;
}

export interface SampleInputs {
  inputs: Record<string, Float32Array>;
  /** Extents by letter of the loss's dims; empty where arrays may have any shape. */
  shape: Record<string, number>;
  /** Numbers that are differentiated. */
  elements: number;
}

/** Arrays for all inputs but the optional ones; N, or the length where any shape goes, is `samples`. */
export function sampleInputs(infos: readonly LossInputInfo[], samples: number): SampleInputs {
  const made: SampleInputs = { inputs: {}, shape: {}, elements: 0 };
  for (const [k, info] of infos.entries()) {
    if (info.optional) continue;
    const extents = info.dims.map((dim) => {
      if (/\d/.test(dim)) return Number(dim);
      const extent = dim === 'N' || dim === '*' ? samples : kExtent;
      if (dim !== '*') made.shape[dim] = extent;
      return extent;
    });
    const array = numbersOf(info, extents, k);
    made.inputs[info.id] = array;
    if (info.role === 'prediction') made.elements += array.length;
  }
  return made;
}
