// SPDX-License-Identifier: Apache-2.0
// What the catalogue says of its entries, and what metrics and typed losses answer.

import type { SettingId } from './generated/catalog.ts';
import type { Spec } from './types.ts';
export interface ParamInfo {
  id: string;
  default: number;
  low: number;
  high: number;
  /** Slider moves in the logarithm. */
  log?: boolean;
  /** Shapes the program: a change plans it anew, which takes milliseconds instead of nothing. */
  fixed?: boolean;
  /** Takes whole numbers only. */
  integer?: boolean;
  /**
   * A length on the target's axis, such as a residual: it has the target's unit, so that any number between these is
   * accepted, and a slider's low and high are for targets that vary by about 1. Left out: low and high hold.
   */
  accepts?: [low: number, high: number];
  /** Takes low, low + step, … only; 0 or left out: any number between the bounds, or any whole one. */
  step?: number;
  help: string;
}

/** A numeric field of Spec. */
export interface SettingInfo extends ParamInfo {
  id: SettingId;
  /** Where the page shows it, and as what: `more` is a slider for whoever asks for more. */
  group: 'data' | 'model' | 'optimizer' | 'chance' | 'transport';
  control: 'slider' | 'more' | 'draw' | 'none';
  /** What it needs to do anything; left out where it always does something. */
  when?: 'classes' | 'embeddings';
}

/** Numbers of the user's own. */
export type Numbers = ArrayLike<number>;

/** A stretch of a typed loss, counted in characters from 1; all 0 where an error is not in a text. */
export interface PlaceInText {
  line: number;
  column: number;
  length: number;
  /** What could stand there instead; empty where nothing is near. */
  suggestion: string;
}

/** What may go wrong in training with a typed loss, with the numbers that show it. */
export interface LossWarning extends Omit<PlaceInText, 'suggestion'> {
  finding: string;
  /** Training is likely to fail, rather than good to know. */
  serious: boolean;
  message: string;
  /** What to write at that place instead; may be empty. */
  replacement: string;
}

/** A name of the language of typed losses; functions have arguments. */
export interface LossWord {
  name: string;
  arguments: string;
  help: string;
}

/** A typed loss as the language reads it. */
export interface TypedLossInfo {
  /** In canonical form. */
  text: string;
  /** What y is. */
  labels: 'real' | 'binary' | 'signed' | 'classes';
  /** What data sets can train it with; 'none' if it needs more than a prediction and a target. */
  target: LossInfo['target'];
  tasks: LossInfo['tasks'];
  shifts?: boolean;
  degree?: number;
  inputs: LossInputInfo[];
  params: ParamInfo[];
  /** MathML of the loss of one sample, and of its derivative by each prediction. */
  formula: string;
  gradients: { input: string; formula: string }[];
  warnings: LossWarning[];
}

/** A named input of a loss. */
export interface LossInputInfo {
  id: string;
  /** The loss is differentiated by predictions; targets and weights are data. */
  role: 'prediction' | 'target' | 'weight';
  /** What its numbers may be, for example 'real', 'binary', 'class', 'distribution' or 'boxes'. */
  domain: string;
  /** One entry an axis, samples first: a digit is that extent, a letter one extent throughout the loss, N counts samples; ['*'] is any shape. */
  dims: string[];
  optional?: boolean;
}

/** What is known of a loss, and checked by its tests. */
export interface LossFacts {
  convex: boolean;
  bounded_gradient: boolean;
  symmetric: boolean;
  zero_at_target: boolean;
  /** Expected loss is least at the true probability (or mean). */
  proper: boolean;
  /** Expected loss is least at a score with the sign of the likelier class. */
  calibrated: boolean;
  /** Least bound of the slope at default parameters; null if none is declared. */
  lipschitz: number | null;
  /** Part of it is held constant on purpose: the gradient is not the derivative of the value. */
  stops_gradient: boolean;
  /** |prediction| up to which value and gradient are finite. */
  finite_to: number;
  /** Residuals or margins at which the slope jumps, at default parameters. */
  kinks: number[];
}

export interface LossInfo {
  id: string;
  title: string;
  family: string;
  aliases: string[];
  /** What the loss compares a plain score with; 'none' if it is of another form. */
  target: 'none' | 'real' | 'binary' | 'signed' | 'class';
  inputs: LossInputInfo[];
  /** One loss a sample (reductions apply; so if left out), or one number for the whole batch. */
  output?: 'sample' | 'batch';
  /** Tasks it can train on. */
  tasks: ('regression' | 'binary' | 'multiclass')[];
  /** Whether it compares embeddings and not scores. */
  embeds?: boolean;
  /** Whether it looks at samples together, so that one alone has no loss and no weight. */
  together?: boolean;
  /** Of losses of a real target: the same when prediction and target are moved alike. */
  shifts?: boolean;
  /**
   * Of losses of a real target: multiplied by a to this power when prediction, target and the parameters in the target's
   * unit are multiplied by a. Left out: by nothing of that kind.
   */
  degree?: number;
  params: ParamInfo[];
}

