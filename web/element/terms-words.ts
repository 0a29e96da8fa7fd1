// SPDX-License-Identifier: Apache-2.0
// The words of the terms of a loss, fetched with their control.
import { formatNumber } from '../views/format.ts';

export const words = {
  terms: (title: string) => `Terms of ${title}`,
  add: 'Add a term …',
  addLabel: (title: string) => `Add a term to ${title}`,
  model: 'About the model',
  remove: (title: string) => `Remove the term ${title}`,
  weight: 'weight',
  weightOf: (title: string) => `Weight of ${title}`,
  weightHelp: 'What the term counts in the sum that is minimised',
  scheduleOf: (title: string) => `How the weight of ${title} changes`,
  schedules: { constant: 'constant', linear: 'falls to 0', cosine: 'cosine to 0', warm_up: 'rises' },
  steps: 'steps',
  stepsOf: (title: string) => `Steps over which the weight of ${title} changes`,
  paramOf: (param: string, title: string) => `${param} of ${title}`,
  balance: 'Balance',
  classes: 'Samples count',
  classWeights: { none: 'all alike', inverse: 'inversely to their class', effective: 'by effective number' },
  value: 'value',
  slope: 'gradient',
  now: (weight = Number.NaN) => `now ${formatNumber(weight)}`,
  readHelp:
    'Over the training samples, without the weight: its value, and the norm of its gradient by the weights of the model',
  reading: (number: number) => formatNumber(number),
  curves: 'Terms',
  curvesNote: 'of the training samples, without weights',
  none: 'Every loss here stands alone. Add a term to one, such as a penalty on the weights, to see how they share.',
  term: 'term',
  norm: 'norm of its gradient',
  summary: (title: string, terms: { name: string; numbers: string[] }[]) =>
    `${title}: ${terms.map(({ name, numbers }) => `${name} ${numbers[0]}, gradient ${numbers[1]}`).join('; ')}`,
};
