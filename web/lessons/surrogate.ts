// SPDX-License-Identifier: Apache-2.0
import type { Lesson } from './form.ts';

export const lesson: Lesson = {
  title: 'You cannot train accuracy',
  question: 'If accuracy is what counts, why is it not the loss?',
  topic: 'measure',
  covers: ['C9'],
  start: {
    data: 'moons',
    losses: 'zero_one,hinge,binary_cross_entropy_with_logits',
    metric: 'accuracy',
    speed: '100',
    autoplay: 'off',
  },
  steps: [
    {
      text: 'The zero-one loss in the first lane is 1 for a mistake and 0 otherwise; its mean is 1 − accuracy, exactly what one wants to be small. The other two lanes train with losses that nobody wants for themselves.',
      do: { seek: 0 },
    },
    {
      text: 'The first lane does not move at all. The loss shape shows why: it is flat on both sides and jumps between them, so its slope is 0 at every sample, and a gradient of 0 says nothing about where to go.',
      shows: 'shape',
      do: { play: 800 },
    },
    {
      text: 'Hinge and cross-entropy are surrogates: they lie above the zero-one loss and slope towards the right side, so that making them small makes mistakes rare. Both get at least 85 % of the unseen points right, while the first lane is where chance has put it.',
      shows: 'shape',
      do: { seek: 800 },
    },
    {
      text: 'A surrogate is not the same as the metric. Judged by the log loss, which asks for honest probabilities, cross-entropy was trained for the very thing and hinge was not.',
      shows: 'metric',
      set: { metric: 'log_loss' },
      do: { seek: 800 },
    },
  ],
  tries: [
    'Replace the zero-one loss by the sigmoid loss, a smooth version of it.',
    'Choose the F1 or the area under the ROC curve as the metric.',
  ],
  references: [
    {
      text: 'P. L. Bartlett, M. I. Jordan, J. D. McAuliffe, Convexity, classification, and risk bounds, 2006',
      doi: '10.1198/016214505000000907',
    },
  ],
  claims: [
    {
      says: 'Training with the zero-one loss leaves every weight as it was.',
      steps: 800,
      measure: ({ run }) => {
        const after = run.weights(0);
        run.seek(0);
        return Math.max(
          ...Array.from(run.weights(0), (weight, i) => Math.abs(weight - (after[i] ?? Number.NaN))),
        );
      },
      between: [0, 0],
      measured: [0, 0],
    },
    {
      says: 'Cross-entropy gets at least 0.25 more of the unseen points right; now and then chance has put the first lane well.',
      steps: 800,
      measure: ({ metric }) => metric(2, 'accuracy') - metric(0, 'accuracy'),
      between: [0.25, 1],
      measured: [0.05, 0.633],
      of: 4,
    },
  ],
};
