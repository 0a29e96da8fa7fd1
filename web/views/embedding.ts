// SPDX-License-Identifier: Apache-2.0
// Where models put samples, a panel a lane: a mark each, arrows along −∂L/∂e, and every class by name at its mean.
import { type Box, evenBox, type Scales, scalesOf } from './axes.ts';
import { clipped } from './fit.ts';
import { arrowSamples, drawMarks, drawRing } from './samples.ts';
import { type Interval, padded } from './scale.ts';
import { type Context, classColor, type Draw, laneColor, type Size, type Theme } from './theme.ts';

/** Two numbers a sample. */
export interface Pair {
  x: ArrayLike<number>;
  y: ArrayLike<number>;
}

export interface EmbeddingPanel {
  lane: number;
  title: string;
  places: Pair;
  gradients: Pair;
  ranges: { x: Interval; y: Interval };
}

export interface EmbeddingData {
  panels: readonly EmbeddingPanel[];
  label: ArrayLike<number>;
  part: ArrayLike<number>;
  outlier: ArrayLike<number>;
  classes: readonly string[];
  /** Sample under the pointer; −1 for none. */
  active: number;
}

const mostArrows = 120;
/** In units of the type size. */
const longestArrow = 3.5;

/** As many side by side as makes squares the largest. */
export function embeddingBoxes(size: Size, panels: number): { left: number; top: number; size: Size }[] {
  const side = (across: number) => Math.min(size.width / across, size.height / Math.ceil(panels / across));
  const counts = Array.from({ length: panels }, (_, i) => panels - i);
  const across = counts.reduce((best, count) => (side(count) > side(best) ? count : best), panels);
  const width = size.width / across;
  const height = size.height / Math.ceil(panels / across);
  return Array.from({ length: panels }, (_, i) => ({
    left: (i % across) * width,
    top: Math.floor(i / across) * height,
    size: { width, height },
  }));
}

export function embeddingScales(
  size: Size,
  ranges: EmbeddingPanel['ranges'],
  theme: Theme,
): Scales & { box: Box } {
  const [x, y] = [ranges.x, ranges.y].map(([low, high]) => ({ name: '', unit: '', low, high })) as [
    Parameters<typeof evenBox>[1],
    Parameters<typeof evenBox>[2],
  ];
  const em = theme.size;
  const room = { left: em, top: 1.9 * em, right: size.width - em, bottom: size.height - em };
  const box = evenBox(room, x, y);
  return { box, ...scalesOf(box, x, y) };
}

/** Round what holds all places, and as wide as high; `before` for as long as they fill enough of it. */
export function embeddingRanges(places: Pair, before?: EmbeddingPanel['ranges']): EmbeddingPanel['ranges'] {
  const x = bounds(places.x);
  const y = bounds(places.y);
  const side = Math.max(x[1] - x[0], y[1] - y[0], 1e-6);
  if (before) {
    const inside = (now: Interval, kept: Interval) => now[0] >= kept[0] && now[1] <= kept[1];
    const kept = before.x[1] - before.x[0];
    if (inside(x, before.x) && inside(y, before.y) && side > kept * 0.55) return before;
  }
  const square = ([low, high]: Interval): Interval => {
    const middle = (low + high) / 2;
    return padded([middle - side / 2, middle + side / 2], 0.12);
  };
  return { x: square(x), y: square(y) };
}

function bounds(values: ArrayLike<number>): Interval {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? Number.NaN;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return low <= high ? [low, high] : [-1, 1];
}

export const drawEmbedding: Draw<EmbeddingData> = (ctx, size, data, theme) => {
  const boxes = embeddingBoxes(size, data.panels.length);
  for (const [i, panel] of data.panels.entries()) {
    const at = boxes[i];
    if (!at) continue;
    ctx.save();
    ctx.translate(at.left, at.top);
    drawPanel(ctx, at.size, panel, data, theme);
    ctx.restore();
  }
};

