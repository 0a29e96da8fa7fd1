// SPDX-License-Identifier: Apache-2.0
// What the doctor says: one row a finding of the core, what it means with its numbers and the change it proposes. Fetched
// with the doctor.
import type { Finding, FindingId } from '../engine/types.ts';
import { formatCount, formatNumber, formatPercent, formatTick } from '../views/format.ts';

type Evidence = (id: string) => number;

const percent = (share: number) => formatPercent(Math.round(share * 100) / 100);

const said: Record<FindingId, (of: Evidence, step: number) => string> = {
  diverged: (of, step) =>
    `diverged at step ${formatCount(step)}: a learning rate of ${formatTick(Number(of('rate').toPrecision(3)))} is too large`,
  diverging: (of) =>
    `is diverging: its loss began at ${formatNumber(of('first'))} and is ${formatNumber(of('now'))} now`,
  dead: (of) =>
    `has dead units: ${of('dead')} of ${of('units')} in layer ${of('layer')} are 0 for every sample and learn no more`,
  exploding: (of) =>
    `has exploding gradients: ${formatNumber(of('ratio'))} times as large in its first layer as in its last`,
  vanishing: (of) =>
    `has vanishing gradients: its first layer sees 1 part in ${formatCount(1 / of('ratio'))} of what its last one sees`,
  collapse: (of) =>
    `answers one class for every sample, though only ${percent(of('share'))} of them are of it`,
  unsteady: (of) =>
    `swings: its loss goes up in ${percent(of('rises'))} of the steps, by ${percent(of('swing'))} at a time`,
  overfitting: (of) =>
    `overfits: its validation loss was ${formatNumber(of('best'))} at step ${formatCount(of('best_step'))} and is ${formatNumber(of('now'))} now`,
  slow: (of) =>
    `learns slowly: from ${formatNumber(of('first'))} its loss came down to ${formatNumber(of('now'))} only`,
  plateau: (of) =>
    `is stuck: its loss of ${formatNumber(of('now'))} hardly falls, from ${formatNumber(of('first'))} at the start`,
};

export const words = {
  doctor: 'Doctor',
  waiting: 'The doctor watches how the lanes learn.',
  fine: (lanes: number) =>
    ['The lane learns.', 'Both lanes learn.'][lanes - 1] ?? `All ${lanes} lanes learn.`,
  calm: 'Nothing is wrong so far.',
  finding: ({ id, evidence, step }: Finding) => said[id]((key) => evidence[key] ?? Number.NaN, step),
  more: (count: number) => `${count} more`,
  moreHelp: 'What else was found',
  /** What a remedy sets, as far as it says something. */
  remedy: (changes: readonly { label: string; value: string }[]) =>
    `Try ${changes.map(({ label, value }) => `${label.toLowerCase()} ${value}`).join(', ')}`,
  remedyHelp: 'Changes the setting and starts again from the same weights',
};
