// SPDX-License-Identifier: Apache-2.0
import type { Lesson, Measured } from './form.ts';

const mixed = (low: number, high: number, balance = '') =>
  `${low}*quantile:q=0.1+${high}*quantile:q=0.9${balance}`;
const swept = [mixed(0.95, 0.05), mixed(0.7, 0.3), mixed(0.3, 0.7), mixed(0.05, 0.95)];
const hundredfold = (balance = '') => mixed(1, 100, balance);
const scaled = [hundredfold(), hundredfold('@uncertainty'), hundredfold('@pcgrad'), mixed(1, 1)];

/** Share of the samples held back that lie below a lane's curve. */
function below({ run, prediction }: Measured, lane: number): number {
  const { y, part } = run.info().data;
  const judged = Array.from(y.keys()).filter((i) => part[i] === 1);
  return judged.filter((i) => (y[i] ?? Number.NaN) < prediction(lane, i)).length / judged.length;
}

/** What the two terms cost in each lane, without their weights. */
const costs = ({ run }: Measured) =>
  run.frame({ terms: true }).lanes.map(({ terms = [] }) => terms.map(({ value }) => value));

export const lesson: Lesson = {
  title: 'Two wishes, one curve',
  question: 'What happens to a model that is asked for two things that it cannot both have?',
  topic: 'challenges',
  covers: ['C5'],
  start: { data: 'heteroscedastic', losses: swept.join(','), speed: '300', autoplay: 'off' },
  steps: [
    {
      text: 'A quantity must be promised in advance. One wish is never to promise too much: the quantile loss with q = 0.1 makes a prediction above the target nine times as dear. The other wish is never to promise too little: q = 0.9. One curve cannot do both, so the loss is a sum, and the four lanes differ in its weights only.',
      do: { seek: 0 },
    },
    {
      text: 'From lane to lane weight moves from the first wish to the second, 0.95, 0.7, 0.3, 0.05, and the four curves spread like a fan. In the first about one point in six lies below the curve, in the last five in six.',
      do: { play: 600 },
    },
    {
      text: 'Under each lane stand both terms, without their weights. Read them from lane to lane: the first rises, from about 0.06 to 0.33, the second falls as far. No lane is better in both: these are four points of a Pareto front, and every weight between would give another.',
      do: { seek: 600 },
    },
    {
      text: 'Weights only mean something if the terms are of one size. Here the second term was multiplied by 100, as if somebody had measured it in cents. With “equal” weights, in the first lane, the first wish is as good as gone; the last lane is what was meant.',
      set: { losses: scaled.join(',') },
      do: { seek: 0, play: 600 },
    },
    {
      text: 'A balancer looks at the terms while it trains. In the second lane each term has a scale of its own that is learned (uncertainty weighting), and the curve comes back part of the way: 68 to 77 % of the points below it, not 88 to 92 %. In the third conflicting gradients are projected off each other. None of them knows what a promise is worth.',
      do: { seek: 600 },
    },
  ],
  tries: [
    'Choose another balancer for the second lane.',
    'Sweep other pairs: the squared error against the absolute error, with outliers in the data.',
  ],
  references: [
    {
      text: 'R. Koenker, G. Bassett, Regression quantiles, 1978',
      doi: '10.2307/1913643',
    },
    {
      text: 'A. Kendall, Y. Gal, R. Cipolla, Multi-task learning using uncertainty to weigh losses, 2018',
      doi: '10.1109/CVPR.2018.00781',
    },
    { text: 'T. Yu et al., Gradient surgery for multi-task learning, 2020' },
  ],
  claims: [
    {
      says: 'From each lane to the next the first term rises and the second falls, by a fifth at least: no lane is better in both.',
      steps: 600,
      measure: (run) => {
        const all = costs(run);
        const pairs = all.slice(1).map((now, i) => [all[i] ?? [], now] as const);
        return Math.min(...pairs.flatMap(([[a = 0, b = 0], [c = 0, d = 0]]) => [c / a, b / d]));
      },
      between: [1.2, 10],
      measured: [1.27, 1.45],
    },
    {
      says: 'In the second lane 0.25 to 0.45 of the points held back lie below the curve; the weights ask for 0.34.',
      steps: 600,
      measure: (run) => below(run, 1),
      between: [0.25, 0.45],
      measured: [0.267, 0.373],
    },
    {
      says: 'With one term a hundred times as large, uncertainty weighting brings the share below the curve down by at least 0.1.',
      at: 4,
      steps: 600,
      measure: (run) => below(run, 0) - below(run, 1),
      between: [0.1, 0.5],
      measured: [0.147, 0.2],
      twin: { losses: [scaled[1], scaled[0], ...scaled.slice(2)].join(',') },
    },
  ],
};
