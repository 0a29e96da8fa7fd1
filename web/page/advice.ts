// SPDX-License-Identifier: Apache-2.0
// What to train with, found out by training: every loss that was made for such data, from the same weights, on several
// seeds, judged on samples held back by the metric that counts.
import { catalog, train } from '../engine/index.ts';
import type { LossInfo } from '../engine/types.ts';
import { type Key, maxLanes, Schema, type State } from '../state.ts';

export const schema = new Schema(catalog);

/** Faults of the data that are asked about, besides the data and the metric themselves. */
const faults = ['noise', 'outliers', 'label_noise', 'imbalance'] as const;
export type Fault = (typeof faults)[number];

export const seeds = [1, 2, 3] as const;
/** Training steps of a trial; with the defaults of the playground every set is learnt by then. */
export const steps = 1000;

/** The question of an address: `data=cars&outliers=20&metric=mean_absolute_error`. What it leaves out has its default. */
export function questionOf(text: string): State {
  const { state } = schema.parse(
    text
      .split('&')
      .filter((pair) => asked.some((key) => pair.startsWith(`${key}=`)))
      .join('&'),
  );
  return state;
}
const asked: readonly Key[] = ['data', ...faults, 'metric'];

export const textOf = (question: State): string =>
  schema
    .format(question)
    .replace(/(^|&)losses=[^&]*/, '')
    .replace(/^&/, '') || `data=${question.data}`;

/** The faults that the data can have. */
export function faultsOf(question: State): Fault[] {
  const { params } = schema.dataEntry(question);
  return faults.filter((id) => params.some((param) => param.id === id));
}

/** Losses made for the task, those it is usually trained with first. */
export const candidates = (question: State): LossInfo[] => schema.made(question);

/** What one loss reached on one seed; NaN where it diverged. */
export interface Trial {
  id: string;
  seed: number;
  value: number;
}

/** As many at a time as a run has lanes, seed by seed. */
export async function* trials(question: State): AsyncGenerator<Trial> {
  const losses = candidates(question);
  for (const seed of seeds) {
    for (let at = 0; at < losses.length; at += maxLanes) {
      const group = losses.slice(at, at + maxLanes).map(({ id }) => ({ id, params: {} }));
      const run = await train(schema.spec(schema.with(question, { losses: group, seed })));
      run.step(steps);
      const { lanes } = run.frame({ samples: false });
      for (const [lane, { id }] of group.entries()) {
        const reading = run.metrics(lane).find((metric) => metric.id === question.metric);
        const lost = lanes[lane]?.status === 'diverged';
        yield { id, seed, value: lost ? Number.NaN : (reading?.validation ?? Number.NaN) };
      }
      run.dispose();
    }
  }
}

export interface Ranked {
  loss: LossInfo;
  /** Over the seeds; NaN where it diverged on one of them. */
  mean: number;
  low: number;
  high: number;
  /** From 1; losses with the same mean share a place. */
  place: number;
}

/** The losses that were tried on every seed, the best first. */
export function ranked(question: State, tried: readonly Trial[]): Ranked[] {
  const higher = schema.judges(question).find(({ id }) => id === question.metric)?.higher_is_better === true;
  const rows = candidates(question).flatMap((loss) => {
    const values = tried.filter(({ id }) => id === loss.id).map(({ value }) => value);
    if (values.length < seeds.length) return [];
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    return [{ loss, mean, low: Math.min(...values), high: Math.max(...values), place: 0 }];
  });
  const worth = ({ mean }: { mean: number }) =>
    Number.isNaN(mean) ? Number.NEGATIVE_INFINITY : higher ? mean : -mean;
  rows.sort((a, b) => worth(b) - worth(a) || 0);
  for (const [i, row] of rows.entries()) {
    const before = rows[i - 1];
    row.place = before && worth(before) === worth(row) ? before.place : i + 1;
  }
  return rows;
}

/** The playground's address in which these race on the data of the question. */
export function raceOf(question: State, losses: readonly LossInfo[]): string {
  const racing = losses.slice(0, maxLanes).map(({ id }) => ({ id, params: {} }));
  return `./#${schema.format(schema.with(question, { losses: racing }))}`;
}
