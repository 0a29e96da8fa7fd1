// SPDX-License-Identifier: Apache-2.0
// What goes along the weights of a net, as dots on their way, and what units give out, as numbers beside them.
import { formatNumber } from './format.ts';
import {
  edgesOf,
  isLit,
  type NetLayer,
  type NetworkData,
  networkLayout,
  signColor,
  unitsOf,
} from './network.ts';
import type { Context, Draw, Theme } from './theme.ts';

/** Products of weights and what they weigh, on their way. */
export interface Signal {
  /** Into which the weights lead. */
  layer: number;
  backward: boolean;
  /** [units × units of the layer before], as the weights. */
  amounts: ArrayLike<number>;
  /** How far they have come, 0 … 1. */
  at: number;
}

export interface SignalData extends NetworkData {
  signal?: Signal;
}

/** Dots whose areas are as the products, filled above 0, hollow below. */
export const drawSignal: Draw<SignalData> = (ctx, size, { layers, signal }, theme) => {
  if (!signal) return;
  const columns = networkLayout(size, theme, layers);
  const inputs = unitsOf(layers[signal.layer - 1] ?? { shape: [] });
  let most = 0;
  for (let i = 0; i < signal.amounts.length; i++) most = Math.max(most, Math.abs(signal.amounts[i] ?? 0));
  if (!(most > 0) || !Number.isFinite(most)) return;
  const at = signal.backward ? 1 - signal.at : signal.at;
  for (const edge of edgesOf({ layers }, columns)) {
    if (edge.layer !== signal.layer) continue;
    const amount = signal.amounts[edge.unit * inputs + edge.from] ?? 0;
    const radius = 0.5 * theme.size * Math.sqrt(Math.abs(amount) / most);
    if (radius < 1) continue;
    ctx.beginPath();
    ctx.arc(edge.x0 + (edge.x1 - edge.x0) * at, edge.y0 + (edge.y1 - edge.y0) * at, radius, 0, 2 * Math.PI);
    ctx.fillStyle = amount > 0 ? signColor(theme, amount) : theme.panel;
    ctx.strokeStyle = signColor(theme, amount);
    ctx.lineWidth = 2;
    ctx.fill();
    ctx.stroke();
  }
};

/** The numbers of units, where there is room: right of them, left of the outputs. */
export const drawNetNumbers: Draw<NetworkData> = (ctx, size, data, theme) => {
  const { layers } = data;
  const columns = networkLayout(size, theme, layers);
  const em = theme.size;
  ctx.font = `${em}px ${theme.font}`;
  ctx.textBaseline = 'middle';
  layers.forEach((layer, i) => {
    const column = columns[i];
    if (!column || layer.block || layer.image || layer.values.length === 0) return;
    const last = i === layers.length - 1;
    const gap = Math.abs((columns[last ? i - 1 : i + 1]?.x ?? 0) - column.x);
    const [first = 0, second = first + 2 * em] = column.units;
    // Beside pictures of weights the disc is elsewhere.
    if (second - first < 1.1 * em || gap < 8 * em || isPictured(layers, i)) return;
    const x = column.x + (last ? -1 : 1) * (column.radius + 4);
    ctx.globalAlpha = isLit(data, i) ? 1 : 0.35;
    for (const [unit, y] of column.units.entries()) label(ctx, number(layer, unit), x, y, last, theme);
    ctx.globalAlpha = 1;
  });
};

const isPictured = (layers: readonly NetLayer[], at: number) => layers[at - 1]?.image !== undefined;
const number = ({ values }: NetLayer, unit: number) => formatNumber(values[unit] ?? Number.NaN, 2);

function label(ctx: Context, text: string, x: number, y: number, left: boolean, theme: Theme): void {
  const width = ctx.measureText(text).width + 4;
  const alpha = ctx.globalAlpha;
  ctx.fillStyle = theme.panel;
  ctx.globalAlpha = 0.85 * alpha;
  ctx.fillRect(left ? x - width : x, y - 0.55 * theme.size, width, 1.1 * theme.size);
  ctx.globalAlpha = alpha;
  ctx.fillStyle = theme.ink;
  ctx.textAlign = left ? 'right' : 'left';
  ctx.fillText(text, left ? x - 2 : x + 2, y);
}
