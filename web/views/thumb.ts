// SPDX-License-Identifier: Apache-2.0
// A data set on a stamp: its samples, nothing else.
import { css, mix, parseColor, viridis } from './color.ts';
import { extent, linear, padded } from './scale.ts';
import { classColor, type Draw, type Theme } from './theme.ts';

export interface ThumbData {
  task: 'regression' | 'binary' | 'multiclass';
  x: readonly ArrayLike<number>[];
  y: ArrayLike<number>;
}

const most = 90;

export const drawThumb: Draw<ThumbData> = (ctx, size, data, theme) => {
  const [first = [], second] = data.x;
  const up = second ?? data.y;
  const rim = Math.min(size.width, size.height) * 0.14;
  const x = linear(padded(extent(Array.from(first)) ?? [0, 1], 0), [rim, size.width - rim]);
  const y = linear(padded(extent(Array.from(up)) ?? [0, 1], 0), [size.height - rim, rim]);
  const every = Math.max(1, Math.floor(first.length / most));
  for (let i = 0; i < first.length; i += every) {
    ctx.fillStyle = markColor(data, i, theme);
    ctx.beginPath();
    ctx.arc(x.at(first[i] ?? 0), y.at(up[i] ?? 0), 1.6, 0, 2 * Math.PI);
    ctx.fill();
  }
};

function markColor(data: ThumbData, i: number, theme: Theme): string {
  const value = data.y[i] ?? 0;
  if (data.task !== 'regression') return classColor(theme, value);
  if (data.x.length < 2) return theme.mute;
  const [low, high] = extent(Array.from(data.y)) ?? [0, 1];
  return css(mix(viridis((value - low) / (high - low || 1)), parseColor(theme.mute), 0.2));
}
