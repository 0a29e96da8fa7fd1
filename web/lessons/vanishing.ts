// SPDX-License-Identifier: Apache-2.0
import type { Lesson } from './form.ts';

export const lesson: Lesson = {
  title: 'The gradient that never arrives',
  question: 'Why did deep networks of sigmoids not learn?',
  topic: 'challenges',
  covers: [],
  start: {
    data: 'moons',
    layers: '8,8,8,8,8,8',
    activation: 'sigmoid',
    losses: 'binary_cross_entropy_with_logits',
    optimizer: 'sgd',
    learning_rate: '0.1',
    speed: '300',
    autoplay: 'off',
  },
  steps: [
    {
      text: 'Six hidden layers of eight units, and a sigmoid after each. The data are easy and the loss is the right one, yet training for 1,500 steps leaves the loss at 0.69. That is log 2: the network says “half and half” everywhere.',
      do: { seek: 0, play: 1500 },
    },
    {
      text: 'The gradient reaches the first layer through six sigmoids, and the slope of a sigmoid is at most 1/4. It is multiplied by that, or less, each time. In 200 steps the weights of the last layer move a hundred times as far as those of the first.',
      do: { seek: 200 },
    },
    {
      text: 'With ReLU the slope is 1 wherever a unit is active, and nothing shrinks on the way. The same network, the same loss and rate now separate the moons; first and last layer move about equally far.',
      set: { activation: 'relu' },
      do: { seek: 0, play: 1500 },
    },
  ],
  tries: [
    'Keep the sigmoids and take layers away: from how many on does it learn?',
    'Keep the sigmoids and put batch normalisation between the layers.',
  ],
  references: [
    {
      text: 'X. Glorot, Y. Bengio, Understanding the difficulty of training deep feedforward neural networks, 2010',
    },
  ],
  claims: [
    {
      says: 'After 1,500 steps the loss of the sigmoid network is more than ten times that of the ReLU network.',
      runs: [{ activation: 'sigmoid' }, { activation: 'relu' }],
      steps: 1500,
      measure: (sigmoid, relu) =>
        (sigmoid.run.frame().lanes[0]?.train_loss ?? Number.NaN) /
        (relu.run.frame().lanes[0]?.train_loss ?? Number.NaN),
      between: [10, 100_000],
      measured: [50.4, 2050],
    },
    {
      says: 'In 200 steps the last layer of the sigmoid network moves more than 50 times as far as the first.',
      steps: 200,
      measure: ({ run }) => {
        const after = run.weights(0);
        run.seek(0);
        const moved = run.weights(0).map((weight, i) => weight - (after[i] ?? Number.NaN));
        // 2 · 8 weights and 8 biases into the first layer, 8 weights and a bias out of the last.
        return Math.hypot(...moved.slice(-9)) / Math.hypot(...moved.slice(0, 24));
      },
      between: [50, 1000],
      measured: [80.6, 120],
      twin: { activation: 'relu' },
    },
  ],
};
