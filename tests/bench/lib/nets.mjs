// SPDX-License-Identifier: Apache-2.0
// The dense nets of the table: what is trained, and the contenders that run in Node and in a page alike.
import { engine } from './engine.mjs';
import { denseLoop, tinyLoop } from './loops.mjs';
import { local } from './measure.mjs';
import { netNumbers } from './numbers.mjs';

export const tiny = {
  name: 'mlp-tiny',
  title: '2-4-2-1 tanh, squared error, SGD, batch 10',
  sizes: [2, 4, 2, 1],
  activation: 'tanh',
  head: 'mse',
  optimizer: 'sgd',
  batch: 10,
  samples: 140,
  signed: true,
  classes: 2,
  spec: {
    hidden: [4, 2],
    activation: 'tanh',
    batch_size: 10,
    optimizer: 'sgd',
    learning_rate: 0.1,
    losses: [{ id: 'mse' }],
  },
};

export const adam = {
  name: 'mlp-adam',
  title: '2-16-16-16-1 relu, binary cross-entropy with logits, Adam, batch 32',
  sizes: [2, 16, 16, 16, 1],
  activation: 'relu',
  head: 'bce',
  optimizer: 'adam',
  batch: 32,
  samples: 320,
  classes: 2,
  spec: {
    hidden: [16, 16, 16],
    activation: 'relu',
    batch_size: 32,
    optimizer: 'adam',
    learning_rate: 0.01,
    losses: [{ id: 'binary_cross_entropy_with_logits' }],
  },
};

export const wide = {
  name: 'mlp-wide',
  title: '784-128-10 relu, softmax cross-entropy, momentum, batch 64',
  sizes: [784, 128, 10],
  activation: 'relu',
  head: 'crossEntropy',
  optimizer: 'momentum',
  batch: 64,
  samples: 640,
  classes: 10,
};

export const nets = Object.fromEntries([tiny, adam, wide].map((net) => [net.name, net]));

const loop = (net, numbers) => {
  const step = net === tiny ? tinyLoop(numbers, net.batch) : denseLoop(net, numbers, net.batch);
  let loss = Number.NaN;
  return local(
    'JavaScript loop by hand',
    (count) => {
      for (let k = 0; k < count; k++) loss = step();
    },
    () => loss,
  );
};

/**
 * Entries for table(): the engine, the fused step in wasm and the loop. Everybody trains on what the engine trains on
 * where the net is small enough for it; `inWasm` opens contenders of the module.
 */
export async function localEntries(net, losscape, inWasm) {
  const forEngine = (n) =>
    engine(losscape, net.spec, netNumbers(net, 2 * n), { task: 'binary', signed: net.signed });
  const few = net.spec ? await forEngine(net.batch) : null;
  const many = net.spec ? await forEngine(net.samples) : null;
  const small = few?.numbers ?? netNumbers(net, net.batch);
  const large = many?.numbers ?? netNumbers(net, net.samples);
  const both = (make) => ({ check: () => make(small), open: () => make(large) });
  const entries = [{ id: 'loop', reference: true, ...both((n) => loop(net, n)) }];
  if (net.spec)
    entries.push({
      id: 'engine',
      ours: true,
      evaluates: true,
      check: () => few.contender,
      open: () => {
        many.contender.seconds(30_000); // the first thousands of steps are recorded in the history, each or nearly
        return many.contender;
      },
    });
  entries.push({
    id: 'core',
    ours: !net.spec,
    ...both((n) => inWasm(`${net.name}/core`, n.all, 'Losscape core, wasm')),
  });
  if (net.spec)
    entries.push({
      id: 'hand',
      ...both((n) => inWasm(`${net.name}/hand`, n.all, 'C++ fused by hand, wasm')),
    });
  return { entries, both };
}
