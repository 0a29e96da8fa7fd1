// SPDX-License-Identifier: Apache-2.0
// Data of one input with the fitted curve of one lane, the band within which the model expects its error, where it says so,
// and an arrow on each prediction: −∂L/∂ŷ, where the loss pulls it.
import { axisTitle, type Box, drawAxes, type PlotAxis, plotBox, type Scales, scalesOf } from './axes.ts';
import { type ArrowScale, arrowSamples, drawArrows, drawMarks, drawRing } from './samples.ts';
import { type Context, type Draw, laneColor, laneDash, type Size, type Theme } from './theme.ts';

export interface FitData {
  lane: number;
  x: ArrayLike<number>;
  y: ArrayLike<number>;
  part: ArrayLike<number>;
  outlier: ArrayLike<number>;
  /** Axes of the input and of the target, as drawn. */
  input: PlotAxis;
  target: PlotAxis;
  /** Model output at equal distances over the input's axis. */
  field?: ArrayLike<number>;
  /** How far off the model expects to be, at the same places. */
  spread?: ArrayLike<number>;
  predictions?: ArrayLike<number>;
  gradients?: ArrayLike<number>;
  arrows?: ArrowScale;
  /** Sample under the pointer or in the visitor's hand; −1 for none. */
  active: number;
}

export const fitScales = (size: Size, theme: Theme, data: Pick<FitData, 'input' | 'target'>): Scales =>
  scalesOf(plotBox(size, theme), data.input, data.target);

const mostArrows = 160;

/** What stays while the model trains: axes and samples. */
export const drawFitGround: Draw<FitData> = (ctx, size, data, theme) => {
  const box = plotBox(size, theme);
  const scales = fitScales(size, theme, data);
  drawAxes(ctx, box, scales, { x: axisTitle(data.input), y: axisTitle(data.target) }, theme);
  const x = Float64Array.from(data.x, scales.x.at);
  const y = Float64Array.from(data.y, scales.y.at);
  clipped(ctx, box, () => drawMarks(ctx, { ...data, x, y }, theme));
};

/** What moves: the pulls, the curve, and the ring around the sample pointed at. */
export const drawFitModel: Draw<FitData> = (ctx, size, data, theme) => {
  const box = plotBox(size, theme);
  const scales = fitScales(size, theme, data);
  clipped(ctx, box, () => {
    drawBand(ctx, data, box, scales, theme);
    drawPulls(ctx, data, scales, theme);
    if (data.field) drawCurve(ctx, data.field, box, scales, data.lane, theme);
    const { active } = data;
    const [x, y] = [data.x[active], data.y[active]];
    if (x !== undefined && y !== undefined)
      drawRing(ctx, scales.x.at(x), scales.y.at(y), data.x.length, theme);
  });
};

function drawBand(
  ctx: Context,
  { field, spread, lane }: FitData,
  box: Box,
  scales: Scales,
  theme: Theme,
): void {
  if (!field || !spread) return;
  const last = field.length - 1;
  const x = (i: number) => box.left + (i / last) * (box.right - box.left);
  const y = (i: number, side: number) => scales.y.at((field[i] ?? 0) + side * (spread[i] ?? 0));
  ctx.beginPath();
  for (let i = 0; i <= last; i++) ctx.lineTo(x(i), y(i, 1));
  for (let i = last; i >= 0; i--) ctx.lineTo(x(i), y(i, -1));
  ctx.fillStyle = laneColor(theme, lane);
  ctx.globalAlpha = 0.16;
  ctx.fill();
  ctx.globalAlpha = 1;
}

function drawPulls(ctx: Context, data: FitData, scales: Scales, theme: Theme): void {
  const { predictions, gradients, arrows } = data;
  if (!predictions || !gradients || !arrows) return;
  const pulls = arrowSamples(data.part, data.outlier, mostArrows).map((i) => ({
    x: scales.x.at(data.x[i] ?? 0),
    y: scales.y.at(predictions[i] ?? Number.NaN),
    length: (-(gradients[i] ?? 0) / arrows.unit) * arrows.pixels,
  }));
  ctx.globalAlpha = 0.6;
  drawArrows(ctx, pulls, laneColor(theme, data.lane), theme.size);
  ctx.globalAlpha = 1;
}

function drawCurve(
  ctx: Context,
  field: ArrayLike<number>,
  box: Box,
  scales: Scales,
  lane: number,
  theme: Theme,
): void {
  const width = theme.size * 0.23;
  ctx.beginPath();
  let pen = false;
  for (let i = 0; i < field.length; i++) {
    const y = scales.y.at(field[i] ?? Number.NaN);
    const x = box.left + (i / (field.length - 1)) * (box.right - box.left);
    if (!Number.isFinite(y)) pen = false;
    else if (pen) ctx.lineTo(x, y);
    else ctx.moveTo(x, y);
    pen = Number.isFinite(y);
  }
  ctx.lineJoin = 'round';
  // A rim in the ground's colour parts the curve from the samples it runs over.
  ctx.strokeStyle = theme.panel;
  ctx.lineWidth = width + 3;
  ctx.stroke();
  ctx.strokeStyle = laneColor(theme, lane);
  ctx.lineWidth = width;
  ctx.setLineDash(laneDash(lane, width));
  ctx.stroke();
  ctx.setLineDash([]);
}

/** Runs `draw` with everything outside `box` (and a mark's breadth around it) cut off. */
export function clipped(ctx: Context, box: Box, draw: () => void): void {
  const rim = 6;
  ctx.save();
  ctx.beginPath();
  ctx.rect(box.left - rim, box.top - rim, box.right - box.left + 2 * rim, box.bottom - box.top + 2 * rim);
  ctx.clip();
  draw();
  ctx.restore();
}
