// SPDX-License-Identifier: Apache-2.0
// Arrays that snippets of the documentation take for the reader's own.
declare global {
  var prediction: Float32Array;
  var target: Float32Array;
  /** Scores of three classes for two samples. */
  var scores: Float32Array;
  var classes: number[];
  /** Two samples' embeddings of two features. */
  var anchor: number[][];
  var positive: number[][];
  var negative: number[][];
}

globalThis.prediction = Float32Array.of(0, 1, 4);
globalThis.target = Float32Array.of(0, 0, 0);
globalThis.scores = Float32Array.of(0, 1, 2, 0, 1, 2);
globalThis.classes = [0, 2];
globalThis.anchor = [
  [0, 0],
  [1, 0],
];
globalThis.positive = [
  [0, 1],
  [1, 1],
];
globalThis.negative = [
  [2, 2],
  [3, 1],
];

export {};
