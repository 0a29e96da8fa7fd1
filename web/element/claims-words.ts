// SPDX-License-Identifier: Apache-2.0
// The words of a lesson's claims, fetched with the lesson.
import type { Outcome } from '../lessons/claims.ts';
import type { Claim } from '../lessons/form.ts';
import { formatNumber } from '../views/format.ts';

type Range = readonly [low: number, high: number];

const range = ([low, high]: Range) =>
  low === high ? formatNumber(low, 2) : `${formatNumber(low, 2)} to ${formatNumber(high, 2)}`;

export const words = {
  title: 'What the lesson claims',
  measured: ({ measured, between, of }: Claim, seeds: number) =>
    `Measured on ${seeds} seeds: ${range(measured)}; must be ${range(between)}${of ? ` on ${of} of them` : ''}.`,
  check: 'Check it here',
  checkHelp: 'Trains every seed in your browser, also with what is compared exchanged',
  checking: (done: number, seeds: number) => `${done} of ${seeds} seeds trained`,
  cancel: 'Cancel',
  heads: ['Seed', 'Here', 'Exchanged'],
  outcome: ({ value, held }: Outcome) => `${formatNumber(value)} ${held ? 'holds' : 'fails'}`,
  verdict: (held: number, twins: number, seeds: number) =>
    `Holds on ${held} of ${seeds} seeds, exchanged on ${twins}.`,
  failed: 'It could not be trained here.',
};
