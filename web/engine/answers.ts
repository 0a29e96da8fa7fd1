// SPDX-License-Identifier: Apache-2.0
// What a run answers when it is asked. Plain data, as in types.ts.

/** A layer of a lane's model; the first is the input itself, the last the dense one to the outputs. */
export interface LayerShape {
  /** Begins the names of its parameters, for example dense1; input, for the first. */
  name: string;
  /** Id of what follows it, '' for none. */
  activation: string;
  /** Of what comes out for one sample: units, or steps, or channels × height × width. */
  shape: number[];
  /** Its trained numbers, in the order in which weights() has them; of a dense layer weight [out × in] and bias. */
  parameters: { name: string; offset: number; shape: number[] }[];
}

/** What one sample makes of a layer. */
export interface LayerFrame extends LayerShape {
  /** Row-major in `shape`, after the activation, in the model's units: inputs and targets are standardised. */
  values: Float32Array;
  /** ∂ℓ/∂value of the sample's own loss. */
  gradients: Float32Array;
  /** ∂ℓ/∂parameter, those of the layer one after the other. */
  weight_gradients: Float32Array;
}

/** Counts over equal bins from low to high; numbers that are not finite are left out. */
export interface Histogram {
  low: number;
  high: number;
  counts: number[];
}

/** A layer under the present weights. Norms are Euclidean, over all its parameters. */
export interface LayerReport {
  name: string;
  weight_norm: number;
  /** Of the mean loss of the training part, as shown: without regularisers. */
  gradient_norm: number;
  /** Of what the next training step changes; NaN for a lane that diverged. */
  update_norm: number;
  /** Root mean square of the gradients of samples' losses by what comes out of the layer. */
  flow: number;
  units: number;
  /** Units that are 0 for every training sample, after an activation that can die, such as ReLU. */
  dead: number;
  /** Units within 0.01 of a bound of their activation for every training sample, such as tanh's ±1. */
  saturated: number;
  weights: Histogram;
  gradients: Histogram;
  activations: Histogram;
}

export interface Inspection {
  /** All but the input. */
  layers: LayerReport[];
  /** ‖∇ℓᵢ‖ of each sample's own loss by all weights. */
  norms: Float32Array;
  /** What part of the sum of these norms over the training part each one is; 0 for samples of the other. */
  shares: Float32Array;
  /** Of the mean loss over the training part. */
  gradient_norm: number;
  /**
   * How many samples a batch needs until noise and gradient weigh the same (McCandlish et al. 2018, arXiv:1812.06162,
   * B_simple); NaN where the gradient is lost in the noise.
   */
  noise_scale: number;
}

/** A derivative of the mean loss of at most 64 training samples, by the program that trains and by differences. */
export interface CheckedWeight {
  /** dense1.weight */
  parameter: string;
  /** Within it, row-major. */
  index: number;
  analytic: number;
  /** Central differences of the loss in double precision. At a kink the two may differ. */
  numeric: number;
}

export type FindingId =
  | 'diverged'
  | 'diverging'
  | 'dead'
  | 'exploding'
  | 'vanishing'
  | 'collapse'
  | 'unsteady'
  | 'overfitting'
  | 'slow'
  | 'plateau';

/** What is wrong with a lane, with the numbers that say so and a change of the spec that may help. */
export interface Finding {
  id: FindingId;
  lane: number;
  /** At which it shows. */
  step: number;
  /** Training fails, rather than not being at its best. */
  serious: boolean;
  /**
   * By finding. diverged: rate. diverging, slow, plateau: first and now, losses. dead: layer (from 1), dead, units.
   * exploding, vanishing: ratio of gradients, first layer to last. collapse: class, share of the labels. unsteady: rises,
   * swing, shares of steps and of the loss. overfitting: best_step, best, now.
   */
  evidence: Record<string, number>;
  /** Fields of a spec. */
  remedy: Record<string, unknown>;
}
