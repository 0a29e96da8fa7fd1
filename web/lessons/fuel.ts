// SPDX-License-Identifier: Apache-2.0
import type { Lesson } from './form.ts';

export const lesson: Lesson = {
  title: 'Regression with bad readings',
  question: 'Which loss for a table of measurements of which one in ten is wrong?',
  topic: 'uses',
  covers: ['U2'],
  start: { data: 'cars', losses: 'mse,mae,huber:delta=0.5,log_cosh', speed: '100', autoplay: 'off' },
  steps: [
    {
      text: 'Fuel economy of 392 cars, measured between 1970 and 1982. Four losses fit the same small network to them. While the data are clean it hardly matters which one is used.',
      do: { seek: 0, play: 300 },
    },
    {
      text: 'Now forty of the cars are outliers, six standard deviations off. The squared error bends to them; the absolute error and Huber’s, whose pull is bounded, lose little. The middle chart compares them by the median error in miles per gallon.',
      shows: 'metric',
      set: { outliers: '40', outlier_distance: '6' },
      do: { seek: 0, play: 300 },
    },
    {
      text: 'The log-cosh loss is quadratic near the target and straight far away, like Huber’s, but with no δ to choose: the change happens at one unit of spread. Here that is a little late, so it lies between the two.',
      shows: 'metric',
      do: { seek: 300 },
    },
  ],
  tries: [
    'Slide the number of outliers while watching which curve moves first.',
    'Train for 2,000 steps: the network is small, but it can still chase single points.',
  ],
  references: [{ text: 'Cars: E. Ramos, D. Donoho, StatLib, 1983' }],
  claims: [
    {
      says: 'With forty outliers the median error of the absolute error is at most 0.95 of that of the squared error.',
      at: 2,
      steps: 300,
      measure: ({ metric }) => metric(1) / metric(0),
      between: [0.5, 0.95],
      measured: [0.781, 0.933],
      twin: { losses: 'mae,mse' },
    },
    {
      says: 'So is that of Huber.',
      at: 2,
      steps: 300,
      measure: ({ metric }) => metric(2) / metric(0),
      between: [0.5, 0.95],
      measured: [0.819, 0.915],
      twin: { losses: 'huber:delta=0.5,mae,mse' },
    },
  ],
};
