// SPDX-License-Identifier: Apache-2.0
// From a run to what the views of data space draw. Axes stay put while a run lasts, whatever is dragged.
import type { DataInfo, Frame, RunInfo } from '../engine/types.ts';
import type { PlotAxis } from '../views/axes.ts';
import {
  type BoundaryData,
  drawBoundaryMarks,
  drawBoundaryModel,
  drawBoundaryRing,
} from '../views/boundary.ts';
import { drawFitGround, drawFitModel, type FitData } from '../views/fit.ts';
import { type ArrowScale, arrowScales } from '../views/samples.ts';
import { extent, padded } from '../views/scale.ts';
import type { Draw, Theme } from '../views/theme.ts';
import type { Experiment } from './experiment.ts';
import { type Layer, paint } from './surface.ts';

/** The two axes of a picture of the data: input and target, or the first two inputs. */
export interface PlotAxes {
  x: PlotAxis;
  y: PlotAxis;
  target: PlotAxis;
}

const axesOfRun = new WeakMap<RunInfo, PlotAxes>();
const arrowsOfFrame = new WeakMap<Frame, (ArrowScale | undefined)[]>();

/** Head-room above and below the targets, so that a sample can be dragged out of the crowd. */
const headRoom = 0.06;
/** In units of the type size. */
const longestArrow = 6.5;

export function plotAxes(info: RunInfo): PlotAxes {
  const known = axesOfRun.get(info);
  if (known) return known;
  const { inputs, target, y } = info.data;
  const values = extent(y) ?? [target.low, target.high];
  const [low, high] = padded([Math.min(values[0], target.low), Math.max(values[1], target.high)], headRoom);
  const [first, second] = inputs;
  const own = { ...target, low, high };
  const axes = { x: first ?? own, y: inputs.length > 1 && second ? second : own, target };
  axesOfRun.set(info, axes);
  return axes;
}

/** The scale of each lane's arrows; those of a lane that does not run have none. */
export function arrowsOf(frame: Frame, theme: Theme): (ArrowScale | undefined)[] {
  const known = arrowsOfFrame.get(frame);
  if (known) return known;
  const scales = arrowScales(
    frame.lanes.map(({ status, gradients }) => (status === 'running' && gradients) || []),
    theme.size * longestArrow,
  );
  arrowsOfFrame.set(frame, scales);
  return scales;
}

/** Whether the picture is a curve over one input rather than a map over two. */
export const isCurve = (data: DataInfo) => data.x.length === 1;

/** Draws a lane's picture; what does not move is kept in `layer`. */
export function drawLane(
  canvas: HTMLCanvasElement,
  layer: Layer,
  experiment: Experiment,
  lane: number,
  theme: Theme,
): void {
  const { info, frame, sample } = experiment;
  if (!info || !frame) return;
  const { data } = info;
  const axes = plotAxes(info);
  const now = frame.lanes[lane];
  const common = {
    lane,
    y: data.y,
    part: data.part,
    outlier: data.outlier,
    target: isCurve(data) ? axes.y : axes.target,
    field: now?.field,
    // What a diverged lane still has is not a gradient that anybody should see.
    gradients: now?.status === 'running' ? now.gradients : undefined,
    arrows: arrowsOf(frame, theme)[lane],
    active: sample,
  };
  const shows = [info, experiment.moves];
  const [x, second] = data.x;
  if (!x) return;
  if (!second) {
    const fit: FitData = { ...common, x, input: axes.x, predictions: now?.predictions };
    const draw: Draw<FitData> = (ctx, size) => {
      layer.put(ctx, size, drawFitGround, fit, theme, shows);
      drawFitModel(ctx, size, fit, theme);
    };
    paint(canvas, draw, fit, theme);
    return;
  }
  const map: BoundaryData = {
    ...common,
    x: [x, second],
    task: data.task,
    inputs: [axes.x, axes.y],
    side: experiment.fieldSide,
  };
  const draw: Draw<BoundaryData> = (ctx, size) => {
    drawBoundaryModel(ctx, size, map, theme);
    layer.put(ctx, size, drawBoundaryMarks, map, theme, shows);
    drawBoundaryRing(ctx, size, map, theme);
  };
  paint(canvas, draw, map, theme);
}

/** Place of a sample in the picture, in data units. */
export function placeOfSample({ data }: RunInfo, sample: number): [number, number] {
  const up = isCurve(data) ? data.y : data.x[1];
  return [data.x[0]?.[sample] ?? Number.NaN, up?.[sample] ?? Number.NaN];
}

/** The sample's inputs and target when it is put at (x, y) of the picture. */
export function sampleAt(
  { data }: RunInfo,
  sample: number,
  x: number,
  y: number,
): { x: number[]; y: number } {
  const inputs = data.x.map((column) => column[sample] ?? 0);
  const target = data.y[sample] ?? 0;
  return isCurve(data) ? { x: [x], y } : { x: [x, y, ...inputs.slice(2)], y: target };
}
