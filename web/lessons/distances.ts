// SPDX-License-Identifier: Apache-2.0
import type { Lesson, Measured } from './form.ts';

const taughtWrong = '-1*cross_entropy';
const [entropy, shannon, hellinger, variation] = [
  'cross_entropy',
  'js_divergence',
  'squared_hellinger',
  'total_variation_distance',
];
const after = (step: number) => [1, 2, 3].map((lane) => `${lane}:0:${step}`).join(',');

/** Slope of a lane's loss against the score of the right class, where that score is 8 below the others. */
const slopeWhenRuledOut = ({ run }: Measured, lane: number) =>
  run.curve(lane, -8, 8, 3, 0).gradient[0] ?? Number.NaN;

export const lesson: Lesson = {
  title: 'How far apart are two distributions?',
  question: 'Which distance between an answer and a label teaches a model that is surely wrong?',
  topic: 'measure',
  covers: [],
  start: {
    data: 'blobs',
    losses: [entropy, shannon, hellinger, variation].join(','),
    speed: '100',
    autoplay: 'off',
  },
  steps: [
    {
      text: 'The answer to a sample is a distribution over three classes, and so is its label: all of it on one. Four losses measure how far apart the two are. In the chart of the loss shape look at the left, where the right class is all but ruled out: cross-entropy rises as a straight line, the other three level off.',
      shows: 'shape',
      do: { seek: 0 },
    },
    {
      text: 'On clean data that makes no difference. From random weights nobody is sure of anything, all four slopes are there, and after 300 steps each lane has at least 95 % of the unseen points right.',
      do: { play: 300 },
    },
    {
      text: 'Now all lanes go to a bad school: for 60 steps they minimise minus cross-entropy, which rewards wrong answers. At the end the right class has a probability of about one in a thousand, and hardly a point is on its own colour.',
      set: { losses: [taughtWrong, entropy, shannon, variation].join(','), branches: after(60) },
      do: { seek: 0, play: 60 },
    },
    {
      text: 'The first lane stays at that school, the others go on with losses of their own. Watch the chart of the metric: cross-entropy is right again almost everywhere within 300 steps, Jensen–Shannon and total variation stay below 30 %. They see the mistake, at nearly the largest value they have, but where a loss is level it does not pull.',
      shows: 'metric',
      do: { play: 360 },
    },
    {
      text: 'After only 40 wrong steps they are not lost. How fast the slope fades decides who comes back: that of Hellinger like √p, the root of the probability of the right class, that of total variation like p itself. In 400 steps the first gets 59 to 87 % right, the second, in the last lane, 31 to 68 %.',
      shows: 'metric',
      set: { losses: [taughtWrong, entropy, hellinger, variation].join(','), branches: after(40) },
      do: { seek: 40, play: 440 },
    },
  ],
  tries: [
    'Put the Kullback–Leibler divergence beside cross-entropy: with such labels it is the same loss, to the last bit.',
    'Remove the branches and give 40 % of the labels to wrong classes: now a loss that gives up on sure mistakes has its day.',
  ],
  references: [
    {
      text: 'A. L. Gibbs, F. E. Su, On choosing and bounding probability metrics, 2002',
      doi: '10.1111/j.1751-5823.2002.tb00178.x',
    },
    {
      text: 'J. Lin, Divergence measures based on the Shannon entropy, 1991',
      doi: '10.1109/18.61115',
    },
  ],
  claims: [
    {
      says: 'Where the right class is all but ruled out, cross-entropy slopes more than a thousand times as steeply as Jensen–Shannon.',
      steps: 0,
      measure: (run) => slopeWhenRuledOut(run, 0) / slopeWhenRuledOut(run, 1),
      between: [1000, 10_000],
      measured: [1370, 1370],
    },
    {
      says: 'After 60 steps of wrong teaching and 300 of their own, cross-entropy has at least 0.6 more of the unseen points right than Jensen–Shannon.',
      at: 3,
      steps: 360,
      measure: ({ metric }) => metric(1) - metric(2),
      between: [0.6, 1],
      measured: [0.733, 1],
      twin: { losses: [taughtWrong, shannon, entropy, variation].join(',') },
    },
    {
      says: 'And at least 0.8 more than total variation.',
      at: 3,
      steps: 360,
      measure: ({ metric }) => metric(1) - metric(3),
      between: [0.8, 1],
      measured: [0.933, 1],
      twin: { losses: [taughtWrong, variation, shannon, entropy].join(',') },
    },
    {
      says: 'After 40 such steps and 400 of its own, Hellinger has more of them right than total variation.',
      at: 5,
      steps: 440,
      measure: ({ metric }) => metric(2) - metric(3),
      between: [0.01, 1],
      measured: [0.0222, 0.511],
      twin: { losses: [taughtWrong, entropy, variation, hellinger].join(',') },
    },
  ],
};
