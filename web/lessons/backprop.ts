// SPDX-License-Identifier: Apache-2.0
import type { Lesson, Measured } from './form.ts';

const units = 3;

/** Mean cross-entropy of the net 2-3-1, computed here from its weights, and the largest error of the gradient that one step at rate 0.1 took. */
function gradientError({ run }: Measured): number {
  const { data } = run.info();
  const [rows, y] = [Array.from(data.y.keys()).filter((i) => data.part[i] === 0), data.y];
  const inputs = data.x.map((column) => {
    const mean = rows.reduce((sum, i) => sum + (column[i] ?? 0), 0) / rows.length;
    const variance = rows.reduce((sum, i) => sum + ((column[i] ?? 0) - mean) ** 2, 0) / rows.length;
    return Array.from(column, (value) => (value - mean) / Math.sqrt(variance));
  });
  const loss = (w: readonly number[]) => {
    const at = (k: number) => w[k] ?? Number.NaN;
    let sum = 0;
    for (const i of rows) {
      let z = at(4 * units);
      for (let k = 0; k < units; k++) {
        const [a = 0, b = 0] = inputs.map((column) => column[i] ?? 0);
        z += at(3 * units + k) * Math.tanh(at(2 * k) * a + at(2 * k + 1) * b + at(2 * units + k));
      }
      sum += Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z))) - z * (y[i] ?? 0);
    }
    return sum / rows.length;
  };
  const after = run.weights(0);
  run.seek(0);
  const before = Array.from(run.weights(0));
  const h = 1e-4;
  const errors = before.map((weight, k) => {
    const difference = (loss(before.with(k, weight + h)) - loss(before.with(k, weight - h))) / (2 * h);
    return Math.abs(difference - (weight - (after[k] ?? Number.NaN)) / 0.1);
  });
  return Math.max(...errors);
}

export const lesson: Lesson = {
  title: 'From the loss back to the weights',
  question: 'How does a weight in the middle of a network learn of a mistake at its end?',
  topic: 'training',
  covers: [],
  start: {
    data: 'moons',
    layers: '3',
    losses: 'binary_cross_entropy_with_logits',
    optimizer: 'sgd',
    learning_rate: '0.1',
    batch_size: '1024',
    view: 'fit,loss,shape,network',
    speed: '30',
    autoplay: 'off',
  },
  steps: [
    {
      text: 'A network small enough to count: two inputs, three units and one score, 13 numbers in all. The card “Network” draws the weights, as wide as they are large. Forward means: weigh the inputs, add, bend by tanh, weigh again.',
      do: { seek: 0 },
    },
    {
      text: 'The needles on the samples are the pulls on the score. By the chain rule each is passed back: times the weight into the score it reaches a unit, times the slope of tanh it reaches that unit’s own weights. The mean over all samples is the gradient.',
      do: { seek: 0 },
    },
    {
      text: 'One step moves each of the 13 numbers by −0.1 times its gradient. The same gradient can be had without backpropagation: nudge one weight up and down and see how the loss differs. All 13 agree to five digits.',
      do: { seek: 1 },
    },
    {
      text: 'Nudging needs two passes for every weight, backpropagation one for all of them together. That is what makes training possible; the rest is repetition.',
      do: { play: 300 },
    },
  ],
  tries: [
    'Point at a weight in the network and press the right arrow key.',
    'Add units and watch which lines stay thin.',
  ],
  references: [
    {
      text: 'D. E. Rumelhart, G. E. Hinton, R. J. Williams, Learning representations by back-propagating errors, 1986',
      doi: '10.1038/323533a0',
    },
  ],
  claims: [
    {
      says: 'The gradient of the first step agrees with central differences within 0.00001 for every weight.',
      steps: 1,
      measure: gradientError,
      between: [0, 1e-5],
      measured: [2.4e-7, 6.31e-7],
      twin: { losses: 'squared_hinge' },
    },
  ],
};
