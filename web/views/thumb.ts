// SPDX-License-Identifier: Apache-2.0
// A data set on a stamp: its samples, nothing else.
import { css, mix, parseColor, viridis } from './color.ts';
import { extent, linear, padded } from './scale.ts';
import { classColor, type Draw, type Theme } from './theme.ts';

export interface ThumbData {
  task: 'regression' | 'binary' | 'multiclass';
  x: readonly ArrayLike<number>[];
  y: ArrayLike<number>;
  /** Channels, height and width where the inputs are an image's pixels. */
  image?: [number, number, number] | null;
}

const most = 90;

/** The first four images, each in the colour of its class. */
const drawImages: Draw<ThumbData> = (ctx, size, data, theme) => {
  const [, height, width] = data.image ?? [1, 1, 1];
  const rim = Math.min(size.width, size.height) * 0.08;
  const dot = (Math.min(size.width, size.height) - 2 * rim) / (2 * Math.max(height, width));
  for (let i = 0; i < Math.min(4, data.y.length); i++) {
    const pixels = Array.from({ length: height * width }, (_, k) => data.x[k]?.[i] ?? 0);
    const [low, high] = extent(pixels) ?? [0, 1];
    const left = rim + (i % 2) * width * dot;
    const top = rim + Math.floor(i / 2) * height * dot;
    ctx.fillStyle = classColor(theme, data.y[i] ?? 0);
    pixels.forEach((value, k) => {
      ctx.globalAlpha = (value - low) / (high - low || 1);
      ctx.fillRect(left + (k % width) * dot, top + Math.floor(k / width) * dot, dot, dot);
    });
  }
  ctx.globalAlpha = 1;
};

export const drawThumb: Draw<ThumbData> = (ctx, size, data, theme) => {
  if (data.image) {
    drawImages(ctx, size, data, theme);
    return;
  }
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
