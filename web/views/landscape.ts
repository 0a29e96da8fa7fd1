// SPDX-License-Identifier: Apache-2.0
// The loss over a plane through weight space, from above: shades and contours, the way down, and where the lanes went.
import { type Box, drawAxes, type PlotAxis, plotBox, type Scales, scalesOf } from './axes.ts';
import { css, viridis } from './color.ts';
import { contour, type Point } from './contour.ts';
import { clipped } from './fit.ts';
import { formatNumber } from './format.ts';
import { extent } from './scale.ts';
import { type Context, type Draw, laneColor, laneDash, type Size, type Theme } from './theme.ts';

export interface Slice {
  size: number;
  arrows: number;
  x: { first: number; step: number; here: number };
  y: { first: number; step: number; here: number };
  /** [size × size], row 0 at the lowest y. */
  losses: ArrayLike<number>;
  descents: { x: ArrayLike<number>; y: ArrayLike<number> };
  /** One a lane. */
  tracks: readonly { x: ArrayLike<number>; y: ArrayLike<number> }[];
}

export interface LandscapeData {
  slice: Slice;
  /** Whose loss it is. */
  lane: number;
  titles: { x: string; y: string };
}

/** Shade of a loss: 0 at the least of a slice, 1 at the greatest, about logarithmic in the height above the least. */
export interface Shading {
  low: number;
  high: number;
  at(loss: number): number;
  loss(shade: number): number;
}

/** Heights below this share of the whole range are told apart linearly. */
const fineness = 0.01;
const levelCount = 11;

export function shadingOf(losses: ArrayLike<number>): Shading {
  const [low, high] = extent(Array.from(losses)) ?? [0, 0];
  const unit = (high - low) * fineness;
  const whole = Math.log1p(1 / fineness);
  return {
    low,
    high,
    at: (loss) => (unit > 0 ? Math.log1p((loss - low) / unit) / whole : 0),
    loss: (shade) => low + unit * Math.expm1(shade * whole),
  };
}

/** Losses at which contours are drawn: round numbers at about equal distances in shade. */
export function levelsOf(shading: Shading): number[] {
  const levels: number[] = [];
  for (let i = 1; i < levelCount; i++) {
    const exact = shading.loss(i / levelCount);
    const round = Number(exact.toPrecision(2));
    const level =
      Math.abs(shading.at(round) - i / levelCount) < 0.4 / levelCount ? round : Number(exact.toPrecision(4));
    if (level > (levels.at(-1) ?? shading.low) && level < shading.high) levels.push(level);
  }
  return levels;
}

const axisOf = ({ first, step }: Slice['x'], size: number): PlotAxis => ({
  name: '',
  unit: '',
  low: first,
  high: first + step * (size - 1),
});

export const landscapeScales = (size: Size, theme: Theme, slice: Slice): Scales =>
  scalesOf(plotBox(size, theme), axisOf(slice.x, slice.size), axisOf(slice.y, slice.size));

/** Bilinear between the points of the slice; NaN outside it and beside values that are not finite. */
export function lossAt(slice: Slice, x: number, y: number): number {
  const { size, losses } = slice;
  const column = (x - slice.x.first) / slice.x.step;
  const row = (y - slice.y.first) / slice.y.step;
  const slack = 1e-6;
  if (!(column >= -slack && column <= size - 1 + slack && row >= -slack && row <= size - 1 + slack))
    return Number.NaN;
  const i = Math.min(size - 2, Math.max(0, Math.floor(column)));
  const j = Math.min(size - 2, Math.max(0, Math.floor(row)));
  const [u, v] = [column - i, row - j];
  const at = (di: number, dj: number) => losses[(j + dj) * size + i + di] ?? Number.NaN;
  return (1 - v) * ((1 - u) * at(0, 0) + u * at(1, 0)) + v * ((1 - u) * at(0, 1) + u * at(1, 1));
}

