// SPDX-License-Identifier: Apache-2.0
import type { Lesson, Measured } from './form.ts';

const naive = (k: string) => `typed~k = 1 in [1~c 200] log;log(1 + exp(k*z)) - k*z*y:k=${k}`;
const stable = (k: string) => `typed~k = 1 in [1~c 200] log;softplus(k*z) - k*z*y:k=${k}`;
const both = (k: string) => `${naive(k)},${stable(k)}`;

const diverged = ({ run }: Measured) => run.frame().lanes.map(({ status }) => Number(status === 'diverged'));

export const lesson: Lesson = {
  title: 'The same formula, written so that it survives',
  question: 'When is a loss that is right on paper wrong in the computer?',
  topic: 'practice',
  covers: ['B6'],
  start: { data: 'gaussians', losses: both('1'), layers: '0', speed: '100', autoplay: 'off' },
  steps: [
    {
      text: 'Binary cross-entropy of a score z and a label y is log(1 + exp(z)) − z·y. The first lane computes exactly that. The second calls softplus(z), which is the same function, computed without ever forming exp of a large number.',
      do: { seek: 0 },
    },
    {
      text: 'As long as the scores are small there is no difference: the two curves lie on each other, and so do the weights, to four digits.',
      shows: 'loss',
      do: { seek: 0, play: 300 },
    },
    {
      text: 'Now each score is multiplied by k = 100, as a model that is very sure would do. exp(k·z) passes the largest number that single precision can hold, about 3·10³⁸, where k·z passes 88.7. The first lane’s loss is infinite, its gradient is not a number, and it is lost within a few steps.',
      set: { losses: both('100') },
      do: { seek: 0, play: 300 },
    },
    {
      text: 'The second lane goes on. For large z softplus computes z + log(1 + exp(−z)), in which nothing overflows. The built-in losses are written this way, and the editor warns of the other form when you type it.',
      do: { point: { lane: 1 } },
    },
  ],
  tries: [
    'Move k of the first lane slowly up from 1 while it trains, and find where it breaks.',
    'Open the first lane’s loss in the editor: it offers the stable form.',
  ],
  references: [
    {
      text: 'P. Blanchard, D. J. Higham, N. J. Higham, Accurately computing the log-sum-exp and softmax functions, 2021',
      doi: '10.1093/imanum/draa038',
    },
  ],
  claims: [
    {
      says: 'With k = 1 the weights of both lanes agree within 0.0001.',
      steps: 300,
      measure: ({ run }) => {
        const other = run.weights(1);
        return Math.max(...Array.from(run.weights(0), (w, i) => Math.abs(w - (other[i] ?? Number.NaN))));
      },
      between: [0, 1e-4],
      measured: [0, 2.38e-7],
      twin: { losses: `${naive('1')},${stable('2')}` },
    },
    {
      says: 'With k = 100 the naive form diverges within 300 steps and the stable one does not.',
      at: 3,
      steps: 300,
      measure: (run) => {
        const [first = 0, second = 0] = diverged(run);
        return first - second;
      },
      between: [1, 1],
      measured: [1, 1],
    },
  ],
  diverges: true,
};
