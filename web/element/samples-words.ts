// SPDX-License-Identifier: Apache-2.0
// The words of the table of samples, fetched with it.
import { formatCount, formatNumber } from '../views/format.ts';
import type { Column } from './samples-data.ts';

export const words = {
  title: 'Costliest samples',
  lane: 'Lane whose samples are listed',
  rows: (shown: number, all: number) =>
    shown < all ? `${formatCount(shown)} of ${formatCount(all)} samples` : `${formatCount(all)} samples`,
  hold: (sample: number) => `Hold sample ${sample + 1}`,
  validation: 'validation',
  heads: {
    sample: { title: 'Sample', help: 'By number' },
    target: { title: 'y', help: 'The target' },
    prediction: { title: 'ŷ', help: 'What the model says' },
    loss: { title: 'loss', help: 'The loss of this sample alone' },
    gradient: { title: '∂ℓ/∂ŷ', help: 'How the loss changes with the prediction; sorted by size' },
    share: {
      title: 'share',
      help: 'Of the gradients of all training samples by the weights: the norm of its own, as a part of the sum of the norms',
    },
  } satisfies Record<Column, { title: string; help: string }>,
  check: 'Check the gradient',
  checkHelp: 'Compares derivatives by some weights with differences of the loss, in double precision',
  checkedAt: (lane: string, step: number, difference: number) =>
    `${lane} at step ${formatCount(step)}: gradient and differences agree to ${formatNumber(difference, 2)} of the largest.`,
  checkHeads: ['Weight', '∂L/∂w of training', 'Differences'],
  close: 'Close',
};
