// SPDX-License-Identifier: Apache-2.0
// Tables of the catalogue that are too large for the core: fetched when a spec names one, and passed on as own data.
import type { OwnData, Spec } from './types.ts';

// A map, since what is asked for may be anything.
const loaders = new Map([
  ['digits', () => import('./tables/digits.ts').then(({ digits }) => digitsFrom(digits))],
]);
const known = new Map<string, Promise<OwnData>>();

/** The columns of such a table; undefined for a data set that is in the core. */
export function table(id: string): Promise<OwnData> | undefined {
  const load = loaders.get(id);
  if (!load) return undefined;
  const loaded = known.get(id) ?? load();
  known.set(id, loaded);
  // A failed load must not stick: the next call tries again.
  loaded.catch(() => known.delete(id));
  return loaded;
}

/** The spec with the columns of the table that it names, if it names one. */
export async function withTable(spec: Spec | string): Promise<Spec | string> {
  if (typeof spec === 'string' || spec.own) return spec;
  const own = await table(spec.data ?? '');
  return own ? { ...spec, own } : spec;
}

const side = 8;

/** One line a digit: its class, then a letter a pixel from A (0) to Q (16). */
function digitsFrom(text: string): OwnData {
  const lines = text.trim().split('\n');
  const pixels = Array.from({ length: side * side }, (_, k) => k);
  return {
    task: 'multiclass',
    x: pixels.map((k) => lines.map((line) => line.charCodeAt(k + 1) - 65)),
    y: lines.map((line) => Number(line[0])),
    input_names: pixels.map((k) => `pixel ${k + 1}`),
    target_name: 'digit',
    image: [1, side, side],
  };
}
