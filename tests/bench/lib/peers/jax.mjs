// SPDX-License-Identifier: Apache-2.0
// @jax-js/jax on its wasm device: one jitted step, compiled before the clock starts. Batches are arrays by then, too.
import { local } from '../measure.mjs';
import { layersOf } from '../numbers.mjs';

globalThis.navigator ??= { hardwareConcurrency: 1 }; // it asks the navigator for WebGPU, which Node 20 lacks
const { defaultDevice, init, jit, lax, nn, numpy: np, valueAndGrad } = await import('@jax-js/jax');
await init('wasm');
defaultDevice('wasm');

const title = 'jax-js 0.1.25 wasm';

const array = (values, shape) => np.array(Float32Array.from(values)).reshape(shape);

const lossOf = {
  mse: (z, y) => np.mean(np.square(z.sub(y))),
  bce: (z, y) => np.mean(nn.softplus(z.ref).sub(z.mul(y))),
  crossEntropy: (z, hot) => np.mean(np.sum(hot.mul(nn.logSoftmax(z, -1)), -1)).neg(),
};

const optimizers = {
  sgd: {
    state: () => [],
    step: (p, g) => ({ params: p.map((v, i) => v.sub(g[i].mul(0.1))), state: [] }),
  },
  momentum: {
    state: (p) => p.map((v) => np.zerosLike(v.ref)),
    step(p, g, s) {
      const velocity = s.map((v, i) => v.mul(0.9).add(g[i]));
      return { params: p.map((v, i) => v.sub(velocity[i].ref.mul(0.05))), state: velocity };
    },
  },
  adam: {
    state: (p) => [
      ...p.map((v) => np.zerosLike(v.ref)),
      ...p.map((v) => np.zerosLike(v.ref)),
      array([1], []),
      array([1], []),
    ],
    step(p, g, s) {
      const n = p.length;
      const p1 = s[2 * n].mul(0.9);
      const p2 = s[2 * n + 1].mul(0.999);
      const m = p.map((_, i) => s[i].mul(0.9).add(g[i].ref.mul(0.1)));
      const v = p.map((_, i) => s[n + i].mul(0.999).add(np.square(g[i]).mul(0.001)));
      const rate = np.array(0.01).div(np.array(1).sub(p1.ref));
      const root = np.sqrt(np.array(1).sub(p2.ref));
      const params = p.map((w, i) =>
        w.sub(rate.ref.mul(m[i].ref).div(np.sqrt(v[i].ref).div(root.ref).add(1e-8))),
      );
      rate.dispose();
      root.dispose();
      return { params, state: [...m, ...v, p1, p2] };
    },
  },
};

function batchesOf({ x, y, n }, batch, shape, targetOf) {
  const inputs = x.length / n;
  return Array.from({ length: Math.floor(n / batch) }, (_, k) => {
    const rows = new Float32Array(batch * inputs);
    for (let b = 0; b < batch; b++)
      for (let d = 0; d < inputs; d++) rows[b * inputs + d] = x[d * n + k * batch + b];
    return { x: array(rows, [batch, ...shape]), y: targetOf(y.subarray(k * batch, (k + 1) * batch)) };
  });
}

const hot = (labels, classes) => {
  const out = new Float32Array(labels.length * classes);
  for (const [i, label] of labels.entries()) out[i * classes + label] = 1;
  return array(out, [labels.length, classes]);
};

function trainer(optimizer, batches, start, lossFn) {
  const { state: initial, step: rule } = optimizers[optimizer];
  const step = jit((params, state, x, y) => {
    const [loss, g] = valueAndGrad(lossFn)(
      params.map((p) => p.ref),
      x,
      y,
    );
    return { loss, ...rule(params, g, state) };
  });
  let params = start;
  let state = initial(params);
  let at = 0;
  let loss = Number.NaN;
  return local(
    title,
    (count) => {
      for (let i = 1; i <= count; i++) {
        const { x, y } = batches[at++ % batches.length];
        const next = step(params, state, x.ref, y.ref);
        params = next.params;
        state = next.state;
        if (i === count) loss = next.loss.dataSync()[0];
        else next.loss.dispose();
      }
    },
    () => loss,
  );
}

