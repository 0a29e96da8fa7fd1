// SPDX-License-Identifier: Apache-2.0
// A loss at the size of a stamp: its value solid, its slope dashed around the line in the middle, which is slope 0.
import { clipped } from './fit.ts';
import { extent, linear } from './scale.ts';
import { type Draw, laneColor, laneDash } from './theme.ts';

export interface SparkData {
  x: ArrayLike<number>;
  value: ArrayLike<number>;
  gradient: ArrayLike<number>;
}

/** The share of a picture that a pole may take from everything else: values beyond are cut off. */
const tail = 0.04;

/** Bounds without the last few values on either side, if these are far from the rest. */
function bounds(values: ArrayLike<number>): [number, number] {
  const all = Array.from(values).filter(Number.isFinite);
  const [low, high] = extent(all) ?? [0, 1];
  const sorted = all.sort((a, b) => a - b);
  const cut = Math.floor(sorted.length * tail);
  const [inner, outer] = [sorted[cut] ?? low, sorted.at(-1 - cut) ?? high];
  const room = 4 * (outer - inner);
  return room > 0 ? [Math.max(low, inner - room), Math.min(high, outer + room)] : [low, high];
}

export const drawSpark: Draw<SparkData> = (ctx, size, { x, value, gradient }, theme) => {
  const rim = 3;
  const box = { left: rim, top: rim, right: size.width - rim, bottom: size.height - rim };
  const across = linear(extent(Array.from(x)) ?? [0, 1], [box.left, box.right]);
  const [least, most] = bounds(value);
  const [steepDown, steepUp] = bounds(gradient);
  const steep = Math.max(Math.abs(steepDown), Math.abs(steepUp)) || 1;
  // A constant lies on the ground.
  const up = linear([Math.min(0, least), most > least ? most : least + 1], [box.bottom, box.top]);
  const slope = linear([-steep, steep], [box.bottom, box.top]);
  ctx.lineWidth = 1;
  ctx.strokeStyle = theme.line;
  ctx.beginPath();
  const middle = Math.round(slope.at(0)) + 0.5;
  ctx.moveTo(box.left, middle);
  ctx.lineTo(box.right, middle);
  const [left, right] = across.domain;
  if (left < 0 && right > 0) {
    const zero = Math.round(across.at(0)) + 0.5;
    ctx.moveTo(zero, box.top);
    ctx.lineTo(zero, box.bottom);
  }
  ctx.stroke();
  const width = 1.6;
  ctx.lineJoin = 'round';
  clipped(ctx, { left: 0, top: 0, right: size.width, bottom: size.height }, () => {
    for (const [lane, values, scale] of [
      [1, gradient, slope],
      [0, value, up],
    ] as const) {
      ctx.strokeStyle = laneColor(theme, lane);
      ctx.lineWidth = width;
      ctx.setLineDash(laneDash(lane, width));
      ctx.beginPath();
      for (let i = 0; i < values.length; i++) {
        const y = values[i] ?? Number.NaN;
        if (Number.isFinite(y)) ctx.lineTo(across.at(x[i] ?? 0), scale.at(y));
      }
      ctx.stroke();
    }
    ctx.setLineDash([]);
  });
};
