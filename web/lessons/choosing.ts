// SPDX-License-Identifier: Apache-2.0
import type { Lesson } from './form.ts';

const classes = 'binary_cross_entropy_with_logits';

export const lesson: Lesson = {
  title: 'Ask the data which loss',
  question: 'Is there one loss that is best at everything?',
  topic: 'practice',
  covers: ['B1', 'C1'],
  start: {
    data: 'sine',
    noise: '0.2',
    losses: 'mse,mae,quantile:q=0.9',
    layers: '16,16',
    metric: 'root_mean_squared_error',
    speed: '300',
    autoplay: 'off',
  },
  steps: [
    {
      text: 'What is asked of the prediction? If every error hurts by its square, train with the squared error: the chart of the metric shows the root of just that. Absolute error comes close; the 0.9-quantile does not, since it was asked for something else, a curve that nine points in ten lie below.',
      shows: 'metric',
      do: { seek: 0, play: 1500 },
    },
    {
      text: 'What is wrong with the data? Now one sample in ten is far off, and the judge is the median error. The squared error runs after what is wrong; the absolute error ends with less than half of its error.',
      set: {
        outliers: '20',
        outlier_distance: '15',
        losses: 'mse,mae,huber:delta=0.1',
        metric: 'median_absolute_error',
      },
      do: { seek: 0, play: 1500 },
    },
    {
      text: 'What is rare? One sample in twenty is of the second class, and both classes matter. Weighted by the inverse of its class’s size, the same cross-entropy finds much more of the rare one: its balanced accuracy is 0.2 higher and more.',
      set: {
        data: 'rare',
        outliers: '0',
        samples: '800',
        layers: '0',
        losses: `${classes},${classes}:class_weights=inverse`,
        metric: 'balanced_accuracy',
      },
      shows: 'metric',
      do: { seek: 0, play: 800 },
    },
    {
      text: 'And each answer has a price. Judged by the logarithm of the probability that it gives to what happened, the plain loss is far better: it knows how rare the rare class is. Choose what the prediction is for, then the loss, and judge by a number that says so.',
      set: { metric: 'log_loss' },
      shows: 'metric',
      do: { seek: 0, play: 800 },
    },
  ],
  tries: [
    'Open Losses and answer the questions of the advisor: it races its three proposals on your data.',
    'Paste data of your own, and ask the three questions of this lesson again.',
  ],
  references: [
    {
      text: 'T. Gneiting, Making and evaluating point forecasts, 2011',
      doi: '10.1198/jasa.2011.r10138',
    },
    { text: 'C. Elkan, The foundations of cost-sensitive learning, 2001' },
  ],
  claims: [
    {
      says: 'Judged by the root of the mean squared error, the 0.9-quantile pays at least 1.25 times what the squared error does.',
      at: 1,
      steps: 1500,
      measure: ({ metric }) => metric(2) / metric(0),
      between: [1.25, 2.5],
      measured: [1.38, 2.02],
    },
    {
      says: 'With one sample in ten far off, the median error of the absolute error is at most half of that of the squared error.',
      at: 2,
      steps: 1500,
      measure: ({ metric }) => metric(1) / metric(0),
      between: [0.1, 0.5],
      measured: [0.267, 0.44],
    },
    {
      says: 'Weighted by its classes, cross-entropy has a balanced accuracy at least 0.15 higher.',
      at: 3,
      steps: 800,
      measure: ({ metric }) => metric(1) - metric(0),
      between: [0.15, 0.5],
      measured: [0.215, 0.466],
    },
    {
      says: 'The plain cross-entropy has at most 0.7 of the log loss of the weighted one.',
      at: 4,
      steps: 800,
      measure: ({ metric }) => metric(0) / metric(1),
      between: [0.2, 0.7],
      measured: [0.439, 0.587],
    },
  ],
};
