// SPDX-License-Identifier: Apache-2.0
// Every word of the playground, in one place. Titles and help of losses, data sets and parameters come from the catalogue.
import type { Frame, RunInfo } from '../engine/types.ts';
import type { Field, Key, Problem } from '../state.ts';
import { formatCount, formatNumber } from '../views/format.ts';

type Metric = RunInfo['metric'];

const labels: Partial<Record<Key, string>> = {
  data: 'Data',
  samples: 'Samples',
  noise: 'Noise',
  outliers: 'Outliers',
  outlier_distance: 'Outlier distance',
  label_noise: 'Label noise',
  imbalance: 'Imbalance',
  train_fraction: 'Training share',
  hidden: 'Hidden layers',
  activation: 'Activation',
  optimizer: 'Optimiser',
  learning_rate: 'Learning rate',
  batch_size: 'Batch size',
  seed: 'Seed',
  speed: 'Speed',
};

// Parameters that have a letter of their own in the formulas.
const letters: Record<string, string> = {
  alpha: 'α',
  beta: 'β',
  beta1: 'β₁',
  beta2: 'β₂',
  gamma: 'γ',
  delta: 'δ',
  epsilon: 'ε',
  lambda: 'λ',
  mu: 'μ',
  rho: 'ρ',
  sigma: 'σ',
  tau: 'τ',
};

export const strings = {
  playground: 'Loss playground',
  label: (key: Key) => labels[key] ?? key,
  param: (id: string) => letters[id] ?? id.replaceAll('_', ' '),

  data: 'Data',
  generated: 'Generated',
  real: 'Measured',
  model: 'Model',
  optimizer: 'Optimiser',
  sample: 'Sample',
  resetSection: (section: string) => `Reset ${section.toLowerCase()} to defaults`,
  reset: 'Reset',
  setup: 'Setup',
  setupSummary: (data: string, layers: string, optimizer: string, rate: string) =>
    `${data} · ${layers} · ${optimizer} ${rate}`,
  inputs: (count: number) => `${count} in`,
  outputs: (count: number) => `${count} out`,
  unitsOfLayer: (layer: number) => `Units of hidden layer ${layer}`,
  removeLayer: (layer: number) => `Remove hidden layer ${layer}`,
  addLayer: 'Add a hidden layer',
  linearModel: 'no hidden layer: linear',
  layers: (units: number[]) => (units.length > 0 ? units.join('-') : 'linear'),
  parameterCount: (count: number) => `${formatCount(count)} weights`,
  sourceTitle: 'Source and licence',
  source: (source: string, licence: string) => [source, licence].filter(Boolean).join(' · '),

  sampleNumber: 'Number',
  previousSample: 'Previous sample',
  nextSample: 'Next sample',
  sampleHint: 'Drag a sample in a plot, or choose one here and type.',
  sampleOf: (index: number, count: number) => `Sample ${index + 1} of ${count}`,
  undoMoves: (count: number) => (count === 1 ? 'Put the sample back' : `Put ${count} samples back`),
  movable: 'movable samples',
  movableHelp: 'Page Up and Page Down choose a sample, arrow keys move it, with Shift further.',
  plot: (lane: string) => `Data and model trained with ${lane}`,
  prediction: 'ŷ',
  loss: 'loss',
  gradient: '∂L/∂ŷ',

  lane: (index: number, title: string) => `Lane ${index + 1}: ${title}`,
  addLane: 'Add a loss',
  removeLane: (title: string) => `Remove ${title}`,
  chooseLoss: (title: string) => `Loss: ${title}. Choose another`,
  searchLosses: 'Search losses',
  noLosses: (query: string) => `No loss here is called “${query}”.`,
  suits: 'Losses that suit this data',
  formula: 'Formula',
  train: 'train',
  validation: 'validation',
  diverged: (step: number) =>
    `diverged at step ${formatCount(step)}: the loss became infinite – lower the learning rate`,
  divergedShort: 'diverged',
  halveRate: (rate: number) => `Halve the rate to ${formatNumber(rate / 2, 2)} and start again`,

  keyTrain: 'train',
  keyValidation: 'validation',
  keyOutlier: 'outlier or moved',
  keyArrow: (longest: string) => `−∂L/∂ŷ of a sample, full length ${longest}`,
  keyColours: (target: string, low: string, high: string) => `${target} from ${low} to ${high}`,
  slice: (names: string[]) => `other inputs (${names.join(', ')}) at their mean`,
  dragHint: 'drag any sample',

  lossChart: 'Loss',
  lossChartNote: 'bold train, faint validation',
  metricChartNote: (metric: Metric) => `${metric.higher_is_better ? 'higher' : 'lower'} is better`,
  chartAt: (step: number) => `at step ${formatCount(step)}`,
  logAxis: 'log scale',
  stepAxis: 'step',
  shapeChart: 'Loss shape',
  shapeResidual: 'residual ŷ − y',
  shapeMargin: 'margin: score × ±1 by class',
  shapeMultiMargin: 'score of the true class over the others',
  shapeNote: {
    all: 'the training samples ride on it',
    split: 'one line a class where they differ',
    some: 'only losses over all classes at once',
  },
  shapeValue: 'loss of one sample',
  shapeGradient: 'gradient ∂L/∂ŷ',

  resetRun: 'Reset',
  resetRunHelp: 'Back to step 0 with the same weights (R)',
  newSeed: 'New seed',
  newSeedHelp: 'Other weights, batches and split (N)',
  step: 'Step',
  stepHelp: 'One training step (right arrow)',
  play: 'Play',
  pause: 'Pause',
  playHelp: (playing: boolean) => `${playing ? 'Pause' : 'Play'} (space)`,
  speed: 'Speed',
  speedOf: (speed: number) => (Number.isFinite(speed) ? `${formatCount(speed)} steps/s` : 'fastest'),
  readStep: 'step',
  readEpoch: 'epoch',
  readRate: 'steps/s',
  readSeed: 'seed',
  hiddenTab: 'Paused while the tab is hidden.',

  loading: 'Loading the engine …',
  failed: 'The run could not start.',
  tryAgain: 'Try again',
  startOver: 'Reset everything',
  dismiss: 'Dismiss',
  problemTitle: (count: number) =>
    count === 1 ? 'One setting was repaired' : `${count} settings were repaired`,

  keysTitle: 'Keys',
  keys: [
    ['Space', 'play or pause'],
    ['→', 'one step'],
    ['R', 'reset: the same weights again'],
    ['N', 'new seed'],
    ['1 – 4', 'point out a lane, again to let it go'],
    ['?', 'this list'],
  ] as const,
  keysInPlot: 'With a plot focused: Page Up and Page Down choose a sample, arrows move it.',
  keysSwitch: 'Single-key shortcuts',
  close: 'Close',

  theme: { auto: 'Theme: as the system', light: 'Theme: light', dark: 'Theme: dark' },
  tagline: 'Losses race on the same data, from the same weights, on the same batches.',
  pageNav: 'Page',
  share: 'Share',
  shareHelp: 'Copy a link that reproduces this experiment',
  shared: 'Link copied',
  shareByHand: 'Copy this link',
  docs: 'Docs',
  help: 'Keys',

  settingHeads: ['Key', 'Values', 'Default'],
  lossHeads: ['Loss', 'Formula and parameters', 'For'],
  dataHeads: ['Data', 'What it is'],
  forms: {
    losses: 'one to four losses with parameters: mse,huber:delta=0.5',
    integers: 'units of the hidden layers: 8,8; 0 for none',
    params: 'parameters of the optimiser: momentum=0.8',
    points: 'moved samples: index:x:y',
    number: 'steps a second, or max',
    flag: 'on, off',
  } as Partial<Record<Field['type'], string>>,

  problem: (problem: Problem): string => problemText(problem),
  race: (frame: Frame, info: RunInfo, names: string[]) => raceText(frame, info, names),
  summary: (frame: Frame, info: RunInfo, names: string[]) =>
    `Step ${formatCount(frame.step)}. ${frame.lanes
      .map(
        (lane, i) => `${names[i]} ${lane.status === 'diverged' ? 'diverged' : formatNumber(lane.train_loss)}`,
      )
      .join(', ')}. ${raceText(frame, info, names)}`,
};

