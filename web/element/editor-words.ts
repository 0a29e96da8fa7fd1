// SPDX-License-Identifier: Apache-2.0
// The words of the editor of typed losses, fetched with it.
import type { PlaceInText, TypedLossInfo } from '../engine/types.ts';

export const words = {
  editor: 'A loss of your own',
  editorHelp:
    'The last line is the loss of one sample. Lines above it may name parts, and a range makes a slider: delta = 1 in [0.1, 5]',
  editorWords: 'Names that begin like this',
  loadingLanguage: 'Loading the language …',
  readAs: ({ labels }: TypedLossInfo) =>
    ({
      real: 'p is the prediction, y the target.',
      binary: 'z is the score, p its probability, y a label 0 or 1.',
      signed: 'z is the score, p its probability, y a label −1 or +1.',
      classes: 'z holds a score a class, p their probabilities, y is the right class.',
    })[labels],
  otherTask: ({ target, tasks }: TypedLossInfo, task: string) =>
    target === 'none'
      ? 'This loss needs more than a prediction and a target, so these data cannot train it.'
      : `This loss is for ${tasks.join(' or ')} data; these are ${task} data.`,
  mistakeAt: ({ line, column, message }: PlaceInText & { message: string }) =>
    line > 0 ? `Line ${line}, column ${column}: ${message}.` : message,
  use: (text: string) => `Use ${text}`,
  warnings: 'What may go wrong',
  plotOf: (low: string, middle: string, high: string) =>
    `Loss and slope against the prediction: loss ${low} on the left, ${middle} in the middle, ${high} on the right`,
  plotKey: (low: number, high: number, target: number) =>
    `solid loss, dashed slope; prediction from ${low} to ${high}, target ${target}`.replaceAll('-', '−'),
  cancel: 'Cancel',
  trainWithIt: 'Train with it',
};
