// SPDX-License-Identifier: Apache-2.0
import type { Lesson } from './form.ts';

export const lesson: Lesson = {
  title: 'One training step, by hand',
  question: 'What happens between pressing “Step” and the line moving?',
  topic: 'training',
  covers: ['P2', 'P3', 'P6'],
  start: {
    data: 'line',
    samples: '12',
    train_fraction: '0.9',
    layers: '0',
    losses: 'mse',
    optimizer: 'sgd',
    learning_rate: '0.1',
    batch_size: '16',
    speed: '10',
    autoplay: 'off',
  },
  steps: [
    {
      text: 'Twelve points and a line with random weights: the model’s predictions. Point at a sample, or choose one in the panel: its prediction ŷ stands beside its target y, and the gap between them is the residual.',
      do: { seek: 0, point: { sample: 0 } },
    },
    {
      text: 'Each sample has a loss of its own, here its squared residual in units of the spread of y. “train” above the plot is one number made of all of them: their mean over the samples that are trained on.',
      do: { seek: 0, point: { sample: 4 } },
    },
    {
      text: 'The arrows are −∂L/∂ŷ: where each sample wants its prediction to go, and how much. With the squared error they are proportional to the residuals, so a sample twice as far off pulls twice as hard. Backpropagation adds these pulls up into one gradient for each weight.',
      do: { seek: 0 },
    },
    {
      text: 'One step moves each weight against its gradient, by the learning rate of 0.1 times the gradient. All twelve pulls act on two weights, so single predictions may move the wrong way; the loss as a whole falls.',
      do: { seek: 1 },
    },
    {
      text: 'Everything else is repetition: predict, compare, differentiate, move. The pulls shrink as the line comes closer, and where they cancel out it stops. Drag the bar at the bottom to go back to any step; the run is computed again to the same bits.',
      do: { seek: 1, play: 40 },
    },
  ],
  tries: [
    'Press the right arrow key for single steps, the left one to go back.',
    'Choose the absolute error as the loss: now all arrows are equally long.',
  ],
  references: [
    {
      text: 'D. E. Rumelhart, G. E. Hinton, R. J. Williams, Learning representations by back-propagating errors, 1986',
      doi: '10.1038/323533a0',
    },
  ],
  claims: [
    {
      says: 'The pull of each sample is proportional to its residual.',
      steps: 0,
      measure: ({ run, prediction }) => {
        const { y } = run.info().data;
        const gradients = run.frame({ samples: true }).lanes[0]?.gradients ?? [];
        const ratios = Array.from(gradients, (gradient, i) => gradient / (prediction(0, i) - (y[i] ?? 0)));
        return Math.max(...ratios) / Math.min(...ratios);
      },
      between: [0.99, 1.01],
      measured: [1, 1],
      twin: { losses: 'mae' },
    },
    {
      says: 'The first step lowers the loss.',
      steps: 1,
      measure: ({ run }) => {
        const after = run.frame().lanes[0]?.train_loss ?? Number.NaN;
        run.seek(0);
        return after / (run.frame().lanes[0]?.train_loss ?? Number.NaN);
      },
      between: [0, 0.95],
      measured: [0.667, 0.885],
      twin: { learning_rate: '3' },
    },
  ],
};
