// SPDX-License-Identifier: Apache-2.0
// Where the samples ride on the shape of their loss: the axis is the residual (regression), the margin (two classes), or the
// score of the true class over the others together (several classes).
import type { Curve, DataInfo, LaneFrame } from '../engine/types.ts';
import { roundUp } from '../views/scale.ts';
import type { Ride, ShapeLane } from '../views/shape.ts';

/** Prediction that stands at 0 of the axis for a target, and the target itself: what `curve` is asked for. */
export interface Origin {
  target: number;
  prediction: number;
}

export function originOf(data: DataInfo): Origin {
  if (data.task === 'regression') {
    const mean = data.y.reduce((sum, y) => sum + y, 0) / Math.max(1, data.y.length);
    return { target: mean, prediction: mean };
  }
  if (data.task === 'binary') return { target: 1, prediction: 0 };
  // With every other score at 0 their log-sum-exp is log(C − 1), which the axis takes off.
  return { target: 0, prediction: Math.log(Math.max(1, data.classes.length - 1)) };
}

/** Place, loss and gradient along the axis of each training sample; NaN for the others. */
export function ridesOf(data: DataInfo, lane: LaneFrame): Ride | undefined {
  const { predictions, gradients, losses } = lane;
  if (!predictions || !gradients || !losses) return undefined;
  const n = data.y.length;
  const x = new Float64Array(n).fill(Number.NaN);
  const gradient = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    if (data.part[i] !== 0) continue;
    const y = data.y[i] ?? 0;
    const output = data.task === 'multiclass' ? y : 0;
    const score = predictions[output * n + i] ?? Number.NaN;
    const slope = gradients[output * n + i] ?? Number.NaN;
    const sign = data.task === 'binary' && y === 0 ? -1 : 1;
    x[i] = data.task === 'regression' ? score - y : sign * score - rest(data, predictions, i);
    gradient[i] = sign * slope;
  }
  return { x, gradient, value: losses };
}

/** Log-sum-exp of the scores of the other classes; 0 unless there are several. */
function rest(data: DataInfo, predictions: ArrayLike<number>, i: number): number {
  if (data.task !== 'multiclass') return 0;
  const n = data.y.length;
  const scores = data.classes.map((_, k) => predictions[k * n + i] ?? 0).filter((_, k) => k !== data.y[i]);
  const top = Math.max(...scores);
  return top + Math.log(scores.reduce((sum, score) => sum + Math.exp(score - top), 0));
}

/** Half the axis: room for every sample in round steps, kept while the samples fill at least a third of it. */
export function reachOf(rides: readonly (Ride | undefined)[], before: number): number {
  let most = 0;
  for (const ride of rides) {
    for (let i = 0; i < (ride?.x.length ?? 0); i++) {
      const size = Math.abs(ride?.x[i] ?? 0);
      if (size > most && Number.isFinite(size)) most = size;
    }
  }
  if (most === 0) return before || 1;
  return most > before || most < before / 3 ? roundUp(most * 1.05) : before;
}

/** A curve of the engine on the axis; `mirrored` for the other of two classes. */
export function onShapeAxis(lane: number, curve: Curve, origin: Origin, mirrored = false): ShapeLane {
  const sign = mirrored ? -1 : 1;
  return {
    lane,
    x: Float64Array.from(curve.prediction, (value) => sign * (value - origin.prediction)),
    value: curve.value,
    gradient: Float64Array.from(curve.gradient, (value) => sign * value),
  };
}

/** Whether a loss treats the two classes alike, so that one line says it all. */
export function sameShape(a: ShapeLane, b: ShapeLane): boolean {
  const n = a.value.length;
  const size = Math.max(...Array.from(a.value, Math.abs).filter(Number.isFinite), 1e-12);
  // `b` is mirrored: its points run the other way.
  return Array.from(a.value).every((value, i) => Math.abs(value - (b.value[n - 1 - i] ?? 0)) <= 1e-3 * size);
}
