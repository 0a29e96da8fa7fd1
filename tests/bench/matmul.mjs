// SPDX-License-Identifier: Apache-2.0
// Square matrix products: A·B, Aᵀ·B and A·Bᵀ.
import { native } from './lib/native.mjs';
import { join, randomFloats } from './lib/numbers.mjs';
import { inWasm } from './lib/setup.mjs';
import { table } from './lib/table.mjs';

const forms = { nn: 'A·B', tn: 'Aᵀ·B', nt: 'A·Bᵀ' };

for (const n of [64, 128, 256, 512]) {
  for (const [form, title] of Object.entries(forms)) {
    const numbers = { a: randomFloats(n * n, 1), b: randomFloats(n * n, 2), n };
    const all = join(numbers.a, numbers.b);
    const name = `matmul-${form}`;
    const entries = [];
    const add = (id, make, more = {}) => entries.push({ id, check: make, open: make, ...more });
    add('core', () => inWasm(`${name}/core`, all, 'Losscape core, wasm'), { ours: true, reference: true });
    add('eigen', () => native(`${name}/eigen`, all, 'Eigen, native'));
    add('native_core', () => native(`${name}/core`, all, 'Losscape core, native'));
    for (const backend of ['cpu', 'wasm'])
      add(
        `tfjs_${backend}`,
        async () => (await import('./lib/peers/tfjs.mjs')).product(backend, form, numbers),
        {
          title: `tfjs ${backend}`,
        },
      );
    add('jax', async () => (await import('./lib/peers/jax.mjs')).product(form, numbers), { title: 'jax-js' });
    await table(`${title}, ${n} × ${n}, Node ${process.versions.node}`, entries, {
      steps: 1,
      rounds: 7,
      sample: 0.02,
      rate: { unit: 'GFLOP/s', of: (s) => ((2 * n ** 3) / s / 1e9).toFixed(1) },
      targets: [
        { text: 'Eigen, native ÷ ours', of: (s) => s.eigen / s.core, least: 1 },
        ...(form === 'nn'
          ? [{ text: 'tfjs wasm ÷ ours', of: (s) => s.tfjs_wasm / s.core, least: 1.05 }]
          : []),
      ],
    });
  }
}
