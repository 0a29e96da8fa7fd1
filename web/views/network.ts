// SPDX-License-Identifier: Apache-2.0
// A model, layer by layer from left to right: units as discs, weights as lines between them, as wide as they are large and
// dashed where they are below 0. Layers that are not a row of units are blocks with their shape.
import { css, diverging, parseColor, type Rgb } from './color.ts';
import { roundUp } from './scale.ts';
import { type Context, classColor, type Draw, type Size, type Theme } from './theme.ts';

export interface NetLayer {
  title: string;
  /** What follows it; empty where nothing does. */
  activation: string;
  /** Of what comes out for one sample. */
  shape: readonly number[];
  /** One mark for the whole layer: its shape says more than its units. */
  block: boolean;
  /** [units × units of the layer before], row-major; empty where not every unit sees all of them. */
  weights: ArrayLike<number>;
  biases: ArrayLike<number>;
  /** Names of the units, where they have any: inputs, classes. */
  names: readonly string[];
  /** One number a unit, which colours it; empty where there is none to show. */
  values: ArrayLike<number>;
  /** Channels, height and width of inputs that are an image: drawn as one, and the weights into each unit as another. */
  image?: readonly [number, number, number];
}

/** A unit, or the weight that leads into it `from` a unit of the layer before; −1 for the unit itself. */
export interface NetTarget {
  layer: number;
  unit: number;
  from: number;
}

export interface NetworkData {
  layers: readonly NetLayer[];
  pointed?: NetTarget;
  /** The layers that are in the light, first and last; the others are faint. */
  lit: readonly [number, number];
}

export interface NetColumn {
  x: number;
  /** Middles of the units drawn, the first ones of the layer. */
  units: readonly number[];
  radius: number;
  /** How many units are not drawn. */
  folded: number;
  /** Where that is said. */
  foldedAt: number;
}

const mostUnits = 16;
/** In units of the type size. */
const headHeight = 3.2;
const rowHeight = 1.2;

export const unitsOf = ({ shape }: Pick<NetLayer, 'shape'>) => shape.reduce((all, each) => all * each, 1);

/** Where everything stands. */
export function networkLayout(
  size: Size,
  theme: Theme,
  layers: readonly Pick<NetLayer, 'shape' | 'block' | 'names' | 'image'>[],
): NetColumn[] {
  const em = theme.size;
  const named = (layer?: Pick<NetLayer, 'names' | 'image'>) =>
    layer?.image || (layer?.names.length ?? 0) > 0 ? 5 * em : 2.2 * em;
  const narrow = size.width < 32 * em;
  const left = narrow ? 2.8 * em : named(layers[0]);
  const right = size.width - (narrow ? 2.8 * em : named(layers.at(-1)));
  const top = headHeight * em;
  const height = Math.max(em, size.height - top - 0.8 * em);
  const middle = top + height / 2;
  return layers.map((layer, i) => {
    const x = layers.length > 1 ? left + ((right - left) * i) / (layers.length - 1) : (left + right) / 2;
    if (layer.image) return { x, units: [middle], radius: (narrow ? 2.2 : 3.4) * em, folded: 0, foldedAt: 0 };
    if (layer.block) return { x, units: [middle], radius: em, folded: 0, foldedAt: 0 };
    const count = unitsOf(layer);
    const rows = Math.max(2, Math.min(mostUnits, Math.floor(height / (rowHeight * em))));
    const drawn = count <= rows ? count : rows - 1;
    const marks = Math.min(count, rows);
    const step = Math.min(3.4 * em, height / marks);
    const first = middle - ((marks - 1) * step) / 2;
    return {
      x,
      units: Array.from({ length: drawn }, (_, unit) => first + unit * step),
      radius: Math.max(
        3.5,
        layers[i - 1]?.image ? Math.min(1.6 * em, step * 0.42) : Math.min(0.95 * em, step * 0.36),
      ),
      folded: count - drawn,
      foldedAt: first + drawn * step,
    };
  });
}

