// SPDX-License-Identifier: Apache-2.0
// Frame of a plot: margins, hairlines, tick labels, axis titles.
import { formatTick } from './format.ts';
import { linear, type Scale, ticks } from './scale.ts';
import type { Context, Size, Theme } from './theme.ts';

export interface PlotAxis {
  name: string;
  unit: string;
  low: number;
  high: number;
}

export interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

export interface Scales {
  x: Scale;
  y: Scale;
}

/** `name (unit)`, or the one of them there is. */
export const axisTitle = ({ name, unit }: Pick<PlotAxis, 'name' | 'unit'>) =>
  unit && name ? `${name} (${unit})` : name || unit;

/** The plotting area inside margins that hold the labels. */
export function plotBox({ width, height }: Size, theme: Theme): Box {
  const em = theme.size;
  return { left: 3.6 * em, top: 1.9 * em, right: width - 0.9 * em, bottom: height - 2.8 * em };
}

export function scalesOf(box: Box, x: PlotAxis, y: PlotAxis): Scales {
  return {
    x: linear([x.low, x.high], [box.left, box.right]),
    y: linear([y.low, y.high], [box.bottom, box.top]),
  };
}

/** About one tick in so many pixels. */
export const tickCount = (pixels: number, each: number) => Math.max(3, Math.floor(pixels / each));

/** Hairlines and labels. `grid` false leaves the hairlines out, for plots with a coloured ground; no `titles.x` leaves the lower axis out. */
export function drawAxes(
  ctx: Context,
  box: Box,
  scales: Scales,
  titles: { x?: string; y: string },
  theme: Theme,
  grid = true,
): void {
  const em = theme.size;
  ctx.font = `${em}px ${theme.font}`;
  ctx.fillStyle = theme.mute;
  ctx.strokeStyle = theme.line;
  ctx.lineWidth = 1;
  ctx.textBaseline = 'middle';
  ctx.textAlign = 'right';
  ctx.beginPath();
  for (const value of ticks(...scales.y.domain, tickCount(box.bottom - box.top, 3.4 * em))) {
    const y = Math.round(scales.y.at(value)) + 0.5;
    if (grid) line(ctx, box.left, y, box.right, y);
    ctx.fillText(formatTick(value), box.left - 0.6 * em, y);
  }
  ctx.stroke();
  ctx.textBaseline = 'top';
  ctx.textAlign = 'left';
  ctx.fillText(titles.y, 0.9 * em, 0.35 * em);
  if (titles.x !== undefined) drawLowerAxis(ctx, box, scales.x, titles.x, em);
}

function drawLowerAxis(ctx: Context, box: Box, scale: Scale, title: string, em: number): void {
  ctx.textAlign = 'center';
  ctx.beginPath();
  for (const value of ticks(...scale.domain, tickCount(box.right - box.left, 6 * em))) {
    const x = Math.round(scale.at(value)) + 0.5;
    line(ctx, x, box.bottom, x, box.bottom + 0.35 * em);
    ctx.fillText(formatTick(value), x, box.bottom + 0.5 * em);
  }
  ctx.stroke();
  ctx.textAlign = 'right';
  ctx.fillText(title, box.right, box.bottom + 1.65 * em);
}

function line(ctx: Context, x0: number, y0: number, x1: number, y1: number): void {
  ctx.moveTo(x0, y0);
  ctx.lineTo(x1, y1);
}
