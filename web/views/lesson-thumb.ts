// SPDX-License-Identifier: Apache-2.0
// A lesson on a stamp: its samples, and what each lane's model makes of them as a line in the colour of the lane.
import { boundaries } from './boundary.ts';
import { extent, linear, padded } from './scale.ts';
import { type Context, classColor, type Draw, laneColor, laneDash, type Theme } from './theme.ts';
import { drawThumb, type ThumbData } from './thumb.ts';

type Range = { low: number; high: number };

export interface LessonThumbData extends ThumbData {
  inputs: readonly Range[];
  target: Range;
  /** One a lane: the model over the range of the first input, or [outputs × side × side] over the first two. */
  fields: readonly ArrayLike<number>[];
  side: number;
}

const lineWidth = 2;

export const drawLessonThumb: Draw<LessonThumbData> = (ctx, size, data, theme) => {
  const [first, second] = data.inputs;
  const [across = []] = data.x;
  if (data.image || !first) {
    // Images lie in a square: it goes to the middle.
    const square = Math.min(size.width, size.height);
    ctx.translate((size.width - square) / 2, 0);
    drawThumb(ctx, { width: square, height: square }, data, theme);
    return;
  }
  const up = data.x[1] ?? data.y;
  const range = second ?? { low: 0, high: 1 };
  const [low, high] = second
    ? [range.low, range.high]
    : padded(extent(Array.from(data.y)) ?? [data.target.low, data.target.high], 0.08);
  const x = linear([first.low, first.high], [0, size.width]);
  const y = linear([low, high], [size.height, 0]);
  for (let i = 0; i < across.length; i++) {
    ctx.fillStyle = data.task === 'regression' ? theme.mute : classColor(theme, data.y[i] ?? 0);
    ctx.beginPath();
    ctx.arc(x.at(across[i] ?? 0), y.at(up[i] ?? 0), 1.7, 0, 2 * Math.PI);
    ctx.fill();
  }
  for (const [lane, field] of data.fields.entries()) {
    ctx.beginPath();
    if (second) {
      for (const line of boundaries(field, data.side))
        trace(
          ctx,
          line.map(([column, row]) => [
            (column / (data.side - 1)) * size.width,
            size.height * (1 - row / (data.side - 1)),
          ]),
        );
    } else {
      trace(
        ctx,
        Array.from(field, (value, i) => [(i / (field.length - 1)) * size.width, y.at(value)]),
      );
    }
    stroke(ctx, lane, theme);
  }
};

function trace(ctx: Context, points: readonly (readonly [number, number])[]): void {
  let pen = false;
  for (const [x, y] of points) {
    if (pen) ctx.lineTo(x, y);
    else ctx.moveTo(x, y);
    pen = Number.isFinite(y);
  }
}

function stroke(ctx: Context, lane: number, theme: Theme): void {
  ctx.lineJoin = 'round';
  ctx.strokeStyle = theme.panel;
  ctx.lineWidth = lineWidth + 2;
  ctx.stroke();
  ctx.strokeStyle = laneColor(theme, lane);
  ctx.lineWidth = lineWidth;
  ctx.setLineDash(laneDash(lane, lineWidth));
  ctx.stroke();
  ctx.setLineDash([]);
}
