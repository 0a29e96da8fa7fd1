// SPDX-License-Identifier: Apache-2.0
// Curves of a run over its steps: what goes on the axes and where the labels at the line ends sit. The chart itself is uPlot's.
import { logRange, niceStep } from './scale.ts';

/** One lane's pair of curves. */
export interface CurvePair {
  train: ArrayLike<number>;
  validation: ArrayLike<number>;
}

/** Least and greatest of all finite values above `over`: in one pass, since charts ask at every drawing. */
function rangeOf(
  pairs: readonly CurvePair[],
  over = Number.NEGATIVE_INFINITY,
): readonly [number, number] | undefined {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const { train, validation } of pairs) {
    for (const values of [train, validation]) {
      for (let i = 0; i < values.length; i++) {
        const value = values[i] ?? Number.NaN;
        if (!(value > over) || value === Number.POSITIVE_INFINITY) continue;
        if (value < low) low = value;
        if (value > high) high = value;
      }
    }
  }
  return low <= high ? [low, high] : undefined;
}

/** A logarithmic axis needs values above 0, but a loss may touch 0; only a loss below 0 makes the axis linear. */
export function suitsLog(pairs: readonly CurvePair[]): boolean {
  const range = rangeOf(pairs);
  return range !== undefined && range[0] >= 0 && range[1] > 0;
}

/** The vertical axis: 1-2-5 steps when logarithmic, at most `decades` deep so that one touch of 0 does not flatten the rest. */
export function valueRange(pairs: readonly CurvePair[], log: boolean, decades = 5): [number, number] {
  if (!log) {
    const [least, most] = rangeOf(pairs) ?? [0, 1];
    // Numbers that differ in their last digits only are a line and no landscape.
    const span = Math.max(most - least, 0.01 * Math.max(Math.abs(least), Math.abs(most)), 1e-9);
    const [low, high] = [(least + most - span) / 2, (least + most + span) / 2];
    const step = niceStep(span, 5);
    return [Math.floor(low / step + 1e-9) * step, Math.ceil(high / step - 1e-9) * step];
  }
  const [low, high] = rangeOf(pairs, 0) ?? [0.1, 1];
  return logRange(Math.max(low, high / 10 ** decades), high);
}

/** For a logarithmic axis values at or below its foot lie on the foot; gaps where a number is not finite. */
export function onAxis(values: ArrayLike<number>, foot: number, log: boolean): (number | null)[] {
  const placed = new Array<number | null>(values.length);
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? Number.NaN;
    if (!Number.isFinite(value)) placed[i] = null;
    else placed[i] = log && value < foot ? foot : value;
  }
  return placed;
}

/** Places as near as possible to the wanted ones, at least `gap` apart and inside [low, high]; order is kept. */
export function spread(wanted: readonly number[], gap: number, low: number, high: number): number[] {
  const order = wanted.map((_, i) => i).sort((a, b) => (wanted[a] ?? 0) - (wanted[b] ?? 0));
  const placed = [...wanted];
  let floor = low;
  for (const i of order) {
    placed[i] = Math.max(placed[i] ?? 0, floor);
    floor = (placed[i] ?? 0) + gap;
  }
  let ceiling = high;
  for (const i of order.reverse()) {
    placed[i] = Math.min(placed[i] ?? 0, ceiling);
    ceiling = (placed[i] ?? 0) - gap;
  }
  return placed;
}

/** The last finite value, or NaN. */
export function lastFinite(values: ArrayLike<number>): number {
  for (let i = values.length - 1; i >= 0; i--) {
    const value = values[i] ?? Number.NaN;
    if (Number.isFinite(value)) return value;
  }
  return Number.NaN;
}

/** `text`, or its beginning with … where it is wider than `width`. */
export function shortened(text: string, width: number, measure: (text: string) => number): string {
  if (measure(text) <= width) return text;
  let cut = text;
  while (cut.length > 1 && measure(`${cut}…`) > width) cut = cut.slice(0, -1);
  return `${cut.trimEnd()}…`;
}
