// SPDX-License-Identifier: Apache-2.0
// Histograms of the lanes on one axis, as outlines of equal area, so that a lane with other bins can be compared.
import { formatTick } from './format.ts';
import { linear } from './scale.ts';
import { type Draw, laneColor, laneDash } from './theme.ts';

/** Counts over equal bins from low to high. */
export interface Histogram {
  low: number;
  high: number;
  counts: readonly number[];
}

export interface HistogramData {
  /** Of each lane; undefined where it has no such numbers. */
  lanes: readonly (Histogram | undefined)[];
  /** The lane pointed at; −1 for none. */
  lane: number;
}

/** What all lanes lie in; undefined where there are no numbers. */
export function rangeOf(lanes: HistogramData['lanes']): [number, number] | undefined {
  const there = lanes.filter((each) => each?.counts.some((count) => count > 0));
  if (there.length === 0) return undefined;
  return [
    Math.min(...there.map((each) => each?.low ?? 0)),
    Math.max(...there.map((each) => each?.high ?? 0)),
  ];
}

/** Counts as a density: share of the numbers a unit of the axis. A histogram of one value is a narrow box. */
function densities({ low, high, counts }: Histogram, span: number): { width: number; values: number[] } {
  const total = counts.reduce((sum, count) => sum + count, 0) || 1;
  const width = high > low ? (high - low) / counts.length : span / counts.length;
  return { width, values: counts.map((count) => count / total / width) };
}

export const drawHistogram: Draw<HistogramData> = (ctx, size, { lanes, lane }, theme) => {
  const range = rangeOf(lanes);
  if (!range) return;
  const [low, high] = range;
  const room = (high - low || Math.abs(high) || 1) * 0.04;
  const em = theme.size;
  const bottom = size.height - em * 1.5;
  const across = linear([low - room, high + room], [2, size.width - 2]);
  const all = lanes.map((each) => each && densities(each, 25 * room));
  const most = Math.max(...all.flatMap((each) => each?.values ?? []));
  // A spike would flatten the rest: heights are as square roots.
  const up = linear([0, Math.sqrt(most)], [bottom, 3]);
  ctx.strokeStyle = theme.line;
  ctx.lineWidth = 1;
  ctx.beginPath();
  ctx.moveTo(0, Math.round(bottom) + 0.5);
  ctx.lineTo(size.width, Math.round(bottom) + 0.5);
  const zero = Math.round(across.at(0)) + 0.5;
  if (low < 0 && high > 0) {
    ctx.moveTo(zero, 0);
    ctx.lineTo(zero, bottom);
  }
  ctx.stroke();
  all.forEach((each, k) => {
    const from = lanes[k];
    if (!each || !from) return;
    ctx.globalAlpha = lane >= 0 && lane !== k ? 0.25 : 1;
    ctx.strokeStyle = laneColor(theme, k);
    ctx.lineWidth = 1.5;
    ctx.setLineDash(laneDash(k, 1.5));
    ctx.beginPath();
    ctx.moveTo(across.at(from.low), bottom);
    each.values.forEach((value, i) => {
      const y = up.at(Math.sqrt(value));
      ctx.lineTo(across.at(from.low + i * each.width), y);
      ctx.lineTo(across.at(from.low + (i + 1) * each.width), y);
    });
    ctx.lineTo(across.at(from.low + each.values.length * each.width), bottom);
    ctx.stroke();
  });
  ctx.globalAlpha = 1;
  ctx.setLineDash([]);
  ctx.fillStyle = theme.mute;
  ctx.font = `${em}px ${theme.font}`;
  ctx.textBaseline = 'bottom';
  for (const [value, align, x] of [
    [low, 'left', 0],
    [high, 'right', size.width],
  ] as const) {
    ctx.textAlign = align;
    ctx.fillText(formatTick(Number(value.toPrecision(2))), x, size.height);
  }
};
