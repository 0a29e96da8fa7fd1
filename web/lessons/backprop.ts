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

/** The largest difference between the first step, divided by −0.1, and the mean of the samples' own gradients. */
function meanError({ run }: Measured): number {
  run.seek(0);
  const { part } = run.info().data;
  const trained = Array.from(part.keys()).filter((i) => part[i] === 0);
  const own = trained.map((i) => run.forward(0, i).flatMap((layer) => Array.from(layer.weight_gradients)));
  const errors = Array.from(run.update(0), (change, k) => {
    const mean = own.reduce((sum, gradient) => sum + (gradient[k] ?? Number.NaN), 0) / own.length;
    return Math.abs(change / -0.1 - mean);
  });
  return Math.max(...errors);
}

/** The smallest number of the first step as a share of the largest. */
function evenness({ run }: Measured): number {
  run.seek(0);
  const sizes = Array.from(run.update(0), Math.abs);
  return Math.min(...sizes) / Math.max(...sizes);
}

export const lesson: Lesson = {
  title: 'From the loss back to the weights',
  question: 'How does a weight in the middle of a network learn of a mistake at its end?',
  topic: 'training',
  covers: ['P1', 'P4', 'P5', 'G1'],
  start: {
    data: 'moons',
    layers: '3',
    losses: 'binary_cross_entropy_with_logits',
    optimizer: 'sgd',
    learning_rate: '0.1',
    batch_size: '1024',
    view: 'fit,network,samples,gradients',
    speed: '30',
    autoplay: 'off',
  },
  steps: [
    {
      text: 'A network small enough to count: two inputs, three units and one score, 13 numbers in all. Forward means: weigh the inputs, add, bend by tanh, weigh again. The card “Network” shows it for the sample that is held; for the whole batch, all 140 samples, choose “activations” in the card of the layers.',
      shows: 'network',
      do: { seek: 0, point: { sample: 0 } },
    },
    {
      text: 'Press “Step by step” in the network, then “On”. The sample goes forward layer by layer, becomes a loss, and ∂ℓ/∂output comes back: times the weight into the score it reaches a unit, times the slope of tanh it reaches that unit’s own weights. Every sum is written out.',
      shows: 'network',
      do: { seek: 0, point: { sample: 0 } },
    },
    {
      text: 'Each sample has a ∂ℓ/∂ŷ of its own; the table lists them with what the sample adds to the gradient. Press “Check the gradient” under it: some weights are nudged up and down, and the loss differs by what backpropagation said, to five digits or more.',
      shows: 'samples',
      do: { seek: 0 },
    },
    {
      text: 'The step that comes is −0.1 times the mean of all samples’ gradients. Choose a weight in the network, with the arrow keys or by pointing at it: its value, the change and the value after it stand in the table below. Then take the step.',
      shows: 'network',
      do: { seek: 1 },
    },
    {
      text: 'Another optimiser makes another step of the same gradient. The first step of Adam at a rate of 0.1 changes each of the 13 numbers by 0.1, up or down, however large or small its gradient is. Look at the changes in the network before you take it.',
      shows: 'network',
      set: { optimizer: 'adam', learning_rate: '0.1' },
      do: { seek: 0 },
    },
    {
      text: 'Nudging needs two passes for every weight, backpropagation one for all of them together. That is what makes training possible; the rest is repetition.',
      set: { optimizer: 'sgd', learning_rate: '0.1' },
      do: { seek: 1, play: 150 },
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
    {
      says: 'The first step is −0.1 times the mean of the samples’ own gradients, within 0.000001 for every weight.',
      steps: 0,
      measure: meanError,
      between: [0, 1e-6],
      measured: [2.39e-7, 6.31e-7],
      twin: { optimizer: 'adam', learning_rate: '0.1' },
    },
    {
      says: 'The first step of Adam changes all weights equally far, within a thousandth.',
      at: 5,
      steps: 0,
      measure: evenness,
      between: [0.999, 1],
      measured: [1, 1],
      twin: { optimizer: 'sgd', learning_rate: '0.1' },
    },
  ],
};
