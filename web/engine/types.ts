// SPDX-License-Identifier: Apache-2.0
// The plain data that crosses between core, worker, element and user. Keys are spelt as in the catalogue, the URL and
// the attributes: lower case with underscores. Everything here survives structured clone.

/** A loss of a lane: an id of the catalogue with values for some of its parameters (the rest are defaults). */
export interface LossChoice {
  id: string;
  params?: Record<string, number>;
}

/** Data of the user's own. All columns have the same length; `y` holds numbers (regression) or 0, 1, 2 … (classes). */
export interface OwnData {
  /** One array an input (1 or more inputs). */
  x: ArrayLike<number>[];
  y: ArrayLike<number>;
  task: 'regression' | 'binary' | 'multiclass';
  input_names?: string[];
  target_name?: string;
}

/** One experiment. Every field but `losses` has a default (see `catalog.defaults`). */
export interface Spec {
  /** Data set id of the catalogue; ignored when `own` is given. */
  data?: string;
  own?: OwnData;
  /** Number of samples of a generated set. */
  samples?: number;
  /** Standard deviation of the noise, in units of the set's natural scale. */
  noise?: number;
  /** How many samples become outliers. */
  outliers?: number;
  /** How far an outlier lies, in standard deviations. */
  outlier_distance?: number;
  /** Share of every class but the first that is left out, 0 … 1. */
  imbalance?: number;
  /** Share of labels replaced by another class, 0 … 0.5. */
  label_noise?: number;
  /** Share of samples trained on; the rest validates. */
  train_fraction?: number;
  /** Units of each hidden dense layer, e.g. [8, 8]; [] is a linear model. */
  hidden?: number[];
  activation?: string;
  /** One to four lanes: same data, same initial weights, same batches. */
  losses: LossChoice[];
  optimizer?: string;
  learning_rate?: number;
  /** Parameters of the optimizer besides the learning rate, e.g. { momentum: 0.9 }. */
  optimizer_params?: Record<string, number>;
  batch_size?: number;
  seed?: number;
  /** Points that were dragged: index, then new values in data units. */
  edits?: { index: number; x?: number[]; y?: number }[];
}

export interface Axis {
  name: string;
  /** Empty where the quantity has none. */
  unit: string;
  low: number;
  high: number;
}

/** The data of a run, in the data's own units. */
export interface DataInfo {
  id: string;
  title: string;
  task: 'regression' | 'binary' | 'multiclass';
  inputs: Axis[];
  target: Axis;
  /** Class names, empty for regression. */
  classes: string[];
  /** One array an input, each of length n. */
  x: Float32Array[];
  y: Float32Array;
  /** 0 train, 1 validation, per sample. */
  part: Uint8Array;
  /** 1 where a knob or the visitor made the sample an outlier. */
  outlier: Uint8Array;
}

export interface LaneInfo {
  loss: string;
  params: Record<string, number>;
}

export interface RunInfo {
  data: DataInfo;
  lanes: LaneInfo[];
  /** Trainable numbers of the model of one lane. */
  parameters: number;
  steps_per_epoch: number;
  /** The common judge of all lanes. */
  metric: { id: string; title: string; unit: string; higher_is_better: boolean };
}

export interface FrameRequest {
  /** Points of the field per axis of the first (two) input(s); 0 leaves the field out. Default 0. */
  field?: number;
  /** Predictions, gradients and losses per sample. Default false. */
  samples?: boolean;
}

export interface LaneFrame {
  status: 'running' | 'diverged';
  /** The step at which the first non-finite loss or weight appeared; −1 while there is none. */
  diverged_at: number;
  train_loss: number;
  validation_loss: number;
  train_metric: number;
  validation_metric: number;
  /** [outputs × n], output-major: ŷ in data units (regression), or scores: class 1 where > 0 (binary), largest wins. */
  predictions?: Float32Array;
  /** [outputs × n] ∂L/∂ŷ of each sample's own loss, in the units of predictions. */
  gradients?: Float32Array;
  /** [n] loss of each sample. */
  losses?: Float32Array;
  /**
   * Model output over the range of the inputs (other inputs at their mean). One input: [outputs × field] along
   * inputs[0] from low to high. Two or more: [outputs × field rows × field columns], row 0 at inputs[1].low.
   */
  field?: Float32Array;
}

export interface Frame {
  step: number;
  epoch: number;
  lanes: LaneFrame[];
}

/** The recorded curve of a run, thinned so that it stays below about a thousand points. */
export interface History {
  steps: Uint32Array;
  lanes: {
    train_loss: Float32Array;
    validation_loss: Float32Array;
    train_metric: Float32Array;
    validation_metric: Float32Array;
  }[];
}

