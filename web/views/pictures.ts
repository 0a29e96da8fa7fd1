// SPDX-License-Identifier: Apache-2.0
// Samples whose inputs are an image, as little pictures with what the model takes them for; beside them one of them large,
// with the share that the model gives each class and where the loss pulls it.
import type { Box } from './axes.ts';
import { strongest } from './boundary.ts';
import { mix, parseColor, type Rgb } from './color.ts';
import { formatNumber } from './format.ts';
import { drawInputPull } from './pictures-pull.ts';
import { type Context, type Draw, laneColor, type Size, type Theme } from './theme.ts';

export interface PicturesData {
  lane: number;
  task: 'regression' | 'binary' | 'multiclass';
  /** One array a pixel: channel by channel, row by row. */
  x: readonly ArrayLike<number>[];
  /** Class numbers, or target values for regression. */
  y: ArrayLike<number>;
  /** Channels, height, width. */
  image: readonly [number, number, number];
  /** What is drawn as paper and as ink. */
  range: readonly [number, number];
  part: ArrayLike<number>;
  classes: readonly string[];
  /** [outputs × n]. */
  predictions?: ArrayLike<number>;
  gradients?: ArrayLike<number>;
  losses?: ArrayLike<number>;
  /** ∂L/∂input of the sample shown large. */
  byInput?: ArrayLike<number>;
  /** Sample in the visitor's hand: the page shown is the one that it is on. */
  held: number;
  /** Sample pointed at; −1 for none. It is the one shown large, else the one in hand. */
  active: number;
}

export interface PicturesLayout {
  columns: number;
  rows: number;
  /** Of one picture, in pixels. */
  width: number;
  height: number;
  /** From a picture to the next. */
  step: readonly [number, number];
  left: number;
  top: number;
  /** Where one sample is shown large. */
  detail: Box;
  /** Samples from `first` to before `last` are shown. */
  first: number;
  last: number;
}

/** In units of the type size. */
const sides = { least: 2.6, most: 5.5 };
const captionHeight = 1.5;

/** The largest pictures of which all fit; where even the smallest do not, pages of those. */
export function picturesLayout(
  size: Size,
  theme: Theme,
  data: Pick<PicturesData, 'image' | 'y' | 'held'>,
): PicturesLayout {
  const em = theme.size;
  const pad = 0.9 * em;
  const wide = Math.min(18 * em, Math.max(9.5 * em, 0.36 * size.width));
  const detail = {
    left: size.width - pad - wide,
    top: pad,
    right: size.width - pad,
    bottom: size.height - pad,
  };
  const room = { width: detail.left - 2 * pad, height: size.height - 2 * pad };
  const [, high, across] = data.image;
  const longest = Math.max(high, across);
  const count = data.y.length;
  const of = (side: number) => {
    const [width, height] = [(across / longest) * side, (high / longest) * side];
    const step = [Math.max(width + 0.7 * em, 3.2 * em), height + captionHeight * em + 0.5 * em] as const;
    const columns = Math.max(1, Math.floor((room.width + 0.7 * em) / step[0]));
    const rows = Math.max(1, Math.floor((room.height + 0.5 * em) / step[1]));
    return { width, height, step, columns, rows };
  };
  // Whole pixels of the screen for each of the picture's keep them equal.
  const dots = (side: number) => Math.max(1, Math.round(side / longest)) * longest;
  let side = dots(sides.most * em);
  while (side - longest >= sides.least * em && of(side).columns * of(side).rows < count) side -= longest;
  const grid = of(side);
  const page = grid.columns * grid.rows;
  const first = Math.floor(Math.max(0, data.held) / page) * page;
  const step = [Math.floor(room.width / grid.columns), Math.floor(room.height / grid.rows)] as const;
  return { ...grid, step, left: pad, top: pad, detail, first, last: Math.min(count, first + page) };
}

/** Left and top of a sample's picture. */
export function placeOfPicture(layout: PicturesLayout, sample: number): [number, number] {
  const { columns, step, left, top, width, first } = layout;
  const at = sample - first;
  const column = at % columns;
  return [
    Math.round(left + column * step[0] + (step[0] - width) / 2),
    Math.round(top + Math.floor(at / columns) * step[1]),
  ];
}

/** The sample at (px, py), or −1. */
export function pictureAt(layout: PicturesLayout, px: number, py: number): number {
  const column = Math.floor((px - layout.left) / layout.step[0]);
  const row = Math.floor((py - layout.top) / layout.step[1]);
  if (column < 0 || row < 0 || column >= layout.columns || row >= layout.rows) return -1;
  const sample = layout.first + row * layout.columns + column;
  return sample < layout.last ? sample : -1;
}

