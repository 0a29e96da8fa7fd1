// SPDX-License-Identifier: Apache-2.0
import type { Lesson } from './form.ts';

const misread = '5:198:50,7:215:52,10:170:54,26:200:51,28:193:53,41:180:50,62:175:52,84:175:54,93:215:51';

export const lesson: Lesson = {
  title: 'A fair race',
  question: 'How can two losses be compared when their numbers mean different things?',
  topic: 'measure',
  covers: ['K1'],
  start: { data: 'cars', losses: 'mse,huber:delta=0.5', edits: misread, speed: '100', autoplay: 'off' },
  steps: [
    {
      text: 'Fuel economy of cars against horsepower; nine strong cars were misread and stand far too high. Both lanes start from the same weights, see the same batches in the same order, and differ in nothing but the loss.',
      do: { seek: 0 },
    },
    {
      text: 'Run them. The loss chart cannot name a winner: the squared error and Huber’s loss are measured in different units, and one is lower than the other even where both models agree.',
      shows: 'loss',
      do: { play: 300 },
    },
    {
      text: 'So a common judge is needed: the middle chart shows one metric for both, the median absolute error in miles per gallon, on samples that neither was trained on. Huber’s model is 15 to 25 % better by it, because the nine misread cars hardly move it.',
      shows: 'metric',
      do: { seek: 300 },
    },
    {
      text: 'The judge matters, too. By the root of the mean squared error, on validation samples that include misread cars, the two are nearly level: that metric forgives nothing, not even a wrong measurement.',
      shows: 'metric',
      set: { metric: 'root_mean_squared_error' },
      do: { seek: 300 },
    },
  ],
  tries: [
    'Add a third lane with the absolute error.',
    'Press N for other weights and batches: does the order of the lanes hold?',
  ],
  references: [
    { text: 'P. J. Huber, Robust estimation of a location parameter, 1964', doi: '10.1214/aoms/1177703732' },
  ],
  claims: [
    {
      says: 'From equal predictions, Huber comes to a median error at most 0.9 of that of the squared error in 300 steps.',
      steps: 300,
      measure: ({ run, metric }) => {
        const ratio = metric(1) / metric(0);
        run.seek(0);
        const [first, second] = run.frame({ samples: true }).lanes;
        const equal = first?.predictions?.every((value, i) => value === second?.predictions?.[i]);
        return equal ? ratio : Number.NaN;
      },
      between: [0.5, 0.9],
      measured: [0.704, 0.841],
    },
  ],
};
