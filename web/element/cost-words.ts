// SPDX-License-Identifier: Apache-2.0
// The words of the card of the cost, fetched with it.
import { formatCount, formatNumber, formatPercent, formatTick } from '../views/format.ts';

export const words = {
  title: 'What a step costs',
  note: 'measured on this device, and averaged',
  waiting: 'One moment: a step is being measured.',
  failed: (why: string) => `The cost could not be measured: ${why}`,
  caption: (full: number) =>
    `Microseconds of one training step on this device; a full bar is ${formatTick(full)}`,
  part: 'Part',
  forward: (layers: string) => `${layers}, forward`,
  backward: (layers: string) => `${layers}, backward`,
  loss: 'loss and its gradient',
  update: 'update of the weights',
  help: {
    forward: 'What is fused to a layer counts with it, such as its activation and the slope of that',
    backward: 'The gradient by its weights and by what came into it',
    loss: 'The loss of the batch and its gradient by the outputs',
    update: 'The optimizer, and what else depends on no sample, such as penalties of weights',
  },
  output: 'output',
  instructions: (count: number) => `${formatCount(count)} ${count === 1 ? 'instruction' : 'instructions'}`,
  total: 'whole step',
  share: 'of it the loss',
  memory: 'working memory',
  bytes: (bytes: number) => `${formatNumber(bytes / 1000)} kB`,
  count: 'instructions',
  fused: 'fused away',
  fusedHelp: 'Elementwise operations whose results never reach memory',
  summary: (name: string, total: string, share: number, bytes: number) =>
    `${name}: ${total} microseconds a step, of it the loss ${formatPercent(share)}; ${formatNumber(bytes / 1000)} kilobytes`,
};