/** The class that the model says, −1 while there is none to say. */
export function classOf(data: Pick<PicturesData, 'task' | 'y' | 'predictions'>, sample: number): number {
  const { predictions, task } = data;
  if (!predictions || task === 'regression') return -1;
  if (task === 'binary') return (predictions[sample] ?? 0) > 0 ? 1 : 0;
  return strongest(predictions, sample, data.y.length).label;
}

export const isWrong = (data: Pick<PicturesData, 'task' | 'y' | 'predictions'>, sample: number) => {
  const said = classOf(data, sample);
  return said >= 0 && said !== data.y[sample];
};

/** Logistic or softmax of a sample's scores: a share for each class. */
export function sharesOf(data: Pick<PicturesData, 'task' | 'y' | 'predictions'>, sample: number): number[] {
  const { predictions } = data;
  if (!predictions || data.task === 'regression') return [];
  const n = data.y.length;
  const scores =
    data.task === 'binary'
      ? [0, predictions[sample] ?? 0]
      : Array.from({ length: predictions.length / n }, (_, k) => predictions[k * n + sample] ?? 0);
  const most = Math.max(...scores);
  const powers = scores.map((score) => Math.exp(score - most));
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
}

/** −∂L/∂score for each class of a sample: above 0 the loss wants the score to rise. */
export function pullsOf(data: Pick<PicturesData, 'task' | 'y' | 'gradients'>, sample: number): number[] {
  const { gradients } = data;
  if (!gradients || data.task === 'regression') return [];
  const n = data.y.length;
  if (data.task === 'binary') return [(gradients[sample] ?? 0) || 0, -(gradients[sample] ?? 0) || 0];
  return Array.from({ length: gradients.length / n }, (_, k) => -(gradients[k * n + sample] ?? 0));
}

/** What stays while the model trains: the pictures. */
export const drawPictures: Draw<PicturesData> = (ctx, size, data, theme) => {
  const layout = picturesLayout(size, theme, data);
  const put = stamp(data, theme);
  for (let sample = layout.first; sample < layout.last; sample++) {
    const [left, top] = placeOfPicture(layout, sample);
    put(ctx, sample, left, top, layout.width, layout.height);
  }
};

/** What moves: what the model says of each, and the one shown large. */
export const drawPictureMarks: Draw<PicturesData> = (ctx, size, data, theme) => {
  const layout = picturesLayout(size, theme, data);
  const em = theme.size;
  const { width, height } = layout;
  const captions = captionsOf(ctx, data, layout, theme);
  ctx.textAlign = 'center';
  ctx.textBaseline = 'middle';
  for (let sample = layout.first; sample < layout.last; sample++) {
    const [left, top] = placeOfPicture(layout, sample);
    const wrong = isWrong(data, sample);
    ctx.strokeStyle = wrong ? theme.ink : theme.line;
    ctx.lineWidth = wrong ? 2 : 1;
    ctx.strokeRect(left - 1, top - 1, width + 2, height + 2);
    if (data.part[sample] === 1) badge(ctx, left, top, theme, 'ring');
    if (wrong) badge(ctx, left + width, top, theme, 'cross');
    ctx.fillStyle = wrong ? theme.ink : theme.mute;
    ctx.font = `${wrong ? '600 ' : ''}${em}px ${theme.font}`;
    ctx.fillText(captions(sample), left + width / 2, top + height + 0.85 * em);
  }
  outline(ctx, layout, data.held, theme.mute, [3, 3]);
  outline(ctx, layout, data.active, laneColor(theme, data.lane), []);
  drawDetail(ctx, layout.detail, data, theme);
};

/** A ring at the corner of a validation sample, as in the other pictures; a cross where the class is wrong. */
function badge(ctx: Context, x: number, y: number, theme: Theme, kind: 'ring' | 'cross'): void {
  const radius = theme.size * 0.42;
  ctx.fillStyle = theme.panel;
  ctx.beginPath();
  ctx.arc(x, y, radius + 1, 0, 2 * Math.PI);
  ctx.fill();
  ctx.strokeStyle = kind === 'cross' ? theme.ink : theme.mute;
  ctx.lineWidth = kind === 'cross' ? 2 : 1.5;
  ctx.beginPath();
  if (kind === 'ring') ctx.arc(x, y, radius * 0.75, 0, 2 * Math.PI);
  else {
    const arm = radius * 0.62;
    ctx.moveTo(x - arm, y - arm);
    ctx.lineTo(x + arm, y + arm);
    ctx.moveTo(x + arm, y - arm);
    ctx.lineTo(x - arm, y + arm);
  }
  ctx.stroke();
}

