// SPDX-License-Identifier: Apache-2.0
// A small convolutional net. The rival by hand calls the core's own kernels one after the other.
import { native } from './lib/native.mjs';
import { join, netNumbers, randomFloats } from './lib/numbers.mjs';
import { inWasm } from './lib/setup.mjs';
import { Cannot, table } from './lib/table.mjs';

const batch = 16;
const shapes = [
  [8, 1, 5, 5],
  [16, 8, 5, 5],
  [10, 256],
];
const filters = shapes.map((shape, k) => {
  const [out, ...rest] = shape;
  const inputs = rest.reduce((a, b) => a * b);
  return {
    shape,
    weight: randomFloats(out * inputs, 7 + k, 2 * Math.sqrt(6 / (inputs + out))),
    bias: new Float32Array(out),
  };
});
const theta = join(...filters.flatMap(({ weight, bias }) => [weight, bias]));
const numbers = (n) => {
  const { x, y } = netNumbers({ sizes: [784, 10], classes: 10 }, n);
  return { x, y, n, theta, all: join(x, y, theta) };
};
const few = numbers(batch);
const many = numbers(10 * batch);

const entries = [];
const add = (id, make, more = {}) =>
  entries.push({ id, check: () => make(few), open: () => make(many), ...more });
add('hand', (n) => inWasm('conv/hand', n.all, 'C++ by hand over our kernels, wasm'), { reference: true });
add('core', (n) => inWasm('conv/core', n.all, 'Losscape core, wasm'), { ours: true });
add('native_hand', (n) => native('conv/hand', n.all, 'C++ by hand over our kernels, native'));
add('native_core', (n) => native('conv/core', n.all, 'Losscape core, native'));
for (const backend of ['cpu', 'wasm'])
  add(
    `tfjs_${backend}`,
    async (n) => (await import('./lib/peers/tfjs.mjs')).convNet(backend, { filters }, n, batch),
    {
      title: `tfjs ${backend}`,
    },
  );
add('jax', async (n) => (await import('./lib/peers/jax.mjs')).convNet({ filters }, n, batch), {
  title: 'jax-js',
});
add('convnet', async (n) => (await import('./lib/peers/convnet.mjs')).convNet({ filters }, n, batch), {
  title: 'convnetjs',
});
add(
  'brain',
  () => {
    throw new Cannot('it has no convolutions');
  },
  { title: 'brain.js' },
);

const peers = ['tfjs_cpu', 'tfjs_wasm', 'jax', 'convnet'];
await table(
  `1×28×28 – conv 8@5×5 – pool – conv 16@5×5 – pool – dense 10, batch 16, Node ${process.versions.node}`,
  entries,
  {
    steps: 4,
    targets: [
      {
        text: 'best npm peer ÷ ours',
        of: (s) => Math.min(...peers.map((k) => s[k] ?? Infinity)) / s.core,
        least: 10,
      },
      { text: 'by hand, native ÷ ours', of: (s) => s.native_hand / s.core, least: 0.7 },
    ],
  },
);
