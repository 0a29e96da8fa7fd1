// SPDX-License-Identifier: Apache-2.0
// Scales from data to pixels, and where their ticks go.

export interface Scale {
  domain: readonly [number, number];
  range: readonly [number, number];
  /** Data → pixels. */
  at(value: number): number;
  /** Pixels → data. */
  invert(pixel: number): number;
  /** Round values of the domain, at most about `count`. */
  ticks(count: number): number[];
}

export type Interval = readonly [number, number];

export function linear(domain: Interval, range: Interval): Scale {
  const [low, high] = domain;
  const [from, to] = range;
  const slope = high === low ? 0 : (to - from) / (high - low);
  return {
    domain,
    range,
    at: (value) => (slope === 0 ? (from + to) / 2 : from + (value - low) * slope),
    invert: (pixel) => (slope === 0 ? low : low + (pixel - from) / slope),
    ticks: (count) => ticks(low, high, count),
  };
}

/** For domains above 0; what is below them lies on their foot. */
export function logarithmic(domain: Interval, range: Interval): Scale {
  const [low, high] = domain;
  const powers = linear([Math.log10(low), Math.log10(high)], range);
  return {
    domain,
    range,
    at: (value) => powers.at(Math.log10(Math.max(value, low))),
    invert: (pixel) => 10 ** powers.invert(pixel),
    ticks: (count) => logTicks(low, high, count),
  };
}

/** The step of 1, 2 or 5 times a power of ten that divides `span` into at most `count` parts. */
export function niceStep(span: number, count: number): number {
  const rough = span / Math.max(1, count);
  if (!(rough > 0) || !Number.isFinite(rough)) return 1;
  return niceCeil(rough);
}

/** The smallest 1, 2 or 5 times a power of ten that is not below `value` (> 0). */
export function niceCeil(value: number): number {
  const power = Math.floor(Math.log10(value));
  for (const exponent of [power - 1, power, power + 1]) {
    for (const digit of [1, 2, 5]) {
      const nice = Number(`${digit}e${exponent}`);
      // The slack keeps 0.30000000000000004 from becoming 0.5.
      if (nice >= value * (1 - 1e-9)) return nice;
    }
  }
  return value;
}

/** Like niceCeil in steps of at most a half: an axis or a scale twice as long as its values wastes half of it. */
export function roundUp(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  const step = [1, 1.5, 2, 3, 4, 5, 6, 8].find((each) => each * power >= value * (1 - 1e-9)) ?? 10;
  return Number((step * power).toPrecision(3));
}

/** Round numbers inside [low, high], at most about `count`. */
export function ticks(low: number, high: number, count: number): number[] {
  if (!(high > low)) return Number.isFinite(low) ? [low] : [];
  const step = niceStep(high - low, count);
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  // Integers times the step, rounded, so that 3 × 0.1 prints as 0.3.
  return Array.from({ length: last - first + 1 }, (_, i) => Number(((first + i) * step).toPrecision(12)) + 0);
}

/** Ticks of a logarithmic axis, at most about `count`: 1-2-5, 1-3, decades, or every few decades. */
export function logTicks(low: number, high: number, count: number): number[] {
  if (!(low > 0) || !(high > low)) return [];
  const from = Math.floor(Math.log10(low));
  const to = Math.ceil(Math.log10(high));
  const inside = (digits: number[], every = 1) => {
    const found: number[] = [];
    for (let power = from; power <= to; power++) {
      if (power % every !== 0) continue;
      for (const digit of digits) {
        const tick = Number(`${digit}e${power}`);
        if (tick >= low * (1 - 1e-9) && tick <= high * (1 + 1e-9)) found.push(tick);
      }
    }
    return found;
  };
  const fits = [[1, 2, 5], [1, 3], [1]]
    .map((digits) => inside(digits))
    .find((found) => found.length <= count);
  if (fits && fits.length > 1) return fits;
  if (fits) return ticks(low, high, count);
  return inside([1], Math.ceil((to - from) / count));
}

/** [low, high] widened to 1-2-5 steps, so that a logarithmic axis does not crawl with every value. */
export function logRange(low: number, high: number): [number, number] {
  const steps = [1, 2, 5, 10];
  const power = 10 ** Math.floor(Math.log10(low));
  const bottom = steps.findLast((step) => step * power <= low * (1 + 1e-9)) ?? 1;
  const top = niceCeil(high);
  const result: [number, number] = [bottom * power, top];
  return result[0] < result[1] ? result : [result[0] / 2, result[1] * 2];
}

/** Smallest and largest finite value; undefined when there is none. */
export function extent(values: Iterable<number>): [number, number] | undefined {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return low <= high ? [low, high] : undefined;
}

/** Widened by `share` of its length on both sides; a point becomes an interval of length 1 around it. */
export function padded([low, high]: Interval, share: number): [number, number] {
  const pad = high > low ? (high - low) * share : 0.5;
  return [low - pad, high + pad];
}

export const clamp = (value: number, [low, high]: Interval) => Math.min(high, Math.max(low, value));
