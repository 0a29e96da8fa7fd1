// SPDX-License-Identifier: Apache-2.0
import type { Lesson } from './form.ts';

export const lesson: Lesson = {
  title: 'Teachers who lie',
  question: 'What does a network learn when two labels in five are wrong?',
  topic: 'challenges',
  covers: ['K10'],
  start: {
    data: 'blobs',
    label_noise: '0.4',
    layers: '32,32',
    losses: 'cross_entropy,mae_probability',
    speed: '300',
    autoplay: 'off',
  },
  steps: [
    {
      text: 'Three clouds, and 40 % of the labels exchanged for another class. Only three in five labels can be predicted at all: whoever fits more of those it was trained on has learned some of the lies.',
      do: { seek: 0, play: 300 },
    },
    {
      text: 'Train on, and the boundary of cross-entropy grows islands. A point with a wrong label is a confident mistake, and −log p pulls hardest exactly there.',
      do: { play: 3000 },
    },
    {
      text: 'The absolute error of the probability pulls little where the network is sure of another class, so it gives up on the liars and keeps three plain regions. On the training labels it is right in about 60 % of cases, which is all there was to know; cross-entropy has fitted 3 to 9 points more, and every one of them is a lie.',
      do: { seek: 3000 },
    },
    {
      text: 'Between the two there are compromises, with a number to choose. The generalised cross-entropy becomes cross-entropy for q = 0 and the absolute error for q = 1: with 0.7 it still learns the lies, with 0.9 hardly. In the symmetric one α says how much cross-entropy is left; 0.01 is little enough here.',
      set: {
        losses:
          'cross_entropy,generalized_cross_entropy:q=0.7,generalized_cross_entropy:q=0.9,symmetric_cross_entropy:alpha=0.01',
      },
      do: { seek: 0, play: 3000 },
    },
  ],
  tries: [
    'Move α of the symmetric cross-entropy up, and see where islands begin to grow.',
    'Turn the label noise to 0: now giving up early is a fault.',
  ],
  references: [
    {
      text: 'A. Ghosh, H. Kumar, P. S. Sastry, Robust loss functions under label noise for deep neural networks, 2017',
      doi: '10.1609/aaai.v31i1.10894',
    },
    { text: 'Z. Zhang, M. Sabuncu, Generalized cross entropy loss, 2018' },
    { text: 'Y. Wang et al., Symmetric cross entropy, 2019', doi: '10.1109/ICCV.2019.00041' },
  ],
  claims: [
    {
      says: 'After 3,000 steps cross-entropy has fitted at least 2 percent of the labels more.',
      steps: 3000,
      measure: ({ trainMetric }) => trainMetric(0, 'accuracy') - trainMetric(1, 'accuracy'),
      between: [0.02, 0.3],
      measured: [0.0238, 0.0857],
    },
    {
      says: 'With q = 0.7 the generalised cross-entropy has fitted at least 4 percent of the labels more than with 0.9.',
      at: 4,
      steps: 3000,
      measure: ({ trainMetric }) => trainMetric(1, 'accuracy') - trainMetric(2, 'accuracy'),
      between: [0.04, 0.3],
      measured: [0.0571, 0.138],
    },
  ],
};
