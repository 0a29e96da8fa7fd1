// SPDX-License-Identifier: Apache-2.0
// The plain data that crosses between core, worker, element and user. Keys are spelt as in the catalogue, the URL and
// the attributes: lower case with underscores. Everything here survives structured clone.

import type { CheckedWeight, Finding, Inspection, LayerFrame } from './answers.ts';
import type { MetricReading } from './catalog-types.ts';
import type { LayerChoice, LossChoice, StopChoice } from './choices.ts';
import type { SpecNumbers } from './generated/catalog.ts';

export type * from './answers.ts';
export type * from './catalog-types.ts';
export type * from './choices.ts';
export type { SettingId, SpecNumbers } from './generated/catalog.ts';

/** A typed array of any kind, or an array of numbers; they are taken as doubles. */
export type Column = ArrayLike<number> | ArrayLike<bigint>;

/** Data of the user's own. All columns have the same length; `y` holds numbers (regression) or 0, 1, 2 … (classes). */
export interface OwnData {
  /** One array an input (1 or more inputs). */
  x: Column[];
  y: Column;
  task: 'regression' | 'binary' | 'multiclass';
  input_names?: string[];
  target_name?: string;
  /** Names of the classes 0, 1, 2 …; their numbers if left out. */
  class_names?: string[];
  /** Channels, height and width, if the inputs are an image's pixels. */
  image?: [number, number, number];
}

/**
 * Lane `lane` trains as lane `from`, one before it, until `step`, and from there on with its own loss. Lanes count from
 * 0.
 */
export interface Branch {
  lane: number;
  from: number;
  step: number;
  /** From there on; otherwise the rate stays. */
  learning_rate?: number;
}

/** One experiment. Every field but `losses` has a default (see `catalog.defaults`). */
export interface Spec extends SpecNumbers {
  /** Data set id of the catalogue; ignored when `own` is given. The knobs below work on both. */
  data?: string;
  own?: OwnData;
  /** Units of each hidden dense layer: what `layers` says too. */
  hidden?: number[];
  /**
   * The hidden layers: a number is a dense layer of so many units, e.g. [8, 8]; [] leaves it to `hidden`. A dense layer to
   * the outputs follows.
   */
  layers?: (number | LayerChoice)[];
  activation?: string;
  /** How dense and convolution weights are drawn; '' is what suits the activation that follows. */
  init?: string;
  /** One to four lanes: same data, same initial weights, same batches. */
  losses: LossChoice[];
  optimizer?: string;
  /** Parameters of the optimizer besides the learning rate, e.g. { momentum: 0.9 }. */
  optimizer_params?: Record<string, number>;
  /** How the learning rate changes from step to step; its parameters count steps and shares of the rate. */
  schedule?: string;
  schedule_params?: Record<string, number>;
  /** Id of the metric that judges all lanes alike; the first of `catalog.metrics` for the task if left out. */
  metric?: string;
  /** Points that were dragged: index, then new values in data units. */
  edits?: { index: number; x?: number[]; y?: number }[];
  /** At most one a lane, in the order of the lanes. */
  branches?: Branch[];
  /**
   * Rules that say when a lane is done, each at most once. They look at its losses at the end of every epoch. When the last
   * lane is done, step() and play() end; called again, they go on.
   */
  stop?: StopChoice[];
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
  x: Float64Array[];
  y: Float64Array;
  /** 0 train, 1 validation, per sample. */
  part: Uint8Array;
  /** 1 where a knob or the visitor made the sample an outlier. */
  outlier: Uint8Array;
  /** Channels, height and width where the inputs are an image's pixels. */
  image: [number, number, number] | null;
  /** Missing values that took the mean of their input, and samples left out for one. */
  filled: number;
  dropped: number;
}

export interface LaneInfo {
  /** Its id; 'typed' for a loss that is given by its text. */
  loss: string;
  /** Of a typed loss; otherwise empty. */
  text: string;
  params: Record<string, number>;
  /** Numbers of the embedding that its loss looks at; 0 where it looks at scores. */
  embedding: number;
  /** Whether its loss is of samples together: each then has the loss of its batch. */
  together: boolean;
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
  /** Value and gradient norm of each term of the losses. Default false. */
  terms?: boolean;
}

/** A term of a lane's objective over the training samples, the main loss first. */
export interface TermFrame {
  id: string;
  /** Without its weight. */
  value: number;
  /** Of its gradient by the model's weights, without its weight. */
  gradient_norm: number;
  /** At this step, as given and scheduled; what a balancer does comes on top. */
  weight: number;
}

