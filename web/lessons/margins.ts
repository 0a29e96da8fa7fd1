// SPDX-License-Identifier: Apache-2.0
import type { Lesson, Measured } from './form.ts';

const crossEntropy = 'binary_cross_entropy_with_logits';

/** Share of the samples that do not pull at all. */
function silent({ run }: Measured, lane: number): number {
  const gradients = run.frame({ samples: true }).lanes[lane]?.gradients ?? [];
  return Array.from(gradients).filter((gradient) => gradient === 0).length / gradients.length;
}

/** How far the weights of a lane move from here to `step`, as a share of their length. */
function movedTo({ run }: Measured, lane: number, step: number): number {
  const before = run.weights(lane);
  run.seek(step);
  const after = run.weights(lane);
  const moved = before.map((weight, i) => (after[i] ?? Number.NaN) - weight);
  return Math.hypot(...moved) / Math.hypot(...before);
}

export const lesson: Lesson = {
  title: 'Enough, or never sure enough',
  question: 'What do hinge and cross-entropy want of a sample that is already on the right side?',
  topic: 'measure',
  covers: [],
  start: {
    data: 'penguin_sex',
    losses: `hinge,${crossEntropy}`,
    metric: 'accuracy',
    speed: '300',
    autoplay: 'off',
  },
  steps: [
    {
      text: 'Female and male penguins, by body mass and depth of the bill. The score z of a network says which, by its sign; the margin is z for one class and −z for the other, so it is positive where the network is right. Both losses are functions of the margin alone.',
      do: { seek: 0 },
    },
    {
      text: 'After training look at the rings of pull. Hinge is 0 from a margin of 1 on: most penguins do not pull at all any more, and the border is held by the few beside it, its support vectors. Under cross-entropy everyone still pulls a little, however sure the network is.',
      do: { play: 1000 },
    },
    {
      text: 'Accuracy hardly tells them apart. The log loss does: it asks whether 90 % sure means right nine times in ten. A score of cross-entropy becomes a probability by the sigmoid; hinge only ever asked for a margin, so its score is no such thing.',
      shows: 'metric',
      set: { metric: 'log_loss' },
      do: { seek: 1000 },
    },
    {
      text: 'Two clouds that a line can part, and a linear model. Once every margin is at least 1, hinge is 0, its gradient too, and the first lane stands still. Cross-entropy is never 0: the second lane goes on raising its weights and grows surer of what it knows already.',
      set: { data: 'gaussians', noise: '0.1', layers: '0', metric: 'accuracy' },
      do: { seek: 0, play: 2000 },
    },
  ],
  tries: [
    'Put the squared hinge in a third lane: its pull ends at the same margin, but softly.',
    'Drag a penguin to the wrong side and see which lane minds more.',
  ],
  references: [
    { text: 'C. Cortes, V. Vapnik, Support-vector networks, 1995', doi: '10.1007/BF00994018' },
    {
      text: 'Penguins: K. Gorman, T. Williams, W. Fraser, 2014',
      doi: '10.1371/journal.pone.0090081',
    },
  ],
  claims: [
    {
      says: 'After 1,000 steps at least 0.4 of the penguins do not pull on the hinge’s model.',
      at: 2,
      steps: 1000,
      measure: (run) => silent(run, 0),
      between: [0.4, 1],
      measured: [0.724, 0.778],
    },
    {
      says: 'The log loss of hinge is at least 1.02 times that of cross-entropy.',
      at: 2,
      steps: 1000,
      measure: ({ metric }) => metric(0, 'log_loss') / metric(1, 'log_loss'),
      between: [1.02, 10],
      measured: [1.04, 1.35],
    },
    {
      says: 'On clouds that a line parts, hinge’s weights move by less than a thousandth from step 1,000 to 2,000.',
      at: 4,
      steps: 1000,
      measure: (run) => movedTo(run, 0, 2000),
      between: [0, 0.001],
      measured: [0, 0],
    },
  ],
};
