// SPDX-License-Identifier: Apache-2.0
// Text of the URL and the attributes → numbers, parameters and ids, with a report of whatever had to be repaired.
import type { ParamInfo } from './engine/types.ts';

/** What was wrong with one key of the URL or one attribute; the words are made in strings.ts. */
export interface Problem {
  key: string;
  kind:
    | 'unknown_key'
    | 'twice'
    | 'not_a_number'
    | 'range'
    | 'unknown_id'
    | 'task'
    | 'too_many'
    | 'form'
    | 'engine';
  got: string;
  /** What would be right: a range, ids or a pattern. */
  right: string;
  /** What is used instead; empty when the part was left out. */
  used: string;
}

export type Report = (kind: Problem['kind'], got: string, right: string, used?: string) => void;

/** The closest of `ids` by edit distance, or '' when none is near enough to be meant. */
export function nearest(wrong: string, ids: readonly string[]): string {
  let best = '';
  let least = Math.max(2, Math.ceil(wrong.length / 2));
  for (const id of ids) {
    const distance = editDistance(wrong.toLowerCase(), id);
    if (distance < least) {
      least = distance;
      best = id;
    }
  }
  return best;
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const swap = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, swap));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}

export const parseNumber = (text: string) =>
  /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) : Number.NaN;

/** Distance between the values that a parameter may have; 0 where it may have any between its bounds. */
export const stepOf = (range: ParamInfo, integer = range.integer) => range.step || (integer ? 1 : 0);

const bounds = ({ accepts, low, high }: ParamInfo) => accepts ?? [low, high];

/** The nearest value that a parameter may have. */
export function allowed(value: number, range: ParamInfo, step = stepOf(range)): number {
  const [low, high] = bounds(range);
  const bounded = Math.min(high, Math.max(low, value));
  if (step === 0) return bounded;
  const count = Math.min(Math.round((bounded - range.low) / step), stepsIn(range, step));
  return Number((range.low + count * step).toPrecision(12));
}

const stepsIn = ({ low, high }: ParamInfo, step: number) => Math.floor((high - low) / step + 1e-9);
const fewest = 4;

/** All values that a parameter may have, where they are few enough to be shown side by side. */
export function fewValues(range: ParamInfo, step = stepOf(range)): number[] | undefined {
  if (step === 0 || stepsIn(range, step) >= fewest) return undefined;
  return Array.from({ length: stepsIn(range, step) + 1 }, (_, i) =>
    allowed(range.low + i * step, range, step),
  );
}

const interval = (range: ParamInfo) =>
  fewValues(range) ? `{${fewValues(range)?.join(', ')}}` : `[${bounds(range).join(', ')}]`;

/**
 * The range of a slider for targets that lie within `spread` of each other: a parameter in the target's unit is as large
 * as the target's numbers are, to a power of ten.
 */
export function inUnit(range: ParamInfo, spread: number): ParamInfo {
  if (!range.accepts || !(spread > 0)) return range;
  // Four deviations are about what targets spread over.
  const unit = 10 ** Math.round(Math.log10(spread / 4));
  const round = (value: number) => Number((value * unit).toPrecision(12));
  return { ...range, low: round(range.low), high: round(range.high) };
}
/** Of a long list the first: nobody reads two hundred. */
export const someOf = (ids: readonly string[]) =>
  ids.length > mostListed ? `${ids.slice(0, fewListed).join(', ')}, …` : ids.join(', ');
const mostListed = 60;
const fewListed = 12;

export const hint = (wrong: string, ids: readonly string[]) => nearest(wrong, ids) || someOf(ids);

export function numberIn(
  text: string,
  range: ParamInfo,
  integer: boolean,
  report: Report,
  owner = '',
): number {
  const got = parseNumber(text.trim());
  const label = owner ? `${owner}=${text}` : text;
  if (!Number.isFinite(got)) {
    report('not_a_number', label, interval(range), String(range.default));
    return range.default;
  }
  // Adding 0 turns −0, which does not survive the URL, into 0.
  const used = allowed(got, range, stepOf(range, integer)) + 0;
  if (used !== got) report('range', label, interval(range), String(used));
  return used;
}

/** `gamma=2:alpha=0.5` → values of known parameters that differ from their defaults, in the catalogue's order. */
export function parseParams(
  pairs: string[],
  params: ParamInfo[],
  owner: string,
  report: Report,
): Record<string, number> {
  const given = new Map<string, number>();
  for (const pair of pairs) {
    const [id = '', value = ''] = pair.split('=');
    const param = params.find((each) => each.id === id.trim());
    if (param)
      given.set(param.id, numberIn(value, param, param.integer ?? false, report, `${owner}:${param.id}`));
    else
      report(
        'unknown_id',
        `${owner}:${id}`,
        params.length > 0 ? hint(id, ids(params)) : `${owner} without parameters`,
      );
  }
  return normalParams(given, params);
}

export const normalParams = (given: Map<string, number>, params: ParamInfo[]) =>
  Object.fromEntries(
    params
      .filter((p) => (given.get(p.id) ?? p.default) !== p.default)
      .map((p) => [p.id, given.get(p.id) ?? 0]),
  );

export const formatParams = (params: Record<string, number>, separator: string) =>
  Object.entries(params)
    .map(([id, value]) => `${id}=${value}`)
    .join(separator);

// What would end a lane, a parameter, a line or a key of the URL.
const escapes: Record<string, string> = { '~': '~', ',': 'c', ':': 'd', ';': 's', '&': 'a', '%': 'p' };
const meant = Object.fromEntries(Object.entries(escapes).map(([sign, letter]) => [letter, sign]));

/** A typed loss in a list of lanes: line ends are `;`, and what separates lanes and parameters is escaped by `~`. */
export const escapeLoss = (text: string) =>
  text.replace(/[~,:;&%]/g, (sign) => `~${escapes[sign]}`).replace(/\r?\n/g, ';');
export const unescapeLoss = (text: string) =>
  text.replace(/;/g, '\n').replace(/~([~cdsap])/g, (_, letter: string) => meant[letter] ?? '');

/** `delta=0.5` → numbers of a typed loss, whose parameters only its text knows. */
export function parseOwnParams(pairs: string[], report: Report): Record<string, number> {
  const params: Record<string, number> = {};
  for (const pair of pairs) {
    const [id = '', text = ''] = pair.split('=');
    const value = parseNumber(text.trim());
    if (Number.isFinite(value)) params[id.trim()] = value + 0;
    else report('not_a_number', pair, 'a number');
  }
  return params;
}

export const ids = (entries: readonly { id: string }[]) => entries.map((entry) => entry.id);
export const find = <T extends { id: string }>(entries: readonly T[], id: string) =>
  entries.find((entry) => entry.id === id);

export function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