/** The rule that a lane has met, when, and what it had seen by then. */
export interface Stopped {
  /** Of `catalog.stops`. */
  rule: string;
  step: number;
  /** Lowest loss of those that the rule monitors, and where it was: seek() takes the run there. */
  best: number;
  best_step: number;
}

export interface LaneFrame {
  status: 'running' | 'diverged';
  /** The step at which the first non-finite loss or weight appeared; −1 while there is none. */
  diverged_at: number;
  /** Of the last step, as the schedule has it. */
  learning_rate: number;
  train_loss: number;
  validation_loss: number;
  train_metric: number;
  validation_metric: number;
  /** Where the lane has met one of the spec's stop rules, at this step or before. */
  stopped?: Stopped;
  /** [outputs × n], output-major: ŷ in data units (regression), or scores: class 1 where > 0 (binary), largest wins. */
  predictions?: Float64Array;
  /**
   * [outputs × n] ∂L/∂ŷ of each sample's own loss, in the units of predictions; of samples that are compared, of the batch's
   * loss times its samples. Not of embeddings, which have their own.
   */
  gradients?: Float32Array;
  /** Where the model puts the samples, [D × n], and ∂L/∂e there; predictions then go by the nearest mean of a class. */
  embedding?: { places: Float32Array; gradients: Float32Array };
  /** [n] loss of each sample; of a composite one the weighted losses, without schedules and regularisers. */
  losses?: Float32Array;
  terms?: TermFrame[];
  /**
   * Model output over the range of the inputs (other inputs at their mean). One input: [outputs × field] along
   * inputs[0] from low to high. Two or more: [outputs × field rows × field columns], row 0 at inputs[1].low.
   */
  field?: Float64Array;
  /** By how much the model says the numbers of the field may be off: one deviation, or scale, of its likelihood. */
  spread?: Float32Array;
}

export interface Frame {
  step: number;
  /** The furthest step of the run; above `step` after a seek to an earlier one. */
  head: number;
  epoch: number;
  /** Whether at this step the last lane met a stop rule or diverged, so that training ended here. */
  finished: boolean;
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
    /**
     * Of a sum: each term over the training samples, without its weight, and the norm of its gradient by the weights of the
     * model. Measured at some eight steps an octave; NaN at others, and before the term was there.
     */
    terms?: { id: string; value: Float32Array; gradient_norm: Float32Array }[];
  }[];
}

/** Loss, gradient and curvature of one sample against the prediction, everything else held. */
export interface Curve {
  prediction: Float32Array;
  value: Float32Array;
  gradient: Float32Array;
  curvature: Float32Array;
}

/** What a lane goes on with; what is left out stays. Another optimizer begins with its own defaults and empty state. */
export interface LaneChange {
  loss?: LossChoice;
  optimizer?: string;
  optimizer_params?: Record<string, number>;
  learning_rate?: number;
}