/**
 * What a loss does to one point as it moves away, computed from its gradient by the core when the package is built, at
 * default parameters. Null throughout, but for `instructions`, for losses that are not of one prediction and one label.
 *
 * A point lies at distance r where prediction − target is ±r (real targets; the worse side), where the score is r on the
 * wrong side of 0 (binary labels), where the logit of one of two wrong classes is r above the rest (classes).
 */
export interface LossProfile {
  /** Size of the gradient at influenceDistances; null where it overflows. */
  influence: (number | null)[] | null;
  /** What it does as the point moves away without end. */
  limit: 'vanishes' | 'constant' | 'grows' | null;
  /** The largest size at any distance; null also where it grows without bound. */
  bound: number | null;
  /**
   * Second derivative at the target, or, for labels, at score 0 between equally likely labels; null where there is none.
   * An optimiser's best learning rate goes by its inverse.
   */
  curvature: number | null;
  /** The same one unit further: how much the curvature changes on the way. */
  curvature_at_1: number | null;
  /** Instructions of the fused program for value and gradients. */
  instructions: number;
}

/** What else there is to say of a loss; loaded when asked for, see lossNotes(). */
export interface LossNotes {
  /** When to use it, in one sentence. */
  use: string;
  /** When not to use it, in one sentence. */
  avoid: string;
  cite: string;
  facts: LossFacts;
  profile: LossProfile;
  /** MathML of the loss of one sample, and of its derivative by the prediction. */
  formula: string;
  gradient_formula: string;
}

/** A metric: what it is computed from, and which way is better. */
export interface MetricEntryInfo {
  id: string;
  title: string;
  /** Tasks whose runs it can judge; none if only arrays of your own can give what it needs. */
  tasks: ('regression' | 'binary' | 'multiclass')[];
  /** Arrays it takes. `dims`: a digit is that extent, a letter one extent throughout ('CN': C rows of N numbers). */
  inputs: { id: string; dims: string; optional?: boolean }[];
  higher_is_better?: boolean;
  in_target_units?: boolean;
  curves: 'none' | 'one' | 'one a class';
  params: ParamInfo[];
}

/** What else there is to say of a metric; loaded when asked for, see metricNotes(). */
export interface MetricNotes {
  group: string;
  /** Bounds of its values; null where there is none. */
  low: number | null;
  high: number | null;
  definition: string;
  cite: string;
  /** Names of x, y and z of its curve; empty if it has none. */
  axes: string[];
}

/** Points of a curve in the order in which it is drawn; MetricNotes.axes names the three. */
export interface MetricCurve {
  x: Float64Array;
  y: Float64Array;
  z: Float64Array;
}

/** A metric of a lane as it stands, on both parts of the samples; NaN where it is not defined. */
export interface MetricReading {
  id: string;
  train: number;
  validation: number;
  /** On request, for metrics that have one: a curve, or one for each of several classes against the rest. */
  train_curves?: MetricCurve[];
  validation_curves?: MetricCurve[];
}

export interface EntryInfo {
  id: string;
  title: string;
  help: string;
  params: ParamInfo[];
}

export interface LayerInfo extends EntryInfo {
  cite: string;
  /** The model's activation follows it unless the layer names another. */
  activated?: boolean;
}

export interface DataEntryInfo extends EntryInfo {
  task: 'regression' | 'binary' | 'multiclass';
  /** Generated by seed, or a real table with its source and licence. */
  real?: boolean;
  source: string;
  licence: string;
  /** Too large to be in the core: fetched when a run asks for it. */
  external?: boolean;
  inputs: number;
  /** Channels, height and width where the inputs are an image's pixels. */
  image?: [number, number, number] | null;
}

/** A term that looks at the model rather than at its errors. */
export interface RegulariserInfo extends EntryInfo {
  cite: string;
  /** Makes no sense for regression. */
  classes_only?: boolean;
}

export interface BalancerInfo extends EntryInfo {
  cite: string;
}

/** A rule that stops a lane. */
export interface StopInfo extends EntryInfo {
  cite: string;
  /** Which of a lane's losses it looks at. */
  monitor: 'train_loss' | 'validation_loss';
}

export interface Catalog {
  losses: LossInfo[];
  data: DataEntryInfo[];
  activations: EntryInfo[];
  inits: EntryInfo[];
  layers: LayerInfo[];
  optimizers: EntryInfo[];
  regularisers: RegulariserInfo[];
  balancers: BalancerInfo[];
  metrics: MetricEntryInfo[];
  schedules: EntryInfo[];
  stops: StopInfo[];
  /** Range, default and help of every numeric field of Spec, in the order of the page's panels. */
  settings: SettingInfo[];
  defaults: Required<Omit<Spec, 'own'>>;
}
