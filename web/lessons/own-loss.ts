// SPDX-License-Identifier: Apache-2.0
import type { Lesson, Measured } from './form.ts';

const leaning = 'typed~where(p < y~c 4*(y - p)~c p - y)';

/** Share of the targets at or below the curve of a lane. */
function below({ run, prediction }: Measured, lane: number): number {
  const { y } = run.info().data;
  return Array.from(y).filter((value, i) => value <= prediction(lane, i)).length / y.length;
}

export const lesson: Lesson = {
  title: 'Write a loss of your own',
  question: 'What does it take to train with a loss that nobody has given a name?',
  topic: 'practice',
  covers: ['B9'],
  start: {
    data: 'heteroscedastic',
    layers: '0',
    losses: 'mse,typed~(p - y)^2',
    speed: '300',
    autoplay: 'off',
  },
  steps: [
    {
      text: 'The second lane trains with (p − y)^2, typed as text: p is the prediction, y the target. Its derivative was found from the text, and it runs as the same kind of program as the built-in squared error in the first lane.',
      do: { seek: 0 },
    },
    {
      text: 'So there is nothing to see: after 500 steps the two lanes have the same weights, to the last bit.',
      do: { seek: 0, play: 500 },
    },
    {
      text: 'Now something of one’s own. where(p < y, 4*(y − p), p − y) says: a prediction that is too low costs four times as much as one that is too high. Open the loss’s menu and choose “Write your own” to see its formula, its derivative and its curve.',
      set: { losses: `mse,${leaning}` },
      do: { seek: 0 },
    },
    {
      text: 'Trained, the second line lies above about four fifths of the points, the first one in their middle. The formula is in the address of this page: whoever gets the link trains with your loss.',
      do: { play: 1000 },
    },
  ],
  tries: [
    'Write k = 4 in [1, 20] on a line above and use k in place of 4: it becomes a slider.',
    'Leave out a bracket and see what the editor says.',
  ],
  references: [
    {
      text: 'The language of losses is described in the docs of this page, under “Write a loss of your own”.',
    },
  ],
  claims: [
    {
      says: 'The typed squared error has exactly the weights of the built-in one after 500 steps.',
      steps: 500,
      measure: ({ run }) => {
        const other = run.weights(1);
        return Math.max(...Array.from(run.weights(0), (w, i) => Math.abs(w - (other[i] ?? Number.NaN))));
      },
      between: [0, 0],
      measured: [0, 0],
      twin: { losses: 'mae,typed~(p - y)^2' },
    },
    {
      says: 'With the lopsided loss 75 to 88 % of the points lie below the line.',
      at: 4,
      steps: 1000,
      measure: (run) => below(run, 1),
      between: [0.75, 0.88],
      measured: [0.776, 0.828],
      twin: { losses: `${leaning},mse` },
    },
  ],
};