/** What stays until there is a new slice. */
export const drawLandscape: Draw<LandscapeData> = (ctx, size, data, theme) => {
  const { slice } = data;
  const box = plotBox(size, theme);
  const scales = landscapeScales(size, theme, slice);
  const shading = shadingOf(slice.losses);
  drawShades(ctx, box, scales, slice, shading);
  drawAxes(ctx, box, scales, data.titles, theme, false);
  ctx.save();
  ctx.beginPath();
  ctx.rect(box.left, box.top, box.right - box.left, box.bottom - box.top);
  ctx.clip();
  drawContours(ctx, scales, slice, shading, theme);
  drawDescents(ctx, box, scales, slice, shading, theme);
  ctx.restore();
  clipped(ctx, box, () => drawTracks(ctx, scales, data, theme));
};

function drawShades(ctx: Context, box: Box, scales: Scales, slice: Slice, shading: Shading): void {
  const columns = Math.max(1, Math.round((box.right - box.left) / 2));
  const rows = Math.max(1, Math.round((box.bottom - box.top) / 2));
  const picture = new ImageData(columns, rows);
  for (let row = 0; row < rows; row++) {
    const y = scales.y.invert(box.top + ((row + 0.5) / rows) * (box.bottom - box.top));
    for (let column = 0; column < columns; column++) {
      const x = scales.x.invert(box.left + ((column + 0.5) / columns) * (box.right - box.left));
      const loss = lossAt(slice, x, y);
      if (!Number.isFinite(loss)) continue;
      const [r, g, b] = viridis(shading.at(loss));
      picture.data.set([r, g, b, 255], 4 * (row * columns + column));
    }
  }
  const canvas = new OffscreenCanvas(columns, rows);
  canvas.getContext('2d')?.putImageData(picture, 0, 0);
  ctx.drawImage(canvas, box.left, box.top, box.right - box.left, box.bottom - box.top);
}

/** Dark on the bright end of the colours, light on the dark one. */
const contrast = (shade: number, alpha: number) =>
  shade > 0.6 ? `rgba(0, 0, 0, ${alpha})` : `rgba(255, 255, 255, ${alpha})`;

function drawContours(ctx: Context, scales: Scales, slice: Slice, shading: Shading, theme: Theme): void {
  const { size } = slice;
  const shades = Float64Array.from(slice.losses, shading.at);
  const em = theme.size;
  const taken: Point[] = [];
  ctx.lineWidth = 1;
  ctx.lineJoin = 'round';
  for (const level of levelsOf(shading)) {
    const shade = shading.at(level);
    const lines = contour(shades, size, size, shade).map((line) =>
      line.map(
        ([column, row]): Point => [
          scales.x.at(slice.x.first + column * slice.x.step),
          scales.y.at(slice.y.first + row * slice.y.step),
        ],
      ),
    );
    ctx.strokeStyle = contrast(shade, 0.4);
    ctx.beginPath();
    for (const line of lines) trace(ctx, line);
    ctx.stroke();
    const longest = lines.reduce<Point[]>((best, line) => (line.length > best.length ? line : best), []);
    const place = labelPlace(longest, scales, taken, em);
    if (!place) continue;
    taken.push(place);
    label(ctx, formatNumber(level, 2), place, shade, em, theme);
  }
}

/** The place on a line that is furthest from its ends of those that keep clear of other labels and of the frame. */
function labelPlace(line: Point[], scales: Scales, taken: Point[], em: number): Point | undefined {
  const [left, right] = scales.x.range;
  const [bottom, top] = scales.y.range;
  const free = ([x, y]: Point) =>
    x > left + 2 * em &&
    x < right - 2 * em &&
    y < bottom - em &&
    y > top + em &&
    taken.every((other) => Math.abs(other[0] - x) > 4 * em || Math.abs(other[1] - y) > 1.6 * em);
  if (line.length < 8) return undefined;
  const middle = line.length / 2;
  return [...line.keys()]
    .sort((a, b) => Math.abs(a - middle) - Math.abs(b - middle))
    .map((i) => line[i] as Point)
    .find(free);
}

function label(ctx: Context, text: string, [x, y]: Point, shade: number, em: number, theme: Theme): void {
  ctx.font = `${0.85 * em}px ${theme.font}`;
  ctx.textAlign = 'center';
  ctx.textBaseline = 'middle';
  ctx.lineWidth = 3;
  ctx.strokeStyle = css(viridis(shade));
  ctx.strokeText(text, x, y);
  ctx.fillStyle = contrast(shade, 0.95);
  ctx.fillText(text, x, y);
  ctx.lineWidth = 1;
}

