// SPDX-License-Identifier: Apache-2.0
// Data of two inputs over what one lane's model says about the plane: class tints and the boundary, or the value itself
// for regression. A ring around each sample shows by its area how hard the loss pulls at the score of its class.
import {
  axisTitle,
  type Box,
  drawAxes,
  evenBox,
  type PlotAxis,
  plotBox,
  type Scales,
  scalesOf,
} from './axes.ts';
import { css, diverging, mix, parseColor, type Rgb, viridis } from './color.ts';
import { contour } from './contour.ts';
import { clipped } from './fit.ts';
import { type ArrowScale, arrowSamples, drawMarks, drawPulls, drawRing } from './samples.ts';
import { clamp } from './scale.ts';
import { type Context, classColor, type Draw, laneColor, laneDash, type Size, type Theme } from './theme.ts';

export interface BoundaryData {
  lane: number;
  task: 'regression' | 'binary' | 'multiclass';
  /** Coordinates of the samples on the two axes drawn. */
  x: readonly [ArrayLike<number>, ArrayLike<number>];
  /** Class numbers, or target values for regression. */
  y: ArrayLike<number>;
  part: ArrayLike<number>;
  outlier: ArrayLike<number>;
  inputs: readonly [PlotAxis, PlotAxis];
  /** Range of the target, for the colours of regression. */
  target: PlotAxis;
  /** [outputs × side × side], row 0 at the bottom; columns along the first input. */
  field?: ArrayLike<number>;
  side: number;
  /** [outputs × n]. */
  gradients?: ArrayLike<number>;
  arrows?: ArrowScale;
  active: number;
}

const boxOf = (size: Size, theme: Theme, [x, y]: BoundaryData['inputs']): Box =>
  evenBox(plotBox(size, theme), x, y);

export const boundaryScales = (size: Size, theme: Theme, inputs: BoundaryData['inputs']): Scales =>
  scalesOf(boxOf(size, theme, inputs), inputs[0], inputs[1]);

const mostPulls = 160;

/** What moves: the model's picture, its boundary and the pull at samples. It lies below the samples. */
export const drawBoundaryModel: Draw<BoundaryData> = (ctx, size, data, theme) => {
  const box = boxOf(size, theme, data.inputs);
  const scales = boundaryScales(size, theme, data.inputs);
  if (data.field) drawField(ctx, box, data, theme);
  clipped(ctx, box, () => {
    if (data.field && data.task !== 'regression') drawLines(ctx, box, data, theme);
    drawSamplePulls(ctx, scales, data, theme);
  });
};

/** What stays while the model trains: axes and samples. */
export const drawBoundaryMarks: Draw<BoundaryData> = (ctx, size, data, theme) => {
  const box = boxOf(size, theme, data.inputs);
  const scales = boundaryScales(size, theme, data.inputs);
  const titles = { x: axisTitle(data.inputs[0]), y: axisTitle(data.inputs[1]) };
  drawAxes(ctx, box, scales, titles, theme, false);
  const marks = {
    part: data.part,
    outlier: data.outlier,
    x: Float64Array.from(data.x[0], scales.x.at),
    y: Float64Array.from(data.x[1], scales.y.at),
    ...(data.task === 'regression'
      ? { color: (i: number) => valueColor(data, data.y[i] ?? 0) }
      : { label: data.y }),
  };
  clipped(ctx, box, () => drawMarks(ctx, marks, theme));
};

/** The ring around the sample pointed at, above everything. */
export const drawBoundaryRing: Draw<BoundaryData> = (ctx, size, data, theme) => {
  const scales = boundaryScales(size, theme, data.inputs);
  const [x, y] = data.x.map((column) => column[data.active]);
  if (x !== undefined && y !== undefined) drawRing(ctx, scales.x.at(x), scales.y.at(y), data.y.length, theme);
};

/** −∂L/∂z of the score that belongs to the sample: above 0 the loss wants this score to rise. */
export function pull(data: Pick<BoundaryData, 'task' | 'y' | 'gradients'>, i: number): number {
  const n = data.y.length;
  const output = data.task === 'multiclass' ? (data.y[i] ?? 0) : 0;
  return -(data.gradients?.[output * n + i] ?? 0);
}

function drawSamplePulls(ctx: Context, scales: Scales, data: BoundaryData, theme: Theme): void {
  const { arrows } = data;
  if (!data.gradients || !arrows) return;
  const pulls = arrowSamples(data.part, data.outlier, mostPulls).map((i) => ({
    x: scales.x.at(data.x[0][i] ?? 0),
    y: scales.y.at(data.x[1][i] ?? 0),
    pull: pull(data, i) / arrows.unit,
  }));
  drawPulls(ctx, pulls, laneColor(theme, data.lane), theme.size);
}

/** 0 … 1 within the target's range. */
const valueColor = ({ target }: Pick<BoundaryData, 'target'>, value: number) =>
  css(viridis((value - target.low) / (target.high - target.low)));

let canvas: OffscreenCanvas | undefined;

function drawField(ctx: Context, box: Box, data: BoundaryData, theme: Theme): void {
  const { side } = data;
  canvas ??= new OffscreenCanvas(side, side);
  if (canvas.width !== side) canvas.width = canvas.height = side;
  const small = canvas.getContext('2d');
  if (!small || !data.field) return;
  const image = small.createImageData(side, side);
  fieldPixels(image.data, data, theme);
  small.putImageData(image, 0, 0);
  ctx.imageSmoothingEnabled = true;
  // The grid's first and last values lie on the box's edges, the pixels' middles half a pixel inside.
  const half = 0.5;
  ctx.drawImage(
    canvas,
    half,
    half,
    side - 1,
    side - 1,
    box.left,
    box.top,
    box.right - box.left,
    box.bottom - box.top,
  );
}

