// SPDX-License-Identifier: Apache-2.0
import type { Lesson, Measured } from './form.ts';

/** Mean training loss over the next twenty steps. */
function around({ run }: Measured): number {
  let sum = 0;
  for (let i = 0; i < 20; i++) {
    run.step(1);
    sum += run.frame().lanes[0]?.train_loss ?? Number.NaN;
  }
  return sum / 20;
}

export const lesson: Lesson = {
  title: 'A rate that fits the loss',
  question: 'Why does halving a loss change which learning rates work?',
  topic: 'practice',
  covers: ['B8', 'G3'],
  start: {
    data: 'line',
    layers: '0',
    losses: 'mse,half_squared_error',
    optimizer: 'sgd',
    learning_rate: '0.1',
    batch_size: '128',
    speed: '10',
    autoplay: 'off',
  },
  steps: [
    {
      text: 'Two losses with the same minimum: the squared error, and half of it. Each step uses all samples, so plain gradient descent slides straight down. At a rate of 0.1 both arrive; the halved loss needs twice as many steps.',
      shows: 'loss',
      do: { seek: 0, play: 40 },
    },
    {
      text: 'At a rate of 0.9 the squared error overshoots: it jumps from one side of the valley to the other and comes closer only a little each time. Its curvature is 2, that of the half is 1, so its steps are twice as long.',
      shows: 'loss',
      set: { learning_rate: '0.9' },
      do: { seek: 0, play: 40 },
    },
    {
      text: 'At 1.2 it leaves the valley: each jump lands higher than the one before, and the loss grows without end. Gradient descent is stable only below 2 divided by the curvature: 1 for the squared error, 2 for half of it. The second lane is still fine.',
      shows: 'loss',
      set: { learning_rate: '1.2' },
      do: { seek: 0, play: 40 },
    },
    {
      text: 'With small batches there is a second limit: the noise of the batches. At a constant rate of 0.4 with four samples a step the line goes on trembling around its place, and the loss with it.',
      shows: 'loss',
      set: { learning_rate: '0.4', batch_size: '4', noise: '0.3', losses: 'mse', speed: '300' },
      do: { seek: 0, play: 1000 },
    },
    {
      text: 'A schedule takes the rate down while training goes on. The cosine starts with the same 0.4 and ends at 0 after 1,000 steps: as fast at the beginning, and still at the end.',
      shows: 'loss',
      set: { schedule: 'cosine' },
      do: { seek: 0, play: 1000 },
    },
  ],
  tries: [
    'Find the largest rate that Huber survives.',
    'Try Adam: it divides by the size of the gradients, so both losses look alike to it.',
  ],
  references: [
    {
      text: 'Y. LeCun, L. Bottou, G. Orr, K.-R. Müller, Efficient BackProp, 1998',
      doi: '10.1007/3-540-49430-8_2',
    },
    { text: 'I. Loshchilov, F. Hutter, SGDR: stochastic gradient descent with warm restarts, 2017' },
  ],
  claims: [
    {
      says: 'At a rate of 1.2 the squared error is more than a million times the other after 100 steps.',
      at: 3,
      steps: 100,
      measure: ({ run }) => {
        const [first, second] = run.frame().lanes;
        return (first?.train_loss ?? Number.NaN) / (second?.train_loss ?? Number.NaN);
      },
      between: [1e6, 1e60],
      measured: [3.57e28, 4.15e30],
    },
    {
      says: 'Over the last steps the mean loss with a constant rate is more than 1.03 times that with the cosine.',
      at: 4,
      runs: [{ schedule: 'constant' }, { schedule: 'cosine' }],
      steps: 980,
      measure: (constant, cosine) => around(constant) / around(cosine),
      between: [1.03, 10],
      measured: [1.19, 2],
    },
  ],
};
