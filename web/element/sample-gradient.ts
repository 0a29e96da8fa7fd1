// SPDX-License-Identifier: Apache-2.0
import type { LaneFrame, RunInfo } from '../engine/types.ts';

/**
 * Derivative of a sample's loss by what the model says of it: by the prediction, among several classes by the score of the
 * right one; of an embedding its length. NaN before a frame has it.
 */
export function sampleGradient({ data }: RunInfo, now: LaneFrame, sample: number): number {
  const n = data.y.length;
  if (now.embedding) {
    const { gradients } = now.embedding;
    const all = Array.from(
      { length: gradients.length / n },
      (_, d) => gradients[d * n + sample] ?? Number.NaN,
    );
    return Math.hypot(...all);
  }
  const output = data.task === 'multiclass' ? (data.y[sample] ?? 0) : 0;
  return now.gradients?.[output * n + sample] ?? Number.NaN;
}
