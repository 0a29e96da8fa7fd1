// SPDX-License-Identifier: Apache-2.0
// Arrays that snippets of the documentation take for the reader's own.
declare global {
  var prediction: Float32Array;
  var target: Float32Array;
  /** Scores of three classes for two samples. */
  var scores: Float32Array;
  var classes: number[];
  /** Anchor, positive and negative: eight features of two samples. */
  var a: Float32Array;
  var p: Float32Array;
  var n: Float32Array;
}

globalThis.prediction = Float32Array.of(0, 1, 4);
globalThis.target = Float32Array.of(0, 0, 0);
globalThis.scores = Float32Array.of(0, 1, 2, 0, 1, 2);
globalThis.classes = [0, 2];
globalThis.a = new Float32Array(16);
globalThis.p = new Float32Array(16).fill(1);
globalThis.n = new Float32Array(16).fill(2);

export {};
