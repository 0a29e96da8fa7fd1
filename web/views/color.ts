// SPDX-License-Identifier: Apache-2.0
// Colours as numbers, for pictures made pixel by pixel.

export type Rgb = readonly [number, number, number];

/** `#rgb`, `#rrggbb`, `rgb(r g b)`, `rgb(r, g, b, a)` and `color(srgb r g b)` – what browsers compute; else black. */
export function parseColor(text: string): Rgb {
  const hex = /^#([0-9a-f]{3}|[0-9a-f]{6})$/i.exec(text.trim())?.[1];
  if (hex) {
    const size = hex.length / 3;
    const part = (i: number) =>
      Number.parseInt(hex.slice(i * size, (i + 1) * size).repeat(size === 1 ? 2 : 1), 16);
    return [part(0), part(1), part(2)];
  }
  const [r = 0, g = 0, b = 0] = (text.match(/-?\d*\.?\d+(e-?\d+)?/gi) ?? []).map(Number);
  return text.startsWith('color(') ? [r * 255, g * 255, b * 255] : [r, g, b];
}

/** From `a` (t = 0) to `b` (t = 1). */
export const mix = (a: Rgb, b: Rgb, t: number): Rgb => [
  a[0] + (b[0] - a[0]) * t,
  a[1] + (b[1] - a[1]) * t,
  a[2] + (b[2] - a[2]) * t,
];

export const css = ([r, g, b]: Rgb) => `rgb(${Math.round(r)}, ${Math.round(g)}, ${Math.round(b)})`;

/** Two hues that meet in `middle`: t = −1 is `low`, 0 is `middle`, 1 is `high`. */
export const diverging = (low: Rgb, middle: Rgb, high: Rgb, t: number): Rgb =>
  t < 0 ? mix(middle, low, Math.min(1, -t)) : mix(middle, high, Math.min(1, t));

// Viridis at nine equal distances (matplotlib, CC0).
const viridisStops: readonly Rgb[] = [
  [68, 1, 84],
  [71, 44, 122],
  [59, 81, 139],
  [44, 113, 142],
  [33, 144, 141],
  [39, 173, 129],
  [92, 200, 99],
  [170, 220, 50],
  [253, 231, 37],
];

/** A perceptually even map of 0 … 1. */
export function viridis(t: number): Rgb {
  const last = viridisStops.length - 1;
  const place = Math.min(1, Math.max(0, t)) * last;
  const i = Math.min(last - 1, Math.floor(place));
  return mix(viridisStops[i] ?? [0, 0, 0], viridisStops[i + 1] ?? [0, 0, 0], place - i);
}
