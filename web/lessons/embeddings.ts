// SPDX-License-Identifier: Apache-2.0
import type { Lesson, Measured } from './form.ts';

const triplet = 'triplet_margin';
const hardest = 'batch_hard_triplet:margin=1';
const allPairs = 'supcon';

/** Share of the samples whose places do not pull at all. */
function silent({ run }: Measured, lane: number): number {
  const n = run.info().data.y.length;
  const pulls = run.frame({ samples: true }).lanes[lane]?.embedding?.gradients ?? [];
  const pulling = new Set(Array.from(pulls).flatMap((pull, i) => (pull === 0 ? [] : [i % n])));
  return 1 - pulling.size / n;
}

export const lesson: Lesson = {
  title: 'Near and far',
  question: 'What can a model learn that is told no classes, only what is alike and what is not?',
  topic: 'uses',
  covers: [],
  start: {
    data: 'digits',
    samples: '900',
    layers: 'dense:units=32:relu',
    losses: `${triplet},${hardest},${allPairs}`,
    batch_size: '64',
    metric: 'accuracy',
    speed: '30',
    view: 'embedding,metric',
    autoplay: 'off',
  },
  steps: [
    {
      text: 'There are no ten scores at the end of these networks, only two numbers: a place in the plane for each digit, its embedding. The card shows where the untrained networks put the digits. A new one is taken for the class whose mean is nearest.',
      do: { seek: 0 },
    },
    {
      text: 'Triplet margin, the first lane, takes three at a time: an anchor, a positive of the same class and a negative of another. The positive should be nearer to the anchor than the negative, by 1. One network places all three, so each digit of the batch is an anchor once. Which digit it is, the loss is never told, and yet clouds form: about three in four unseen digits are nearest to their own.',
      do: { seek: 0, play: 60 },
    },
    {
      text: 'Most digits of the first lane have no arrow any more, about two in three. Each meets only one positive and one negative of its batch, and most such triplets are in order soon; they cost nothing and teach nothing.',
      do: { seek: 60 },
    },
    {
      text: 'So one looks for better ones. The second lane takes for each anchor the farthest of its class in the batch and the nearest of another: nearly everyone pulls. The third, supervised contrastive, compares all pairs, by direction only. Yet in the plane both are far behind: the hardest pull against each other, and ten classes have to share one circle.',
      do: { seek: 60 },
    },
    {
      text: 'With eight numbers there is room, and the order turns round. Triplets met by chance now read about nine in ten unseen digits, and the hardest ones and all pairs are ahead of them. The card shows the first two of the eight numbers.',
      set: { embedding: '8' },
      do: { seek: 0, play: 60 },
    },
  ],
  tries: [
    'Put ArcFace in the third lane: it learns a direction for each class, and asks digits to keep clear of the others.',
    'Cross-entropy in a lane knows the classes. How far is it ahead with two numbers, how far with eight?',
    'Lower the margin of the triplets to 0.2, and see how many pull.',
  ],
  references: [
    {
      text: 'F. Schroff, D. Kalenichenko, J. Philbin, FaceNet, 2015',
      doi: '10.1109/CVPR.2015.7298682',
    },
    {
      text: 'A. Hermans, L. Beyer, B. Leibe, In defense of the triplet loss for person re-identification, 2017',
    },
    { text: 'P. Khosla et al., Supervised contrastive learning, 2020' },
  ],
  claims: [
    {
      says: 'After 60 steps at least half of the digits do not pull under triplet margin; under supervised contrastive all do.',
      steps: 60,
      measure: (run) => silent(run, 0),
      between: [0.5, 1],
      measured: [0.602, 0.714],
      twin: { losses: allPairs },
    },
    {
      says: 'In the plane triplet margin reads at least 0.05 more of the unseen digits than either of the others; with eight numbers it does not.',
      steps: 60,
      measure: ({ metric }) => metric(0) - Math.max(metric(1), metric(2)),
      between: [0.05, 0.5],
      measured: [0.0852, 0.252],
      twin: { embedding: '8' },
    },
    {
      says: 'With eight numbers both of the others read at least 0.005 more of them than triplet margin; in the plane they do not.',
      at: 5,
      steps: 60,
      measure: ({ metric }) => Math.min(metric(1), metric(2)) - metric(0),
      between: [0.005, 0.2],
      measured: [0.00741, 0.0444],
      twin: { embedding: '2' },
    },
  ],
};
