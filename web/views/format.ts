// SPDX-License-Identifier: Apache-2.0
// Numbers as a reader wants them: few digits, a true minus sign, thousands apart.

const minus = (text: string) => text.replace(/-/g, '−');

/** About `digits` significant digits, without an exponent between 0.0001 and a million; ∞ and – for what is no number. */
export function formatNumber(value: number, digits = 3): string {
  if (Number.isNaN(value)) return '–';
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '−∞';
  if (value === 0) return '0';
  const size = Math.abs(value);
  if (size >= 1e6 || size < 1e-4)
    return minus(value.toExponential(Math.max(0, digits - 2)).replace('e+', 'e'));
  if (size >= 1000) return minus(group(Math.round(value)));
  const decimals = Math.max(0, digits - 1 - Math.floor(Math.log10(size)));
  return minus(value.toFixed(decimals));
}

/** A tick label: no more digits than it takes; four of them stand without a mark, since they may be a year. */
export function formatTick(value: number): string {
  const size = Math.abs(value);
  if (size >= 1e5 || (size < 1e-3 && size > 0)) return minus(value.toExponential().replace('e+', 'e'));
  return minus(size >= 10_000 ? group(value) : String(Number(value.toPrecision(6))));
}

/** A number that was given, such as an input of a sample: four digits before the point may be a year. */
export const formatGiven = (value: number) =>
  Math.abs(value) >= 1000 && Math.abs(value) < 10_000 ? formatTick(value) : formatNumber(value);

/** 12345 → 12,345. */
export function formatCount(value: number): string {
  return minus(group(Math.round(value)));
}

/** 0.7 → 70 %. */
export const formatPercent = (value: number) =>
  `${formatNumber(Math.round(value * 1000) / 10, value < 0.1 ? 2 : 3).replace(/\.0+$/, '')} %`;

const group = (value: number) => String(value).replace(/\B(?=(\d{3})+(?!\d))/g, ',');

/** To `digits` significant digits of `span`: what a drag across the screen can mean. */
export function roundTo(value: number, span: number, digits = 3): number {
  if (!(span > 0)) return value;
  const decimals = clampInteger(digits - Math.ceil(Math.log10(span)), 0, 12);
  return Number(value.toFixed(decimals)) + 0;
}

const clampInteger = (value: number, low: number, high: number) =>
  Math.min(high, Math.max(low, Math.round(value)));