/** What a run offers, wherever it runs. Session answers at once, RemoteRun (a worker) with promises. */
export interface RunMethods {
  info(): RunInfo;
  /** Trains all lanes `count` steps, or fewer when the last of them meets a stop rule: how many. */
  step(count: number): number;
  /** Back to step 0 with the same initial weights; settings stay as they are, what came after is forgotten. */
  reset(): void;
  /**
   * Takes the run to any step, back or forth, with exactly the numbers it has when trained to there: changes made on
   * the way are taken back or made again. Where it is then: `step`, unless another call cut the seek short (only in a
   * worker). A change at an earlier step replaces what came after it.
   */
  seek(step: number): number;
  frame(request?: FrameRequest): Frame;
  history(): History;
  /**
   * Value, gradient and curvature of a lane's loss against the prediction. Regression: prediction and target in data
   * units. Classes: a score against the label 0 or 1, or for class losses the logit of class `target`, the others 0.
   */
  curve(lane: number, low: number, high: number, points: number, target: number): Curve;
  /**
   * What a lane's model says of other samples. `x` in data units: a row a sample, or all rows one after the other. Numbers in
   * the target's unit (regression), or scores: one a sample, or with several classes one a class, sample after sample.
   */
  predict(lane: number, x: Column | readonly Column[]): Float64Array;
  /** Changes a slider of a lane's loss without replanning; the run goes on. This and the next three return after which step. */
  setLossParam(lane: number, id: string, value: number): number;
  setLearningRate(value: number): number;
  /** From this step on a lane trains with another loss, optimizer or rate. Its weights go on. */
  setLane(lane: number, change: LaneChange): number;
  /** Moves a sample, in data units; the run goes on. */
  movePoint(index: number, x: number[], y: number): number;
  /** Trained weights of a lane, in the order of the layers: W row-major [out × in], then b, layer by layer. */
  weights(lane: number): Float32Array;
  /**
   * The run as the text of a file, which train() and openRun() take instead of a spec: spec, changes, curve, weights and
   * optimizer state. With `step`, the run as it was there, without what came after.
   */
  save(step?: number): string;
  /** All metrics that judge the task, of a lane as it stands; with `curves` also their curves. */
  metrics(lane: number, options?: { curves?: boolean }): MetricReading[];
  /**
   * The training loss of a lane over a plane through its weights, with where the lanes have been and the way down. Takes
   * size² evaluations of all samples and arrows² gradients. Throws LossError for a lane that diverged, for 'principal'
   * before the first step, and for 'curvature' where the loss has no second derivative.
   */
  surface(lane: number, options?: SurfaceOptions): Surface;
  /** What one training step of a lane runs, and how long each instruction takes (measured on a copy, about 20 ms). */
  program(lane: number): ProgramReport;
  /** What one sample makes of every layer of a lane's model, under the present weights. */
  forward(lane: number, sample: number): LayerFrame[];
  /** What the next training step of a lane adds to its weights, in their order; NaN for a lane that diverged. */
  update(lane: number): Float32Array;
  /** Layers and samples of a lane under the present weights. Takes a pass of every sample through the model and back. */
  inspect(lane: number): Inspection;
  /** Compares derivatives by up to `count` weights (1 to 1000, 10 unless given) with differences. */
  check(lane: number, count?: number): CheckedWeight[];
  /** What is wrong with the run so far: at most one finding a lane, those of lanes that fail first. */
  findings(): Finding[];
}

export interface SurfaceOptions {
  /**
   * 'random' (default): two random directions, each filter as long as in the weights (Li et al. 2018), orthogonal to each
   * other; 1 on an axis is the length of the weights. 'principal': those in which the lane's path spread most.
   * 'curvature': those in which its loss bends up most, from its Hessian. On these 1 is a distance of 1.
   */
  directions?: 'random' | 'principal' | 'curvature';
  /** Points an axis, 3 to 101; 31 unless given. */
  size?: number;
  /** Arrows an axis, 0 to 51; 11 unless given. */
  arrows?: number;
  /** How much is seen, 0.01 to 100; at 1 (default) all of the path, or as far as the weights are long, both ways. */
  span?: number;
  /** Of random directions; 1 unless given. */
  seed?: number;
}

export interface SurfaceAxis {
  /** Column or row i is at first + i · step. */
  first: number;
  step: number;
  /** The column or row of the lane's present weights, where the coordinate is 0. */
  here: number;
  /** Of the variance of the lane's path, how much lies along this axis, 0 … 1. */
  share: number;
  /** Of the Hessian along it; 0 unless directions are those of curvature. */
  eigenvalue: number;
}

/** A lane's path seen from the plane; what lies beside it is left out. Ends where the lane is, or before it diverged. */
export interface SurfaceTrack {
  steps: Uint32Array;
  x: Float32Array;
  y: Float32Array;
}

export interface Surface {
  directions: 'random' | 'principal' | 'curvature';
  size: number;
  arrows: number;
  x: SurfaceAxis;
  y: SurfaceAxis;
  /** [size × size], row 0 at the lowest y; not finite where the loss is not. */
  losses: Float32Array;
  /** Where the negative gradient leads, in the plane's coordinates, at the middles of arrows × arrows equal cells. */
  descents: { x: Float32Array; y: Float32Array };
  /** One a lane. */
  tracks: SurfaceTrack[];
}

/** What a surface that is worked out in slices takes besides. */
export interface SurfaceProgress {
  /** Called with the share that is done, up to 1. */
  onprogress?: (share: number) => void;
  /** Ends the work; the promise rejects with its reason. */
  signal?: AbortSignal;
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
  /** A run of its own that begins at `step` of this one, with other settings for some lanes, by number. */
  branch(step: number, changes?: Record<number, LaneChange>): Promise<RemoteRun>;
  /** In slices, so that training goes on meanwhile; of the run as it is when asked. Asking again ends the one before. */
  surface(lane: number, options?: SurfaceOptions & SurfaceProgress): Promise<Surface>;
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
