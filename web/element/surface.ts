// SPDX-License-Identifier: Apache-2.0
// A canvas that always has as many pixels as the screen shows of it.
import type { Context, Draw, Size, Theme } from '../views/theme.ts';

/** Size in CSS pixels. */
export const sizeOf = (canvas: HTMLCanvasElement): Size => ({
  width: canvas.clientWidth,
  height: canvas.clientHeight,
});

/** Clears the canvas and draws on it in CSS pixels; does nothing while it has no size. */
export function paint<Data>(canvas: HTMLCanvasElement, draw: Draw<Data>, data: Data, theme: Theme): void {
  const size = sizeOf(canvas);
  if (size.width === 0 || size.height === 0) return;
  const ratio = devicePixelRatio || 1;
  fitTo(canvas, size, ratio);
  const ctx = canvas.getContext('2d');
  if (!ctx) return;
  prepare(ctx, size, ratio);
  draw(ctx, size, data, theme);
}

function fitTo(canvas: HTMLCanvasElement | OffscreenCanvas, size: Size, ratio: number): void {
  const width = Math.round(size.width * ratio);
  const height = Math.round(size.height * ratio);
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
}

function prepare(ctx: Context, size: Size, ratio: number): void {
  ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
  ctx.clearRect(0, 0, size.width, size.height);
}

/** A picture kept for as long as what it shows stays the same: hundreds of samples need not be drawn sixty times a second. */
export class Layer {
  readonly #canvas = new OffscreenCanvas(1, 1);
  #shown: unknown[] = [];

  /** Puts the kept picture onto `ctx`; draws it first when `size`, the screen or anything of `shows` is another. */
  put<Data>(ctx: Context, size: Size, draw: Draw<Data>, data: Data, theme: Theme, shows: unknown[]): void {
    const ratio = devicePixelRatio || 1;
    const shown = [size.width, size.height, ratio, theme, ...shows];
    if (shown.some((part, i) => part !== this.#shown[i])) {
      fitTo(this.#canvas, size, ratio);
      const own = this.#canvas.getContext('2d');
      if (!own) return;
      prepare(own, size, ratio);
      draw(own, size, data, theme);
      this.#shown = shown;
    }
    ctx.drawImage(this.#canvas, 0, 0, size.width, size.height);
  }
}

/** Sets an accessible name at most once a second, so that a screen reader is not flooded; the last one is made up for. */
export class Summary {
  #last = Number.NEGATIVE_INFINITY;
  #text = '';
  #next = '';
  #waiting = false;

  constructor(readonly write: (text: string) => void) {}

  update(text: string): void {
    this.#next = text;
    if (this.#waiting) return;
    const wait = this.#last + 1000 - performance.now();
    if (wait <= 0) this.#put();
    else {
      this.#waiting = true;
      setTimeout(() => this.#put(), wait);
    }
  }

  #put(): void {
    this.#waiting = false;
    if (this.#next === this.#text) return;
    this.#last = performance.now();
    this.#text = this.#next;
    this.write(this.#text);
  }
}
