// SPDX-License-Identifier: Apache-2.0
import type { Lesson, Measured } from './form.ts';

const misread = '5:198:50,7:215:52,10:170:54,26:200:51,28:193:53,41:180:50,62:175:52,84:175:54,93:215:51';

const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);

/** Share of a lane's whole loss that is paid by the tenth of the samples that pay most. */
function topTenth({ run }: Measured, lane: number): number {
  const losses = Array.from(run.frame({ samples: true }).lanes[lane]?.losses ?? []).sort((a, b) => b - a);
  return sum(losses.slice(0, losses.length / 10)) / sum(losses);
}

/** The loss of lane 0 on what it trains on, over the mean squared residual there. */
function overMeanSquare({ run, prediction }: Measured): number {
  const { y, part } = run.info().data;
  const rows = Array.from(y.keys()).filter((i) => part[i] === 0);
  const squares = sum(rows.map((i) => (prediction(0, i) - (y[i] ?? Number.NaN)) ** 2));
  return (run.frame().lanes[0]?.train_loss ?? Number.NaN) / (squares / rows.length);
}

export const lesson: Lesson = {
  title: 'From residuals to one number',
  question: 'How do 392 mistakes become one loss, and whose are they?',
  topic: 'training',
  covers: ['P2', 'P3', 'K7'],
  start: {
    data: 'cars',
    losses: 'mse,mae',
    view: 'fit,loss,shape,samples',
    speed: '100',
    autoplay: 'off',
  },
  steps: [
    {
      text: 'Each dot is a car, each curve a model’s guess of its economy. Point at one: target y, prediction ŷ, and the residual between them in miles per gallon. That is all a loss of this kind ever sees of a car.',
      do: { seek: 0, play: 300, point: { sample: 5 } },
    },
    {
      text: 'The first lane squares the residual, the second takes its size: each car now has a loss of its own, listed in the card Samples. Reduction makes one number of them, here the mean over the training samples. A sum would do, too, but it and every step would grow with the number of cars.',
      shows: 'samples',
      do: { seek: 300 },
    },
    {
      text: 'A mean hides who pays. Of the squared error, one car in ten pays half; of the absolute error, three tenths. Twice the residual is four times the square.',
      shows: 'samples',
      do: { seek: 300 },
    },
    {
      text: 'Nine cars have now been misread and stand at the top of the list. They pay about half of the squared error and a fifth of the absolute one. Sorted by loss, samples tell what a model does not explain: odd cars, or bad data. Watch the first curve bend: who pays most also pulls most.',
      shows: 'samples',
      set: { edits: misread },
      do: { seek: 0, play: 300, point: { sample: 10 } },
    },
  ],
  tries: [
    'Take the costliest sample in hand and move it to the curve: how much does the loss fall?',
    'Replace the absolute error by Huber’s and compare the shares again.',
  ],
  references: [{ text: 'Cars: E. Ramos, D. Donoho, StatLib, 1983' }],
  claims: [
    {
      says: 'The loss of the first lane is the mean of its squared residuals, in squared miles per gallon: their ratio is 1.',
      at: 2,
      steps: 300,
      measure: overMeanSquare,
      between: [0.999, 1.001],
      measured: [1, 1],
    },
    {
      says: 'The costliest tenth of the cars pays more of the squared error than of the absolute error, by at least 0.15 of the whole.',
      at: 2,
      steps: 300,
      measure: (run) => topTenth(run, 0) - topTenth(run, 1),
      between: [0.15, 0.5],
      measured: [0.215, 0.227],
    },
  ],
};
