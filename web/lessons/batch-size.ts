// SPDX-License-Identifier: Apache-2.0
import type { Lesson, Measured } from './form.ts';

const epochs = 20;

/** The training loss of the first lane when every sample was seen 20 times. */
function trained({ run }: Measured): number {
  run.seek(epochs * run.info().steps_per_epoch);
  return run.frame().lanes[0]?.train_loss ?? Number.NaN;
}

const noise = ({ run }: Measured) => run.inspect(0).noise_scale;

export const lesson: Lesson = {
  title: 'Many small steps or few good ones',
  question: 'If every sample is seen twenty times, does it matter how many are seen at once?',
  topic: 'practice',
  covers: ['B7'],
  start: {
    data: 'moons',
    losses: 'binary_cross_entropy_with_logits,hinge',
    optimizer: 'sgd',
    learning_rate: '0.05',
    batch_size: '2',
    view: 'fit,loss,metric,gradients',
    speed: '300',
    autoplay: 'off',
  },
  steps: [
    {
      text: 'There are 140 samples to train on, and each step looks at two of them: 70 steps an epoch, 1,400 in twenty epochs. The curves shake, since two samples say little about all of them, but both losses come far down; cross-entropy ends near 0.2.',
      shows: 'loss',
      do: { seek: 0, play: 1400 },
    },
    {
      text: 'The same twenty epochs with 32 samples a step are only 80 steps. The curves are smooth, and the loss ends at 0.3 to 0.37: each step was better, and there were far fewer of them.',
      shows: 'loss',
      set: { batch_size: '32', speed: '30' },
      do: { seek: 0, play: 80 },
    },
    {
      text: 'All 140 at once: twenty steps, each along the exact gradient. Nothing shakes any more, and little was learned: with 0.43 to 0.6 the loss is at least one and a half times that of the batches of two.',
      shows: 'loss',
      set: { batch_size: '1024', speed: '10' },
      do: { seek: 0, play: 20 },
    },
    {
      text: 'A step that can be trusted may be longer. With twenty times the rate, 1 in place of 0.05, the same twenty steps come down to 0.23 to 0.3. Batch size and rate belong together: who changes one has to look for the other again.',
      shows: 'loss',
      set: { learning_rate: '1' },
      do: { seek: 0, play: 20 },
    },
    {
      text: 'How large is large enough? Under the card of the layers stands the gradient noise scale: the batch size at which noise and gradient weigh the same. At the start it is 2 to 6, so that batches of 32 are more than one needs.',
      shows: 'gradients',
      set: { batch_size: '32', learning_rate: '0.05', speed: '30' },
      do: { seek: 0 },
    },
    {
      text: 'Eighty steps on it is 12 to 50. The nearer the bottom, the smaller the gradient all samples agree on, while they go on differing as before. That is why one may begin with small batches and enlarge them, or lower the rate instead.',
      shows: 'gradients',
      do: { seek: 0, play: 80 },
    },
  ],
  tries: [
    'Compare the noise scales of the two losses.',
    'With batches of two, find the rate at which the loss no longer comes down.',
  ],
  references: [
    { text: 'S. McCandlish et al., An empirical model of large-batch training, 2018' },
    { text: 'P. Goyal et al., Accurate, large minibatch SGD: training ImageNet in 1 hour, 2017' },
  ],
  claims: [
    {
      says: 'After 20 epochs the loss with all samples at once is at least 1.5 times that with two at a time.',
      runs: [{ batch_size: '1024' }, { batch_size: '2' }],
      steps: 0,
      measure: (all, two) => trained(all) / trained(two),
      between: [1.5, 10],
      measured: [1.66, 3.02],
    },
    {
      says: 'With twenty times the rate it is at most 0.7 of what it was.',
      at: 3,
      runs: [{ learning_rate: '1' }, { learning_rate: '0.05' }],
      steps: 0,
      measure: (fast, slow) => trained(fast) / trained(slow),
      between: [0, 0.7],
      measured: [0.384, 0.625],
    },
    {
      says: 'In 80 steps the noise scale grows at least threefold.',
      at: 5,
      steps: 0,
      measure: (measured) => {
        const before = noise(measured);
        measured.run.seek(80);
        return noise(measured) / before;
      },
      between: [3, 100],
      measured: [4.43, 12.2],
      twin: { learning_rate: '0.0001' },
    },
  ],
};
