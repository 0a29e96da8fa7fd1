// SPDX-License-Identifier: Apache-2.0
// What a spec chooses for its lanes and its model: losses with their terms, layers, rules that stop it.

/**
 * A loss of a lane: an id of the catalogue, or the text of a loss of your own, with values for some of its parameters (the
 * rest are defaults).
 */
export type LossChoice = LossComposite &
  (
    | { id: string; text?: string; params?: Record<string, number> }
    | { id?: 'typed'; text: string; params?: Record<string, number> }
  );

/** What a lane minimises besides its loss. */
export interface LossComposite {
  /** Of the loss where there are more terms. Default 1. */
  weight?: number;
  /**
   * How much a sample counts by its class: one over the class's training samples, or over their effective number (Cui et al.
   * 2019, β = 0.999), or a number for each class. Means are Σ w·l ÷ Σ w. Default none.
   */
  class_weights?: 'none' | 'inverse' | 'effective' | number[];
  /** What is added to it: other losses with the same kind of target, and regularisers. */
  terms?: LossTerm[];
  /** How the losses share the gradient: an id of `catalog.balancers`. Default fixed. */
  balance?: string;
  balance_params?: Record<string, number>;
}

/**
 * A term of a composite loss. Its weight at step t, over `steps` n: constant; linear: w·max(0, 1 − t/n); cosine:
 * w·(1 + cos(π·min(1, t/n)))/2; warm_up: w·min(1, (t + 1)/n).
 */
export interface LossTerm {
  /** Of `catalog.regularisers` or of a loss. */
  id: string;
  params?: Record<string, number>;
  /** Default 1. */
  weight?: number;
  schedule?: 'constant' | 'linear' | 'cosine' | 'warm_up';
  /** Default 1000. */
  steps?: number;
}

/** A rule that stops a lane: an id of `catalog.stops` with values for some of its parameters. */
export interface StopChoice {
  id: string;
  params?: Record<string, number>;
}

/** A layer of the model: an id of the catalogue with values for some of its parameters. */
export interface LayerChoice {
  id: string;
  params?: Record<string, number>;
  /** What follows it; left out, the model's activation after layers that have one. 'linear' is none. */
  activation?: string;
  /** Its weights stay as they are drawn. */
  frozen?: boolean;
}
