// SPDX-License-Identifier: Apache-2.0
import type { Lesson } from './form.ts';

const loss = 'cross_entropy';
const weighted = `${loss}:class_weights=inverse`;

export const lesson: Lesson = {
  title: 'Weigh it or draw it again',
  question: 'One sample in twenty is what you look for: count it twenty times, or show it twenty times?',
  topic: 'challenges',
  covers: ['C3', 'K4'],
  start: {
    data: 'rare',
    samples: '1000',
    stratify: '1',
    layers: '0',
    losses: `${loss},${weighted}`,
    metric: 'recall',
    speed: '300',
    autoplay: 'off',
  },
  steps: [
    {
      text: 'Of twenty samples one belongs to the small cloud. Both lanes are linear models that minimise cross-entropy. In the second a sample counts inversely to how many its class has, so that all of a class together weigh as much as all of the other.',
      do: { seek: 0 },
    },
    {
      text: 'The metric is recall, averaged over the two classes. The weighted lane moves its boundary to the edge of the small cloud within a hundred steps; the plain one hardly sees it.',
      shows: 'metric',
      do: { seek: 0, play: 400 },
    },
    {
      text: 'Now no lane has weights. Batches are filled class by class instead, four samples of one, then four of the other, and the rare ones come again and again. The plain loss does what the weighted one did: in the mean over many batches both are the same sum.',
      set: { losses: loss, per_class: '4' },
      do: { seek: 0, play: 400 },
    },
    {
      text: 'They differ in the single step. With weights nearly half of the batches of sixteen hold no rare sample at all, and where one comes it pulls nineteen times as hard. Drawn again, every batch holds eight. Compare how ragged the first curve of the loss was with this one.',
      shows: 'loss',
      do: { seek: 400 },
    },
    {
      text: 'What has been found is paid for: precision, the share of alarms that are right, is lower in most runs. Doing both, weights and drawing, counts the rare class twice over: try it.',
      shows: 'metric',
      set: { losses: `${loss},${weighted}`, per_class: '0', metric: 'precision' },
      do: { seek: 400 },
    },
  ],
  tries: [
    'Give the weights yourself: losses=cross_entropy:class_weights=1/10 lies between the two.',
    'Weigh by effective number: with thirty-five samples of the rare class it is nearly the inverse number.',
  ],
  references: [
    { text: 'H. He, E. A. Garcia, Learning from imbalanced data, 2009', doi: '10.1109/TKDE.2008.239' },
    {
      text: 'Y. Cui et al., Class-balanced loss based on effective number of samples, 2019',
      doi: '10.1109/CVPR.2019.00949',
    },
  ],
  claims: [
    {
      says: 'Weights raise the recall, averaged over the classes, by at least 0.25.',
      steps: 400,
      measure: ({ metric }) => metric(1, 'recall') - metric(0, 'recall'),
      between: [0.25, 0.6],
      measured: [0.323, 0.451],
    },
    {
      says: 'Drawing class by class does for the plain loss what weights did: the recalls differ by 0.06 at most.',
      runs: [{}, { per_class: '4' }],
      steps: 400,
      measure: (plain, drawn) => Math.abs(drawn.metric(0, 'recall') - plain.metric(1, 'recall')),
      between: [0, 0.06],
      measured: [0.00699, 0.0227],
    },
    {
      says: 'The precision of the weighted loss is at least 0.1 lower, on four seeds of five.',
      steps: 400,
      measure: ({ metric }) => metric(0, 'precision') - metric(1, 'precision'),
      between: [0.1, 1],
      measured: [-0.19, 0.352],
      of: 4,
    },
  ],
};
