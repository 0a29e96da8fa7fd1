// SPDX-License-Identifier: Apache-2.0
import type { Lesson, Measured } from './form.ts';

/** Share of the targets at or below the curve of a lane. */
function below({ run, prediction }: Measured, lane: number): number {
  const { y } = run.info().data;
  return Array.from(y).filter((value, i) => value <= prediction(lane, i)).length / y.length;
}

export const lesson: Lesson = {
  title: 'When too little costs more than too much',
  question: 'How does a loss ask for the upper edge of the data rather than its middle?',
  topic: 'measure',
  covers: ['K4'],
  start: {
    data: 'heteroscedastic',
    losses: 'quantile:q=0.5,quantile:q=0.5,quantile:q=0.5',
    speed: '300',
    autoplay: 'off',
  },
  steps: [
    {
      text: 'These points fan out: the noise grows with x. The quantile loss charges q for every unit a prediction is too low and 1 − q for every unit it is too high. With q = 0.5 both mistakes cost the same, and all three lanes look for the median.',
      do: { seek: 0, play: 600 },
    },
    {
      text: 'Now q is 0.1, 0.5 and 0.9. In the last lane a prediction that is too low costs nine times as much as one that is too high, so it climbs until about nine in ten points lie below it. The first one does the opposite.',
      set: { losses: 'quantile:q=0.1,quantile:q=0.5,quantile:q=0.9' },
      do: { seek: 0, play: 1500 },
    },
    {
      text: 'Together the outer curves are a band that holds about 80 % of the points, and it is wide where the data are uncertain. No assumption about the noise went into it. A shop that loses more on an empty shelf than on a full one would choose q by the two costs.',
      do: { seek: 1500 },
    },
  ],
  tries: [
    'Move q of a lane while it trains: the curve wanders through the cloud.',
    'Compare with expectile, which weighs squares in the same way.',
  ],
  references: [{ text: 'R. Koenker, G. Bassett, Regression quantiles, 1978', doi: '10.2307/1913643' }],
  claims: [
    {
      says: 'The band between the outer curves holds 70 to 90 % of the points.',
      at: 2,
      steps: 1500,
      measure: (run) => below(run, 2) - below(run, 0),
      between: [0.7, 0.9],
      measured: [0.772, 0.812],
    },
  ],
};