function problemText({ key, kind, got, right, used }: Problem): string {
  const using = used ? `; using ${used}` : '';
  switch (kind) {
    case 'unknown_key':
      return right.includes(',')
        ? `“${got}” is not a setting; there are ${right}`
        : `“${got}” is not a setting; did you mean ${right}?`;
    case 'twice':
      return `${key} is given twice; using ${used}, not ${got}`;
    case 'not_a_number':
      return `${key} must be a number in ${right}, got “${got}”${using}`;
    case 'range':
      return `${key} must be in ${right}, got ${got}${using}`;
    case 'unknown_id':
      return `${key}: there is no “${got}”; ${right.includes(',') ? `try one of ${right}` : `did you mean ${right}?`}${using}`;
    case 'task':
      return `${key}: ${got} cannot train on ${used}; these can: ${right}`;
    case 'too_many':
      return `${key}: at most ${right}, got ${got}${using}`;
    case 'form':
      return `${key} must look like ${right}, got “${got}”${using}`;
    case 'engine':
      return `${key}: ${got}${using}`;
  }
}

/** Values this close, as a share of the better one, are called a tie. */
const tie = 0.02;

/** One sentence on who leads by the common metric, on the validation samples. */
function raceText(frame: Frame, { metric, lanes }: RunInfo, names: string[]): string {
  const sign = metric.higher_is_better ? -1 : 1;
  const runners = frame.lanes
    .map((lane, i) => ({ name: names[i] ?? '', value: lane.validation_metric }))
    .filter(({ value }, i) => Number.isFinite(value) && frame.lanes[i]?.status === 'running')
    .sort((a, b) => sign * (a.value - b.value));
  const [first, second] = runners;
  const unit = metric.unit ? ` ${metric.unit}` : '';
  const of = (value: number) => `${formatNumber(value)}${unit}`;
  if (!first) return lanes.length > 0 ? 'No lane has a finite loss.' : '';
  if (!second) return `${metric.title} on validation: ${of(first.value)}`;
  if (Math.abs(first.value - second.value) <= tie * Math.abs(first.value)) {
    return `${first.name} and ${second.name} are level: ${metric.title} ${of(first.value)} on validation`;
  }
  return `${first.name} is ahead: ${metric.title} ${of(first.value)} against ${of(second.value)} of ${second.name} on validation`;
}
