// SPDX-License-Identifier: Apache-2.0
import type { Lesson } from './form.ts';

const crossEntropy = 'binary_cross_entropy_with_logits';
const shrunk = 'typed~0.01*(p - y)^2';

export const lesson: Lesson = {
  title: 'The wrong loss for the target',
  question: 'What happens when loss and target do not fit each other?',
  topic: 'challenges',
  covers: ['C1'],
  start: {
    data: 'penguin_sex',
    losses: `${crossEntropy},typed~(z - y)^2`,
    metric: 'accuracy',
    speed: '100',
    autoplay: 'off',
  },
  steps: [
    {
      text: 'Female is 0, male is 1. The first lane has cross-entropy. The second treats the label as a number and asks the score itself to be 0 or 1, by its squared error. Its loss falls as nicely as the other.',
      do: { seek: 0, play: 400 },
    },
    {
      text: 'But a score is read by its sign, and 0 is the border. The second model puts the females there, a little above or below, and calls four penguins in five male. Its loss is small and its answers are poor: it was trained for another question.',
      do: { seek: 400 },
    },
    {
      text: 'The other way round: cross-entropy, softplus(p) − p·y, on the fuel economy of cars. A label is between 0 and 1, a number need not be. Above 1 the loss falls without end as the prediction grows, so it goes below 0 and the model runs away from the data.',
      set: { data: 'cars', losses: 'mse,typed~softplus(p) - p*y', metric: 'median_absolute_error' },
      do: { seek: 0, play: 400 },
    },
    {
      text: 'A loss may also be right and have the wrong size. The second lane is the squared error divided by 100. Nothing else has changed, least of all the minimum, but under gradient descent at the same rate its steps are a hundred times shorter, and after a hundred of them it is far behind.',
      shows: 'loss',
      set: { losses: `mse,${shrunk}`, optimizer: 'sgd', learning_rate: '0.1' },
      do: { seek: 0, play: 100 },
    },
    {
      text: 'A rate a hundred times as large would mend that. Adam does it unasked: it divides each step by the size of the gradients, so the scale of the loss drops out and both curves lie on each other.',
      shows: 'loss',
      set: { optimizer: 'adam', learning_rate: '0.01' },
      do: { seek: 0, play: 100 },
    },
  ],
  tries: [
    'On the penguins, ask for −1 and 1 instead: (z − 2*y + 1)^2. Now the sign fits.',
    'Multiply the squared error by 100 instead, under gradient descent.',
  ],
  references: [
    {
      text: 'T. Gneiting, A. E. Raftery, Strictly proper scoring rules, prediction, and estimation, 2007',
      doi: '10.1198/016214506000001437',
    },
    { text: 'D. P. Kingma, J. Ba, Adam: a method for stochastic optimization, 2015' },
  ],
  claims: [
    {
      says: 'On the penguins cross-entropy is right at least 0.15 more often than the squared error of the score.',
      at: 2,
      steps: 400,
      measure: ({ metric }) => metric(0, 'accuracy') - metric(1, 'accuracy'),
      between: [0.15, 1],
      measured: [0.16, 0.28],
    },
    {
      says: 'On the cars the median error of cross-entropy is at least 1.5 times that of the squared error.',
      at: 3,
      steps: 400,
      measure: ({ metric }) => metric(1) / metric(0),
      between: [1.5, 1000],
      measured: [121, 163],
    },
    {
      says: 'Under gradient descent the median error with the loss divided by 100 is at least 1.3 times the other.',
      at: 4,
      steps: 100,
      measure: ({ metric }) => metric(1) / metric(0),
      between: [1.3, 100],
      measured: [1.44, 3.77],
    },
    {
      says: 'With Adam the two median errors agree within 5 %.',
      at: 5,
      steps: 100,
      measure: ({ metric }) => metric(1) / metric(0),
      between: [0.95, 1.05],
      measured: [1, 1],
      twin: { optimizer: 'sgd', learning_rate: '0.1' },
    },
  ],
};
