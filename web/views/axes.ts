// SPDX-License-Identifier: Apache-2.0
// Frame of a plot: margins, hairlines, tick labels, axis titles.
import { formatTick } from './format.ts';
import { linear, type Scale } from './scale.ts';
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

/** Axes that measure alike get one scale, so that a circle is one; not where the picture would be a mere strip. */
export function evenBox(box: Box, x: PlotAxis, y: PlotAxis): Box {
  const across = x.high - x.low;
  const up = y.high - y.low;
  const alike = x.unit === y.unit && across > 0 && across <= 3 * up && up <= 3 * across;
  if (!alike) return box;
  const scale = Math.min((box.right - box.left) / across, (box.bottom - box.top) / up);
  const left = (box.left + box.right - across * scale) / 2;
  return { ...box, left, right: left + across * scale, bottom: box.top + up * scale };
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
  for (const value of scales.y.ticks(tickCount(box.bottom - box.top, 3.4 * em))) {
    const y = Math.round(scales.y.at(value)) + 0.5;
    if (grid) line(ctx, box.left, y, box.right, y);
    ctx.fillText(formatTick(value), box.left - 0.6 * em, y);
  }
  ctx.stroke();
  ctx.textBaseline = 'top';
  ctx.textAlign = 'left';
  ctx.fillText(titles.y, box.left - 2.7 * em, 0.35 * em);
  if (titles.x !== undefined) drawLowerAxis(ctx, box, scales.x, titles.x, em);
}

function drawLowerAxis(ctx: Context, box: Box, scale: Scale, title: string, em: number): void {
  ctx.textAlign = 'center';
  ctx.beginPath();
  for (const value of scale.ticks(tickCount(box.right - box.left, 6 * em))) {
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
