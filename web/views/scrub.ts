// SPDX-License-Identifier: Apache-2.0
// The whole run behind the scrub bar: the training loss of every lane over its steps; what lies ahead of the present
// step is faint.
import { lastFinite, onAxis, suitsLog, valueRange } from './curves.ts';
import { clamp } from './scale.ts';
import { type Draw, laneColor } from './theme.ts';

export interface ScrubData {
  history: { steps: ArrayLike<number>; lanes: { train_loss: ArrayLike<number> }[] };
  step: number;
  /** The step at the right end. */
  head: number;
  /** Pixels left free at both ends: half the width of the slider's thumb. */
  inset: number;
}

export const drawScrub: Draw<ScrubData> = (ctx, size, { history, step, head, inset }, theme) => {
  const width = size.width - 2 * inset;
  const x = (at: number) => inset + (head > 0 ? at / head : 0) * width;
  const pairs = history.lanes.map((lane) => ({ train: lane.train_loss, validation: lane.train_loss }));
  const log = suitsLog(pairs);
  const range = valueRange(pairs, log);
  const [low, high] = log ? range.map(Math.log) : range;
  const span = (high ?? 1) - (low ?? 0) || 1;
  const y = (value: number) =>
    clamp(size.height - 3 - (((log ? Math.log(value) : value) - (low ?? 0)) / span) * (size.height - 6), [
      1,
      size.height - 1,
    ]);
  ctx.fillStyle = theme.line;
  ctx.fillRect(inset, size.height - 1, width, 1);
  ctx.lineWidth = 1.5;
  ctx.lineJoin = 'round';
  for (const [past, from, to] of [
    [true, 0, x(step)],
    [false, x(step), size.width],
  ] as const) {
    ctx.save();
    ctx.beginPath();
    ctx.rect(from, 0, to - from, size.height);
    ctx.clip();
    ctx.globalAlpha = past ? 1 : 0.35;
    history.lanes.forEach((lane, k) => {
      ctx.strokeStyle = laneColor(theme, k);
      ctx.beginPath();
      let drawing = false;
      onAxis(lane.train_loss, range[0], log).forEach((value, i) => {
        if (value === null) drawing = false;
        else if (drawing) ctx.lineTo(x(history.steps[i] ?? 0), y(value));
        else ctx.moveTo(x(history.steps[i] ?? 0), y(value));
        drawing = value !== null;
      });
      const last = lastFinite(lane.train_loss);
      if (drawing && Number.isFinite(last)) ctx.lineTo(x(head), y(log ? Math.max(last, range[0]) : last));
      ctx.stroke();
    });
    ctx.restore();
  }
};
