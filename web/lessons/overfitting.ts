// SPDX-License-Identifier: Apache-2.0
import type { Lesson } from './form.ts';

const loss = 'binary_cross_entropy_with_logits';

export const lesson: Lesson = {
  title: 'Learned by heart',
  question: 'What does it look like when a network stops learning and starts memorising?',
  topic: 'challenges',
  covers: ['C10', 'P8', 'B5'],
  start: {
    data: 'moons',
    samples: '60',
    noise: '0.35',
    train_fraction: '0.5',
    layers: '32,32',
    losses: `${loss},${loss}+0.01*l2`,
    metric: 'accuracy',
    speed: '300',
    autoplay: 'off',
  },
  steps: [
    {
      text: 'Thirty noisy points to learn from and a network with more than a thousand weights. The other thirty, drawn as rings, are only used to judge. Both lanes train with cross-entropy; the second also pays for the squares of its weights.',
      do: { seek: 0, play: 150 },
    },
    {
      text: 'Up to here both parts improve together. Now watch the two curves of the first lane: the bold one, on the samples trained on, goes on falling, while the faint one turns after about 300 steps and rises. The boundary begins to wind around single points.',
      shows: 'loss',
      do: { play: 1000 },
    },
    {
      text: 'After 2,000 steps the first lane is sure of all its thirty points, and its loss on the others is more than twice the lowest it has ever been. It is not mistaken more often than before, it is wrong with more confidence: accuracy does not see that, the loss does.',
      shows: 'loss',
      do: { play: 2000 },
    },
    {
      text: 'One repair is to go back. Here the run stands at step 300, where the faint curve was lowest: stopping early is a regulariser that costs nothing but attention.',
      shows: 'loss',
      do: { seek: 300 },
    },
    {
      text: 'The other repair is in the second lane. Weights have a price there, so the boundary stays smooth, and after 2,000 steps the loss on unseen points is less than half of the first lane’s.',
      do: { seek: 2000 },
    },
  ],
  tries: [
    'Give it more samples: at 400 there is little left to learn by heart.',
    'Replace the penalty by dropout between the layers.',
  ],
  references: [{ text: 'L. Prechelt, Early stopping – but when?, 1998', doi: '10.1007/3-540-49430-8_3' }],
  claims: [
    {
      says: 'After 2,000 steps the validation loss of the first lane is at least twice its lowest.',
      steps: 2000,
      measure: ({ run }) => {
        const [lane] = run.history().lanes;
        return (
          (run.frame().lanes[0]?.validation_loss ?? Number.NaN) / Math.min(...(lane?.validation_loss ?? []))
        );
      },
      between: [2, 50],
      measured: [3.53, 8.4],
    },
    {
      says: 'It is more than twice that of the lane with the penalty.',
      steps: 2000,
      measure: ({ metric }) => metric(0, 'log_loss') / metric(1, 'log_loss'),
      between: [2, 50],
      measured: [3.03, 6.78],
    },
  ],
};
