// SPDX-License-Identifier: Apache-2.0
// The words of the loss catalogue. Titles, uses and help come from the catalogue itself.
import { words as curveWords } from '../element/curve-words.ts';
import type { LossFacts, LossInputInfo, LossProfile } from '../engine/types.ts';
import { formatCount } from '../views/format.ts';
import type { Fact, Problem, Sort, Takes } from './losses-query.ts';

type Limit = LossProfile['limit'] & string;

export const words = {
  title: 'Losses',
  search: 'Search losses',
  searchHint: 'name, family, library, what for …',
  problem: 'Problem',
  takes: 'Takes',
  family: 'Family',
  filters: 'Filters',
  any: 'any',
  problems: {
    regression: 'regression',
    binary: 'two classes',
    multiclass: 'several classes',
    other: 'beyond prediction and label',
  } satisfies Record<Problem, string>,
  takenThings: {
    numbers: 'single numbers',
    scores: 'scores of classes',
    distributions: 'distributions',
    vectors: 'vectors, embeddings',
    lists: 'lists, rankings',
    series: 'series',
    images: 'masks and images',
    boxes: 'boxes',
    weights: 'weights of a model',
  } satisfies Record<Takes, string>,
  factTitles: {
    trains: 'trains here',
    convex: 'convex',
    bounded_gradient: 'bounded slope',
    smooth: 'smooth',
    symmetric: 'symmetric',
    proper: 'proper',
    calibrated: 'calibrated',
  } satisfies Record<Fact, string>,
  factHelp: {
    trains: 'A data set of the playground can train it',
    convex: 'Convex in the prediction: checked along random lines',
    bounded_gradient: 'No point can pull harder than some bound',
    smooth: 'The slope has no jump',
    symmetric: 'Too much costs as much as too little',
    proper: 'Expected loss is least at the true mean or probability',
    calibrated: 'Expected loss is least on the side of the likelier class',
  } satisfies Record<Fact, string>,
  facts: 'Facts',
  count: (shown: number, all: number) =>
    shown === all ? `${formatCount(all)} losses` : `${formatCount(shown)} of ${formatCount(all)} losses`,
  none: 'No loss answers all of this.',
  clear: 'Clear all',
  sort: 'Sort',
  unsorted: 'as in the catalogue',
  rising: 'smallest first',
  falling: 'largest first',
  columns: {
    name: 'Loss',
    pull: 'Outlier pull',
    bound: 'Gradient',
    curvature: 'Curvature',
    cost: 'Cost',
  } satisfies Record<Sort, string>,
  columnHelp: {
    name: 'By title',
    pull: 'Size of the gradient of one point this far off: how hard an outlier pulls',
    bound: 'The largest gradient any single point can have',
    curvature: 'Second derivative at the target; the best learning rate goes by its inverse',
    cost: 'Nanoseconds an element for value and gradient, measured in this browser',
  } satisfies Record<Sort, string>,
  curve: 'Curve',
  formula: 'Formula and use',
  actions: 'Actions',
  at: 'Outlier at distance',
  atHelp: 'Prediction − target; for labels, the score on the wrong side',
  // What textbooks say, beside the number it stands for.
  outlier: {
    grows: 'sensitive to outliers',
    constant: 'robust to outliers',
    vanishes: 'lets outliers go',
  } satisfies Record<Limit, string>,
  bounded: 'bounded',
  atMost: (bound: string) => `≤ ${bound}`,
  unbounded: 'unbounded',
  far: {
    grows: 'grows with the error',
    constant: 'levels off',
    vanishes: 'vanishes far off',
  } satisfies Record<Limit, string>,
  jumps: 'jumps',
  even: 'even',
  steeper: 'steepens',
  flatter: 'flattens',
  flat: 'flat at the target',
  kinked: 'kink at the target',
  nanoseconds: (value: string) => `${value} ns`,
  instructions: (count: number) => `${formatCount(count)} ${count === 1 ? 'instruction' : 'instructions'}`,
  measure: (count: number) => `Measure cost of ${formatCount(count)}`,
  measureHelp: 'Times value and gradient of the losses listed, in a worker, about 20 ms each',
  measuring: (done: number, all: number) => `${formatCount(done)} of ${formatCount(all)} timed`,
  measured: (done: number) => `${formatCount(done)} timed on this machine`,
  measureFailed: 'The timing could not be started.',
  stop: 'Stop',
  race: 'Race it',
  raceHelp: (title: string) => `Race it: ${title} in the playground`,
  inCode: 'in code',
  inCodeHelp: (title: string) =>
    `${title} needs other inputs than a prediction and a label; details show its call`,
  details: 'Details',
  detailsOf: (title: string) => `Details of ${title}`,
  curveOf: (title: string, low: string, middle: string, high: string) =>
    `${title}: ${curveWords.ends(curveWords.value, low, middle, high)}`,
  slope: 'slope',
  key: 'solid loss, dashed slope',
  parameters: 'Parameters',
  defaults: 'Defaults',
  gradientFormula: 'Gradient',
  useWhen: 'Use it when',
  avoidWhen: 'Look elsewhere when',
  checkedFacts: 'Checked facts',
  inputs: 'Inputs',
  reference: 'Reference',
  alsoCalled: 'Also called',
  noFacts: 'none of those that are checked',
  optional: 'optional',
  snippet: 'In your code',
  copy: 'Copy',
  copied: 'Copied',
  linkTo: 'Link to this loss',
  playground: 'Playground',
  docs: 'Docs',
};

/** `scores [N, C] real`. */
export const inputText = ({ id, dims, domain, optional }: LossInputInfo) =>
  `${id} [${dims[0] === '*' ? 'any shape' : dims.join(', ')}] ${domain}${optional ? `, ${words.optional}` : ''}`;

/** The facts a reader asks about first, in words. */
export function factList(facts: LossFacts, profile: LossProfile): string[] {
  const list: string[] = [];
  if (facts.convex) list.push('convex');
  if (facts.bounded_gradient)
    list.push(facts.lipschitz === null ? 'bounded slope' : `slope at most ${facts.lipschitz}`);
  if (facts.symmetric) list.push('symmetric');
  if (facts.zero_at_target) list.push('0 at the target');
  if (facts.proper) list.push('proper');
  if (facts.calibrated) list.push('calibrated');
  if (facts.stops_gradient) list.push('holds part of itself constant in the gradient');
  if (facts.kinks.length > 0) list.push(`slope jumps at ${facts.kinks.join(', ')}`);
  list.push(`finite up to ±${formatCount(facts.finite_to)}`, words.instructions(profile.instructions));
  return list;
}