/** Loss, gradient and curvature of one sample against the prediction, everything else held. */
export interface Curve {
  prediction: Float32Array;
  value: Float32Array;
  gradient: Float32Array;
  curvature: Float32Array;
}

export interface ParamInfo {
  id: string;
  default: number;
  low: number;
  high: number;
  /** Slider moves in the logarithm. */
  log: boolean;
  /** Shapes the program: a change plans it anew, which takes milliseconds instead of nothing. */
  fixed?: boolean;
  help: string;
}

/** A named input of a loss. */
export interface LossInputInfo {
  id: string;
  /** The loss is differentiated by predictions; targets and weights are data. */
  role: 'prediction' | 'target' | 'weight';
  /** What its numbers may be, for example 'real', 'binary', 'class', 'distribution' or 'boxes'. */
  domain: string;
  /** One entry an axis: a digit is that extent, a letter one extent throughout the loss, N counts samples; ['*'] is any shape. */
  dims: string[];
  optional: boolean;
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
  /** What the loss compares the prediction with; 'none' if data sets cannot train it directly. */
  target: 'none' | 'real' | 'binary' | 'signed' | 'class';
  inputs: LossInputInfo[];
  /** One loss a sample (reductions apply), or one number for the whole batch. */
  output: 'sample' | 'batch';
  /** Tasks it can train on. */
  tasks: ('regression' | 'binary' | 'multiclass')[];
  params: ParamInfo[];
  /** When to use it, in one sentence. */
  use: string;
}

/** What else there is to say of a loss; loaded when asked for, see lossNotes(). */
export interface LossNotes {
  /** When not to use it, in one sentence. */
  avoid: string;
  cite: string;
  facts: LossFacts;
  /** MathML of the loss of one sample, and of its derivative by the prediction. */
  formula: string;
  gradient_formula: string;
}

export interface EntryInfo {
  id: string;
  title: string;
  help: string;
  params: ParamInfo[];
}

export interface DataEntryInfo extends EntryInfo {
  task: 'regression' | 'binary' | 'multiclass';
  /** Generated by seed, or a real table with its source and licence. */
  real: boolean;
  source: string;
  licence: string;
  inputs: number;
}

export interface Catalog {
  losses: LossInfo[];
  data: DataEntryInfo[];
  activations: EntryInfo[];
  optimizers: EntryInfo[];
  /** Range, default and help of every numeric field of Spec. */
  settings: ParamInfo[];
  defaults: Required<Omit<Spec, 'own' | 'edits'>>;
}

/** What a run offers, wherever it runs. Session answers at once, RemoteRun (a worker) with promises. */
export interface RunMethods {
  info(): RunInfo;
  step(count: number): void;
  /** Back to step 0 with the same initial weights. */
  reset(): void;
  frame(request?: FrameRequest): Frame;
  history(): History;
  /**
   * Value, gradient and curvature of a lane's loss against the prediction. Regression: prediction and target in data
   * units. Classes: a score against the label 0 or 1, or for class losses the logit of class `target`, the others 0.
   */
  curve(lane: number, low: number, high: number, points: number, target: number): Curve;
  /** Changes a slider of a lane's loss without replanning; the run goes on. */
  setLossParam(lane: number, id: string, value: number): void;
  setLearningRate(value: number): void;
  /** Moves a sample, in data units; the run goes on. */
  movePoint(index: number, x: number[], y: number): void;
  /** Trained weights of a lane, in the order of the layers: W row-major [out × in], then b, layer by layer. */
  weights(lane: number): Float32Array;
  /** What one training step of a lane runs, and how long each instruction takes (measured on a copy, about 20 ms). */
  program(lane: number): ProgramReport;
}

export interface ProgramReport {
  /** Working memory. */
  bytes: number;
  /** Elementwise operations whose results never reach memory. */
  fused_away: number;
  instructions: { label: string; nanoseconds: number }[];
}

export type Remote<T> = {
  [K in keyof T]: T[K] extends (...args: infer A) => infer R ? (...args: A) => Promise<R> : never;
};

/** A run in a worker that trains on its own and reports once a display tick. */
export interface RemoteRun extends Remote<RunMethods> {
  /** Trains at about this many steps a second until pause(); Infinity is as fast as it can. */
  play(steps_per_second: number): Promise<void>;
  pause(): Promise<void>;
  dispose(): void;
}

export interface Tick {
  frame: Frame;
  history: History;
  /** Training steps done per second of wall time, measured over the last second. */
  steps_per_second: number;
}
