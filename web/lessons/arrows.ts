// SPDX-License-Identifier: Apache-2.0
import type { Lesson, Measured } from './form.ts';

/** How many times harder the hardest pull of a lane is than the middle one. */
function strongest({ run }: Measured, lane: number): number {
  const sizes = Array.from(run.frame({ samples: true }).lanes[lane]?.gradients ?? [], Math.abs).sort(
    (a, b) => a - b,
  );
  return (sizes.at(-1) ?? Number.NaN) / (sizes[sizes.length >> 1] ?? Number.NaN);
}

export const lesson: Lesson = {
  title: 'A loss is what it pulls',
  question: 'Training never looks at the value of a loss, so what does it look at?',
  topic: 'measure',
  covers: ['K2'],
  start: {
    data: 'line',
    losses: 'mse,mae',
    layers: '0',
    edits: '0:0.8:-3,1:0.84:-3,2:0.88:-3,3:0.92:-3,4:0.96:-3',
    speed: '100',
    autoplay: 'off',
  },
  steps: [
    {
      text: 'The arrows on the samples are −∂L/∂ŷ, the pull of each on its own prediction. With the squared error they grow with the distance; with the absolute error all are the same, and only their direction differs.',
      do: { seek: 0 },
    },
    {
      text: 'The chart of the loss shape says the same in two curves, with the samples riding on them: the value above, its slope below. The slope of the squared error is a slanted line, that of the absolute error a step from −1 to 1.',
      shows: 'shape',
      do: { seek: 0 },
    },
    {
      text: 'Training stops where the pulls cancel. For the squared error a few far points can hold many near ones in balance; for the absolute error as many points must lie above the line as below. That is why one ends at a mean and the other at a median.',
      do: { play: 300 },
    },
  ],
  tries: [
    'Drag a far sample and watch only its arrow.',
    'Try Welsch: beyond some distance its arrows shrink again.',
  ],
  references: [
    {
      text: 'J. T. Barron, A general and adaptive robust loss function, 2019',
      doi: '10.1109/CVPR.2019.00446',
    },
  ],
  claims: [
    {
      says: 'After 300 steps the hardest pull of the squared error is more than five times the middle one.',
      steps: 300,
      measure: (run) => strongest(run, 0),
      between: [5, 100],
      measured: [10.4, 17.9],
    },
    {
      says: 'The pulls of the absolute error are all equally hard.',
      steps: 300,
      measure: (run) => strongest(run, 1),
      between: [0.999, 1.001],
      measured: [1, 1],
    },
  ],
};
