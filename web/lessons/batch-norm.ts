// SPDX-License-Identifier: Apache-2.0
import type { Lesson, Measured } from './form.ts';

const six = (layer: string) => Array(6).fill(layer).join(',');
const plain = six('16');
const normed = six('dense:units=16:linear,batch_norm,activation:tanh');

const trained = ({ run }: Measured, lane = 0) => run.frame().lanes[lane]?.train_loss ?? Number.NaN;
const sharpest = ({ run }: Measured) =>
  run.surface(0, { directions: 'curvature', size: 3, arrows: 0 }).x.eigenvalue;

export const lesson: Lesson = {
  title: 'Between the layers, a fresh scale',
  question: 'What does batch normalisation make possible, and what does it need?',
  topic: 'practice',
  covers: [],
  start: {
    data: 'moons',
    layers: plain,
    losses: 'binary_cross_entropy_with_logits,hinge',
    optimizer: 'sgd',
    learning_rate: '2',
    batch_size: '32',
    view: 'fit,loss,metric,gradients',
    speed: '100',
    autoplay: 'off',
  },
  steps: [
    {
      text: 'Six hidden layers of sixteen units, and a learning rate of 2, far too high for them. Both losses jump about; after 300 steps hinge is at 0.9 or more. In the card of the layers choose “activations”: they pile up at −1 and 1, where tanh is level.',
      shows: 'gradients',
      do: { seek: 0, play: 300 },
    },
    {
      text: 'The same six layers at the same rate, with batch normalisation before each tanh: from what a unit gives out the mean over the batch is taken off, the rest is divided by its spread, and two trained numbers set a new scale. Both losses fall below 0.1.',
      shows: 'loss',
      set: { layers: normed },
      do: { seek: 0, play: 300 },
    },
    {
      text: 'Why? Weights that grow too long no longer make outputs too large: the next division takes their length out again. Look at the histograms of the activations, layer by layer: they are spread between −1 and 1, at step 300 as at the start.',
      shows: 'gradients',
      do: { seek: 300 },
    },
    {
      text: 'It has a price: a batch must say something about all samples. In batches of two, one of a unit’s two numbers becomes about 1 and the other −1, whatever they were. At a modest rate of 0.1, 600 such steps leave the loss above 0.45; with 32 a batch it is below 0.1.',
      shows: 'loss',
      set: { learning_rate: '0.1', batch_size: '2', speed: '300' },
      do: { seek: 0, play: 600 },
    },
    {
      text: 'It is often said to make the loss surface smoother. Choose “most curved directions” in its card: in this small network the sharpest bend is not gentler with normalisation after 150 steps, but at least one and a half times as sharp. What is true of a large network need not be true of this one.',
      shows: 'surface',
      set: { batch_size: '32', view: 'fit,loss,surface' },
      do: { seek: 0, play: 150 },
    },
  ],
  tries: [
    'Use layer normalisation, which looks at one sample only, with batches of two.',
    'How high can the rate be with normalisation, and how high without?',
  ],
  references: [
    { text: 'S. Ioffe, C. Szegedy, Batch normalization, 2015' },
    { text: 'S. Santurkar et al., How does batch normalization help optimization?, 2018' },
  ],
  claims: [
    {
      says: 'At a rate of 2, cross-entropy ends at least three times as high without normalisation.',
      runs: [{ layers: plain }, { layers: normed }],
      steps: 300,
      measure: (without, having) => trained(without) / trained(having),
      between: [3, 200],
      measured: [4.17, 55.5],
    },
    {
      says: 'Hinge ends at least ten times as high.',
      runs: [{ layers: plain }, { layers: normed }],
      steps: 300,
      measure: (without, having) => trained(without, 1) / trained(having, 1),
      between: [10, 1000],
      measured: [18.4, 214],
    },
    {
      says: 'With normalisation, the loss after 600 steps with batches of two is at least three times that with 32.',
      at: 4,
      runs: [{ batch_size: '2' }, { batch_size: '32' }],
      steps: 600,
      measure: (two, many) => trained(two) / trained(many),
      between: [3, 1000],
      measured: [9.6, 17.3],
    },
    {
      says: 'After 150 steps at a rate of 0.1 the surface bends at least 1.5 times as sharply with normalisation as without.',
      at: 5,
      runs: [{ layers: normed }, { layers: plain }],
      steps: 150,
      measure: (having, without) => sharpest(having) / sharpest(without),
      between: [1.5, 10],
      measured: [1.72, 3.43],
    },
  ],
};
