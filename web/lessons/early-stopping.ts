// SPDX-License-Identifier: Apache-2.0
import type { Lesson, Measured } from './form.ts';

const stopOf = ({ run }: Measured) => run.frame().lanes[0]?.stopped;

export const lesson: Lesson = {
  title: 'Knowing when to stop',
  question: 'When has a network trained enough, and how would one know?',
  topic: 'practice',
  covers: ['P7', 'P8', 'K3', 'B5'],
  start: {
    data: 'rings',
    samples: '100',
    noise: '0.2',
    train_fraction: '0.5',
    layers: '32,32',
    learning_rate: '0.005',
    losses: 'binary_cross_entropy_with_logits',
    stop: 'validation:patience=200',
    speed: '300',
    autoplay: 'off',
  },
  steps: [
    {
      text: 'Fifty noisy points to learn from, fifty more, drawn hollow, to judge by, and a network that can learn the first fifty by heart. At the end of every epoch a rule looks at the loss on the hollow ones. Once it has not fallen for 200 steps, training is over.',
      do: { seek: 0, play: 150 },
    },
    {
      text: 'The run ends by itself, at step 489, and the card says why. A ring marks where the faint curve was lowest: at step 288. That this was the best step could only be known 200 steps later; those are the price of the rule.',
      shows: 'loss',
      do: { play: 2000 },
    },
    {
      text: 'Early stopping keeps the weights of the best step, not those of the last. The button in the card takes the run back there, and so does this step of the lesson: these are the weights of step 288, bit by bit.',
      do: { seek: 288 },
    },
    {
      text: 'What would have come: the same run at step 2,000. The loss on the training points has gone on falling, and that on the hollow ones is almost twice what it was at its best.',
      shows: 'loss',
      do: { seek: 2000 },
    },
    {
      text: 'Where nothing is learned by heart, the end of progress is the sign. A small network on a line, and a rule that ends the run when the training loss has not fallen by more than 0.001 for 200 steps: less than half of 3,000 steps, and a loss within one per cent of what all of them bring.',
      shows: 'loss',
      set: {
        data: 'line',
        samples: '100',
        noise: '1',
        train_fraction: '0.7',
        layers: '8',
        learning_rate: '0.01',
        losses: 'mse',
        stop: 'plateau:patience=200:min_delta=0.001',
      },
      do: { seek: 0, play: 3000 },
    },
  ],
  tries: [
    'Give the first rule a patience of 10 and try some seeds: it takes the first bump of the curve for the end.',
    'Add a target to the rules, and see which of them is met first.',
  ],
  references: [{ text: 'L. Prechelt, Early stopping – but when?, 1998', doi: '10.1007/3-540-49430-8_3' }],
  claims: [
    {
      says: 'The validation loss of the step that early stopping keeps is at most 0.8 of that at step 2,000; with a thousand samples it is not.',
      steps: 2000,
      measure: (of) =>
        (stopOf(of)?.best ?? Number.NaN) / (of.run.frame().lanes[0]?.validation_loss ?? Number.NaN),
      between: [0, 0.8],
      measured: [0.388, 0.588],
      twin: { samples: '1000', train_fraction: '0.8' },
    },
    {
      says: 'The rule ends the run before step 1,000.',
      steps: 2000,
      measure: (of) => stopOf(of)?.step ?? Number.NaN,
      between: [201, 1000],
      measured: [444, 570],
      twin: { stop: 'validation:patience=1500' },
    },
    {
      says: 'The plateau rule ends the run between steps 200 and 1,500 of 3,000.',
      at: 5,
      steps: 3000,
      measure: (of) => stopOf(of)?.step ?? Number.NaN,
      between: [200, 1500],
      measured: [388, 1416],
      twin: { stop: 'plateau:patience=20:min_delta=0.01' },
    },
    {
      says: 'The training loss there is at most 1.012 of that at step 3,000; with a patience of 20 and a difference of 0.01 it is more.',
      at: 5,
      steps: 3000,
      measure: (of) => {
        const { run } = of;
        const loss = () => run.frame().lanes[0]?.train_loss ?? Number.NaN;
        const last = loss();
        run.seek(stopOf(of)?.step ?? 0);
        return loss() / last;
      },
      between: [0.9, 1.012],
      measured: [1.0008, 1.0093],
      twin: { stop: 'plateau:patience=20:min_delta=0.01' },
    },
  ],
};
