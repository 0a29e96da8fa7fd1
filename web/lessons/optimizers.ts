// SPDX-License-Identifier: Apache-2.0
import type { Lesson, Measured } from './form.ts';

const trained = ({ run }: Measured) => run.frame().lanes[0]?.train_loss ?? Number.NaN;

export const lesson: Lesson = {
  title: 'Ways downhill',
  question: 'All of them follow the gradient, so why does one optimiser arrive and another not?',
  topic: 'practice',
  covers: ['G2'],
  start: {
    data: 'spiral',
    layers: '16,16',
    losses: 'binary_cross_entropy_with_logits,squared_hinge',
    optimizer: 'sgd',
    batch_size: '1024',
    view: 'fit,race',
    speed: '300',
    autoplay: 'off',
  },
  steps: [
    {
      text: 'First without a network: Rosenbrock’s valley, a function of two numbers. Down into it is easy, along its bottom slow. Press “Race”: three optimisers start from one place, and after 300 steps gradient descent is still at 3.1, Adam at 1.2, momentum at 0.45; the lowest place has 0.',
      shows: 'race',
      do: { seek: 0 },
    },
    {
      text: 'Now two spirals and a network of 337 weights, again with the whole gradient in each step. Gradient descent goes straight down at a rate of 0.1, and after 1,000 steps both losses are hardly better than guessing: the first is still above 0.55, where “half and half” has 0.69.',
      shows: 'loss',
      set: { view: 'fit,loss,metric,surface' },
      do: { seek: 0, play: 1000 },
    },
    {
      text: 'Momentum adds up what points the same way step after step and lets cancel out what goes to and fro. From the same weights, with half the rate, it gets clearly further: cross-entropy to 0.18 to 0.5, the squared hinge even below 0.01. In the card of the loss surface compare how far its path has come.',
      shows: 'surface',
      set: { optimizer: 'momentum' },
      do: { seek: 0, play: 1000 },
    },
    {
      text: 'Adam divides each weight’s step by the usual size of its gradient, so that weights with a faint gradient move, too. With a rate of only 0.01 it has both spirals apart: a loss below 0.002, at least a hundred times lower than momentum.',
      shows: 'loss',
      set: { optimizer: 'adam' },
      do: { seek: 0, play: 1000 },
    },
    {
      text: 'L-BFGS also keeps the last few steps in mind to guess how the surface bends, and jumps to where its bottom should be. That takes more work in each step and a gradient without noise. Its loss is below a millionth; on unseen points it is right 89 to 99 % of the time, no more often than Adam.',
      shows: 'loss',
      set: { optimizer: 'lbfgs' },
      do: { seek: 0, play: 1000 },
    },
  ],
  tries: [
    'In the race card, choose Himmelblau’s landscape and click on other starts.',
    'Give gradient descent a rate of 1: on these spirals, does it catch up?',
    'Set a batch size of 8 and try L-BFGS again.',
  ],
  references: [
    { text: 'G. Goh, Why momentum really works, 2017', doi: '10.23915/distill.00006' },
    { text: 'D. P. Kingma, J. Ba, Adam: a method for stochastic optimization, 2015' },
    {
      text: 'D. C. Liu, J. Nocedal, On the limited memory BFGS method for large scale optimization, 1989',
      doi: '10.1007/BF01589116',
    },
  ],
  claims: [
    {
      says: 'After 1,000 steps the loss of gradient descent is at least 1.2 times that of momentum.',
      runs: [{ optimizer: 'sgd' }, { optimizer: 'momentum' }],
      steps: 1000,
      measure: (descent, momentum) => trained(descent) / trained(momentum),
      between: [1.2, 20],
      measured: [1.3, 3.38],
    },
    {
      says: 'That of momentum is at least 100 times that of Adam.',
      runs: [{ optimizer: 'momentum' }, { optimizer: 'adam' }],
      steps: 1000,
      measure: (momentum, adam) => trained(momentum) / trained(adam),
      between: [100, 10_000],
      measured: [133, 638],
    },
    {
      says: 'L-BFGS comes below a millionth.',
      runs: [{ optimizer: 'lbfgs' }, { optimizer: 'adam' }],
      steps: 1000,
      measure: (newton) => (trained(newton) < 1e-6 ? 1 : 0),
      between: [1, 1],
      measured: [1, 1],
    },
  ],
};
