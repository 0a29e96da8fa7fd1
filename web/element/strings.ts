// SPDX-License-Identifier: Apache-2.0
// Every word of the playground, in one place. Titles and help of losses, data sets and parameters come from the catalogue.
import type { Frame, LossInfo, RunInfo } from '../engine/types.ts';
import type { Key, SettingKey } from '../state.ts';
import type { ViewId } from '../state-view.ts';
import { formatCount, formatNumber } from '../views/format.ts';

type Metric = RunInfo['metric'];

const labels: Record<SettingKey, string> & Partial<Record<Key, string>> = {
  data: 'Data',
  samples: 'Samples',
  noise: 'Noise',
  outliers: 'Outliers',
  outlier_distance: 'Outlier distance',
  label_noise: 'Label noise',
  imbalance: 'Imbalance',
  pair_noise: 'Pairwise label noise',
  missing: 'Missing values',
  drop_missing: 'Leave incomplete out',
  train_fraction: 'Training share',
  stratify: 'Part each class alike',
  embedding: 'Embedding',
  per_class: 'Per class',
  layers: 'Hidden layers',
  activation: 'Activation',
  init: 'First weights',
  optimizer: 'Optimiser',
  learning_rate: 'Learning rate',
  schedule: 'Schedule',
  stop: 'Stop rules',
  warmup: 'Warm-up steps',
  weight_decay: 'Weight decay',
  decoupled_weight_decay: 'Decay apart from the gradient',
  clip_value: 'Clip each number at',
  clip_norm: 'Clip each layer’s norm at',
  clip_global_norm: 'Clip the whole norm at',
  centralize: 'Centralise gradients',
  ema: 'Average of weights',
  batch_size: 'Batch size',
  seed: 'Seed',
  data_draw: 'New data',
  weight_draw: 'New weights',
  batch_draw: 'New order',
  metric: 'Metric',
  speed: 'Speed',
};

