// SPDX-License-Identifier: Apache-2.0
// The words of samples that are pictures, fetched with them.
import { formatCount } from '../views/format.ts';

export const words = {
  pictures: 'samples as pictures',
  pictureOf: (sample: number, count: number, target: string, answer: string) =>
    `Sample ${sample + 1} of ${count}: ${target}, the model says ${answer}`,
  pictureRange: (first: number, last: number, count: number) => `${first}–${last} of ${formatCount(count)}`,
  previousPage: 'Previous pictures',
  nextPage: 'Next pictures',
  wrongPictures: (train: number, trained: number, validation: number, validated: number) =>
    `wrong: ${train} of ${trained} train, ${validation} of ${validated} validation`,
};
