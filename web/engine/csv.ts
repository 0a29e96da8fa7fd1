// SPDX-License-Identifier: Apache-2.0
// Tables as text → data of the user's own. Quoting as in RFC 4180; the delimiter, the header and the types are guessed
// and can be said. Rows count from 1 below the header.
import { LossError } from './loss-error.ts';
import type { OwnData } from './types.ts';

export type ColumnType = 'number' | 'text';

export interface CsvTable {
  names: string[];
  /** What the cells look like: numbers, or anything else. */
  types: ColumnType[];
  /** Trimmed cells, row by row. */
  rows: string[][];
}

export interface CsvOptions {
  /** Name of the column to be predicted; the last one if left out. */
  target?: string;
  /** Texts are classes and numbers are not, unless said. */
  task?: OwnData['task'];
  /** Types that were guessed wrongly, by column: a number that stands for a kind is text. */
  types?: Record<string, ColumnType>;
  /** Columns to leave out. */
  ignore?: string[];
  /** Rows with an empty input: left out (drop, the default), or the column's mean and most frequent text (mean). */
  missing?: 'drop' | 'mean';
}

export interface CsvData extends OwnData {
  input_names: string[];
  target_name: string;
  /** Rows left out because a value is missing, and values filled in. */
  dropped: number;
  filled: number;
}

const maxRows = 1_000_000;
/** Different texts that a column of inputs may hold: each becomes an input. */
const maxKinds = 50;
const maxClasses = 1000;
const absent = new Set(['', 'na', 'n/a', 'nan', 'null', 'none', '?']);
const isAbsent = (cell: string) => absent.has(cell.toLowerCase());
/** A number, with a decimal comma where it cannot be a delimiter any more. */
const numberOf = (cell: string) => {
  const text = /^[+-]?\d+,\d+$/.test(cell) ? cell.replace(',', '.') : cell;
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) : Number.NaN;
};

/** The delimiter that the first line holds most of, outside of quotes. */
function delimiterOf(text: string): string {
  const [line = ''] = text.replace(/"[^"]*"/g, '').split(/\r?\n/, 1);
  const count = (mark: string) => line.split(mark).length - 1;
  return [',', ';', '\t', '|'].reduce((best, mark) => (count(mark) > count(best) ? mark : best));
}

function cellsOf(text: string): string[][] {
  const mark = delimiterOf(text);
  const rows: string[][] = [];
  let row: string[] = [];
  let at = 0;
  const end = () => {
    if (row.length > 1 || row[0] !== '') rows.push(row);
    row = [];
    if (rows.length > maxRows + 1)
      throw new LossError(`the table has more than ${maxRows.toLocaleString('en')} rows; give a part of it`);
  };
  while (at < text.length) {
    let cell: string;
    if (text[at] === '"') {
      let close = at + 1;
      for (close = text.indexOf('"', close); text[close + 1] === '"'; close = text.indexOf('"', close + 2));
      if (close < 0)
        throw new LossError(`row ${rows.length}: cell ${row.length + 1} opens a quote that is never closed`);
      cell = text.slice(at + 1, close).replaceAll('""', '"');
      at = close + 1;
    } else {
      let stop = at;
      while (stop < text.length && text[stop] !== mark && text[stop] !== '\n') stop++;
      cell = text.slice(at, stop);
      at = stop;
    }
    // After a closing quote only the delimiter or the end of the line may follow.
    let rest = at;
    while (rest < text.length && text[rest] !== mark && text[rest] !== '\n') rest++;
    if (text.slice(at, rest).trim())
      throw new LossError(
        `row ${rows.length}: cell ${row.length + 1} goes on after its closing quote: ${text.slice(at, rest)}`,
      );
    row.push(cell.trim());
    at = rest + 1;
    if (text[rest] === mark && at === text.length) row.push('');
    if (text[rest] !== mark || at === text.length) end();
  }
  return rows;
}

/** Reads a table and guesses types. Throws LossError naming row and column. */
export function readCsv(text: string): CsvTable {
  const rows = cellsOf(text.replace(/^\uFEFF/, ''));
  const first = rows[0];
  if (!first) throw new LossError('the table is empty');
  // A line of names holds no number; a line without any text is data already.
  const header = first.every((cell) => Number.isNaN(numberOf(cell)));
  if (header) rows.shift();
  if (rows.length === 0) throw new LossError('the table has a header but no rows');
  const used = new Set<string>();
  const names = first.map((cell, k) => {
    const wanted = (header && cell) || `column ${k + 1}`;
    let name = wanted;
    for (let copy = 2; used.has(name); copy++) name = `${wanted} ${copy}`;
    used.add(name);
    return name;
  });
  rows.forEach((row, i) => {
    if (row.length !== names.length)
      throw new LossError(`row ${i + 1} has ${row.length} cells, but there are ${names.length} columns`);
  });
  const types = names.map((_, k): ColumnType => {
    const cells = rows.map((row) => row[k] ?? '').filter((cell) => !isAbsent(cell));
    return cells.length > 0 && cells.every((cell) => !Number.isNaN(numberOf(cell))) ? 'number' : 'text';
  });
  return { names, types, rows };
}

