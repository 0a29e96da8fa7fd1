// SPDX-License-Identifier: Apache-2.0
import type { Lesson, Measured } from './form.ts';

const bytes = ({ run }: Measured, lane: number) => run.program(lane).bytes;
const instructions = ({ run }: Measured, lane: number) => run.program(lane).instructions.length;
const fused = ({ run }: Measured, lane: number) => run.program(lane).fused_away;

export const lesson: Lesson = {
  title: 'What does a loss cost?',
  question: 'How much of a training step is the loss, and when does that matter?',
  topic: 'practice',
  covers: ['C6', 'B10'],
  start: { data: 'line', layers: '0', losses: 'mse,barron', view: 'cost', autoplay: 'off' },
  steps: [
    {
      text: 'Profile before you optimise. The card of the cost takes one training step apart: the layers forward, the loss and its gradient, the layers backward, the update. It is measured on your device, so the times are yours. This model is a straight line; a net can hardly be smaller, so that a loss weighs much of a step.',
      do: { seek: 0 },
    },
    {
      text: 'Barron’s loss needs powers and logarithms where the squared error multiplies once. Yet both steps have seven instructions: elementwise operations run together in one pass, and 33 of them instead of 13 leave nothing in memory. Open the row of the loss to see them.',
      do: { seek: 0 },
    },
    {
      text: 'Two hidden layers of 64 units. The two losses are as they were, but their row is now one among large ones: products of matrices and the update of 4,353 weights. In a net of use, a loss of single samples is rarely what to save on.',
      set: { data: 'sine', layers: '64,64' },
      do: { seek: 0 },
    },
    {
      text: 'A loss that compares samples is another matter. Supervised contrastive loss looks at every pair of a batch: of 64 samples, 4,096. A step takes 91 kB of working memory where cross-entropy takes 12.',
      set: { data: 'blobs', layers: '8', losses: 'cross_entropy,supcon', batch_size: '64' },
      do: { seek: 0 },
    },
    {
      text: 'With a quarter of the samples, 16, there are a sixteenth of the pairs. Cross-entropy’s memory falls to a third, that of the pairs to an eleventh: it grows with the square of the batch. That is what limits the batches of such losses.',
      set: { batch_size: '16' },
      do: { seek: 0 },
    },
    {
      text: 'And again with 64 units twice: both steps take about 130 kB, and the pairs are one per cent of it. What a loss costs can only be said together with the net and the batch.',
      set: { layers: '64,64' },
      do: { seek: 0 },
    },
  ],
  tries: [
    'Put Student’s likelihood into a lane: its logarithms of the gamma function are dear.',
    'Change the optimizer from Adam to SGD and see what the row of the update does.',
  ],
  references: [
    {
      text: 'S. Williams, A. Waterman, D. Patterson, Roofline: an insightful visual performance model for multicore architectures, 2009',
      doi: '10.1145/1498765.1498785',
    },
    { text: 'P. Khosla et al., Supervised contrastive learning, 2020' },
    {
      text: 'J. T. Barron, A general and adaptive robust loss function, 2019',
      doi: '10.1109/CVPR.2019.00446',
    },
  ],
  claims: [
    {
      says: 'Barron’s loss has at least 15 operations more than the squared error that are fused away, in as many instructions.',
      steps: 0,
      measure: (run) => fused(run, 1) - fused(run, 0) - 100 * (instructions(run, 1) - instructions(run, 0)),
      between: [15, 30],
      measured: [20, 20],
    },
    {
      says: 'With batches of 64 a step of the contrastive loss takes at least 6 times the memory of one of cross-entropy.',
      at: 4,
      steps: 0,
      measure: (run) => bytes(run, 1) / bytes(run, 0),
      between: [6, 9],
      measured: [7.55, 7.55],
    },
    {
      says: 'From batches of 16 to batches of 64 the memory of the contrastive loss grows at least tenfold.',
      at: 4,
      runs: [{ batch_size: '16' }, { batch_size: '64' }],
      steps: 0,
      measure: (few, many) => bytes(many, 1) / bytes(few, 1),
      between: [10, 12],
      measured: [11.1, 11.1],
    },
    {
      says: 'With 64 units twice and batches of 16 the two differ by 2 % at most.',
      at: 6,
      steps: 0,
      measure: (run) => bytes(run, 1) / bytes(run, 0),
      between: [1, 1.02],
      measured: [1.01, 1.01],
      twin: { layers: '8' },
    },
  ],
};
