// SPDX-License-Identifier: Apache-2.0
// The words of the rules that stop a lane, fetched with what shows them.
import type { StopId } from '../engine/generated/catalog.ts';
import type { Stopped } from '../engine/types.ts';
import { formatCount, formatNumber } from '../views/format.ts';

type Why = (params: Record<string, number>) => string;

const steps = (count = Number.NaN) => `${formatCount(count)} ${count === 1 ? 'step' : 'steps'}`;

export const words = {
  help: 'A lane is done when it meets one of these; the run rests when all are. Play goes on.',
  paramOf: (param: string, title: string) => `${param} of ${title}`,
  stopped: ({ step }: Stopped, why: string) => `Stopped at step ${formatCount(step)}: ${why}.`,
  best: ({ best, best_step }: Stopped) => `Best ${formatNumber(best)} at step ${formatCount(best_step)}.`,
  goToBest: 'Go to best',
  goToBestHelp: 'Takes the run to that step, with the weights it had there',
  why: {
    validation: ({ patience }) => `the validation loss has not improved for ${steps(patience)}`,
    plateau: ({ patience }) => `the training loss has not improved for ${steps(patience)}`,
    target: ({ loss = Number.NaN }) => `the training loss is at most ${formatNumber(loss)}`,
    divergence: ({ factor = Number.NaN }) =>
      `the training loss is more than ${formatNumber(factor)} times its first`,
  } satisfies Record<StopId, Why> as Record<string, Why>,
};