function kindsOf(cells: string[]): string[] {
  const kinds = [...new Set(cells)];
  return kinds.every((kind) => !Number.isNaN(numberOf(kind)))
    ? kinds.sort((a, b) => numberOf(a) - numberOf(b))
    : kinds.sort();
}

const mostFrequent = (cells: string[]) => {
  const counts = new Map<string, number>();
  for (const cell of cells) counts.set(cell, (counts.get(cell) ?? 0) + 1);
  return [...counts].reduce((best, each) => (each[1] > best[1] ? each : best))[0];
};

/**
 * Data for `own` of a spec from the text of a table, or from one that was read. Texts among the inputs become one input
 * a kind (two kinds: one input). Inputs need no standardising: a run does it, by its training part. A row without a
 * target is always left out. Throws LossError naming row and column.
 */
export function fromCsv(source: string | CsvTable, options: CsvOptions = {}): CsvData {
  const { names, types: guessed, rows } = typeof source === 'string' ? readCsv(source) : source;
  const place = (name: string) => {
    const k = names.indexOf(name);
    if (k < 0) throw new LossError(`there is no column '${name}'; there are ${names.join(', ')}`);
    return k;
  };
  const target = place(options.target ?? names.at(-1) ?? '');
  const types = [...guessed];
  for (const [name, type] of Object.entries(options.types ?? {})) types[place(name)] = type;
  const ignored = (options.ignore ?? []).map(place);
  const inputs = names.map((_, k) => k).filter((k) => k !== target && !ignored.includes(k));
  if (inputs.length === 0) throw new LossError('the table leaves no column as input');

  const drop = options.missing !== 'mean';
  const lacks = (row: string[], k: number) => isAbsent(row[k] ?? '');
  const kept = [...rows.keys()].filter((i) => {
    const row = rows[i] ?? [];
    return !lacks(row, target) && !(drop && inputs.some((k) => lacks(row, k)));
  });
  if (kept.length === 0) throw new LossError('no row of the table has all its values');
  const cell = (i: number, k: number) => rows[i]?.[k] ?? '';
  const number = (i: number, k: number) => {
    const value = numberOf(cell(i, k));
    if (!Number.isFinite(value))
      throw new LossError(`row ${i + 1}, column '${names[k]}': '${cell(i, k)}' is not a number`);
    return value;
  };

  let filled = 0;
  const x: number[][] = [];
  const input_names: string[] = [];
  for (const k of inputs) {
    const name = names[k] ?? '';
    const present = kept.filter((i) => !isAbsent(cell(i, k)));
    if (present.length === 0) throw new LossError(`column '${name}' is empty; leave it out`);
    filled += kept.length - present.length;
    if (types[k] === 'number') {
      const mean = present.reduce((sum, i) => sum + number(i, k), 0) / present.length;
      x.push(kept.map((i) => (isAbsent(cell(i, k)) ? mean : number(i, k))));
      input_names.push(name);
      continue;
    }
    const texts = present.map((i) => cell(i, k));
    const usual = mostFrequent(texts);
    const kinds = kindsOf(texts);
    if (kinds.length > maxKinds)
      throw new LossError(
        `column '${name}' holds ${kinds.length} different texts; at most ${maxKinds} can be inputs: leave it out`,
      );
    for (const kind of kinds.length === 2 ? kinds.slice(1) : kinds) {
      x.push(kept.map((i) => Number((isAbsent(cell(i, k)) ? usual : cell(i, k)) === kind)));
      input_names.push(`${name}: ${kind}`);
    }
  }

  const common = {
    x,
    input_names,
    target_name: names[target] ?? '',
    dropped: rows.length - kept.length,
    filled,
  };
  const classes = options.task ? options.task !== 'regression' : types[target] === 'text';
  if (!classes) return { ...common, task: 'regression', y: kept.map((i) => number(i, target)) };
  const class_names = kindsOf(kept.map((i) => cell(i, target)));
  const task = options.task ?? (class_names.length === 2 ? 'binary' : 'multiclass');
  if (class_names.length < 2 || class_names.length > (task === 'binary' ? 2 : maxClasses))
    throw new LossError(
      `column '${names[target]}' holds ${class_names.length} classes; a ${task} task takes ${
        task === 'binary' ? 'two' : `2 to ${maxClasses}`
      }`,
    );
  const label = new Map(class_names.map((name, c) => [name, c]));
  return { ...common, task, class_names, y: kept.map((i) => label.get(cell(i, target)) ?? 0) };
}
