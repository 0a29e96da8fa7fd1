// SPDX-License-Identifier: Apache-2.0
import type { Lesson, Measured } from './form.ts';

/** The largest distance of a lane's line from the one that made the data, y = 0.8 x + 0.2. */
function missesBy({ run, prediction }: Measured, lane: number): number {
  const [x] = run.info().data.x;
  return Math.max(...Array.from(x ?? [], (at, i) => Math.abs(prediction(lane, i) - 0.8 * at - 0.2)));
}

export const lesson: Lesson = {
  title: 'Why Huber shrugs at an outlier',
  question: 'What do five wrong measurements out of a hundred do to a straight line?',
  topic: 'challenges',
  covers: ['C4', 'U2'],
  start: {
    data: 'line',
    losses: 'mse,huber:delta=0.2',
    layers: '0',
    learning_rate: '0.02',
    speed: '300',
    autoplay: 'off',
  },
  steps: [
    {
      text: 'A hundred points around the line y = 0.8 x + 0.2. Both lanes fit a straight line to them, from the same weights and on the same batches; only the loss differs. On clean data they end in the same place.',
      do: { seek: 0, play: 600 },
    },
    {
      text: 'Now five points on the right are wrong: somebody wrote −3. The arrows show how hard each loss pulls at each point. The mean squared error pulls in proportion to the distance, so these five outweigh dozens of others.',
      set: { edits: '0:0.8:-3,1:0.84:-3,2:0.88:-3,3:0.92:-3,4:0.96:-3' },
      do: { seek: 0 },
    },
    {
      text: 'Trained on, the line of the mean squared error tilts towards the five and misses the true line by about half a unit. Huber’s stays close to it: beyond its δ of 0.2 a point pulls with the same force however far away it is.',
      do: { play: 1500 },
    },
    {
      text: 'Huber has a price: δ has to be chosen. With δ = 10 every residual here lies in its quadratic part, and it follows the outliers as the squared error does.',
      set: { losses: 'mse,huber:delta=10' },
      do: { seek: 0, play: 1500 },
    },
    {
      text: 'Four ways to pull at once. The absolute error pulls equally at every point; Cauchy’s loss pulls less and less beyond its scale, so the five hardly count at all. Of the four only the squared error is led astray.',
      set: { losses: 'mse,mae,huber:delta=0.2,cauchy:c=0.2' },
      do: { seek: 0, play: 1500 },
    },
  ],
  tries: [
    'Drag one of the five back to the line and watch which lane notices.',
    'Put Tukey’s biweight in the second lane: it lets go of far points altogether.',
  ],
  references: [
    { text: 'P. J. Huber, Robust estimation of a location parameter, 1964', doi: '10.1214/aoms/1177703732' },
  ],
  claims: [
    {
      says: 'With the outliers the line of the mean squared error misses the true line by more than 0.35.',
      at: 3,
      steps: 1500,
      measure: (run) => missesBy(run, 0),
      between: [0.35, 1],
      measured: [0.388, 0.681],
    },
    {
      says: 'Huber with δ = 0.2 stays within 0.2 of it.',
      at: 3,
      steps: 1500,
      measure: (run) => missesBy(run, 1),
      between: [0, 0.2],
      measured: [0.0305, 0.161],
    },
    {
      says: 'With δ = 10 Huber misses it by more than 0.35, too.',
      at: 4,
      steps: 1500,
      measure: (run) => missesBy(run, 1),
      between: [0.35, 1],
      measured: [0.388, 0.681],
      twin: { losses: 'mse,huber:delta=0.2' },
    },
    {
      says: 'Cauchy’s loss stays within 0.2 of the true line.',
      at: 5,
      steps: 1500,
      measure: (run) => missesBy(run, 3),
      between: [0, 0.2],
      measured: [0.00948, 0.125],
    },
  ],
};
