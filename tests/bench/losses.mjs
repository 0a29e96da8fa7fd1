// SPDX-License-Identifier: Apache-2.0
// Mean loss and its gradient. Cross-entropy has its classes along the first axis here and along the last for tfjs and
// jax-js, as each likes it.
import { lossLoops } from './lib/loops.mjs';
import { local } from './lib/measure.mjs';
import { native } from './lib/native.mjs';
import { join, randomFloats } from './lib/numbers.mjs';
import { inWasm } from './lib/setup.mjs';
import { table } from './lib/table.mjs';

const labels = (n, classes) =>
  randomFloats(n, 5).map((v) => Math.min(classes - 1, Math.floor((v + 0.5) * classes)));

const million = 2 ** 20;
const workloads = [
  { id: 'mse', loss: 'mse', n: million, target: (n) => randomFloats(n, 5, 4) },
  { id: 'huber', loss: 'huber', n: million, target: (n) => randomFloats(n, 5, 4) },
  { id: 'bce', loss: 'bce', n: million, target: (n) => labels(n, 2) },
  { id: 'focal', loss: 'focal', n: million, target: (n) => labels(n, 2) },
  { id: 'ce10', loss: 'crossEntropy', n: 4096, classes: 10, target: (n) => labels(n, 10) },
  { id: 'ce1000', loss: 'crossEntropy', n: 256, classes: 1000, target: (n) => labels(n, 1000) },
];

for (const { id, loss, n, classes = 1, target } of workloads) {
  const numbers = { p: randomFloats(n * classes, 1, 8), t: target(n), n };
  const all = join(numbers.p, numbers.t);
  const name = `loss-${id}`;
  const byHand = () => {
    const gradient = new Float32Array(numbers.p.length);
    let value = Number.NaN;
    return local(
      'JavaScript loop by hand',
      (count) => {
        for (let k = 0; k < count; k++) value = lossLoops[loss](numbers.p, numbers.t, gradient);
      },
      () => value,
    );
  };
  const entries = [];
  const add = (key, make, more = {}) => entries.push({ id: key, check: make, open: make, ...more });
  add('loop', byHand, { reference: true });
  add('core', () => inWasm(`${name}/core`, all, 'Losscape core, wasm'), { ours: true });
  add('hand', () => inWasm(`${name}/hand`, all, 'C++ fused by hand, wasm'));
  add('native_hand', () => native(`${name}/hand`, all, 'C++ fused by hand, native'));
  add('native_core', () => native(`${name}/core`, all, 'Losscape core, native'));
  for (const backend of ['cpu', 'wasm'])
    add(
      `tfjs_${backend}`,
      async () => (await import('./lib/peers/tfjs.mjs')).lossAndGradient(backend, loss, numbers),
      {
        title: `tfjs ${backend}`,
      },
    );
  add('jax', async () => (await import('./lib/peers/jax.mjs')).lossAndGradient(loss, numbers), {
    title: 'jax-js',
  });
  const peers = ['tfjs_cpu', 'tfjs_wasm', 'jax'];
  await table(
    `${loss}, value and gradient, ${classes > 1 ? `${n} × ${classes}` : n}, Node ${process.versions.node}`,
    entries,
    {
      steps: 1,
      targets: [
        { text: 'fused by hand, native ÷ ours', of: (s) => s.native_hand / s.core, least: 0.8 },
        {
          text: 'best npm peer ÷ ours',
          of: (s) => Math.min(...peers.map((k) => s[k] ?? Infinity)) / s.core,
          least: 4,
        },
      ],
    },
  );
}
