// SPDX-License-Identifier: Apache-2.0
// The runs of tests/cc/determinism_test.cc as a user of the package writes them; weights.json holds their fingerprints.
import type { Spec } from '../../web/engine/types.ts';

const tiny: Spec = {
  data: 'moons',
  hidden: [4, 2],
  batch_size: 10,
  optimizer: 'sgd',
  learning_rate: 0.1,
  losses: [{ id: 'mse' }],
};
const relu: Spec = {
  ...tiny,
  data: 'spiral',
  hidden: [16, 16, 16],
  activation: 'relu',
  batch_size: 32,
  optimizer: 'adam',
  learning_rate: 0.01,
  losses: [{ id: 'binary_cross_entropy_with_logits' }, { id: 'sigmoid_focal' }, { id: 'hinge' }],
};

export const goldenRuns: Record<string, Spec> = {
  tiny,
  relu,
  classes: {
    ...relu,
    data: 'penguins',
    activation: 'sigmoid',
    optimizer: 'momentum',
    losses: [{ id: 'cross_entropy' }],
  },
  robust: {
    ...tiny,
    data: 'cars',
    outliers: 5,
    losses: [
      { id: 'huber', params: { delta: 0.5 } },
      { id: 'log_cosh' },
      { id: 'quantile', params: { q: 0.9 } },
      { id: 'mae' },
    ],
  },
};

/** FNV-1a over the bits of the weights, as 16 hexadecimal digits. */
export function fingerprint(weights: Float32Array): string {
  let hash = 0xcbf29ce484222325n;
  for (const byte of new Uint8Array(weights.buffer, weights.byteOffset, weights.byteLength)) {
    hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n);
  }
  return hash.toString(16).padStart(16, '0');
}
