// SPDX-License-Identifier: Apache-2.0
// The terms of a lane's objective over the steps, a panel a lane: their values above, the norms of their gradients below,
// on logarithmic axes where none is below 0. The main loss has the lane's colour; each line carries its name and number at its end.
import { type Box, drawAxes } from './axes.ts';
import { lastFinite, shortened, spread, suitsLog, valueRange } from './curves.ts';
import { clipped } from './fit.ts';
import { formatNumber } from './format.ts';
import { linear, logarithmic } from './scale.ts';
import { type Context, type Draw, laneColor, laneDash, laneInk, type Size, type Theme } from './theme.ts';

/** A term at the steps of the run; NaN where it was not measured. */
export interface TermCurve {
  name: string;
  value: ArrayLike<number>;
  gradient_norm: ArrayLike<number>;
}

export interface TermsPanel {
  lane: number;
  title: string;
  terms: readonly TermCurve[];
}

export interface TermsData {
  steps: ArrayLike<number>;
  panels: readonly TermsPanel[];
  names: Readonly<Record<TermsMeasure, string>>;
  stepAxis: string;
}

export const measures = ['value', 'gradient_norm'] as const;
export type TermsMeasure = (typeof measures)[number];

/** In units of the type size. */
const longestLabel = 8;
/** A term may come close to 0; what is so far below the others lies on the foot of the axis. */
const decades = 6;

export const drawTerms: Draw<TermsData> = (ctx, size, data, theme) => {
  const width = size.width / Math.max(1, data.panels.length);
  for (const [i, panel] of data.panels.entries()) {
    ctx.save();
    ctx.translate(i * width, 0);
    drawPanel(ctx, { width, height: size.height }, panel, data, theme);
    ctx.restore();
  }
};

function drawPanel(ctx: Context, size: Size, panel: TermsPanel, data: TermsData, theme: Theme): void {
  const em = theme.size;
  ctx.font = `600 ${em}px ${theme.font}`;
  const widest = Math.max(...panel.terms.map(({ name }) => ctx.measureText(name).width));
  const right = size.width - Math.min(longestLabel * em, widest) - 1.6 * em;
  const top = (data.panels.length > 1 ? 3.6 : 2) * em;
  const between = 2.6 * em;
  const height = (size.height - 2.8 * em - top - between) / 2;
  if (data.panels.length > 1) {
    ctx.fillStyle = laneInk(theme, panel.lane);
    ctx.textAlign = 'left';
    ctx.textBaseline = 'top';
    ctx.fillText(panel.title, 0.9 * em, 0.3 * em);
  }
  for (const [row, measure] of measures.entries()) {
    const from = top + row * (height + between);
    const box = { left: 3.6 * em, right, top: from, bottom: from + height };
    drawCurves(ctx, box, panel, measure, data, row === 1, theme);
  }
}

function drawCurves(
  ctx: Context,
  box: Box,
  { lane, terms }: TermsPanel,
  measure: TermsMeasure,
  { steps, names, stepAxis }: TermsData,
  lowest: boolean,
  theme: Theme,
): void {
  const em = theme.size;
  const last = Math.max(20, steps[steps.length - 1] ?? 0);
  const pairs = terms.map((term) => ({ train: term[measure], validation: [] }));
  const x = linear([0, last], [box.left, box.right]);
  const log = suitsLog(pairs);
  const y = (log ? logarithmic : linear)(valueRange(pairs, log, decades), [box.bottom, box.top]);
  drawAxes(ctx, box, { x, y }, { ...(lowest && { x: stepAxis }), y: '' }, theme);
  ctx.fillStyle = theme.mute;
  ctx.textAlign = 'left';
  ctx.textBaseline = 'top';
  ctx.fillText(names[measure], 0.9 * em, box.top - 1.7 * em);
  const colors = terms.map((_, i) => (i === 0 ? laneColor(theme, lane) : theme.ink));
  clipped(ctx, box, () => {
    for (const [i, term] of terms.entries()) {
      const line = term[measure];
      ctx.strokeStyle = colors[i] ?? theme.ink;
      ctx.lineWidth = 0.16 * em;
      ctx.lineJoin = 'round';
      ctx.setLineDash(laneDash(i, ctx.lineWidth));
      ctx.beginPath();
      for (let at = 0; at < line.length; at++) {
        const value = line[at] ?? Number.NaN;
        if (Number.isFinite(value)) ctx.lineTo(x.at(steps[at] ?? 0), y.at(value));
      }
      ctx.stroke();
    }
    ctx.setLineDash([]);
  });
  drawEnds(ctx, box, terms, measure, y.at, colors, theme);
}

function drawEnds(
  ctx: Context,
  box: Box,
  terms: readonly TermCurve[],
  measure: TermsMeasure,
  at: (value: number) => number,
  colors: readonly string[],
  theme: Theme,
): void {
  const em = theme.size;
  const ends = terms.map((term) => lastFinite(term[measure]));
  const wanted = ends.map((value) => (Number.isFinite(value) ? at(value) : box.bottom));
  const places = spread(wanted, 2.4 * em, box.top, box.bottom - 1.2 * em);
  ctx.textAlign = 'left';
  ctx.textBaseline = 'middle';
  for (const [i, { name }] of terms.entries()) {
    const y = places[i] ?? box.top;
    ctx.fillStyle = colors[i] ?? theme.ink;
    ctx.font = `600 ${em}px ${theme.font}`;
    const label = shortened(name, longestLabel * em, (text) => ctx.measureText(text).width);
    ctx.fillText(label, box.right + 0.7 * em, y);
    ctx.fillStyle = theme.ink;
    ctx.font = `${em}px ${theme.font}`;
    ctx.fillText(formatNumber(ends[i] ?? Number.NaN), box.right + 0.7 * em, y + 1.2 * em);
  }
}
