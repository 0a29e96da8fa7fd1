// SPDX-License-Identifier: Apache-2.0
// The words of the race of optimisers, fetched with its card.
import { formatCount, formatNumber } from '../views/format.ts';

export const words = {
  title: 'Optimiser race',
  terrain: 'Landscape',
  own: 'a function of your own',
  text: 'f(x, y) =',
  textHelp: 'Any function of x and y in the language of losses, for example sin(3*x) + x^2 + y^2',
  map: 'Click: start there. Arrow keys move the start.',
  play: 'Race',
  pause: 'Pause',
  again: 'Race again',
  step: 'Step of the race',
  at: (step: number, last: number) => `step ${formatCount(step)} of ${formatCount(last)}`,
  steps: 'Steps',
  racer: (n: number) => `Optimiser ${n}`,
  rate: 'rate',
  rateOf: (title: string) => `Learning rate of ${title}`,
  add: 'Add an optimiser',
  remove: (title: string) => `Remove ${title}`,
  value: (value: number | undefined, diverged: boolean) =>
    diverged ? 'diverged' : value === undefined ? '–' : formatNumber(value),
  table: 'As a table',
  heads: ['Optimiser', 'x', 'y', 'f(x, y)', 'Steps to 1 %'],
  headsHelp: 'Steps until f − its lowest value is 1 % of what it was at the start',
  never: 'never',
  summary: (title: string, step: number, [x, y]: readonly [number, number], standings: string[]) =>
    `${title} from above, optimisers from x ${formatNumber(x)}, y ${formatNumber(y)}. After ${formatCount(step)} steps ${standings.join(', ')}.`,
  standing: (name: string, value: string) => `${name} ${value}`,
};
