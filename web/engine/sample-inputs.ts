// SPDX-License-Identifier: Apache-2.0
// Inputs to try any loss on: numbers of the declared domains, in the declared shapes, samples first.
import type { LossInputInfo } from './types.ts';

/** Extent of every axis but that of samples. */
const kExtent = 8;

// Neither all alike nor random: what is tried on them should not depend on luck.
function numbersOf({ domain }: LossInputInfo, shape: readonly number[], phase: number): Float32Array {
  const out = new Float32Array(shape.reduce((product, n) => product * n, 1));
  const last = shape.at(-1) ?? 1;
  const samples = shape[0] ?? 1;
  const row = out.length / samples;
  const of: Record<string, (u: number, i: number) => number> = {
    real: (u) => 4 * u - 2,
    binary: (u) => Number(u < 0.5),
    signed: (u) => (u < 0.5 ? -1 : 1),
    class: (_, i) => i % kExtent,
    count: (u) => Math.floor(6 * u),
    grade: (u) => Math.floor(3 * u),
    probability: (u) => 0.05 + 0.9 * u,
    cosine: (u) => 1.8 * u - 0.9,
    distribution: (_, i) => (2 * ((i % last) + 1)) / (last * (last + 1)),
    boxes: (u, i) => (i % last < 2 ? u : 2 + u),
    mask: () => 1,
  };
  const log = domain === 'log-distribution';
  const each = of[log ? 'distribution' : domain] ?? ((u: number) => 0.2 + 2.3 * u);
  for (let i = 0; i < out.length; ++i) {
    // Counted along samples first.
    const at = (i % row) * samples + Math.floor(i / row);
    const value = each(((at + 1) * 0.6180339887 + 0.37 * phase) % 1, i);
    out[i] = log ? Math.log(value) : value;
  }
  return out;
}

export interface SampleInputs {
  inputs: Record<string, { data: Float32Array; shape: number[] }>;
  /** Numbers that are differentiated. */
  elements: number;
}

/** Arrays for all inputs but the optional ones; N, or the length where any shape goes, is `samples`. */
export function sampleInputs(infos: readonly LossInputInfo[], samples: number): SampleInputs {
  const made: SampleInputs = { inputs: {}, elements: 0 };
  for (const [k, info] of infos.entries()) {
    if (info.optional) continue;
    const shape = info.dims.map((dim) =>
      /\d/.test(dim) ? Number(dim) : dim === 'N' || dim === '*' ? samples : kExtent,
    );
    const data = numbersOf(info, shape, k);
    made.inputs[info.id] = { data, shape };
    if (info.role === 'prediction') made.elements += data.length;
  }
  return made;
}
