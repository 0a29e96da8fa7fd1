// SPDX-License-Identifier: Apache-2.0
// brain.js 1.6.1 in Node. It has one activation for all layers, its output's included, squared error only, and updates
// its weights after every sample; a step here is as many samples as a batch has, and its loss cannot be compared.
import { createRequire } from 'node:module';
import { local } from '../measure.mjs';
import { batches } from '../numbers.mjs';

const brain = createRequire(import.meta.url)('brain.js');

export function net({ sizes, activation, optimizer }, { x, y, n }, batch) {
  const made = new brain.NeuralNetwork({ hiddenLayers: sizes.slice(1, -1), activation });
  made.sizes = sizes;
  made.updateTrainingOptions({
    learningRate: 0.01,
    ...(optimizer === 'adam' ? { praxis: 'adam' } : { momentum: optimizer === 'momentum' ? 0.9 : 0.1 }),
  });
  made.initialize();
  const outputs = sizes.at(-1);
  const samples = Array.from({ length: n }, (_, i) => ({
    input: Float32Array.from({ length: sizes[0] }, (_, d) => x[d * n + i]),
    output: outputs === 1 ? [y[i]] : Float32Array.from({ length: outputs }, (_, c) => (c === y[i] ? 1 : 0)),
  }));
  const { order, next } = batches(n, batch);
  return local(
    'brain.js 1.6.1',
    (count) => {
      for (let k = 0; k < count; k++) {
        const at = next();
        for (let b = 0; b < batch; b++) made.trainPattern(samples[order[at + b]]);
      }
    },
    () => Number.NaN,
  );
}
