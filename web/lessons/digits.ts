// SPDX-License-Identifier: Apache-2.0
import type { Lesson, Measured } from './form.ts';

/** The middle length of the pull on the ten scores, of the samples that a lane gets wrong. */
function pullOfMistakes({ run }: Measured, lane: number): number {
  const { y } = run.info().data;
  const { predictions, gradients } = run.frame({ samples: true }).lanes[lane] ?? {};
  const of = (all: ArrayLike<number> | undefined, sample: number) =>
    Array.from({ length: 10 }, (_, digit) => all?.[digit * y.length + sample] ?? Number.NaN);
  const lengths = Array.from(y.keys()).flatMap((sample) => {
    const scores = of(predictions, sample);
    const right = scores.indexOf(Math.max(...scores)) === y[sample];
    return right ? [] : [Math.hypot(...of(gradients, sample))];
  });
  return lengths.sort((a, b) => a - b)[lengths.length >> 1] ?? Number.NaN;
}

export const lesson: Lesson = {
  title: 'Reading handwritten digits',
  question: 'What does cross-entropy do for a small convolutional network?',
  topic: 'uses',
  covers: ['U1', 'P9'],
  start: {
    data: 'digits',
    layers: 'image,conv2d:channels=6:padding=1:relu,max_pool,dense:units=16:relu',
    losses: 'cross_entropy,mae_probability',
    batch_size: '32',
    speed: '100',
    autoplay: 'off',
  },
  steps: [
    {
      text: '1,797 digits, written by hand, eight by eight pixels each. A convolution with six channels looks for strokes, pooling halves the picture, two dense layers turn it into ten scores, and softmax makes probabilities of them.',
      do: { seek: 0 },
    },
    {
      text: 'Cross-entropy is −log of the probability given to the right digit. A confident mistake costs without limit and pulls hard, so the first lane reads more than nine in ten unseen digits after 150 steps.',
      do: { play: 150 },
    },
    {
      text: 'A 9 that it takes for an 8, shown large: the bars are the ten probabilities, the arrows at their ends what cross-entropy wants of each score. The tinted picture beside it is the gradient on the input: which pixels speak for and against. A misread digit mostly pulls with a length of 1, one read right with a thirtieth of that or less.',
      do: { seek: 150, point: { lane: 0, sample: 69 } },
    },
    {
      text: 'The second lane minimises the absolute error of the probabilities, which measures the same wish. But its pull is multiplied by the probability of the right digit: where the network is surely wrong it hardly learns. It stays 25 to 45 points behind, often because whole digits are never learned.',
      do: { seek: 150 },
    },
    {
      text: 'Label smoothing asks for 90 % instead of certainty. It costs no accuracy here, but the probabilities no longer mean what they say: the calibration error, the gap between confidence and being right, rises by about ten percentage points or more.',
      shows: 'metric',
      set: { losses: 'cross_entropy,cross_entropy:label_smoothing=0.1', metric: 'calibration_error' },
      do: { seek: 0, play: 120 },
    },
  ],
  tries: [
    'Replace the convolution by dense layers with as many weights.',
    'Give a third of the labels to wrong classes and compare again: now the second loss has its day.',
  ],
  references: [
    { text: 'Digits: E. Alpaydin, C. Kaynak, UCI repository, 1998', doi: '10.24432/C50P49' },
    { text: 'R. Müller, S. Kornblith, G. Hinton, When does label smoothing help?, 2019' },
  ],
  claims: [
    {
      says: 'After 150 steps cross-entropy reads at least 0.91 of the unseen digits.',
      steps: 150,
      measure: ({ metric }) => metric(0, 'accuracy'),
      between: [0.91, 1],
      measured: [0.922, 0.944],
    },
    {
      says: 'Under the absolute error of the probabilities misread digits pull at most a tenth as hard as under cross-entropy.',
      steps: 150,
      measure: (run) => pullOfMistakes(run, 1) / pullOfMistakes(run, 0),
      between: [0, 0.1],
      measured: [0, 0.0512],
    },
    {
      says: 'Label smoothing raises the calibration error by at least 0.08 within 120 steps.',
      at: 5,
      steps: 120,
      measure: ({ metric }) => metric(1, 'calibration_error') - metric(0, 'calibration_error'),
      between: [0.08, 0.4],
      measured: [0.108, 0.139],
    },
  ],
};
