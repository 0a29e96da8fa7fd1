// SPDX-License-Identifier: Apache-2.0
import type { Lesson, Measured } from './form.ts';

const plain = 'binary_cross_entropy_with_logits';
const weighted = `${plain}:pos_weight=19`;
const focal = 'sigmoid_focal:alpha=0.9';
const balanced = 'class_balanced_cross_entropy';
const adjusted = 'logit_adjusted';
const margins = 'ldam:scale=5';

/** Share of the rare class among the unseen samples that a lane finds. */
function found({ run, prediction }: Measured, lane: number): number {
  const { y, part } = run.info().data;
  const rare = Array.from(y.keys()).filter((i) => part[i] === 1 && y[i] === 1);
  return rare.filter((i) => prediction(lane, i) > 0).length / rare.length;
}

export const lesson: Lesson = {
  title: 'One in twenty',
  question: 'How can a model be right 19 times out of 20 and still be useless?',
  topic: 'challenges',
  covers: ['C3'],
  start: {
    data: 'rare',
    samples: '800',
    layers: '0',
    losses: `${plain},${weighted}`,
    metric: 'accuracy',
    speed: '300',
    autoplay: 'off',
  },
  steps: [
    {
      text: 'One sample in twenty belongs to the second class, the small cloud at the edge of the large one. Always saying “first class” would be right 95 % of the time. Both lanes are linear models trained with cross-entropy; in the second a sample of the rare class counts 19 times.',
      do: { seek: 0 },
    },
    {
      text: 'By accuracy the plain loss wins: about 96 % against 92 %. Look at its boundary, though: most of the rare class lies on the wrong side.',
      do: { seek: 0, play: 800 },
    },
    {
      text: 'The metric is now recall: the share found of each class, averaged over both, so that guessing gives one half. The weighted loss finds about 96 %, the plain one 50 to 80 %. Nothing was trained anew for this; another question is asked of the same models.',
      shows: 'metric',
      set: { metric: 'recall' },
      do: { seek: 800 },
    },
    {
      text: 'Weighting is a trade, not a gift. Precision, the share of alarms that are right, is lower in the second lane in most runs. What a missed case and a false alarm cost decides which weight is right, and that is not a question of mathematics.',
      shows: 'metric',
      set: { metric: 'precision' },
      do: { seek: 800 },
    },
    {
      text: 'The third lane is the focal loss: it fades samples that are right already, and its α of 0.9 counts the rare class nine times as much. It finds the rare class as often, with fewer false alarms: F1, which weighs precision and recall alike, puts it before the second lane.',
      shows: 'metric',
      set: { losses: `${plain},${weighted},${focal}`, metric: 'f1' },
      do: { seek: 0, play: 800 },
    },
    {
      text: 'Nobody chose a weight here: three losses take it from the sizes of the classes. Class-balanced cross-entropy weighs a sample by how few there are, logit adjustment moves scores by the logarithm of the class’s share; both find the rare class as often as the weight did. LDAM asks it for a wider margin instead. It finds fewer, with so many fewer false alarms that its F1 is above that of logit adjustment.',
      shows: 'metric',
      set: { losses: `${plain},${balanced},${adjusted},${margins}` },
      do: { seek: 0, play: 800 },
    },
  ],
  tries: [
    'Move the positive weight between 1 and 19 and find the best F1.',
    'Lower α of the focal loss to 0.25, its usual value: what has become of the rare class?',
  ],
  references: [
    {
      text: 'Y. Cui et al., Class-balanced loss based on effective number of samples, 2019',
      doi: '10.1109/CVPR.2019.00949',
    },
    { text: 'K. Cao et al., Learning imbalanced datasets with label-distribution-aware margin loss, 2019' },
    { text: 'H. He, E. A. Garcia, Learning from imbalanced data, 2009', doi: '10.1109/TKDE.2008.239' },
    { text: 'T.-Y. Lin et al., Focal loss for dense object detection, 2017', doi: '10.1109/ICCV.2017.324' },
  ],
  claims: [
    {
      says: 'The weighted loss has at least 0.15 more recall, averaged over the classes.',
      steps: 800,
      measure: ({ metric }) => metric(1, 'recall') - metric(0, 'recall'),
      between: [0.15, 0.5],
      measured: [0.186, 0.468],
    },
    {
      says: 'The plain loss is right at least 94 % of the time all the same.',
      steps: 800,
      measure: ({ metric }) => metric(0, 'accuracy'),
      between: [0.94, 1],
      measured: [0.95, 0.971],
    },
    {
      says: 'Of the rare class alone the weighted loss finds at least 0.4 more.',
      steps: 800,
      measure: (run) => found(run, 1) - found(run, 0),
      between: [0.4, 1],
      measured: [0.455, 1],
    },
    {
      says: 'The F1 of the focal loss with α = 0.9 is at least 0.01 above that of the weighted loss.',
      at: 5,
      steps: 800,
      measure: ({ metric }) => metric(2, 'f1') - metric(1, 'f1'),
      between: [0.01, 0.3],
      measured: [0.0211, 0.104],
      twin: { losses: `${plain},${focal},${weighted}` },
    },
    {
      says: 'Class-balanced cross-entropy, which takes its weights from the data, finds at least 0.4 more of the rare class than the plain loss.',
      at: 6,
      steps: 800,
      measure: (run) => found(run, 1) - found(run, 0),
      between: [0.4, 1],
      measured: [0.455, 1],
      twin: { losses: `${balanced},${plain},${adjusted},${margins}` },
    },
    {
      says: 'The F1 of LDAM is at least 0.04 above that of logit adjustment.',
      at: 6,
      steps: 800,
      measure: ({ metric }) => metric(3, 'f1') - metric(2, 'f1'),
      between: [0.04, 0.4],
      measured: [0.051, 0.236],
      twin: { losses: `${plain},${balanced},${margins},${adjusted}` },
    },
  ],
};
