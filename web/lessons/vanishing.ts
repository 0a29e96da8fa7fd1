// SPDX-License-Identifier: Apache-2.0
import type { Lesson, Measured } from './form.ts';

const six = (layer: string) => Array(6).fill(layer).join(',');

/** Gradient norms of the first layer and the last. */
function ends({ run }: Measured): [first: number, last: number] {
  const { layers } = run.inspect(0);
  return [layers[0]?.gradient_norm ?? Number.NaN, layers.at(-1)?.gradient_norm ?? Number.NaN];
}

const diverged = ({ run }: Measured) => Number(run.frame().lanes[0]?.status === 'diverged');

export const lesson: Lesson = {
  title: 'The gradient that never arrives',
  question: 'Why did deep networks not learn, and what has been done about it?',
  topic: 'challenges',
  covers: ['C2'],
  start: {
    data: 'moons',
    layers: '8,8,8,8,8,8',
    activation: 'sigmoid',
    losses: 'binary_cross_entropy_with_logits',
    optimizer: 'sgd',
    learning_rate: '0.1',
    view: 'fit,loss,gradients',
    speed: '300',
    autoplay: 'off',
  },
  steps: [
    {
      text: 'Six hidden layers of eight units, a sigmoid after each. After 1,500 steps the loss is 0.69, log 2: “half and half” everywhere. The column ‖∂L/∂w‖ says why: through each sigmoid the gradient is multiplied by a slope of at most 1/4. At the start the first layer sees less than a thousandth of what the last one sees.',
      shows: 'gradients',
      do: { seek: 0, play: 1500 },
    },
    {
      text: 'Repair one, the activation. With ReLU the slope is 1 wherever a unit is active, and nothing shrinks on the way. The same network, the same loss and rate now separate the moons; first and last layer move about equally far.',
      set: { activation: 'relu' },
      do: { seek: 0, play: 1500 },
    },
    {
      text: 'Repair two, normalisation. The sigmoids are back, and after each of them a layer normalisation stretches what comes out to a spread of 1, its gradient with it. At the start the first layer now sees a quarter of what the last one sees or more, and the loss falls.',
      shows: 'gradients',
      set: { activation: 'sigmoid', layers: six('dense:units=8,layer_norm') },
      do: { seek: 0, play: 1500 },
    },
    {
      text: 'The opposite is as bad. ReLU again, 32 units a layer, and weights drawn with a spread of 1: each layer makes the numbers about four times as large, and each makes the gradient so on the way back. It is above 1,000 in the first layer, and one of the first steps leaves no number finite.',
      shows: 'gradients',
      set: { activation: 'relu', layers: six('32'), init: 'normal' },
      do: { seek: 0, play: 50 },
    },
    {
      text: 'Repair three, the initialisation. He’s draws weights so that neither signal nor gradient grows or shrinks from layer to layer: a spread of √(2/32) = 1/4 here, in place of 1. The first gradient is about 0.3, and 300 steps are enough.',
      shows: 'gradients',
      set: { init: 'he' },
      do: { seek: 0, play: 300 },
    },
    {
      text: 'Repair four, clipping. The weights are too large again, but the norm of the whole gradient is cut to 1 before each step, its direction kept. The numbers stay finite and the lane learns. It is a belt, not a cure: the loss begins in the hundreds or thousands.',
      set: { init: 'normal', clip_global_norm: '1' },
      do: { seek: 0, play: 300 },
    },
  ],
  tries: [
    'Keep the sigmoids and take layers away: from how many on does it learn?',
    'Draw the weights of the sigmoid network in other ways. Does any of them help?',
  ],
  references: [
    {
      text: 'X. Glorot, Y. Bengio, Understanding the difficulty of training deep feedforward neural networks, 2010',
    },
    { text: 'K. He et al., Delving deep into rectifiers, 2015', doi: '10.1109/ICCV.2015.123' },
    {
      text: 'R. Pascanu, T. Mikolov, Y. Bengio, On the difficulty of training recurrent neural networks, 2013',
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
    {
      says: 'At the start the sigmoid network’s first layer sees less than 1/500 of the gradient that its last layer sees.',
      steps: 0,
      measure: (run) => {
        const [first, last] = ends(run);
        return first / last;
      },
      between: [0, 0.002],
      measured: [0.000389, 0.000829],
      twin: { layers: six('dense:units=8,layer_norm') },
    },
    {
      says: 'With layer normalisation the loss after 1,500 steps is less than a quarter of that without.',
      runs: [{ layers: six('dense:units=8,layer_norm') }, {}],
      steps: 1500,
      measure: (having, without) =>
        (having.run.frame().lanes[0]?.train_loss ?? Number.NaN) /
        (without.run.frame().lanes[0]?.train_loss ?? Number.NaN),
      between: [0, 0.25],
      measured: [0.000705, 0.191],
    },
    {
      says: 'With weights of a spread of 1 the first gradient of the wide ReLU network is more than a thousand times that with He’s.',
      at: 4,
      runs: [{ init: 'normal' }, { init: 'he' }],
      steps: 0,
      measure: (normal, he) => ends(normal)[0] / ends(he)[0],
      between: [1000, 100_000],
      measured: [4860, 7900],
    },
    {
      says: 'It diverges within 50 steps, and with clipping it does not.',
      at: 4,
      runs: [{ clip_global_norm: '0' }, { clip_global_norm: '1' }],
      steps: 50,
      measure: (free, clipped) => diverged(free) - diverged(clipped),
      between: [1, 1],
      measured: [1, 1],
    },
  ],
  diverges: true,
};