function drawPanel(ctx: Context, size: Size, panel: EmbeddingPanel, data: EmbeddingData, theme: Theme): void {
  const { box, ...scales } = embeddingScales(size, panel.ranges, theme);
  const { places } = panel;
  drawFrame(ctx, box, scales, panel, theme);
  const x = Float64Array.from(places.x, scales.x.at);
  const y = Float64Array.from(places.y, scales.y.at);
  clipped(ctx, box, () => {
    drawMarks(ctx, { ...data, x, y }, theme);
    drawPulls(ctx, panel, data, { x, y }, theme);
    drawNames(ctx, data, { x, y }, theme);
    const [ringX, ringY] = [x[data.active], y[data.active]];
    if (ringX !== undefined && ringY !== undefined) drawRing(ctx, ringX, ringY, x.length, theme);
  });
}

/** The numbers of an embedding have no unit: where 0 is, is all there is to say of its axes. */
function drawFrame(ctx: Context, box: Box, scales: Scales, panel: EmbeddingPanel, theme: Theme): void {
  const em = theme.size;
  ctx.strokeStyle = theme.line;
  ctx.lineWidth = 1;
  ctx.strokeRect(box.left, box.top, box.right - box.left, box.bottom - box.top);
  const [x, y] = [scales.x.at(0), scales.y.at(0)].map((at) => Math.round(at) + 0.5) as [number, number];
  ctx.beginPath();
  if (x > box.left && x < box.right) {
    ctx.moveTo(x, box.top);
    ctx.lineTo(x, box.bottom);
  }
  if (y > box.top && y < box.bottom) {
    ctx.moveTo(box.left, y);
    ctx.lineTo(box.right, y);
  }
  ctx.stroke();
  ctx.font = `${em}px ${theme.font}`;
  ctx.textAlign = 'left';
  ctx.textBaseline = 'top';
  ctx.fillStyle = laneColor(theme, panel.lane);
  ctx.fillText(panel.title, box.left, 0.35 * em);
}

/** The longest arrow is that of the largest gradient. */
function drawPulls(ctx: Context, panel: EmbeddingPanel, data: EmbeddingData, at: Pair, theme: Theme): void {
  const { x, y } = panel.gradients;
  const shown = arrowSamples(data.part, data.outlier, mostArrows);
  const length = (i: number) => Math.hypot(x[i] ?? 0, y[i] ?? 0);
  const most = shown.reduce((sofar, i) => Math.max(sofar, length(i)), 0);
  if (!(most > 0)) return;
  const scale = (longestArrow * theme.size) / most;
  ctx.strokeStyle = laneColor(theme, panel.lane);
  ctx.lineWidth = Math.max(1, theme.size * 0.09);
  ctx.globalAlpha = 0.7;
  ctx.beginPath();
  for (const i of shown) {
    const across = -(x[i] ?? 0) * scale;
    const down = (y[i] ?? 0) * scale;
    const far = Math.hypot(across, down);
    if (far < 1.5) continue;
    const [fromX, fromY] = [at.x[i] ?? 0, at.y[i] ?? 0];
    const [tipX, tipY] = [fromX + across, fromY + down];
    const head = Math.min(0.5, (0.32 * theme.size) / far);
    ctx.moveTo(fromX, fromY);
    ctx.lineTo(tipX, tipY);
    for (const side of [-0.7, 0.7]) {
      ctx.moveTo(tipX, tipY);
      ctx.lineTo(tipX - head * (across - side * down), tipY - head * (down + side * across));
    }
  }
  ctx.stroke();
  ctx.globalAlpha = 1;
}

function drawNames(ctx: Context, data: EmbeddingData, at: Pair, theme: Theme): void {
  ctx.font = `600 ${1.15 * theme.size}px ${theme.font}`;
  ctx.textAlign = 'center';
  ctx.textBaseline = 'middle';
  ctx.lineJoin = 'round';
  for (const [label, name] of data.classes.entries()) {
    let [x, y, count] = [0, 0, 0];
    for (let i = 0; i < at.x.length; i++) {
      if (data.label[i] !== label || data.part[i] !== 0) continue;
      x += at.x[i] ?? 0;
      y += at.y[i] ?? 0;
      count++;
    }
    if (count === 0) continue;
    ctx.lineWidth = 0.35 * theme.size;
    ctx.strokeStyle = theme.panel;
    ctx.strokeText(name, x / count, y / count);
    ctx.fillStyle = classColor(theme, label);
    ctx.fillText(name, x / count, y / count);
  }
}
