// SPDX-License-Identifier: Apache-2.0
import type { Lesson, Measured } from './form.ts';

const losses = ['mse', 'mae', 'huber:delta=0.2', 'cauchy:c=0.2'];
/** Three points at x = 0.9 or so, where the line that made the data is at 0.92. */
const wrong = (y: number) => ({ edits: `0:0.88:${y},1:0.9:${y},2:0.92:${y}` });
const [right, near, far] = [wrong(0.92), wrong(-1), wrong(-19)];

/** How much further the three move a lane's line at x = 0.9 when they are ten times as wrong. */
const further = (lane: number) => (clean: Measured, at: Measured, beyond: Measured) =>
  (clean.prediction(lane, 1) - beyond.prediction(lane, 1)) /
  (clean.prediction(lane, 1) - at.prediction(lane, 1));
const onTheWay = { steps: 4000, runs: [right, near, far] };

export const lesson: Lesson = {
  title: 'How far one point can pull',
  question: 'What happens to a fit when a measurement is wrong by more and more?',
  topic: 'measure',
  covers: ['T1'],
  start: {
    data: 'line',
    samples: '60',
    train_fraction: '0.95',
    losses: losses.join(),
    layers: '0',
    learning_rate: '0.02',
    view: 'fit,shape',
    speed: '300',
    autoplay: 'off',
    ...near,
  },
  steps: [
    {
      text: 'Sixty points around a line; three of them, at the right, are wrong by 2. Watch the squared error in the first lane: its line tilts towards the three, by a fifth of a unit or more. The other three lanes stay on the crowd.',
      do: { seek: 0, play: 2000 },
    },
    {
      text: 'The chart of the loss shape says why. The lower plot is the gradient, which is how hard a point pulls: that of the squared error grows with the residual and never stops, those of absolute error and Huber reach a ceiling, and that of Cauchy comes down again.',
      shows: 'shape',
      do: { seek: 2000 },
    },
    {
      text: 'Now the three are wrong by 20, ten times as much. The line of the squared error goes about ten times as far. Absolute error and Huber do not move at all: beyond the ceiling a point pulls the same from wherever it stands.',
      set: far,
      do: { seek: 0, play: 2000 },
    },
    {
      text: 'Cauchy’s line is where it would be without the three, to a fiftieth of a unit. What is far enough away hardly pulls any more, as if it had been left out. Statisticians call such losses redescending; the price is that a start far from the crowd may never find it.',
      do: { seek: 2000 },
    },
  ],
  tries: [
    'Take one of the three in hand and carry it up and down: the strips below the lanes show its share of the gradient.',
    'Open Losses and sort by influence: the same measurement of every loss there is.',
  ],
  references: [
    {
      text: 'F. R. Hampel, The influence curve and its role in robust estimation, 1974',
      doi: '10.1080/01621459.1974.10482962',
    },
    { text: 'P. J. Huber, Robust estimation of a location parameter, 1964', doi: '10.1214/aoms/1177703732' },
  ],
  claims: [
    {
      says: 'Ten times as wrong, the three move the line of the squared error 8.5 to 12 times as far.',
      ...onTheWay,
      measure: further(0),
      between: [8.5, 12],
      measured: [9.63, 10.7],
    },
    {
      says: 'The line of Huber’s loss they move exactly as far as before, to a hundredth.',
      ...onTheWay,
      measure: further(2),
      between: [0.99, 1.01],
      measured: [1, 1],
    },
    {
      says: 'Wrong by 20 they move the line of Cauchy’s loss by at most 0.02.',
      steps: 4000,
      runs: [right, far],
      measure: (clean, beyond) => Math.abs(clean.prediction(3, 1) - beyond.prediction(3, 1)),
      between: [0, 0.02],
      measured: [0.0037, 0.011],
      twin: { losses: losses.toReversed().join() },
    },
    {
      says: 'Wrong by 2 they tilt the line of the squared error at least four times as far as that of Huber’s.',
      steps: 4000,
      runs: [right, near],
      measure: (clean, at) =>
        (clean.prediction(0, 1) - at.prediction(0, 1)) / (clean.prediction(2, 1) - at.prediction(2, 1)),
      between: [4, 12],
      measured: [5.92, 8.07],
      twin: { losses: 'huber:delta=0.2,mae,mse,cauchy:c=0.2' },
    },
  ],
};