export function net({ sizes, activation, head, optimizer }, numbers, batch) {
  const params = layersOf(sizes, numbers.theta).flatMap(({ weight, bias, inputs, out }) => [
    np.transpose(array(weight, [out, inputs])),
    array(bias, [out]),
  ]);
  const act = activation === 'tanh' ? np.tanh : nn.relu;
  const classes = sizes.at(-1);
  const targetOf = (labels) =>
    head === 'crossEntropy' ? hot(labels, classes) : array(labels, [labels.length, 1]);
  const lossFn = (p, x, y) => {
    let a = x;
    for (let k = 0; k < p.length; k += 2) {
      const z = np.matmul(a, p[k]).add(p[k + 1]);
      a = k + 2 < p.length ? act(z) : z;
    }
    return lossOf[head](a, y);
  };
  return trainer(optimizer, batchesOf(numbers, batch, [sizes[0]], targetOf), params, lossFn);
}

export function convNet({ filters }, numbers, batch) {
  const params = filters.flatMap(({ weight, bias, shape }) => [
    shape.length === 4 ? array(weight, shape) : np.transpose(array(weight, shape)),
    array(bias, shape.length === 4 ? [1, bias.length, 1, 1] : [bias.length]),
  ]);
  const pool = (a) => lax.reduceWindow(a, (w) => np.max(w), [2, 2], [2, 2]);
  const lossFn = (p, x, y) => {
    let a = x;
    for (const k of [0, 2]) a = pool(nn.relu(lax.conv(a, p[k], [1, 1], 'VALID').add(p[k + 1])));
    return lossOf.crossEntropy(np.matmul(a.reshape([batch, 256]), p[4]).add(p[5]), y);
  };
  return trainer(
    'momentum',
    batchesOf(numbers, batch, [1, 28, 28], (l) => hot(l, 10)),
    params,
    lossFn,
  );
}

const elementLosses = {
  mse: lossOf.mse,
  huber: (p, t) => {
    const a = np.abs(p.sub(t));
    const q = np.minimum(a.ref, 1);
    return np.mean(q.ref.mul(a.sub(q.mul(0.5))));
  },
  bce: lossOf.bce,
  focal: (p, t) => {
    const m = p.mul(t.ref.mul(2).sub(1));
    const weight = np.array(0.75).sub(t.mul(0.5));
    const miss = nn.sigmoid(m.ref.neg());
    return np.mean(weight.mul(np.square(miss)).mul(nn.softplus(m.neg())));
  },
  crossEntropy: lossOf.crossEntropy,
};

export function lossAndGradient(loss, { p, t, n }) {
  const classes = p.length / n;
  const ce = loss === 'crossEntropy';
  const prediction = ce ? np.transpose(array(p, [classes, n])) : array(p, [n]);
  const wanted = ce ? hot(t, classes) : array(t, [n]);
  const f = jit((a, b) => valueAndGrad(elementLosses[loss])(a, b));
  let value = Number.NaN;
  return local(
    title,
    async (count) => {
      for (let i = 1; i <= count; i++) {
        const [v, g] = f(prediction.ref, wanted.ref);
        await g.blockUntilReady(); // nothing is computed before somebody waits for it
        g.dispose();
        value = v.dataSync()[0];
      }
    },
    () => value,
  );
}

export function product(form, { a, b, n }) {
  const left = array(a, [n, n]);
  const right = array(b, [n, n]);
  const f = jit((x, y) =>
    np.matmul(form === 'tn' ? np.transpose(x) : x, form === 'nt' ? np.transpose(y) : y),
  );
  let sum = Number.NaN;
  return local(
    title,
    async (count) => {
      for (let i = 1; i <= count; i++) {
        const c = f(left.ref, right.ref);
        await c.blockUntilReady();
        if (i === count)
          sum = c
            .dataSync()
            .subarray(0, n)
            .reduce((s, v) => s + v, 0);
        else c.dispose();
      }
    },
    () => sum,
  );
}
