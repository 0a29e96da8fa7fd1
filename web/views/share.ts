// SPDX-License-Identifier: Apache-2.0
// Who steers a training step: each training sample's share of the gradient by the predictions, as one strip. Outliers
// stand first, the others from the largest to the smallest.
import { css, mix, parseColor } from './color.ts';
import { type Draw, laneColor } from './theme.ts';

export interface Shares {
  /** Training samples as they stand in the strip. */
  order: readonly number[];
  /** What each of them has of the sum, in the order of the strip. */
  share: Float64Array;
  /** How many of them are outliers, and what these have together. */
  outliers: number;
  ofOutliers: number;
  /** What the tenth of the samples that pull hardest have together. */
  ofTopTenth: number;
}

/** `gradients` [outputs × n] by the predictions; a sample counts by its gradient's length. Nothing where all are 0. */
export function sharesOf(
  gradients: ArrayLike<number>,
  part: ArrayLike<number>,
  outlier: ArrayLike<number>,
): Shares | undefined {
  const n = part.length;
  const size = new Float64Array(n);
  let sum = 0;
  for (let i = 0; i < n; i++) {
    if (part[i] !== 0) continue;
    let squares = 0;
    for (let at = i; at < gradients.length; at += n) squares += (gradients[at] ?? 0) ** 2;
    size[i] = Math.sqrt(squares);
    sum += size[i] ?? 0;
  }
  if (!(sum > 0 && Number.isFinite(sum))) return undefined;
  const by = (a: number, b: number) => (size[b] ?? 0) - (size[a] ?? 0);
  const train = Array.from({ length: n }, (_, i) => i).filter((i) => part[i] === 0);
  train.sort(by);
  const total = (samples: readonly number[]) => samples.reduce((all, i) => all + (size[i] ?? 0), 0) / sum;
  const far = train.filter((i) => outlier[i] === 1);
  const order = [...far, ...train.filter((i) => outlier[i] !== 1)];
  return {
    order,
    share: Float64Array.from(order, (i) => (size[i] ?? 0) / sum),
    outliers: far.length,
    ofOutliers: total(far),
    ofTopTenth: total(train.slice(0, Math.ceil(train.length / 10))),
  };
}

export interface ShareData {
  lane: number;
  shares?: Shares | undefined;
  /** The sample that is pointed at, or −1. */
  active: number;
}

export const drawShares: Draw<ShareData> = (ctx, { width, height }, { lane, shares, active }, theme) => {
  if (!shares) return;
  const color = laneColor(theme, lane);
  // Neighbours differ a little, so that one sees where a sample ends.
  const pale = css(mix(parseColor(theme.panel), parseColor(color), 0.6));
  let at = 0;
  shares.order.forEach((sample, k) => {
    const wide = (shares.share[k] ?? 0) * width;
    ctx.fillStyle = k < shares.outliers ? theme.ink : k % 2 === 0 ? color : pale;
    ctx.fillRect(at, 3, wide + 0.3, height - 6);
    if (k < shares.outliers) {
      ctx.fillStyle = theme.panel;
      ctx.fillRect(at + wide - 0.5, 3, 0.5, height - 6);
    }
    if (sample === active) {
      ctx.strokeStyle = theme.ink;
      ctx.lineWidth = 2;
      ctx.strokeRect(at - 1, 1, Math.max(wide, 1) + 2, height - 2);
    }
    at += wide;
  });
};