function outline(ctx: Context, layout: PicturesLayout, sample: number, color: string, dash: number[]): void {
  if (sample < layout.first || sample >= layout.last) return;
  const [left, top] = placeOfPicture(layout, sample);
  ctx.strokeStyle = color;
  ctx.lineWidth = 2.5;
  ctx.setLineDash(dash);
  ctx.strokeRect(left - 3, top - 3, layout.width + 6, layout.height + 6);
  ctx.setLineDash([]);
}

/** As much of a text as fits, with an ellipsis where some does not. */
function fitted(ctx: Context, text: string, width: number): string {
  if (ctx.measureText(text).width <= width) return text;
  let kept = text.length - 1;
  while (kept > 1 && ctx.measureText(`${text.slice(0, kept)}…`).width > width) kept--;
  return `${text.slice(0, kept)}…`;
}

function captionsOf(ctx: Context, data: PicturesData, layout: PicturesLayout, theme: Theme) {
  const room = layout.step[0] - 0.3 * theme.size;
  ctx.font = `600 ${theme.size}px ${theme.font}`;
  const known = new Map<string, string>();
  const within = (...texts: string[]) => {
    const [best = ''] = texts;
    const before = known.get(best);
    if (before !== undefined) return before;
    const after =
      texts.find((text) => ctx.measureText(text).width <= room) ?? fitted(ctx, texts.at(-1) ?? '', room);
    known.set(best, after);
    return after;
  };
  return (sample: number): string => {
    if (!data.predictions) return '';
    if (data.task === 'regression') return formatNumber(data.predictions[sample] ?? Number.NaN, 2);
    const said = data.classes[classOf(data, sample)] ?? '';
    const right = data.classes[data.y[sample] ?? 0] ?? '';
    return said === right ? within(said) : within(`${right} → ${said}`, `→ ${said}`, said);
  };
}

function drawDetail(ctx: Context, box: Box, data: PicturesData, theme: Theme): void {
  const sample = data.active >= 0 ? data.active : data.held;
  if (sample < 0 || sample >= data.y.length) return;
  const em = theme.size;
  const [, high, across] = data.image;
  const width = box.right - box.left;
  const height = box.bottom - box.top;
  // As large as the bars leave room for.
  const bars = (data.task === 'regression' ? 0 : data.classes.length) * em + 2.4 * em;
  const most = Math.min(0.5 * (width - 0.8 * em), height * 0.36, Math.max(height * 0.2, height - bars));
  const dot = Math.max(1, Math.floor(most / Math.max(high, across)));
  ctx.textAlign = 'left';
  ctx.textBaseline = 'middle';
  stamp(data, theme)(ctx, sample, box.left, box.top, across * dot, high * dot);
  ctx.strokeStyle = theme.line;
  ctx.lineWidth = 1;
  ctx.strokeRect(box.left - 0.5, box.top - 0.5, across * dot + 1, high * dot + 1);
  const beside = { ...box, left: box.left + across * dot + 0.8 * em };
  if (data.byInput) drawInputPull(ctx, beside, dot, data.image, data.byInput, theme);
  const below = { ...box, top: box.top + high * dot + 0.5 * em };
  drawWords(ctx, below, data, sample, theme);
  drawBars(ctx, { ...box, top: below.top + 1.5 * em }, data, sample, theme);
}

/** Below the large picture: its number, and its loss. */
function drawWords(ctx: Context, box: Box, data: PicturesData, sample: number, theme: Theme): void {
  const em = theme.size;
  const number = (list?: ArrayLike<number>) => formatNumber(list?.[sample] ?? Number.NaN);
  const lines = [
    `${sample + 1} / ${data.y.length}`,
    ...(data.losses ? [`L ${number(data.losses)}`] : []),
    ...(data.task === 'regression' ? [`y ${number(data.y)}`, `ŷ ${number(data.predictions)}`] : []),
  ];
  ctx.font = `${em}px ${theme.font}`;
  ctx.fillStyle = theme.mute;
  ctx.fillText(fitted(ctx, lines.join('  '), box.right - box.left), box.left, box.top + 0.6 * em);
}

