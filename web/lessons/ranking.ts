// SPDX-License-Identifier: Apache-2.0
import type { Lesson, Measured } from './form.ts';

const plain = 'binary_cross_entropy_with_logits';
const weighted = `${plain}:pos_weight=9`;

/** What is left when the pulls on all scores are added up, as a share of their sizes. */
function netPull({ run }: Measured, lane: number): number {
  const pulls = Array.from(run.frame({ samples: true }).lanes[lane]?.gradients ?? []);
  const sum = (of: number[]) => of.reduce((total, each) => total + each, 0);
  return Math.abs(sum(pulls)) / sum(pulls.map(Math.abs));
}

export const lesson: Lesson = {
  title: 'The order is what counts',
  question: 'Can a model that is right 9 % of the time be better than one that is right 91 % of the time?',
  topic: 'measure',
  covers: ['C3', 'C9'],
  start: {
    data: 'circles',
    samples: '800',
    imbalance: '0.9',
    layers: '8',
    batch_size: '64',
    losses: `${plain},ranknet`,
    metric: 'accuracy',
    speed: '100',
    autoplay: 'off',
  },
  steps: [
    {
      text: 'About one sample in eleven lies on the inner circle. Often such cases are wanted as a list, the likeliest first, as in a search or a check-up. Cross-entropy compares the score of each sample with its label. RankNet takes a batch as one list and looks at pairs, one of each class: the inner one should have the higher score.',
      do: { seek: 0 },
    },
    {
      text: 'By accuracy the matter is settled: about 91 % for cross-entropy, 9 % for RankNet. But the first lane says “outer” to every sample, and the second “inner”.',
      shows: 'metric',
      do: { seek: 0, play: 200 },
    },
    {
      text: 'The same models, judged by the area under the ROC curve: the share of pairs in the right order, where chance gives one half. RankNet has nearly all of them, cross-entropy no more than chance. It has learned how rare the inner circle is, and then hardly anything pulled any more. In a pair both classes count the same, however rare one is.',
      shows: 'metric',
      set: { metric: 'roc_auc' },
      do: { seek: 200 },
    },
    {
      text: 'RankNet has a price. Add 5 to all scores and no pair changes, so the loss leaves open where 0 is: its pulls on a batch add up to nothing. A sign or a probability cannot be read from such scores, as the log loss shows; for a yes or no, a threshold must be chosen afterwards.',
      shows: 'metric',
      set: { metric: 'log_loss' },
      do: { seek: 200 },
    },
    {
      text: 'The third lane is cross-entropy again, with each inner sample counted nine times. After 400 steps it orders nearly all pairs, too, and its scores do have a zero. So nobody needs a ranking loss to escape a rare class; here it was only faster.',
      shows: 'metric',
      set: { losses: `${plain},ranknet,${weighted}`, metric: 'roc_auc' },
      do: { seek: 0, play: 400 },
    },
    {
      text: 'Another metric, another surrogate. F1 asks how well the samples said to be rare overlap with those that are, and Dice is such an overlap with probabilities in place of yes and no. It is ahead of cross-entropy by 0.1 or more after 400 steps of a linear model, at the same order of the samples: only the border lies elsewhere.',
      shows: 'metric',
      set: {
        data: 'rare',
        samples: '1600',
        imbalance: '0.95',
        layers: '0',
        batch_size: '128',
        losses: `${plain},dice`,
        metric: 'f1',
      },
      do: { seek: 0, play: 400 },
    },
  ],
  tries: [
    'Put the pairwise hinge, ListNet or ApproxNDCG in the place of RankNet.',
    'Let the last run go on: cross-entropy comes nearer by F1.',
    'Go back to the first step and lower the imbalance until cross-entropy finds the circle by itself.',
  ],
  references: [
    {
      text: 'C. Burges et al., Learning to rank using gradient descent, 2005',
      doi: '10.1145/1102351.1102363',
    },
    { text: 'T. Fawcett, An introduction to ROC analysis, 2006', doi: '10.1016/j.patrec.2005.10.010' },
    { text: 'F. Milletari, N. Navab, S.-A. Ahmadi, V-Net, 2016', doi: '10.1109/3DV.2016.79' },
  ],
  claims: [
    {
      says: 'After 200 steps the area under the ROC curve of RankNet is at least 0.35 above that of cross-entropy.',
      steps: 200,
      measure: ({ metric }) => metric(1, 'roc_auc') - metric(0, 'roc_auc'),
      between: [0.35, 1],
      measured: [0.485, 0.573],
    },
    {
      says: 'By accuracy cross-entropy is at least 0.7 above RankNet all the same.',
      steps: 200,
      measure: ({ metric }) => metric(0) - metric(1),
      between: [0.7, 1],
      measured: [0.783, 0.85],
    },
    {
      says: 'The log loss of RankNet is at least five times that of cross-entropy.',
      steps: 200,
      measure: ({ metric }) => metric(1, 'log_loss') / metric(0, 'log_loss'),
      between: [5, 100],
      measured: [9.48, 13.1],
    },
    {
      says: 'The first pulls of RankNet add up to at most 0.03 of their sizes; only samples that fill up a last batch leave anything.',
      steps: 0,
      measure: (run) => netPull(run, 1),
      between: [0, 0.03],
      measured: [0.00103, 0.0147],
    },
    {
      says: 'With a weight of nine the area under the ROC curve of cross-entropy is at least 0.98 after 400 steps.',
      at: 5,
      steps: 400,
      measure: ({ metric }) => metric(2),
      between: [0.98, 1],
      measured: [0.991, 1],
    },
    {
      says: 'After 400 steps the F1 of Dice is at least 0.08 above that of cross-entropy.',
      at: 6,
      steps: 400,
      measure: ({ metric }) => metric(1) - metric(0),
      between: [0.08, 0.6],
      measured: [0.108, 0.337],
    },
  ],
};
