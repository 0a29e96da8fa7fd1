// SPDX-License-Identifier: Apache-2.0
// The words of the card of the embeddings, fetched with it.

export const words = {
  title: 'Embedding',
  note: 'names: means of classes',
  axes: { x: 'first number', y: 'second number' },
  first: (numbers: number) => `the first two of ${numbers} numbers`,
  none: 'No loss here compares embeddings. Choose one such as triplet margin, supervised contrastive or ArcFace.',
  summary: (name: string, classes: number) =>
    `${name}: samples of ${classes} classes as the model places them`,
};