function drawBars(ctx: Context, box: Box, data: PicturesData, sample: number, theme: Theme): void {
  const em = theme.size;
  const shares = sharesOf(data, sample);
  const pulls = pullsOf(data, sample);
  const rowsThatFit = Math.max(1, Math.floor((box.bottom - box.top) / (0.95 * em)));
  const target = data.y[sample] ?? 0;
  const rows = shares
    .map((share, label) => ({ share, label }))
    .sort((a, b) => Number(b.label === target) - Number(a.label === target) || b.share - a.share)
    .slice(0, rowsThatFit)
    .sort((a, b) => a.label - b.label);
  const line = Math.min(1.5 * em, (box.bottom - box.top) / Math.max(1, rows.length));
  ctx.font = `600 ${em}px ${theme.font}`;
  const names = Math.max(...rows.map(({ label }) => ctx.measureText(data.classes[label] ?? '').width), em);
  const named = Math.min(names, 0.4 * (box.right - box.left));
  const left = box.left + 0.9 * em + named + 0.5 * em;
  const right = box.right - 2.6 * em;
  const most = Math.max(...pulls.map(Math.abs), 1e-30);
  const longest = Math.min(1.6 * em, 0.35 * (right - left));
  rows.forEach(({ share, label }, i) => {
    const middle = box.top + (i + 0.5) * line;
    const isTarget = label === target;
    ctx.font = `${isTarget ? '600 ' : ''}${em}px ${theme.font}`;
    ctx.fillStyle = isTarget ? theme.ink : theme.mute;
    if (isTarget) ctx.fillText('▸', box.left, middle);
    ctx.fillText(fitted(ctx, data.classes[label] ?? '', named), box.left + 0.9 * em, middle);
    const thick = Math.min(0.75 * em, line * 0.7);
    ctx.strokeStyle = isTarget ? theme.ink : theme.line;
    ctx.lineWidth = 1;
    ctx.strokeRect(left - 0.5, middle - thick / 2 - 0.5, right - left + 1, thick + 1);
    ctx.fillStyle = laneColor(theme, data.lane);
    if (Number.isFinite(share)) ctx.fillRect(left, middle - thick / 2, (right - left) * share, thick);
    const pull = ((pulls[label] ?? 0) / most) * longest;
    // At a full bar the arrow ends where the bar does: beyond it stands the number.
    drawPull(ctx, Math.min(left + (right - left) * (share || 0), right - pull), middle, pull, theme);
    ctx.font = `${em}px ${theme.font}`;
    ctx.fillStyle = isTarget ? theme.ink : theme.mute;
    ctx.textAlign = 'right';
    ctx.fillText(share.toFixed(2), box.right, middle);
    ctx.textAlign = 'left';
  });
}

/** An arrow from the end of a bar to where the loss pulls it. */
function drawPull(ctx: Context, x: number, y: number, length: number, theme: Theme): void {
  if (!(Math.abs(length) >= 2)) return;
  const head = Math.sign(length) * Math.min(Math.abs(length) * 0.6, 0.3 * theme.size);
  const line = (color: string, width: number) => {
    ctx.strokeStyle = color;
    ctx.lineWidth = width;
    ctx.beginPath();
    ctx.moveTo(x, y);
    ctx.lineTo(x + length, y);
    ctx.moveTo(x + length - head, y - Math.abs(head));
    ctx.lineTo(x + length, y);
    ctx.lineTo(x + length - head, y + Math.abs(head));
    ctx.stroke();
  };
  line(theme.panel, 3.5);
  line(theme.ink, 1.3);
}

type Put = (ctx: Context, sample: number, left: number, top: number, width: number, height: number) => void;

let canvas: OffscreenCanvas | undefined;

/** Puts a sample's picture, every pixel a sharp square. */
function stamp(data: PicturesData, theme: Theme): Put {
  const [, height, width] = data.image;
  canvas ??= new OffscreenCanvas(width, height);
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
  const small = canvas.getContext('2d', { willReadFrequently: true });
  if (!small) return () => {};
  const image = small.createImageData(width, height);
  const own = canvas;
  const colors: readonly [Rgb, Rgb] = [parseColor(theme.panel), parseColor(theme.ink)];
  return (ctx, sample, left, top, wide, high) => {
    picturePixels(image.data, data, sample, colors);
    small.putImageData(image, 0, 0);
    ctx.imageSmoothingEnabled = false;
    ctx.drawImage(own, left, top, wide, high);
    ctx.imageSmoothingEnabled = true;
  };
}

/** Fills RGBA pixels: three channels are red, green and blue, the first of any others runs from paper to ink. */
export function picturePixels(
  pixels: Uint8ClampedArray,
  { x, image: [channels, height, width], range: [low, high] }: Pick<PicturesData, 'x' | 'image' | 'range'>,
  sample: number,
  [paper, ink]: readonly [Rgb, Rgb],
): void {
  const area = height * width;
  const at = (channel: number, k: number) =>
    Math.min(1, Math.max(0, ((x[channel * area + k]?.[sample] ?? low) - low) / (high - low || 1)));
  for (let k = 0; k < area; k++) {
    const color =
      channels === 3 ? [255 * at(0, k), 255 * at(1, k), 255 * at(2, k)] : mix(paper, ink, at(0, k));
    pixels.set([...color, 255], 4 * k);
  }
}