const needed = { regression: 'a number as target', binary: 'two classes', multiclass: 'several classes' };

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
  explain: (what: string) => `What ${what} is`,
  param: (id: string) => letters[id] ?? id.replaceAll('_', ' '),

  data: 'Data',
  generated: 'Generated',
  real: 'Measured',
  model: 'Model',
  optimizer: 'Optimiser',
  optimizerMore: 'Decay, clipping, averaging',
  off: 'off',
  rateNow: (rate: string) => `now ${rate}`,
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
  moreLayers: 'Other kinds of layers…',
  fewerLayers: 'Dense layers only',
  layerKind: (layer: number) => `Kind of layer ${layer}`,
  layerParam: (layer: number, param: string) => `${param} of layer ${layer}`,
  layerActivation: (layer: number) => `Activation after layer ${layer}`,
  modelActivation: 'activation as below',
  noActivation: 'no activation',
  freeze: (layer: number) => `Keep the weights of layer ${layer} as they are`,
  moveLayerUp: (layer: number) => `Move layer ${layer} up`,
  automatic: 'Automatic',
  linearModel: 'no hidden layer: linear',
  layers: (units: number[] | undefined, listed: readonly { id: string }[]) =>
    units ? units.join('-') || 'linear' : `${listed.length} ${listed.length === 1 ? 'layer' : 'layers'}`,
  parameterCount: (count: number) => `${formatCount(count)} weights`,
  sourceTitle: 'Source and licence',
  source: (source: string, licence: string) => [source, licence].filter(Boolean).join(' · '),

  own: 'Your own data',
  ownHint:
    'Paste a table (CSV, or cells of a spreadsheet), drop a file here or choose one. It stays in this page.',
  ownText: 'Table as text',
  ownFile: 'Choose a file',
  ownUse: 'Train on it',
  ownPreview: (rows: number) => `First rows of ${formatCount(rows)}`,
  ownRole: (name: string) => `Role of ${name}`,
  ownRoles: { input: 'input', target: 'target', ignore: 'left out' },
  ownType: (name: string) => `Type of ${name}`,
  ownTypes: { number: 'number', text: 'text' },
  ownTask: 'Task',
  ownTasks: {
    guess: 'by the target’s type',
    regression: 'a number',
    binary: 'one of two classes',
    multiclass: 'one of several classes',
  },
  ownMissing: 'Missing values',
  ownMissings: { drop: 'leave the row out', mean: 'fill in the mean' },
  ownCounts: (rows: number, dropped: number, filled: number) =>
    `${formatCount(rows)} rows in use, ${formatCount(dropped)} left out, ${formatCount(filled)} values filled in`,

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

  keyWrong: 'wrong: target → what the model says',
  keyPull: '−∂L/∂score of a class; of a pixel filled where more ink lowers the loss',
  pictureHint: 'point at a picture, or hold it by a click',

  lane: (index: number, title: string) => `Lane ${index + 1}: ${title}`,
  addLane: 'Add a loss',
  addTerm: '+ term',
  removeLane: (title: string) => `Remove ${title}`,
  chooseLoss: (title: string) => `Loss: ${title}. Choose another`,
  searchLosses: 'Search losses',
  noLosses: (query: string) => `No loss here is called “${query}”.`,
  suits: 'Losses that suit this data',
  elsewhere: 'Losses that need other data',
  needs: ({ tasks, inputs }: Pick<LossInfo, 'tasks' | 'inputs'>) =>
    tasks.length > 0
      ? `needs ${tasks.map((task) => needed[task]).join(' or ')}`
      : `takes ${inputs.map(({ id }) => id.replaceAll('_', ' ')).join(', ')}: for arrays, not for data sets`,
  weighted: (title: string) => `${title}, weighted`,
  formula: 'Formula',
  writeYourOwn: 'Write your own …',
  train: 'train',
  validation: 'validation',
  diverged: (step: number) => `diverged at step ${formatCount(step)}`,
  divergedShort: 'diverged',

  keyTrain: 'train',
  keyValidation: 'validation',
  keyOutlier: 'outlier or moved',
  keyArrow: (longest: string) => `−∂L/∂ŷ of a sample, full length ${longest}`,
  keyBand: '± one deviation, as the model expects',
  byLane: (each: string[]) => `${each.join(' · ')} by lane`,
  keyRing: (largest: string) => `pull at a sample’s score: |∂L/∂ŷ|, largest ring ${largest}`,
  shareOfOutliers: (count: number, share: string) =>
    `${count === 1 ? 'the outlier' : `${count} outliers`}: ${share} of the gradient`,
  shareOfTop: (share: string) => `top tenth: ${share} of the gradient`,
  sharesOf: 'Shares of the gradient',
  sharesHelp:
    'Who steers a step: each training sample’s share of the sum of |∂L/∂ŷ|: outliers first, then from the largest to the smallest',
  keyColours: (target: string, low: string, high: string) => `${target} from ${low} to ${high}`,
  slice: (names: string[]) =>
    names.length > 4
      ? `${formatCount(names.length)} other inputs at their mean`
      : `other inputs (${names.join(', ')}) at their mean`,
  dragHint: 'drag any sample',

  views: 'Cards of the stage',
  view: {
    fit: 'Fit',
    loss: 'Loss',
    metric: 'Metric',
    shape: 'Loss shape',
    network: 'Network',
    surface: 'Surface',
    race: 'Race',
    samples: 'Samples',
    gradients: 'Gradients',
    embedding: 'Embedding',
    terms: 'Terms',
    cost: 'Cost',
  } satisfies Record<ViewId, string>,
  viewComing: 'Loading…',
  viewFailed: 'This part could not be loaded.',
  lossChart: 'Loss',
  lossChartNote: 'numbers: validation (faint)',
  metricChartNote: (metric: Metric) =>
    `validation, ${metric.higher_is_better ? 'higher' : 'lower'} is better`,
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
    some: 'only losses that one sample alone has',
  },
  shapeValue: 'loss of one sample',
  shapeGradient: 'gradient ∂L/∂ŷ',

  asTable: 'As a table',
  resetRun: 'Reset',
  resetRunHelp: 'Back to step 0 with the same weights (R)',
  chance: 'Chance',
  chanceHelp: 'Draws one thing anew; the rest stays as it is.',
  newSeed: 'New seed',
  newSeedHelp: 'Other weights, batches and split (N)',
  step: 'Step',
  stepHelp: 'One training step (right arrow)',
  play: 'Play',
  pause: 'Pause',
  playHelp: (playing: boolean) => `${playing ? 'Pause' : 'Play'} (space)`,
  speed: 'Speed',
  speedOf: (speed: number) => (Number.isFinite(speed) ? `${formatCount(speed)} steps/s` : 'fastest'),
  scrub: 'Step of the run',
  scrubHelp:
    'Go to any step of the run: drag, or arrow keys, Home and End. A change there replaces what came after.',
  scrubAt: (frame: Frame, names: string[]) =>
    `step ${formatCount(frame.step)} of ${formatCount(frame.head)}: ${frame.lanes
      .map((lane, i) => `${names[i]} ${formatNumber(lane.train_loss)}`)
      .join(', ')}`,
  branch: 'Branch here',
  branchHelp: 'A new lane that leaves the one pointed at (or the first) at this step, with another loss',
  branchFull: (count: number) => `There is room for ${count} lanes; remove one to branch`,
  readStep: 'step',
  readEpoch: 'epoch',
  readRate: 'steps/s',
  readSeed: 'seed',
  hiddenTab: 'Paused while the tab is hidden.',

  loading: 'Loading the engine …',
  failed: 'The run could not start.',
  tryAgain: 'Try again',
  startOver: 'Reset everything',

  lessons: 'Lessons',
  lessonsHelp: 'Short walks through what losses do',
  lessonFailed: 'The lesson could not be fetched.',

  theme: { auto: 'Theme: as the system', light: 'Theme: light', dark: 'Theme: dark' },
  tagline: 'Losses race on the same data, from the same weights, on the same batches.',
  pageNav: 'Page',
  takeCard: (title: string) => `Save ${title} as picture or numbers`,
  takePng: 'Picture (PNG)',
  takeSvg: 'Drawing (SVG)',
  takeCsv: 'Numbers (CSV)',
  takeAway: 'Take away',
  takeAwayHelp: 'History, data, code for PyTorch, Keras and JAX, embedding, QR code (T)',
  undo: 'Undo',
  undoHelp: 'Undo the last change of a setting (Ctrl Z)',
  redo: 'Redo',
  redoHelp: 'Redo what was undone (Ctrl Shift Z)',
  present: 'Present',
  presentHelp: 'Presentation: large type, full screen (P)',
  presentEnd: 'End the presentation (Escape)',
  more: 'More',
  share: 'Share',
  shareHelp: 'Copy a link that reproduces this experiment',
  shared: 'Link copied',
  shareByHand: 'Copy this link',
  docs: 'Docs',
  catalogue: 'Losses',
  help: 'Keys',

  race: (frame: Frame, info: RunInfo, names: string[]) => raceText(frame, info, names),
  summary: (frame: Frame, info: RunInfo, names: string[]) =>
    `Step ${formatCount(frame.step)}. Loss on validation: ${frame.lanes
      .map(
        (lane, i) =>
          `${names[i]} ${lane.status === 'diverged' ? 'diverged' : formatNumber(lane.validation_loss)}`,
      )
      .join(', ')}. ${raceText(frame, info, names)}`,
};

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
