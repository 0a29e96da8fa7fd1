// SPDX-License-Identifier: Apache-2.0
// Samples as marks: filled in training, hollow in validation; the shape tells the class, an outlier is a diamond.
import { roundUp } from './scale.ts';
import { type Context, classColor, type Theme } from './theme.ts';

export interface Marks {
  /** Pixels. */
  x: ArrayLike<number>;
  y: ArrayLike<number>;
  /** 0 train, 1 validation. */
  part: ArrayLike<number>;
  outlier: ArrayLike<number>;
  /** Class of each sample, or a colour of its own; without, all are grey. */
  label?: ArrayLike<number>;
  color?: (sample: number) => string;
}

/** Smaller marks for more samples; never below what a finger's dot can show. */
export const markRadius = (count: number, em: number) =>
  em * Math.max(0.13, Math.min(0.28, 4.2 / Math.sqrt(count)));

export function drawMarks(ctx: Context, marks: Marks, theme: Theme): void {
  const radius = markRadius(marks.x.length, theme.size);
  const order = [0, 1].flatMap((part) => [0, 1].map((outlier) => [part, outlier] as const));
  ctx.lineWidth = Math.max(1.2, radius * 0.45);
  for (const [part, outlier] of order) {
    for (let i = 0; i < marks.x.length; i++) {
      if (marks.part[i] !== part || marks.outlier[i] !== outlier) continue;
      drawMark(ctx, marks, i, radius, theme);
    }
  }
}

/** A ring around the sample that is pointed at. */
export function drawRing(ctx: Context, x: number, y: number, count: number, theme: Theme): void {
  ctx.strokeStyle = theme.ink;
  ctx.lineWidth = 1.5;
  ctx.beginPath();
  ctx.arc(x, y, markRadius(count, theme.size) + 5, 0, 2 * Math.PI);
  ctx.stroke();
}

function drawMark(ctx: Context, marks: Marks, i: number, radius: number, theme: Theme): void {
  const label = marks.label?.[i];
  const outlier = marks.outlier[i] === 1;
  const grey = outlier ? theme.ink : theme.mute;
  const color = marks.color?.(i) ?? (label === undefined ? grey : classColor(theme, label));
  const x = marks.x[i] ?? 0;
  const y = marks.y[i] ?? 0;
  ctx.beginPath();
  if (outlier && label === undefined) shape(ctx, x, y, radius * 1.7, 4, 0);
  else mark(ctx, x, y, radius, label ?? 0);
  ctx.strokeStyle = color;
  if (marks.part[i] === 1) {
    ctx.fillStyle = theme.panel;
    ctx.fill();
    ctx.stroke();
  } else {
    ctx.fillStyle = color;
    ctx.fill();
    // A thin edge keeps a mark visible on ground of its own colour.
    if (label !== undefined || marks.color) {
      ctx.strokeStyle = theme.panel;
      ctx.stroke();
    }
  }
  if (outlier && label !== undefined) {
    ctx.strokeStyle = theme.ink;
    ctx.beginPath();
    shape(ctx, x, y, radius * 2.3, 4, 0);
    ctx.stroke();
  }
}

/** Class 0 is a disc, 1 a square, 2 a triangle, then pentagon, hexagon … of about equal area. */
function mark(ctx: Context, x: number, y: number, radius: number, label: number): void {
  if (label === 0) ctx.arc(x, y, radius, 0, 2 * Math.PI);
  else if (label === 1) shape(ctx, x, y, radius * 1.25, 4, Math.PI / 4);
  else shape(ctx, x, y, radius * (label === 2 ? 1.5 : 1.15), label === 2 ? 3 : label + 2, -Math.PI / 2);
}

function shape(ctx: Context, x: number, y: number, radius: number, corners: number, turn: number): void {
  for (let k = 0; k < corners; k++) {
    const angle = turn + (2 * Math.PI * k) / corners;
    if (k === 0) ctx.moveTo(x + radius * Math.cos(angle), y + radius * Math.sin(angle));
    else ctx.lineTo(x + radius * Math.cos(angle), y + radius * Math.sin(angle));
  }
  ctx.closePath();
}

