// SPDX-License-Identifier: Apache-2.0
import type { Lesson, Measured } from './form.ts';

const loss = 'binary_cross_entropy_with_logits';
const paying = (...terms: string[]) => [loss, ...terms.map((term) => `${loss}+${term}`)].join(',');
const prices = paying('0.02*l2', '0.02*l1', '0.02*group_lasso');

/** Share of a lane's weights that are as good as zero. */
function zeros({ run }: Measured, lane: number): number {
  const weights = run.weights(lane);
  return weights.filter((weight) => Math.abs(weight) < 1e-3).length / weights.length;
}

/** How many of the 16 units of the first layer no longer listen to their two inputs. */
function idle({ run }: Measured, lane: number): number {
  const weights = run.weights(lane);
  return Array.from({ length: 16 }, (_, unit) => Math.hypot(...weights.slice(2 * unit, 2 * unit + 2))).filter(
    (length) => length < 1e-2,
  ).length;
}

export const lesson: Lesson = {
  title: 'Weights that have a price',
  question: 'What does a penalty buy, and what is different when it is another one?',
  topic: 'practice',
  covers: [],
  start: {
    data: 'moons',
    samples: '60',
    noise: '0.35',
    train_fraction: '0.5',
    layers: '16,16',
    losses: prices,
    metric: 'log_loss',
    view: 'fit,loss,metric,network',
    speed: '300',
    autoplay: 'off',
  },
  steps: [
    {
      text: 'Thirty noisy points and 337 weights. All four lanes minimise cross-entropy; three of them add a price for weights, times 0.02: their squares (L2), their sizes (L1), or the length of all the weights of a unit together (group lasso). Below each lane stand both parts, what the fit costs and what the weights cost.',
      do: { seek: 0, play: 300 },
    },
    {
      text: 'Train on and watch the middle chart, the log loss on the points held back. That of the first lane rises, since it grows sure of what was noise. The three that pay end lower, at most three quarters of it, with smoother borders.',
      shows: 'metric',
      do: { play: 1500 },
    },
    {
      text: 'By that number the three are alike; their weights are not. Choose the lane in the card of the network: L2 makes weights small, few of them zero. The pull of L1 stays the same down to zero, so it gets there: 44 % of the weights or more are gone.',
      shows: 'network',
      do: { seek: 1500 },
    },
    {
      text: 'Group lasso takes whole units. Of the sixteen in the first hidden layer one is left that listens to its inputs, and three weights in four are zero. What remains could be written down as a much smaller network.',
      shows: 'network',
      do: { seek: 1500 },
    },
    {
      text: 'A price can be too high. At 0.3 doing nothing is cheapest: both lanes answer “half and half” everywhere, with a loss near log 2 = 0.69 on the points they know. Between too little and too much only points that were held back can decide.',
      set: { losses: paying('0.3*l2', '0.3*l1') },
      do: { seek: 0, play: 1500 },
    },
    {
      text: 'A limit instead of a price: the max-norm term of the second lane costs nothing until the weights into a unit are longer than 1, and brings the log loss to about half of the first or less. The confidence penalty in the third is no price on weights at all, but one on sureness; at 0.1 it changes little here.',
      shows: 'metric',
      set: { losses: paying('max_norm:limit=1', '0.1*confidence') },
      do: { seek: 0, play: 1500 },
    },
  ],
  tries: [
    'Move the weight of L2 between 0.001 and 0.1 and look for the lowest log loss.',
    'Set weight decay in the optimiser’s panel instead, and compare AdamW with the penalty in the loss.',
  ],
  references: [
    {
      text: 'R. Tibshirani, Regression shrinkage and selection via the lasso, 1996',
      doi: '10.1111/j.2517-6161.1996.tb02080.x',
    },
    {
      text: 'M. Yuan, Y. Lin, Model selection and estimation in regression with grouped variables, 2006',
      doi: '10.1111/j.1467-9868.2005.00532.x',
    },
    { text: 'N. Srivastava et al., Dropout (with max-norm), 2014' },
  ],
  claims: [
    {
      says: 'The log loss on points held back is at least 1.3 times as high without a price as with any of the three.',
      steps: 1500,
      measure: ({ metric }) => metric(0) / Math.max(metric(1), metric(2), metric(3)),
      between: [1.3, 20],
      measured: [1.36, 6.03],
    },
    {
      says: 'L1 has at least 0.25 more of the weights at zero than L2.',
      steps: 1500,
      measure: (run) => zeros(run, 2) - zeros(run, 1),
      between: [0.25, 1],
      measured: [0.282, 0.543],
    },
    {
      says: 'Group lasso leaves one of sixteen units in the first layer listening.',
      steps: 1500,
      measure: (run) => 16 - idle(run, 3),
      between: [1, 2],
      measured: [1, 1],
    },
    {
      says: 'With a price of 0.3 the training loss of L2 stays above 0.6.',
      at: 5,
      steps: 1500,
      measure: ({ run }) => run.frame().lanes[1]?.train_loss ?? Number.NaN,
      between: [0.6, 0.7],
      measured: [0.658, 0.692],
      twin: { losses: paying('0.003*l2', '0.003*l1') },
    },
    {
      says: 'A limit of 1 on the weights into a unit keeps the log loss at most at 0.6 of that without.',
      at: 6,
      steps: 1500,
      measure: ({ metric }) => metric(1) / metric(0),
      between: [0, 0.6],
      measured: [0.145, 0.538],
      twin: { losses: paying('0.1*confidence', 'max_norm:limit=1') },
    },
  ],
};
