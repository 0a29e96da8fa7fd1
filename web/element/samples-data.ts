// SPDX-License-Identifier: Apache-2.0
// The rows of the table of samples.
import type { CheckedWeight, Frame, Inspection, RunInfo } from '../engine/types.ts';
import { formatNumber } from '../views/format.ts';
import { sampleGradient } from './sample-gradient.ts';

export type Column = 'sample' | 'target' | 'prediction' | 'loss' | 'gradient' | 'share';

export interface SampleRow {
  sample: number;
  validation: boolean;
  /** The class, or the number. */
  target: number;
  targetText: string;
  /** The number, the score, or among several classes the one that is answered. */
  prediction: number;
  predictionText: string;
  loss: number;
  /** See sampleGradient(). */
  gradient: number;
  /** Of the sum of ‖∇ℓᵢ‖ over the training part; NaN before it is known. */
  share: number;
}

export function sampleRows(
  info: RunInfo,
  frame: Frame,
  lane: number,
  seen: Inspection | undefined,
): SampleRow[] {
  const { data } = info;
  const now = frame.lanes[lane];
  if (!now?.predictions || !now.losses) return [];
  const { predictions, losses } = now;
  const n = data.y.length;
  const outputs = predictions.length / n;
  const answer = (i: number) => {
    let best = 0;
    for (let c = 1; c < outputs; c++)
      if ((predictions[c * n + i] ?? 0) > (predictions[best * n + i] ?? 0)) best = c;
    return best;
  };
  return Array.from(data.y, (target, i) => {
    const several = data.task === 'multiclass';
    const prediction = several ? answer(i) : (predictions[i] ?? Number.NaN);
    const label = several ? prediction : Number(prediction > 0);
    return {
      sample: i,
      validation: data.part[i] !== 0,
      target,
      targetText:
        data.task === 'regression' ? formatNumber(target) : (data.classes[target] ?? String(target)),
      prediction,
      predictionText: several
        ? (data.classes[label] ?? String(label))
        : data.task === 'binary'
          ? `${formatNumber(prediction)} ${label === target ? '✓' : '✗'}`
          : formatNumber(prediction),
      loss: losses[i] ?? Number.NaN,
      gradient: sampleGradient(info, now, i),
      share: seen?.shares.length === n ? (seen.shares[i] ?? Number.NaN) : Number.NaN,
    };
  });
}

/** Gradients by size, whatever their sign; what is no number comes last. */
export function sorted(rows: readonly SampleRow[], by: Column, up: boolean): SampleRow[] {
  const key = (row: SampleRow) => (by === 'gradient' ? Math.abs(row.gradient) : row[by]);
  const rank = (row: SampleRow) => {
    const value = key(row);
    return Number.isNaN(value) ? Number.POSITIVE_INFINITY : up ? value : -value;
  };
  return [...rows].sort((a, b) => rank(a) - rank(b) || a.sample - b.sample);
}

/** Of analytic and numeric derivative, as a share of the largest of them. */
export function largestDifference(checked: readonly CheckedWeight[]): number {
  const scale = Math.max(...checked.map(({ numeric }) => Math.abs(numeric)), 1e-12);
  return Math.max(...checked.map(({ analytic, numeric }) => Math.abs(analytic - numeric))) / scale;
}
