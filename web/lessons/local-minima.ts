// SPDX-License-Identifier: Apache-2.0
import type { Lesson, Measured } from './form.ts';

const trained = ({ run }: Measured) => run.frame().lanes[0]?.train_loss ?? Number.NaN;
const starts = ['glorot', 'orthogonal', 'normal'].map((init) => ({ init }));

export const lesson: Lesson = {
  title: 'Stuck in a dip',
  question: 'The gradient has all but vanished and the loss is high: is this as good as it gets?',
  topic: 'challenges',
  covers: ['C7'],
  start: {
    data: 'xor',
    layers: '3',
    init: 'glorot',
    losses: 'binary_cross_entropy_with_logits,hinge',
    batch_size: '1024',
    view: 'fit,loss,surface',
    speed: '500',
    autoplay: 'off',
  },
  steps: [
    {
      text: 'Four squares, crosswise of one class, and a network of only three hidden units. Adam trains it with all the samples in each step. After 1,500 steps both curves are nearly level at 0.26 and 0.27, with about one unseen point in nine on the wrong side.',
      shows: 'loss',
      do: { seek: 0, play: 1500 },
    },
    {
      text: 'In the card of the loss surface choose “most curved directions”: from where the first lane stands it goes up on both sides. The slope left over is some thousandths; even after 6,000 steps its loss is 0.24. It lies in a dip. The other loss has another surface: hinge has found out of it by then.',
      shows: 'surface',
      do: { seek: 1500 },
    },
    {
      text: 'The same data, network, loss and optimiser; only the first weights were drawn in another way (orthogonal). Now the first lane comes down to 0.06. Which dip one falls into was settled before the first step.',
      shows: 'loss',
      set: { init: 'orthogonal' },
      do: { seek: 0, play: 1500 },
    },
    {
      text: 'The first weights again, but L-BFGS in place of Adam. Its steps are longer and bent by the curvature, and it lands at a loss of nearly 0: three units do suffice. With other seeds it gets stuck as well, more rarely and lower down.',
      shows: 'loss',
      set: { init: 'glorot', optimizer: 'lbfgs' },
      do: { seek: 0, play: 1500 },
    },
    {
      text: 'Adam once more, with sixteen units. From every start it ends below 0.004: with more weights there is nearly always some direction that still leads down. That large networks train at all owes much to this.',
      shows: 'loss',
      set: { optimizer: 'adam', layers: '16' },
      do: { seek: 0, play: 1500 },
    },
    {
      text: 'In two dimensions one can see all of it. Choose Rastrigin’s landscape in the race card, full of dips, press “Race”, then click on other starts. All three end in the dip beside their start, wherever that is; the lowest, in the middle, is found only from its own rim.',
      shows: 'race',
      set: { view: 'fit,race' },
      do: { seek: 0 },
    },
  ],
  tries: [
    'Press N for other weights and points, ten times: how often do three units find the squares?',
    'Give momentum a rate ten times as high. Does it jump out?',
  ],
  references: [
    {
      text: 'I. Goodfellow, O. Vinyals, A. Saxe, Qualitatively characterizing neural network optimization problems, 2015',
    },
    { text: 'Y. Dauphin et al., Identifying and attacking the saddle point problem, 2014' },
  ],
  claims: [
    {
      says: 'With three units, the worst of three starts ends at least 0.05 above the best.',
      runs: starts,
      steps: 1500,
      measure: (...runs) => Math.max(...runs.map(trained)) - Math.min(...runs.map(trained)),
      between: [0.05, 1],
      measured: [0.0723, 0.297],
      twin: { layers: '16' },
    },
    {
      says: 'From the same weights, L-BFGS comes at least 0.03 lower than Adam.',
      runs: [{ optimizer: 'adam' }, { optimizer: 'lbfgs' }],
      steps: 1500,
      measure: (adam, newton) => trained(adam) - trained(newton),
      between: [0.03, 1],
      measured: [0.0356, 0.259],
    },
    {
      says: 'With three units Adam ends at a loss at least 20 times that with sixteen.',
      runs: [{ layers: '3' }, { layers: '16' }],
      steps: 1500,
      measure: (few, many) => trained(few) / trained(many),
      between: [20, 2000],
      measured: [43.3, 438],
    },
  ],
};
