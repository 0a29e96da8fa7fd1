// SPDX-License-Identifier: Apache-2.0
// @tensorflow/tfjs in Node, its cpu or wasm backend, one thread. Batches are tensors before the clock starts, so tfjs
// draws nothing; the loss is read back once a sample.
import { createRequire, register } from 'node:module';
import { dirname, join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { setThreadsCount, setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { local } from '../measure.mjs';
import { layersOf } from '../numbers.mjs';

// The gradients are only in its modules for bundlers, which leave out the ".js" that Node wants. They register
// themselves in a global table that all copies of the library share.
register(
  `data:text/javascript,${encodeURIComponent(`export const resolve = (name, context, next) =>
    next(context.parentURL?.includes('/tfjs-core/') && /^\\.(?!.*\\.js$)/.test(name) ? name + '.js' : name, context);`)}`,
);
await import('@tensorflow/tfjs-core/dist/register_all_gradients.js');

const require = createRequire(import.meta.url);
setWasmPaths(`${join(dirname(require.resolve('@tensorflow/tfjs-backend-wasm/package.json')), 'wasm-out')}/`);
setThreadsCount(1);
tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
for (const name of ['cpu', 'wasm']) await tf.setBackend(name); // starts it; afterwards switching is immediate

const title = (backend) => `tfjs ${tf.version_core} ${backend}`;

/** Runs `work` with every tensor it makes freed, on a backend. */
const on = (backend, work) => {
  tf.setBackend(backend);
  return tf.tidy(work);
};

function batchesOf({ x, y, n }, batch, sampleShape) {
  const inputs = x.length / n;
  return Array.from({ length: Math.floor(n / batch) }, (_, k) => {
    const rows = new Float32Array(batch * inputs);
    for (let b = 0; b < batch; b++)
      for (let d = 0; d < inputs; d++) rows[b * inputs + d] = x[d * n + k * batch + b];
    const labels = y.slice(k * batch, (k + 1) * batch);
    return { x: tf.tensor(rows, [batch, ...sampleShape]), labels };
  });
}

const optimizers = {
  sgd: () => tf.train.sgd(0.1),
  adam: () => tf.train.adam(0.01, 0.9, 0.999, 1e-8),
  momentum: () => tf.train.momentum(0.05, 0.9),
};

const lossOf = {
  mse: (z, y) => tf.mean(tf.square(tf.sub(z, y))),
  bce: (z, y) => tf.mean(tf.sub(tf.softplus(z), tf.mul(z, y))),
  crossEntropy: (z, hot) => tf.neg(tf.mean(tf.sum(tf.mul(hot, tf.logSoftmax(z)), 1))),
};

// The target of a batch as the loss wants it.
const target = (head, labels, classes) =>
  head === 'crossEntropy'
    ? tf.tidy(() => tf.cast(tf.oneHot(tf.tensor1d(Int32Array.from(labels), 'int32'), classes), 'float32'))
    : tf.tensor2d(labels, [labels.length, 1]);

function trainer(backend, optimizer, batches, forward, head) {
  const update = optimizers[optimizer]();
  let at = 0;
  let loss = Number.NaN;
  return local(
    title(backend),
    (count) => {
      tf.setBackend(backend);
      for (let i = 1; i <= count; i++) {
        const { x, y } = batches[at++ % batches.length];
        const cost = tf.tidy(() => update.minimize(() => lossOf[head](forward(x), y), true));
        if (i === count) loss = cost.dataSync()[0];
        cost.dispose();
      }
    },
    () => loss,
    () => {
      tf.setBackend(backend);
      tf.disposeVariables();
    },
  );
}

export function net(backend, { sizes, activation, head, optimizer }, numbers, batch) {
  tf.setBackend(backend);
  const act = activation === 'tanh' ? tf.tanh : tf.relu;
  const layers = layersOf(sizes, numbers.theta).map(({ weight, bias, inputs, out }) => ({
    w: tf.variable(tf.tidy(() => tf.transpose(tf.tensor2d(weight, [out, inputs])))),
    b: tf.variable(tf.tensor1d(bias)),
  }));
  const batches = batchesOf(numbers, batch, [sizes[0]]).map(({ x, labels }) => ({
    x,
    y: target(head, labels, sizes.at(-1)),
  }));
  const forward = (x) =>
    layers.reduce((a, { w, b }, k) => {
      const z = tf.add(tf.matMul(a, w), b);
      return k + 1 < layers.length ? act(z) : z;
    }, x);
  return trainer(backend, optimizer, batches, forward, head);
}

const elementLosses = {
  mae: (p, t) => tf.mean(tf.abs(tf.sub(p, t))),
  logCosh: (p, t) => {
    const e = tf.abs(tf.sub(p, t));
    return tf.mean(tf.sub(tf.add(e, tf.softplus(tf.mul(e, -2))), Math.LN2));
  },
  mse: (p, t) => tf.mean(tf.square(tf.sub(p, t))),
  huber: (p, t) => {
    const e = tf.sub(p, t);
    const a = tf.abs(e);
    const q = tf.minimum(a, 1);
    return tf.mean(tf.mul(q, tf.sub(a, tf.mul(q, 0.5))));
  },
  bce: (p, t) => tf.mean(tf.sub(tf.softplus(p), tf.mul(p, t))),
  focal: (p, t) => {
    const m = tf.mul(p, tf.sub(tf.mul(t, 2), 1));
    const weight = tf.sub(0.75, tf.mul(t, 0.5));
    const miss = tf.sigmoid(tf.neg(m));
    return tf.mean(tf.mul(tf.mul(weight, tf.square(miss)), tf.softplus(tf.neg(m))));
  },
  crossEntropy: (p, t) => tf.neg(tf.mean(tf.sum(tf.mul(t, tf.logSoftmax(p)), 1))),
};

/** Value and gradient of a mean loss. Predictions are [n], or [n, C] with C classes. */
export function lossAndGradient(backend, loss, { p, t, n }) {
  tf.setBackend(backend);
  const classes = p.length / n;
  let prediction = tf.tensor1d(p);
  let wanted;
  if (loss === 'crossEntropy') {
    prediction = tf.tidy(() => tf.transpose(tf.tensor2d(p, [classes, n])));
    wanted = target('crossEntropy', t, classes);
  } else {
    wanted = tf.tensor1d(t);
  }
  const f = tf.valueAndGrad((v) => elementLosses[loss](v, wanted));
  let value = Number.NaN;
  return local(
    title(backend),
    (count) => {
      for (let i = 1; i <= count; i++)
        on(backend, () => {
          const r = f(prediction);
          if (i === count) {
            r.grad.dataSync();
            value = r.value.dataSync()[0];
          }
        });
    },
    () => value,
    () => {
      tf.dispose([prediction, wanted]);
    },
  );
}

export function product(backend, form, { a, b, n }) {
  tf.setBackend(backend);
  const left = tf.tensor2d(a, [n, n]);
  const right = tf.tensor2d(b, [n, n]);
  let sum = Number.NaN;
  return local(
    title(backend),
    (count) => {
      tf.setBackend(backend);
      for (let i = 1; i <= count; i++) {
        const c = tf.matMul(left, right, form === 'tn', form === 'nt');
        if (i === count)
          sum = c
            .dataSync()
            .subarray(0, n)
            .reduce((s, v) => s + v, 0);
        c.dispose();
      }
    },
    () => sum,
    () => tf.dispose([left, right]),
  );
}

/** 1×28×28 – conv 8@5×5 – pool – conv 16@5×5 – pool – fc 10; channels last, as tfjs has it. */
export function convNet(backend, { filters }, numbers, batch) {
  tf.setBackend(backend);
  const variables = filters.map(({ weight, bias, shape }) => ({
    w: tf.variable(
      tf.tidy(() =>
        shape.length === 4
          ? tf.transpose(tf.tensor(weight, shape), [2, 3, 1, 0])
          : // the dense layer's inputs are channels first: reorder its rows to rows, columns, channels
            tf.reshape(tf.transpose(tf.tensor(weight, [10, 16, 4, 4]), [2, 3, 1, 0]), [256, 10]),
      ),
    ),
    b: tf.variable(tf.tensor1d(bias)),
  }));
  const batches = batchesOf(numbers, batch, [28, 28, 1]).map(({ x, labels }) => ({
    x,
    y: target('crossEntropy', labels, 10),
  }));
  const forward = (x) => {
    let a = x;
    for (const { w, b } of variables.slice(0, 2))
      a = tf.maxPool(tf.relu(tf.add(tf.conv2d(a, w, 1, 'valid'), b)), 2, 2, 'valid');
    return tf.add(tf.matMul(tf.reshape(a, [batch, 256]), variables[2].w), variables[2].b);
  };
  return trainer(backend, 'momentum', batches, forward, 'crossEntropy');
}