/** Fills RGBA pixels, top row first, from a field whose first row is at the bottom. */
export function fieldPixels(
  pixels: Uint8ClampedArray,
  data: Pick<BoundaryData, 'task' | 'side' | 'target'> & { field?: ArrayLike<number> },
  theme: Theme,
): void {
  const { side, field = [] } = data;
  const { palette, colorAt } = painter(data, field.length / (side * side), theme);
  let to = 0;
  for (let row = side - 1; row >= 0; row--) {
    for (let column = 0; column < side; column++) {
      const color = palette[colorAt(field, row * side + column, side * side)] ?? palette[0];
      pixels[to++] = color?.[0] ?? 0;
      pixels[to++] = color?.[1] ?? 0;
      pixels[to++] = color?.[2] ?? 0;
      pixels[to++] = 255;
    }
  }
}

/** Sixty times a second there is no time to mix a colour a pixel: all that occur, and the number of a cell's. */
interface Painter {
  /** The first is that of cells where the model says nothing finite. */
  palette: Rgb[];
  colorAt(field: ArrayLike<number>, cell: number, cells: number): number;
}

/** Even steps from doubt to certainty: the eye reads their edges as contour lines. */
const bands = 10;
/** More than the eye tells apart. */
const shades = 512;

function painter(data: Pick<BoundaryData, 'task' | 'target'>, classes: number, theme: Theme): Painter {
  const panel = parseColor(theme.panel);
  const { target, task } = data;
  if (task === 'regression') {
    const palette = Array.from({ length: shades + 1 }, (_, i) => mix(panel, viridis(i / shades), 0.55));
    const colorAt: Painter['colorAt'] = (field, cell) => {
      const t = ((field[cell] ?? 0) - target.low) / (target.high - target.low);
      return Number.isFinite(t) ? 1 + Math.round(shades * clamp(t, [0, 1])) : 0;
    };
    return { palette: [panel, ...palette], colorAt };
  }
  const tint = (label: number) => parseColor(classColor(theme, label));
  if (task === 'binary') {
    const [low, high] = [mix(panel, tint(0), theme.tint), mix(panel, tint(1), theme.tint)];
    const palette = Array.from({ length: 2 * bands + 1 }, (_, i) =>
      diverging(low, panel, high, i / bands - 1),
    );
    const colorAt: Painter['colorAt'] = (field, cell) => {
      const sure = Math.tanh((field[cell] ?? 0) / 2);
      return Number.isFinite(sure) ? 1 + bands + Math.round(bands * sure) : 0;
    };
    return { palette: [panel, ...palette], colorAt };
  }
  const palette = Array.from({ length: classes }, (_, label) =>
    Array.from({ length: bands + 1 }, (_, i) =>
      mix(panel, tint(label), theme.tint * (0.25 + (0.75 * i) / bands)),
    ),
  );
  const colorAt: Painter['colorAt'] = (field, cell, cells) => {
    const { label, share } = strongest(field, cell, cells);
    if (!Number.isFinite(share)) return 0;
    const sure = (share - 1 / classes) / (1 - 1 / classes);
    return 1 + label * (bands + 1) + Math.round(bands * clamp(sure, [0, 1]));
  };
  return { palette: [panel, ...palette.flat()], colorAt };
}

/** The class with the largest score and its softmax share. */
export function strongest(
  field: ArrayLike<number>,
  cell: number,
  cells: number,
): { label: number; share: number } {
  const classes = field.length / cells;
  let label = 0;
  for (let k = 1; k < classes; k++)
    if ((field[k * cells + cell] ?? 0) > (field[label * cells + cell] ?? 0)) label = k;
  let sum = 0;
  for (let k = 0; k < classes; k++)
    sum += Math.exp((field[k * cells + cell] ?? 0) - (field[label * cells + cell] ?? 0));
  return { label, share: 1 / sum };
}

function drawLines(ctx: Context, box: Box, data: BoundaryData, theme: Theme): void {
  const { side } = data;
  const width = theme.size * 0.2;
  ctx.beginPath();
  for (const line of boundaries(data.field ?? [], side)) {
    line.forEach(([column, row], i) => {
      const x = box.left + (column / (side - 1)) * (box.right - box.left);
      const y = box.bottom - (row / (side - 1)) * (box.bottom - box.top);
      if (i === 0) ctx.moveTo(x, y);
      else ctx.lineTo(x, y);
    });
  }
  ctx.lineJoin = 'round';
  ctx.strokeStyle = theme.panel;
  ctx.lineWidth = width + 2.5;
  ctx.stroke();
  ctx.strokeStyle = laneColor(theme, data.lane);
  ctx.lineWidth = width;
  ctx.setLineDash(laneDash(data.lane, width));
  ctx.stroke();
  ctx.setLineDash([]);
}

/** Score 0 for one output; for several, where one class overtakes another, each border once. */
export function boundaries(field: ArrayLike<number>, side: number) {
  const cells = side * side;
  const classes = Math.round(field.length / cells);
  if (classes === 1) return contour(field, side, side);
  const lines = [];
  for (let label = 0; label < classes - 1; label++) {
    // Against the strongest of the others; borders with an earlier class were drawn with that class.
    const lead = new Float64Array(cells);
    for (let cell = 0; cell < cells; cell++) {
      let other = Number.NEGATIVE_INFINITY;
      let rival = -1;
      for (let k = 0; k < classes; k++) {
        const score = field[k * cells + cell] ?? 0;
        if (k !== label && score > other) {
          other = score;
          rival = k;
        }
      }
      lead[cell] = rival > label ? (field[label * cells + cell] ?? 0) - other : Number.NaN;
    }
    lines.push(...contour(lead, side, side));
  }
  return lines;
}
