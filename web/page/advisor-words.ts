// SPDX-License-Identifier: Apache-2.0
// The words of the page that finds a loss. Titles and uses come from the catalogue.
import type { LossInfo, LossNotes } from '../engine/types.ts';
import { formatCount } from '../views/format.ts';

type Limit = LossNotes['profile']['limit'] & string;

const limits: Record<Limit, string> = {
  vanishes: 'A point far off stops pulling.',
  constant: 'A point far off pulls no harder the farther it is.',
  grows: 'The farther off a point, the harder it pulls.',
};

export const words = {
  title: 'Which loss?',
  lead: 'Say what your data are like and what counts in the end. Every loss that was made for such data is then trained, here in your browser, on three seeds from the same weights, and ranked by what it reached on samples held back.',
  data: 'Data like',
  metric: 'What counts',
  groups: {
    regression: 'a number is predicted',
    binary: 'one of two classes',
    multiclass: 'one of several classes',
  },
  ask: (count: number) => `Train ${formatCount(count)} losses`,
  stop: 'Stop',
  trying: (done: number, all: number) => `${formatCount(done)} of ${formatCount(all)} runs trained`,
  failed: 'Training failed: ',
  done: (first: string, count: number) => `${first} came first of ${formatCount(count)} losses`,
  race: (count: number) => `Race the first ${count === 2 ? 'two' : count === 3 ? 'three' : 'four'}`,
  rest: (count: number) => `The other ${formatCount(count)}`,
  over: (seeds: number) => `mean of ${formatCount(seeds)} seeds, with the range they span`,
  judged:
    'Held-back samples have the same faults as those trained on, so choose a metric that forgives them.',
  diverged: 'diverged',
  usual: 'the usual choice',
  own: 'Data of your own: race the winners, then open your file in the playground.',
};

/** What was measured of the loss and bears on the question. */
export function reasons(loss: LossInfo, { facts, profile }: LossNotes): string {
  const said = [
    profile.limit ? limits[profile.limit] : '',
    loss.inputs.some(({ id }) => id === 'counts') ? 'Knows how large each class is.' : '',
    facts.proper ? 'Its probabilities can be believed.' : '',
    facts.convex ? '' : 'Not convex: where it ends depends on where it begins.',
  ];
  return said.filter(Boolean).join(' ');
}