/** What is under (px, py): a unit, else the largest weight whose line passes near. */
export function networkAt(
  data: Pick<NetworkData, 'layers'>,
  columns: readonly NetColumn[],
  px: number,
  py: number,
): NetTarget | undefined {
  for (const [layer, { x, units, radius }] of columns.entries()) {
    if (Math.abs(px - x) > radius + 4) continue;
    const unit = units.findIndex((y) => Math.hypot(px - x, py - y) <= radius + 4);
    if (unit >= 0) return { layer, unit, from: -1 };
  }
  let best: NetTarget | undefined;
  let most = 0;
  for (const edge of edgesOf(data, columns)) {
    const along = (px - edge.x0) / (edge.x1 - edge.x0);
    if (along < 0 || along > 1) continue;
    const across = Math.cos(Math.atan2(edge.y1 - edge.y0, edge.x1 - edge.x0));
    const distance = Math.abs(edge.y0 + along * (edge.y1 - edge.y0) - py) * across;
    if (distance > 4 || Math.abs(edge.value) <= most) continue;
    most = Math.abs(edge.value);
    best = { layer: edge.layer, unit: edge.unit, from: edge.from };
  }
  return best;
}

export interface Edge extends NetTarget {
  value: number;
  x0: number;
  y0: number;
  x1: number;
  y1: number;
}

/** The weights that are drawn as lines. */
export function* edgesOf(
  { layers }: Pick<NetworkData, 'layers'>,
  columns: readonly NetColumn[],
): Generator<Edge> {
  for (let layer = 1; layer < layers.length; layer++) {
    const [before, after] = [columns[layer - 1], columns[layer]];
    const { weights = [] } = layers[layer] ?? {};
    const inputs = unitsOf(layers[layer - 1] ?? { shape: [] });
    const { block = true, image } = layers[layer - 1] ?? {};
    if (!before || !after || weights.length === 0 || block || image) continue;
    for (const [unit, y1] of after.units.entries()) {
      for (const [from, y0] of before.units.entries()) {
        const value = weights[unit * inputs + from] ?? 0;
        const x0 = before.x + before.radius;
        yield { layer, unit, from, value, x0, y0, x1: after.x - after.radius, y1 };
      }
    }
  }
}

/** What the widest line stands for: a round number not below any |w| that is drawn. */
export function widestOf(data: Pick<NetworkData, 'layers'>, columns: readonly NetColumn[]): number {
  let most = 0;
  for (const { value } of edgesOf(data, columns))
    if (Number.isFinite(value)) most = Math.max(most, Math.abs(value));
  return most > 0 ? roundUp(most) : 1;
}

export const isLit = ({ lit: [first, last] }: Pick<NetworkData, 'lit'>, layer: number) =>
  layer >= first && layer <= last;

export const drawNetwork: Draw<NetworkData> = (ctx, size, data, theme) => {
  const columns = networkLayout(size, theme, data.layers);
  drawEdges(ctx, data, columns, theme);
  data.layers.forEach((layer, i) => {
    const column = columns[i];
    if (!column) return;
    ctx.globalAlpha = isLit(data, i) ? 1 : 0.35;
    const image = data.layers[i - 1]?.image;
    if (layer.image) drawTile(ctx, layer.image, layer.values, 0, column, column.units[0] ?? 0, theme);
    else if (layer.block && layer.shape.length === 3 && layer.values.length > 0)
      drawMaps(ctx, layer, column, size, theme);
    else if (layer.block) drawBlock(ctx, layer, column, theme);
    else drawUnits(ctx, layer, column, theme, image);
    ctx.globalAlpha = 1;
    const neighbour = columns[i + 1] ?? columns[i - 1];
    drawHead(ctx, layer, column, Math.abs((neighbour?.x ?? size.width) - column.x), theme);
    if (!layer.block && !layer.image && (i === 0 || i === data.layers.length - 1))
      drawNames(ctx, layer, column, i === 0 ? -1 : 1, size, theme);
  });
  drawPointed(ctx, data, columns, theme);
};

const dashOf = (value: number, width: number) => (value < 0 ? [2.5 + 1.5 * width, 2 + width] : []);
export const signColor = (theme: Theme, value: number) => classColor(theme, value < 0 ? 0 : 1);

