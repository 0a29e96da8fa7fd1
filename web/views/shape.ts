// SPDX-License-Identifier: Apache-2.0
// The loss and its gradient against the residual or the margin, one line a lane, the training samples riding on it.
import { type Box, drawAxes } from './axes.ts';
import { clipped } from './fit.ts';
import { markRadius } from './samples.ts';
import { extent, linear, type Scale } from './scale.ts';
import { type Context, type Draw, laneColor, laneDash, type Size, type Theme } from './theme.ts';

export interface Ride {
  /** Place of each sample on the horizontal axis, its loss and its gradient. */
  x: ArrayLike<number>;
  value: ArrayLike<number>;
  gradient: ArrayLike<number>;
}

export interface ShapeLane {
  lane: number;
  /** Of equal length: place on the axis, value and gradient of the loss. */
  x: ArrayLike<number>;
  value: ArrayLike<number>;
  gradient: ArrayLike<number>;
  samples?: Ride;
}

export interface ShapeData {
  lanes: readonly ShapeLane[];
  low: number;
  high: number;
  title: string;
  /** Words for the two panels. */
  value: string;
  gradient: string;
  /** Lane drawn strongest; −1: all alike. */
  selected: number;
  /** Index into the rides of the sample under the pointer; −1 for none. */
  active: number;
  /** The panels from the top; both where it does not say. */
  show?: readonly Panel[];
}

export const panelIds = ['value', 'gradient'] as const;
export type Panel = (typeof panelIds)[number];

const mostRiders = 400;

export const drawShape: Draw<ShapeData> = (ctx, size, data, theme) => {
  const { show = panelIds } = data;
  const boxes = panels(size, theme, show.length);
  for (const [i, what] of show.entries()) {
    const box = boxes[i];
    const lines = data.lanes.map((lane) => lane[what]);
    const title = i === show.length - 1 ? data.title : undefined;
    if (box) panel(ctx, box, range(lines, what === 'value'), { ...data, title }, what, data[what], theme);
  }
};

/** One panel, or one above the other, on one horizontal axis. */
function panels({ width, height }: Size, theme: Theme, count: number): Box[] {
  const em = theme.size;
  const left = 3.6 * em;
  const right = width - 0.9 * em;
  const top = 1.9 * em;
  const bottom = height - 2.8 * em;
  if (count === 1) return [{ left, right, top, bottom }];
  const middle = top + (bottom - top) * 0.55;
  return [
    { left, right, top, bottom: middle - 0.6 * em },
    { left, right, top: middle + 1.6 * em, bottom },
  ];
}

/** Room for all lines, with 0 always in it. */
function range(lines: readonly ArrayLike<number>[], fromZero: boolean): [number, number] {
  const [low, high] = extent(lines.flatMap((line) => Array.from(line))) ?? [0, 1];
  const pad = Math.max(high - low, 1e-9) * 0.08;
  return [fromZero && low >= 0 ? -pad / 2 : Math.min(0, low) - pad, Math.max(0, high) + pad];
}

function panel(
  ctx: Context,
  box: Box,
  [low, high]: [number, number],
  data: Omit<ShapeData, 'title'> & { title?: string },
  what: Panel,
  name: string,
  theme: Theme,
): void {
  const x = linear([data.low, data.high], [box.left, box.right]);
  const y = linear([low, high], [box.bottom, box.top]);
  drawAxes(ctx, box, { x, y }, { x: data.title, y: '' }, theme);
  ctx.fillStyle = theme.mute;
  ctx.textAlign = 'left';
  ctx.textBaseline = 'top';
  ctx.fillText(name, 0.9 * theme.size, box.top - 1.55 * theme.size);
  clipped(ctx, box, () => {
    zeroLine(ctx, box, x, y, theme);
    for (const lane of data.lanes) drawRiders(ctx, lane, what, x, y, data, theme);
    for (const lane of data.lanes) drawLine(ctx, lane, lane[what], x, y, data.selected, theme);
    for (const lane of data.lanes) drawActive(ctx, lane, what, x, y, data.active, theme);
  });
}

function zeroLine(ctx: Context, box: Box, x: Scale, y: Scale, theme: Theme): void {
  ctx.strokeStyle = theme.mute;
  ctx.globalAlpha = 0.5;
  ctx.lineWidth = 1;
  ctx.beginPath();
  const middle = Math.round(x.at(0)) + 0.5;
  const ground = Math.round(y.at(0)) + 0.5;
  ctx.moveTo(middle, box.top);
  ctx.lineTo(middle, box.bottom);
  ctx.moveTo(box.left, ground);
  ctx.lineTo(box.right, ground);
  ctx.stroke();
  ctx.globalAlpha = 1;
}

const fade = (lane: number, selected: number) => (selected >= 0 && selected !== lane ? 0.25 : 1);

function drawLine(
  ctx: Context,
  lane: ShapeLane,
  values: ArrayLike<number>,
  x: Scale,
  y: Scale,
  selected: number,
  theme: Theme,
): void {
  const width = theme.size * 0.18;
  ctx.globalAlpha = fade(lane.lane, selected);
  ctx.strokeStyle = laneColor(theme, lane.lane);
  ctx.lineWidth = width;
  ctx.lineJoin = 'round';
  ctx.setLineDash(laneDash(lane.lane, width));
  ctx.beginPath();
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? Number.NaN;
    if (Number.isFinite(value)) ctx.lineTo(x.at(lane.x[i] ?? 0), y.at(value));
  }
  ctx.stroke();
  ctx.setLineDash([]);
  ctx.globalAlpha = 1;
}

function drawRiders(
  ctx: Context,
  lane: ShapeLane,
  what: Panel,
  x: Scale,
  y: Scale,
  { selected }: Pick<ShapeData, 'selected'>,
  theme: Theme,
): void {
  const { samples } = lane;
  if (!samples) return;
  const radius = markRadius(samples.x.length, theme.size);
  const every = Math.ceil(samples.x.length / mostRiders);
  ctx.globalAlpha = 0.4 * fade(lane.lane, selected);
  ctx.fillStyle = laneColor(theme, lane.lane);
  ctx.beginPath();
  for (let i = 0; i < samples.x.length; i += every) {
    const px = x.at(samples.x[i] ?? Number.NaN);
    const py = y.at(samples[what][i] ?? Number.NaN);
    if (!Number.isFinite(px + py)) continue;
    ctx.moveTo(px + radius, py);
    ctx.arc(px, py, radius, 0, 2 * Math.PI);
  }
  ctx.fill();
  ctx.globalAlpha = 1;
}

function drawActive(
  ctx: Context,
  lane: ShapeLane,
  what: Panel,
  x: Scale,
  y: Scale,
  active: number,
  theme: Theme,
): void {
  const { samples } = lane;
  if (!samples || active < 0) return;
  const px = x.at(samples.x[active] ?? Number.NaN);
  const py = y.at(samples[what][active] ?? Number.NaN);
  if (!Number.isFinite(px + py)) return;
  ctx.fillStyle = laneColor(theme, lane.lane);
  ctx.strokeStyle = theme.ink;
  ctx.lineWidth = 1.5;
  ctx.beginPath();
  ctx.arc(px, py, 0.4 * theme.size, 0, 2 * Math.PI);
  ctx.fill();
  ctx.stroke();
}
