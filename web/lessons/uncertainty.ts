// SPDX-License-Identifier: Apache-2.0
import type { Lesson, Measured } from './form.ts';

const points = 129;

/** How far off a lane's model expects to be at x. */
function spreadAt({ run }: Measured, lane: number, x: number): number {
  const { low, high } = run.info().data.inputs[0] ?? { low: 0, high: 1 };
  const { spread = [] } = run.frame({ field: points }).lanes[lane] ?? {};
  return spread[Math.round(((x - low) / (high - low)) * (points - 1))] ?? Number.NaN;
}

/** Share of the held-out samples within a deviation of the prediction. */
function inBand(measured: Measured, lane: number): number {
  const { x, y, part } = measured.run.info().data;
  const held = Array.from(y.keys()).filter((i) => part[i] === 1);
  const inside = held.filter(
    (i) => Math.abs((y[i] ?? 0) - measured.prediction(lane, i)) <= spreadAt(measured, lane, x[0]?.[i] ?? 0),
  );
  return inside.length / held.length;
}

export const lesson: Lesson = {
  title: 'Knowing what it does not know',
  question: 'Can a loss make a model say how far off it may be?',
  topic: 'uses',
  covers: [],
  start: {
    data: 'heteroscedastic',
    losses: 'mse,gaussian_nll',
    speed: '300',
    autoplay: 'off',
  },
  steps: [
    {
      text: 'The noise grows to the right: near 0 a sample lies almost on the line, near 2 it may be half a unit off. Squared error makes a model predict one number, and nothing in it says where that number can be trusted.',
      do: { seek: 0 },
    },
    {
      text: 'The model of the second lane has another output, the variance. Its loss, the likelihood of a normal distribution, divides the squared error by that variance and adds half its logarithm: being sure is cheap where it is right and dear where it is wrong. Watch the band open to the right.',
      do: { seek: 0, play: 1500 },
    },
    {
      text: 'The band is one deviation wide, so about two of three samples that were held back should lie in it. Count them: they do, left and right alike. Nobody told the model how large the noise is.',
      do: { seek: 1500 },
    },
    {
      text: 'Now fifteen samples are wrong. The normal distribution can only explain them by more noise, so its band swells even on the left. Student’s t, in the third lane, has room for a few wild samples: its scale stays with the others.',
      set: { outliers: '15', losses: 'mse,gaussian_nll,student_t_nll' },
      do: { seek: 0, play: 1500 },
    },
  ],
  tries: [
    'Exchange the second loss for its β-weighted form: the mean is learnt sooner where the noise is large.',
    'Take the quantile loss at 0.1 and 0.9 in two lanes: another way to draw the fan.',
  ],
  references: [
    {
      text: 'D. A. Nix, A. S. Weigend, Estimating the mean and variance of the target probability distribution, 1994',
    },
    {
      text: 'A. Kendall, Y. Gal, What uncertainties do we need in Bayesian deep learning for computer vision?, 2017',
    },
    { text: 'M. Seitzer et al., On the pitfalls of heteroscedastic uncertainty estimation, 2022' },
  ],
  claims: [
    {
      says: 'The band is at least three times as wide at x = 1.8 as at x = 0.3.',
      steps: 1500,
      measure: (run) => spreadAt(run, 1, 1.8) / spreadAt(run, 1, 0.3),
      between: [3, 7],
      measured: [4.33, 5.62],
    },
    {
      says: 'Between 55 and 80 % of the held-out samples lie in it.',
      steps: 1500,
      measure: (run) => inBand(run, 1),
      between: [0.55, 0.8],
      measured: [0.627, 0.773],
    },
    {
      says: 'With fifteen wrong samples the band of the normal distribution is at least 1.5 times as wide at x = 0.3 as that of Student’s t.',
      at: 4,
      steps: 1500,
      measure: (run) => spreadAt(run, 1, 0.3) / spreadAt(run, 2, 0.3),
      between: [1.5, 30],
      measured: [1.89, 9.9],
      twin: { losses: 'mse,student_t_nll,gaussian_nll' },
    },
  ],
};
