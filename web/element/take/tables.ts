// SPDX-License-Identifier: Apache-2.0
// What is on the page as numbers: tables of the cards, the history of the run, its data.
import type { RunInfo } from '../../engine/types.ts';
import type { Experiment } from '../experiment.ts';
import { shortTitles } from '../names.ts';

/** Rows of equal length; a number that is not finite is an empty cell. */
export interface Table {
  head: string[];
  rows: (string | number)[][];
}

/** A float is printed with the digits that it has. */
const cell = (value: string | number): string => {
  const text =
    typeof value === 'number' ? (Number.isFinite(value) ? String(Number(value.toPrecision(9))) : '') : value;
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};

export const csvOf = ({ head, rows }: Table): string =>
  `${[head, ...rows].map((row) => row.map(cell).join(',')).join('\n')}\n`;

const names = ({ schema, state }: Experiment) =>
  shortTitles(schema, state).map((name, lane) => `${lane + 1} ${name}`);

/** Losses and metric of all lanes over the steps of the run. */
export function historyTable(experiment: Experiment, kinds: readonly ('loss' | 'metric')[]): Table {
  const { history, info } = experiment;
  if (!history || !info) return { head: ['step'], rows: [] };
  const columns = names(experiment).flatMap((name, lane) =>
    kinds.flatMap((kind) =>
      (['train', 'validation'] as const).map((part) => ({
        title: `${name} ${part} ${kind === 'metric' ? info.metric.title : 'loss'}`,
        values: history.lanes[lane]?.[`${part}_${kind}`] ?? [],
      })),
    ),
  );
  return {
    head: ['step', ...columns.map(({ title }) => title)],
    rows: Array.from(history.steps, (step, i) => [
      step,
      ...columns.map(({ values }) => values[i] ?? Number.NaN),
    ]),
  };
}

/** The samples as they are trained on, in data units; a class is its number. */
export function dataTable({ data }: RunInfo): Table {
  return {
    head: [...data.inputs.map(({ name }) => name), data.target.name, 'part'],
    rows: Array.from(data.y, (y, i) => [
      ...data.x.map((column) => column[i] ?? Number.NaN),
      y,
      data.part[i] === 0 ? 'train' : 'validation',
    ]),
  };
}

/** The samples with what a lane makes of them: outputs, loss, and the gradient of the loss by each output. */
export function laneTable(experiment: Experiment, lane: number): Table {
  const { info, frame } = experiment;
  const now = frame?.lanes[lane];
  if (!info) return { head: [], rows: [] };
  const { head, rows } = dataTable(info);
  const outputs = info.data.task === 'multiclass' ? info.data.classes : [''];
  const n = info.data.y.length;
  const named = (word: string) => outputs.map((name) => (name ? `${word} ${name}` : word));
  return {
    head: [
      ...head,
      ...named(info.data.task === 'regression' ? 'prediction' : 'score'),
      'loss',
      ...named('gradient'),
    ],
    rows: rows.map((row, i) => [
      ...row,
      ...outputs.map((_, k) => now?.predictions?.[k * n + i] ?? Number.NaN),
      now?.losses?.[i] ?? Number.NaN,
      ...outputs.map((_, k) => now?.gradients?.[k * n + i] ?? Number.NaN),
    ]),
  };
}

/** A table that is on the page. */
function shownTable(table: HTMLTableElement): Table {
  const [head = [], ...rows] = [...table.rows].map((row) =>
    [...row.cells].map((each) => each.textContent?.trim() ?? ''),
  );
  return { head, rows };
}

/** The numbers behind a card; undefined where nobody can say them. */
export function tableOf(card: Element, experiment: Experiment): Table | undefined {
  const part = card.closest('losscape-lane, losscape-chart, losscape-shape, losscape-network') as
    | (Element & {
        lane?: number;
        kind?: 'loss' | 'metric';
        table?: Table;
        numbers?: HTMLTableElement | null;
      })
    | null;
  if (part?.localName === 'losscape-lane') return laneTable(experiment, part.lane ?? 0);
  if (part?.localName === 'losscape-chart') return historyTable(experiment, [part.kind ?? 'loss']);
  const table = part?.numbers ?? card.querySelector('table');
  return part?.table ?? (table ? shownTable(table) : undefined);
}

/** The run as JSON: its link, what it was judged by, and the curves. */
export function historyJson(experiment: Experiment, permalink: string): string {
  const { history, info, frame } = experiment;
  const list = (values: ArrayLike<number>) =>
    Array.from(values, (value) => (Number.isFinite(value) ? Number(value.toPrecision(9)) : null));
  const listed = (series: object) =>
    Object.fromEntries(Object.entries(series).map(([key, values]) => [key, list(values)]));
  const lanes = names(experiment).map((name, lane) => {
    const { terms, ...curves } = history?.lanes[lane] ?? {};
    return {
      name,
      loss: experiment.state.losses[lane],
      status: frame?.lanes[lane]?.status,
      ...listed(curves),
      ...(terms && { terms: terms.map(({ id, ...each }) => ({ id, ...listed(each) })) }),
    };
  });
  const whole = { permalink, metric: info?.metric, steps: list(history?.steps ?? []), lanes };
  return `${JSON.stringify(whole, null, 1)}\n`;
}
