// SPDX-License-Identifier: Apache-2.0
// Beside a picture, what the loss would have of its pixels: a square where more ink lowers the loss, a frame where less
// does, as large as −∂L/∂pixel.
import type { Box } from './axes.ts';
import { type Context, classColor, type Theme } from './theme.ts';

/** −∂L/∂pixel as shares of the largest, the channels of a pixel summed. */
export function inputPulls(
  [channels, height, width]: readonly [number, number, number],
  byInput: ArrayLike<number>,
): number[] {
  const area = height * width;
  const pulls = Array.from({ length: area }, (_, k) => {
    let sum = 0;
    for (let channel = 0; channel < channels; channel++) sum += byInput[channel * area + k] ?? 0;
    return 0 - sum;
  });
  const most = Math.max(...pulls.map(Math.abs));
  return pulls.map((pull) => (most > 0 && Number.isFinite(most) ? pull / most : 0));
}

/** At the left top of `box`, `dot` pixels of the screen for each of the picture's. */
export function drawInputPull(
  ctx: Context,
  box: Box,
  dot: number,
  image: readonly [number, number, number],
  byInput: ArrayLike<number>,
  theme: Theme,
): void {
  const [, height, width] = image;
  inputPulls(image, byInput).forEach((pull, k) => {
    const side = dot * Math.sqrt(Math.abs(pull));
    if (side < 1.5) return;
    const x = box.left + ((k % width) + 0.5) * dot - side / 2;
    const y = box.top + (Math.floor(k / width) + 0.5) * dot - side / 2;
    ctx.fillStyle = classColor(theme, 1);
    ctx.strokeStyle = classColor(theme, 0);
    ctx.lineWidth = 1;
    if (pull > 0) ctx.fillRect(x, y, side, side);
    else ctx.strokeRect(x + 0.5, y + 0.5, side - 1, side - 1);
  });
  ctx.strokeStyle = theme.line;
  ctx.lineWidth = 1;
  ctx.strokeRect(box.left - 0.5, box.top - 0.5, width * dot + 1, height * dot + 1);
}