function drawEdges(ctx: Context, data: NetworkData, columns: readonly NetColumn[], theme: Theme): void {
  const widest = widestOf(data, columns);
  const { pointed } = data;
  for (const edge of edgesOf(data, columns)) {
    const share = Math.min(1, Math.abs(edge.value) / widest);
    if (!(share > 0.01)) continue;
    const touched =
      !pointed ||
      (pointed.from >= 0
        ? pointed.layer === edge.layer && pointed.unit === edge.unit && pointed.from === edge.from
        : (pointed.layer === edge.layer && pointed.unit === edge.unit) ||
          (pointed.layer === edge.layer - 1 && pointed.unit === edge.from));
    const width = 0.4 + share * 0.42 * theme.size;
    ctx.globalAlpha = (0.25 + 0.75 * share) * (touched ? 1 : 0.15) * (isLit(data, edge.layer) ? 1 : 0.3);
    ctx.strokeStyle = signColor(theme, edge.value);
    ctx.lineWidth = width;
    ctx.setLineDash(dashOf(edge.value, width));
    ctx.beginPath();
    ctx.moveTo(edge.x0, edge.y0);
    ctx.lineTo(edge.x1, edge.y1);
    ctx.stroke();
  }
  ctx.setLineDash([]);
  ctx.globalAlpha = 1;
}

/** An image around (x, y), its numbers from `at` on: the first channel, from one colour through paper to the other. */
function drawTile(
  ctx: Context,
  [channels, height, width]: readonly [number, number, number],
  numbers: ArrayLike<number>,
  at: number,
  { x, radius }: NetColumn,
  y: number,
  theme: Theme,
): void {
  const end = at + channels * height * width;
  let most = 0;
  for (let k = at; k < end; k++) most = Math.max(most, Math.abs(numbers[k] ?? 0));
  const panel = parseColor(theme.panel);
  const [low, high]: [Rgb, Rgb] = [parseColor(classColor(theme, 0)), parseColor(classColor(theme, 1))];
  const dot = (2 * radius) / Math.max(height, width);
  const [left, top] = [x - (dot * width) / 2, y - (dot * height) / 2];
  for (let k = 0; k < height * width; k++) {
    const share = most > 0 ? (numbers[at + k] ?? 0) / most : 0;
    ctx.fillStyle = css(diverging(low, panel, high, Number.isFinite(share) ? share : 0));
    // A hair more than a pixel, so that no seam shows between two.
    ctx.fillRect(left + (k % width) * dot, top + Math.floor(k / width) * dot, dot + 0.3, dot + 0.3);
  }
  ctx.strokeStyle = theme.ink;
  ctx.lineWidth = 1.2;
  ctx.strokeRect(left, top, dot * width, dot * height);
}

function drawUnits(
  ctx: Context,
  layer: NetLayer,
  column: NetColumn,
  theme: Theme,
  image?: readonly [number, number, number],
): void {
  const { units, folded, foldedAt } = column;
  const inputs = image ? image.reduce((all, each) => all * each, 1) : 0;
  // Beside the picture of its weights a unit is a small disc.
  const x = image ? column.x + column.radius : column.x;
  const radius = image ? Math.max(4, column.radius * 0.4) : column.radius;
  const panel = parseColor(theme.panel);
  const [low, high]: [Rgb, Rgb] = [parseColor(classColor(theme, 0)), parseColor(classColor(theme, 1))];
  let most = 0;
  for (let i = 0; i < layer.values.length; i++) most = Math.max(most, Math.abs(layer.values[i] ?? 0));
  units.forEach((y, unit) => {
    if (image) drawTile(ctx, image, layer.weights, unit * inputs, column, y, theme);
    const share = most > 0 ? (layer.values[unit] ?? 0) / most : 0;
    ctx.fillStyle = Number.isFinite(share) ? css(diverging(low, panel, high, share)) : theme.panel;
    ctx.strokeStyle = theme.ink;
    ctx.lineWidth = 1.2;
    ctx.beginPath();
    ctx.arc(x, y, radius, 0, 2 * Math.PI);
    ctx.fill();
    ctx.stroke();
    if (Math.abs(share) > 0.08 && radius >= 5) drawSign(ctx, x, y, radius * 0.45, share, theme);
  });
  if (folded === 0) return;
  ctx.fillStyle = theme.mute;
  ctx.font = `${theme.size}px ${theme.font}`;
  ctx.textAlign = 'center';
  ctx.textBaseline = 'middle';
  ctx.fillText(`+${folded}`, column.x, foldedAt);
}

/** Plus or minus, for whom the two colours are one. */
function drawSign(ctx: Context, x: number, y: number, arm: number, value: number, theme: Theme): void {
  ctx.lineWidth = 1.4;
  ctx.strokeStyle = theme.ink;
  ctx.beginPath();
  ctx.moveTo(x - arm, y);
  ctx.lineTo(x + arm, y);
  if (value > 0) {
    ctx.moveTo(x, y - arm);
    ctx.lineTo(x, y + arm);
  }
  ctx.stroke();
}

