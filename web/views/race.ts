// SPDX-License-Identifier: Apache-2.0
// Optimisers on their way down a landscape, seen from above. The ground is drawn by landscape.ts.
import { plotBox, type Scales } from './axes.ts';
import { clipped } from './fit.ts';
import { type Context, type Draw, laneColor, laneDashes, type Theme } from './theme.ts';

export interface RaceData {
  scales: Scales;
  /** Where the racers are on this step. */
  step: number;
  start: readonly [number, number];
  minima: readonly (readonly [number, number])[];
  racers: readonly { x: ArrayLike<number>; y: ArrayLike<number> }[];
}

/** Colours come again after four; dashes are then others, so that six racers can be told apart. */
export const racerDash = (racer: number, width: number) =>
  (laneDashes[(racer + 2 * Math.floor(racer / 4)) % laneDashes.length] ?? []).map((part) => part * width);

export const drawRace: Draw<RaceData> = (ctx, size, data, theme) => {
  const { scales, minima, racers, start } = data;
  const em = theme.size;
  clipped(ctx, plotBox(size, theme), () => {
    for (const [x, y] of minima) cross(ctx, scales.x.at(x), scales.y.at(y), 0.4 * em);
    for (const i of racers.keys()) path(ctx, data, i, theme);
    ring(ctx, scales.x.at(start[0]), scales.y.at(start[1]), 0.4 * em, theme);
    for (const i of racers.keys()) ball(ctx, data, i, theme);
  });
};

const lastOf = ({ step, racers }: RaceData, i: number) => Math.min(step, (racers[i]?.x.length ?? 0) - 1);

function path(ctx: Context, data: RaceData, i: number, theme: Theme): void {
  const { scales, racers } = data;
  const racer = racers[i];
  const last = lastOf(data, i);
  if (!racer || last < 1) return;
  const width = 0.18 * theme.size;
  ctx.lineJoin = 'round';
  ctx.beginPath();
  for (let t = 0; t <= last; t++)
    ctx.lineTo(bounded(scales.x.at(racer.x[t] ?? 0)), bounded(scales.y.at(racer.y[t] ?? 0)));
  ctx.strokeStyle = theme.panel;
  ctx.lineWidth = width + 2;
  ctx.stroke();
  ctx.strokeStyle = laneColor(theme, i);
  ctx.lineWidth = width;
  ctx.setLineDash(racerDash(i, width));
  ctx.stroke();
  ctx.setLineDash([]);
}

// A racer may leave for places whose pixels no canvas can count.
const bounded = (pixel: number) => Math.min(1e5, Math.max(-1e5, pixel));

function ball(ctx: Context, data: RaceData, i: number, theme: Theme): void {
  const { scales, racers } = data;
  const racer = racers[i];
  const last = lastOf(data, i);
  if (!racer || last < 0) return;
  ctx.beginPath();
  ctx.arc(
    bounded(scales.x.at(racer.x[last] ?? 0)),
    bounded(scales.y.at(racer.y[last] ?? 0)),
    0.46 * theme.size,
    0,
    2 * Math.PI,
  );
  ctx.fillStyle = laneColor(theme, i);
  ctx.fill();
  ctx.strokeStyle = theme.panel;
  ctx.lineWidth = 2;
  ctx.stroke();
}

function ring(ctx: Context, x: number, y: number, radius: number, theme: Theme): void {
  ctx.beginPath();
  ctx.arc(x, y, radius, 0, 2 * Math.PI);
  ctx.strokeStyle = theme.panel;
  ctx.lineWidth = 4;
  ctx.stroke();
  ctx.strokeStyle = theme.ink;
  ctx.lineWidth = 1.5;
  ctx.stroke();
}

function cross(ctx: Context, x: number, y: number, reach: number): void {
  for (const [color, width] of [
    ['rgba(0, 0, 0, 0.6)', 4],
    ['#fff', 2],
  ] as const) {
    ctx.beginPath();
    ctx.moveTo(x - reach, y - reach);
    ctx.lineTo(x + reach, y + reach);
    ctx.moveTo(x - reach, y + reach);
    ctx.lineTo(x + reach, y - reach);
    ctx.strokeStyle = color;
    ctx.lineWidth = width;
    ctx.stroke();
  }
}
