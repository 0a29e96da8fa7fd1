// SPDX-License-Identifier: Apache-2.0
// Samples as pictures: where they stand, what is said of them, which pixels they have.

import { describe, expect, test } from 'vitest';
import {
  classOf,
  isWrong,
  pictureAt,
  picturePixels,
  picturesLayout,
  placeOfPicture,
  pullsOf,
  sharesOf,
} from '../../web/views/pictures.ts';
import { inputPulls } from '../../web/views/pictures-pull.ts';
import type { Theme } from '../../web/views/theme.ts';

const theme = { size: 12 } as Theme;
const data = (count: number, held = 0) => ({
  image: [1, 8, 8] as [number, number, number],
  y: new Float32Array(count),
  held,
});

describe('layout', () => {
  test.each([
    [320, 248],
    [446, 236],
    [900, 500],
  ])(
    'in %i by %i px every picture is found where it stands, inside the room left of the large one',
    (width, height) => {
      const layout = picturesLayout({ width, height }, theme, data(500, 137));
      expect(layout.first).toBeLessThanOrEqual(137);
      expect(layout.last).toBeGreaterThan(137);
      expect(layout.width % 8).toBe(0);
      for (let sample = layout.first; sample < layout.last; sample++) {
        const [left, top] = placeOfPicture(layout, sample);
        expect(left).toBeGreaterThanOrEqual(0);
        expect(left + layout.width).toBeLessThanOrEqual(layout.detail.left);
        expect(top + layout.height + 12).toBeLessThanOrEqual(height);
        expect(pictureAt(layout, left + layout.width / 2, top + layout.height / 2)).toBe(sample);
      }
      expect(pictureAt(layout, layout.detail.left + 5, 20)).toBe(-1);
    },
  );

  test('few pictures are larger and stand on one page', () => {
    const size = { width: 900, height: 500 };
    const few = picturesLayout(size, theme, data(6));
    const many = picturesLayout(size, theme, data(5000));
    expect(few.width).toBeGreaterThan(many.width);
    expect([few.first, few.last]).toEqual([0, 6]);
    expect(many.last).toBeLessThan(5000);
  });

  test('the last page ends with the last sample', () => {
    const layout = picturesLayout({ width: 446, height: 236 }, theme, data(100, 99));
    expect(layout.last).toBe(100);
    expect(pictureAt(layout, ...placeOfPicture(layout, 99))).toBe(99);
  });
});

describe('what is said', () => {
  // Three classes, two samples, scores class by class.
  const scores = { task: 'multiclass' as const, y: [0, 2], predictions: [2, 1, 0, 3, 1, 0] };

  test('the largest score wins, and shares are its softmax', () => {
    expect([classOf(scores, 0), classOf(scores, 1)]).toEqual([0, 1]);
    expect([isWrong(scores, 0), isWrong(scores, 1)]).toEqual([false, true]);
    const sum = Math.exp(2) + 1 + Math.exp(1);
    expect(sharesOf(scores, 0).map((share) => share * sum)).toEqual([
      expect.closeTo(Math.exp(2)),
      expect.closeTo(1),
      expect.closeTo(Math.exp(1)),
    ]);
  });

  test('of two classes the second is said above score 0, with the logistic share', () => {
    const binary = { task: 'binary' as const, y: [1, 1], predictions: [2, -1] };
    expect([isWrong(binary, 0), isWrong(binary, 1)]).toEqual([false, true]);
    expect(sharesOf(binary, 1)[1]).toBeCloseTo(1 / (1 + Math.E));
  });

  test('the pull is against the gradient', () => {
    expect(pullsOf({ ...scores, gradients: [1, 2, -3, 4, 5, -6] }, 1)).toEqual([-2, -4, 6]);
    expect(pullsOf({ task: 'binary', y: [1], gradients: [-0.25] }, 0)).toEqual([-0.25, 0.25]);
  });

  test('a number is neither right nor wrong', () => {
    const numbers = { task: 'regression' as const, y: [1], predictions: [0] };
    expect([classOf(numbers, 0), isWrong(numbers, 0), sharesOf(numbers, 0)]).toEqual([-1, false, []]);
  });
});

describe('pixels', () => {
  const paint = (image: [number, number, number], x: number[][], range: [number, number]) => {
    const pixels = new Uint8ClampedArray(4 * image[1] * image[2]);
    picturePixels(pixels, { x, image, range }, 0, [
      [255, 255, 255],
      [0, 0, 55],
    ]);
    return [...pixels];
  };

  test('one channel runs from paper to ink', () => {
    expect(paint([1, 1, 2], [[0], [16]], [0, 16])).toEqual([255, 255, 255, 255, 0, 0, 55, 255]);
  });

  test('three channels are colours', () => {
    expect(paint([3, 1, 1], [[0], [1], [0.2]], [0, 1])).toEqual([0, 255, 51, 255]);
  });
});

describe('what the loss would have of the pixels', () => {
  test('is −∂L/∂pixel as a share of the largest, channels summed', () => {
    expect(inputPulls([1, 2, 2], [0.5, -1, 0, 0.25])).toEqual([-0.5, 1, -0, -0.25].map((pull) => pull + 0));
    expect(inputPulls([3, 1, 2], [1, 0, 1, 0, 2, -2])).toEqual([-1, 0.5]);
  });

  test('is nothing without a gradient, or with one that is not finite', () => {
    expect(inputPulls([1, 1, 2], [0, 0])).toEqual([0, 0]);
    expect(inputPulls([1, 1, 2], [Number.NaN, 1])).toEqual([0, 0]);
  });
});
