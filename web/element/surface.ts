// SPDX-License-Identifier: Apache-2.0
// A canvas that always has as many pixels as the screen shows of it.
import type { Draw, Size, Theme } from '../views/theme.ts';

/** Size in CSS pixels. */
export const sizeOf = (canvas: HTMLCanvasElement): Size => ({
  width: canvas.clientWidth,
  height: canvas.clientHeight,
});

export function paint<Data>(canvas: HTMLCanvasElement, draw: Draw<Data>, data: Data, theme: Theme): void {
  const size = sizeOf(canvas);
  if (size.width === 0 || size.height === 0) return;
  const ratio = devicePixelRatio || 1;
  const width = Math.round(size.width * ratio);
  const height = Math.round(size.height * ratio);
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
  const ctx = canvas.getContext('2d');
  if (!ctx) return;
  ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
  draw(ctx, size, data, theme);
}

/** Sets an accessible name at most once a second, so that a screen reader is not flooded. */
export class Summary {
  #last = 0;
  #text = '';

  constructor(readonly write: (text: string) => void) {}

  update(text: string, now = performance.now()): void {
    if (text === this.#text || now - this.#last < 1000) return;
    this.#last = now;
    this.#text = text;
    this.write(text);
  }
}