function drawDescents(
  ctx: Context,
  box: Box,
  scales: Scales,
  slice: Slice,
  shading: Shading,
  theme: Theme,
): void {
  const { arrows: count, descents } = slice;
  if (count === 0) return;
  const cell = { width: (box.right - box.left) / count, height: (box.bottom - box.top) / count };
  const across = Math.abs(scales.x.at(1) - scales.x.at(0));
  const up = Math.abs(scales.y.at(1) - scales.y.at(0));
  const moves = Array.from({ length: count * count }, (_, i) => {
    const dx = (descents.x[i] ?? 0) * across;
    const dy = -(descents.y[i] ?? 0) * up;
    return { dx, dy, size: Math.hypot(dx, dy) };
  });
  const most = Math.max(...moves.map(({ size }) => (Number.isFinite(size) ? size : 0)));
  if (!(most > 0)) return;
  // Gradients range over decades: the fourth root keeps the small ones legible.
  const longest = 0.8 * Math.min(cell.width, cell.height, 3 * theme.size);
  ctx.lineWidth = 1.25;
  moves.forEach(({ dx, dy, size }, i) => {
    if (!(size > most * 1e-6)) return;
    const x = box.left + ((i % count) + 0.5) * cell.width;
    const y = box.bottom - (Math.floor(i / count) + 0.5) * cell.height;
    const length = longest * (size / most) ** 0.25;
    const [ux, uy] = [dx / size, dy / size];
    const head = Math.min(0.3 * theme.size, 0.4 * length);
    const tip: Point = [x + (ux * length) / 2, y + (uy * length) / 2];
    ctx.strokeStyle = contrast(shading.at(lossAt(slice, scales.x.invert(x), scales.y.invert(y))), 0.7);
    ctx.beginPath();
    ctx.moveTo(x - (ux * length) / 2, y - (uy * length) / 2);
    ctx.lineTo(...tip);
    ctx.moveTo(tip[0] - head * (ux + 0.7 * uy), tip[1] - head * (uy - 0.7 * ux));
    ctx.lineTo(...tip);
    ctx.lineTo(tip[0] - head * (ux - 0.7 * uy), tip[1] - head * (uy + 0.7 * ux));
    ctx.stroke();
  });
}

function drawTracks(ctx: Context, scales: Scales, { slice, lane }: LandscapeData, theme: Theme): void {
  const width = theme.size * 0.2;
  const order = slice.tracks.map((_, i) => i).sort((a, b) => Number(a === lane) - Number(b === lane));
  for (const i of order) {
    const track = slice.tracks[i];
    if (!track || track.x.length === 0) continue;
    const points = Array.from(track.x, (x, t): Point => [scales.x.at(x), scales.y.at(track.y[t] ?? 0)]);
    ctx.lineJoin = 'round';
    ctx.beginPath();
    trace(ctx, points);
    ctx.strokeStyle = theme.panel;
    ctx.lineWidth = width + 2.5;
    ctx.stroke();
    ctx.strokeStyle = laneColor(theme, i);
    ctx.lineWidth = width;
    ctx.setLineDash(laneDash(i, width));
    ctx.stroke();
    ctx.setLineDash([]);
    dot(ctx, points[0] as Point, 0.28 * theme.size, theme.panel, laneColor(theme, i));
    dot(
      ctx,
      points.at(-1) as Point,
      (i === lane ? 0.5 : 0.38) * theme.size,
      laneColor(theme, i),
      theme.panel,
    );
  }
}

function trace(ctx: Context, points: readonly Point[]): void {
  for (const [i, [x, y]] of points.entries()) {
    if (i === 0) ctx.moveTo(x, y);
    else ctx.lineTo(x, y);
  }
}

function dot(ctx: Context, [x, y]: Point, radius: number, fill: string, edge: string): void {
  ctx.beginPath();
  ctx.arc(x, y, radius, 0, 2 * Math.PI);
  ctx.fillStyle = fill;
  ctx.fill();
  ctx.strokeStyle = edge;
  ctx.lineWidth = 2;
  ctx.stroke();
}