/** What comes out of a layer of images, one below the other: as many channels as there is room for. */
function drawMaps(ctx: Context, layer: NetLayer, column: NetColumn, size: Size, theme: Theme): void {
  const em = theme.size;
  const [channels = 1, height = 1, width = 1] = layer.shape;
  const radius = 1.4 * em;
  const step = 2 * radius + 0.4 * em;
  const drawn = Math.max(1, Math.min(channels, 6, Math.floor((size.height - headHeight * em) / step)));
  const middle = column.units[0] ?? 0;
  for (let k = 0; k < drawn; k++) {
    const y = middle + (k - (drawn - 1) / 2) * step;
    drawTile(ctx, [1, height, width], layer.values, k * height * width, { ...column, radius }, y, theme);
  }
}

/** A box whose sides hint at the shape: as high as the layer is long, as wide as it has channels. */
function drawBlock(ctx: Context, layer: NetLayer, { x, units }: NetColumn, theme: Theme): void {
  const em = theme.size;
  const [y = 0] = units;
  const deep = layer.shape.length > 1 ? Math.min(5, layer.shape[0] ?? 1) : 1;
  const half = em * (layer.shape.length > 1 ? 1.3 : 0.8);
  const high = em * (layer.shape.length > 1 ? 1.3 : 2.6);
  ctx.lineWidth = 1.2;
  for (let k = deep - 1; k >= 0; k--) {
    const off = (k - (deep - 1) / 2) * 0.35 * em;
    ctx.fillStyle = theme.panel;
    ctx.strokeStyle = theme.ink;
    ctx.fillRect(x - half + off, y - high - off, 2 * half, 2 * high);
    ctx.strokeRect(x - half + off, y - high - off, 2 * half, 2 * high);
  }
}

export const shapeText = (shape: readonly number[]) => shape.join('×');

/** As much of a text as fits. */
function fitted(ctx: Context, text: string, width: number): string {
  if (ctx.measureText(text).width <= width) return text;
  let kept = text.length - 1;
  while (kept > 1 && ctx.measureText(`${text.slice(0, kept)}…`).width > width) kept--;
  return `${text.slice(0, kept)}…`;
}

function drawHead(ctx: Context, layer: NetLayer, { x }: NetColumn, room: number, theme: Theme): void {
  const em = theme.size;
  ctx.textAlign = 'center';
  ctx.textBaseline = 'middle';
  ctx.fillStyle = theme.ink;
  ctx.font = `600 ${em}px ${theme.font}`;
  ctx.fillText(fitted(ctx, layer.title, room - 4), x, 0.9 * em);
  ctx.fillStyle = theme.mute;
  ctx.font = `${em}px ${theme.font}`;
  const under = [shapeText(layer.shape), layer.activation].filter(Boolean).join(' ');
  ctx.fillText(fitted(ctx, under, room - 4), x, 2.2 * em);
}

function drawNames(
  ctx: Context,
  layer: NetLayer,
  { x, units, radius }: NetColumn,
  side: -1 | 1,
  { width }: Size,
  theme: Theme,
): void {
  ctx.font = `${theme.size}px ${theme.font}`;
  ctx.fillStyle = theme.mute;
  ctx.textAlign = side < 0 ? 'right' : 'left';
  ctx.textBaseline = 'middle';
  const edge = x + side * (radius + 5);
  const room = (side < 0 ? edge : width - edge) - 3;
  if (room < 1.2 * theme.size) return;
  for (const [unit, y] of units.entries()) ctx.fillText(fitted(ctx, layer.names[unit] ?? '', room), edge, y);
}

function drawPointed(
  ctx: Context,
  { pointed }: NetworkData,
  columns: readonly NetColumn[],
  theme: Theme,
): void {
  const column = pointed && columns[pointed.layer];
  if (!pointed || !column) return;
  const ring = ({ x, radius }: NetColumn, y?: number) => {
    if (y === undefined) return;
    ctx.beginPath();
    ctx.arc(x, y, radius + 4, 0, 2 * Math.PI);
    ctx.stroke();
  };
  ctx.strokeStyle = theme.ink;
  ctx.lineWidth = 2;
  ring(column, column.units[pointed.unit]);
  const before = columns[pointed.layer - 1];
  if (pointed.from >= 0 && before) ring(before, before.units[pointed.from]);
}
