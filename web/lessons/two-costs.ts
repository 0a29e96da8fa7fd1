// SPDX-License-Identifier: Apache-2.0
import type { Lesson, Measured } from './form.ts';

const loss = 'binary_cross_entropy_with_logits';
const sums = (...prices: string[]) => prices.map((price) => `${loss}+${price}`).join();

/** A lane's terms as they are now: the fit, then the price. */
const terms = ({ run }: Measured, lane: number) =>
  (run.frame({ terms: true }).lanes[lane]?.terms ?? []).map(({ value, gradient_norm }) => ({
    value,
    pull: gradient_norm,
  }));
const value = (of: Measured, lane: number, term: number) => terms(of, lane)[term]?.value ?? Number.NaN;
const pull = (of: Measured, lane: number, term: number) => terms(of, lane)[term]?.pull ?? Number.NaN;

export const lesson: Lesson = {
  title: 'Two costs, one sum',
  question: 'When two costs are added, which of them gets its way?',
  topic: 'practice',
  covers: ['K5', 'B4'],
  start: {
    data: 'moons',
    samples: '60',
    noise: '0.35',
    train_fraction: '0.5',
    batch_size: '64',
    layers: '16,16',
    losses: sums('0.02*l2', '0.1*l2'),
    view: 'fit,terms',
    speed: '300',
    autoplay: 'off',
  },
  steps: [
    {
      text: 'Both lanes minimise a sum: what the fit costs, and what the weights cost, which is half the sum of their squares, times 0.02 or 0.1. In the chart of the terms the fit falls at once. The weights cost more for a while, since a better fit is bought with larger weights.',
      shows: 'terms',
      do: { seek: 0, play: 200 },
    },
    {
      text: 'Train on until nothing moves, and look at the lower plots, the norms of both gradients. Multiply that of the weights by its price: 0.02 or 0.1 times it is the gradient of the fit. The two pull equally hard in opposite directions, and that is where a sum comes to rest.',
      shows: 'terms',
      do: { play: 2000 },
    },
    {
      text: 'So a price says at which exchange rate fit is bought. At a tenth of the price, 0.002 in the first lane, the weights grow to several times the cost, and the border follows single points.',
      set: { losses: sums('0.002*l2', '0.02*l2') },
      do: { seek: 0, play: 2000 },
    },
    {
      text: 'A price may change on the way. In the second lane it falls from 0.1 to nothing within 1,500 steps: the weights are let go, and the fit of thirty points becomes nearly perfect, whatever that is worth. Under the lane stands what the price is now.',
      set: { losses: sums('0.1*l2', '0.1*l2:schedule=linear:steps=1500') },
      do: { seek: 0, play: 2000 },
    },
  ],
  tries: [
    'Exchange L2 for another term, such as the input gradient, and find its weight at which both pull alike.',
    'Add a second loss as a term and choose a balance: then the training itself sets the weights.',
  ],
  references: [
    {
      text: 'A. Krogh, J. A. Hertz, A simple weight decay can improve generalization, 1991',
    },
    { text: 'I. Goodfellow, Y. Bengio, A. Courville, Deep Learning, chapter 7, 2016' },
  ],
  claims: [
    {
      says: 'At rest 0.02 times the gradient of the price is as long as that of the fit, to 2 %.',
      steps: 2000,
      measure: (of) => (0.02 * pull(of, 0, 1)) / pull(of, 0, 0),
      between: [0.98, 1.02],
      measured: [0.998, 1.002],
    },
    {
      says: 'At a fifth of the price the weights cost at least 1.4 times as much.',
      steps: 2000,
      measure: (of) => value(of, 0, 1) / value(of, 1, 1),
      between: [1.4, 8],
      measured: [1.54, 5.82],
    },
    {
      says: 'At a tenth of the price they cost at least 2.5 times as much.',
      at: 3,
      steps: 2000,
      measure: (of) => value(of, 0, 1) / value(of, 1, 1),
      between: [2.5, 20],
      measured: [2.81, 13.1],
    },
    {
      says: 'When the price has fallen to nothing, the fit costs at most a twentieth of that where the price stays.',
      at: 4,
      steps: 2000,
      measure: (of) => value(of, 1, 0) / value(of, 0, 0),
      between: [0, 0.05],
      measured: [0.0002, 0.012],
    },
  ],
};