/** The sample nearest to (px, py) within `reach` pixels, or −1. */
export function nearestSample(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  px: number,
  py: number,
  reach: number,
): number {
  let best = -1;
  let least = reach * reach;
  for (let i = 0; i < x.length; i++) {
    const distance = ((x[i] ?? 0) - px) ** 2 + ((y[i] ?? 0) - py) ** 2;
    if (distance <= least) {
      least = distance;
      best = i;
    }
  }
  return best;
}

/** The longest arrow is between 0.5 and 1 of `pixels`. */
export interface ArrowScale {
  /** Gradient that is drawn as `pixels` long. */
  unit: number;
  pixels: number;
}

function largest(values: ArrayLike<number>): number {
  let most = 0;
  for (let i = 0; i < values.length; i++) {
    const size = Math.abs(values[i] ?? 0);
    if (size > most && Number.isFinite(size)) most = size;
  }
  return most;
}

/**
 * The scale of each lane's arrows by its gradients: one for all, so that lengths can be compared, but one of its own for a
 * lane whose longest would be shorter than a tenth.
 */
export function arrowScales(lanes: ArrayLike<number>[], longest: number): (ArrowScale | undefined)[] {
  const most = lanes.map(largest);
  const shared = Math.max(...most);
  return most.map((own) =>
    own > 0 ? { unit: roundUp(own < shared / 10 ? own : shared), pixels: longest } : undefined,
  );
}

/** Which samples get an arrow: training only, evenly thinned to about `most`; outliers always. */
export function arrowSamples(part: ArrayLike<number>, outlier: ArrayLike<number>, most: number): number[] {
  const train = Array.from({ length: part.length }, (_, i) => i).filter((i) => part[i] === 0);
  const every = Math.ceil(train.length / most);
  return train.filter((i, k) => k % every === 0 || outlier[i] === 1);
}

/** Vertical arrows from (x, y) by `length` pixels upwards; below 1.5 px nothing is drawn. */
export function drawArrows(
  ctx: Context,
  arrows: Iterable<{ x: number; y: number; length: number }>,
  color: string,
  em: number,
): void {
  ctx.strokeStyle = color;
  ctx.lineWidth = Math.max(1, em * 0.09);
  ctx.beginPath();
  for (const { x, y, length } of arrows) {
    if (!(Math.abs(length) >= 1.5)) continue;
    const tip = y - length;
    const head = Math.sign(length) * Math.min(Math.abs(length) * 0.5, em * 0.32);
    ctx.moveTo(x, y);
    ctx.lineTo(x, tip);
    ctx.moveTo(x - Math.abs(head) * 0.7, tip + head);
    ctx.lineTo(x, tip);
    ctx.lineTo(x + Math.abs(head) * 0.7, tip + head);
  }
  ctx.stroke();
}

/**
 * Rings around (x, y) whose area is the size of `pull`, −1 … 1 of the largest; dashed where it is below 0, that is, where
 * the loss wants the sample's score to fall. Pulls that a mark would hide are left out.
 */
export function drawPulls(
  ctx: Context,
  pulls: Iterable<{ x: number; y: number; pull: number }>,
  color: string,
  em: number,
): void {
  const all = [...pulls].filter(({ pull }) => Math.abs(pull) > 0.02);
  ctx.strokeStyle = color;
  ctx.lineWidth = Math.max(1, em * 0.1);
  for (const falls of [false, true]) {
    ctx.setLineDash(falls ? [2, 2] : []);
    ctx.beginPath();
    for (const { x, y, pull } of all) {
      if (pull < 0 !== falls) continue;
      const radius = em * (0.25 + 0.75 * Math.sqrt(Math.abs(pull)));
      ctx.moveTo(x + radius, y);
      ctx.arc(x, y, radius, 0, 2 * Math.PI);
    }
    ctx.stroke();
  }
  ctx.setLineDash([]);
}
