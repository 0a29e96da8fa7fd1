// SPDX-License-Identifier: Apache-2.0
// Training steps written by hand in JavaScript as carefully as one would: typed arrays, nothing allocated in a step,
// lengths in locals. One loop for dense nets of any size, one with the sizes of the smallest net written into it.
import { batches, layersOf } from './numbers.mjs';

/** 2-4-2-1 tanh, squared error, SGD. */
export function tinyLoop({ x, y, theta, n }, batch) {
  const rate = 0.1;
  const x0 = Float64Array.from(x.subarray(0, n));
  const x1 = Float64Array.from(x.subarray(n));
  const [one, two, three] = layersOf([2, 4, 2, 1], Float64Array.from(theta));
  const w1 = one.weight;
  const b1 = one.bias;
  const w2 = two.weight;
  const b2 = two.bias;
  const w3 = three.weight;
  let b3 = three.bias[0];
  const g1 = new Float64Array(8);
  const gb1 = new Float64Array(4);
  const g2 = new Float64Array(8);
  const gb2 = new Float64Array(2);
  const g3 = new Float64Array(2);
  const h1 = new Float64Array(4);
  const h2 = new Float64Array(2);
  const back = new Float64Array(4);
  const { order, next } = batches(n, batch);
  return function step() {
    const at = next();
    g1.fill(0);
    gb1.fill(0);
    g2.fill(0);
    gb2.fill(0);
    g3.fill(0);
    let gb3 = 0;
    let loss = 0;
    for (let k = 0; k < batch; k++) {
      const i = order[at + k];
      const a = x0[i];
      const b = x1[i];
      for (let u = 0; u < 4; u++) h1[u] = Math.tanh(w1[2 * u] * a + w1[2 * u + 1] * b + b1[u]);
      for (let u = 0; u < 2; u++) {
        let s = b2[u];
        for (let v = 0; v < 4; v++) s += w2[4 * u + v] * h1[v];
        h2[u] = Math.tanh(s);
      }
      const e = w3[0] * h2[0] + w3[1] * h2[1] + b3 - y[i];
      loss += e * e;
      const d = (2 * e) / batch;
      gb3 += d;
      back.fill(0);
      for (let u = 0; u < 2; u++) {
        g3[u] += d * h2[u];
        const dz = d * w3[u] * (1 - h2[u] * h2[u]);
        gb2[u] += dz;
        for (let v = 0; v < 4; v++) {
          g2[4 * u + v] += dz * h1[v];
          back[v] += dz * w2[4 * u + v];
        }
      }
      for (let u = 0; u < 4; u++) {
        const dz = back[u] * (1 - h1[u] * h1[u]);
        gb1[u] += dz;
        g1[2 * u] += dz * a;
        g1[2 * u + 1] += dz * b;
      }
    }
    for (let i = 0; i < 8; i++) w1[i] -= rate * g1[i];
    for (let i = 0; i < 4; i++) b1[i] -= rate * gb1[i];
    for (let i = 0; i < 8; i++) w2[i] -= rate * g2[i];
    for (let i = 0; i < 2; i++) b2[i] -= rate * gb2[i];
    for (let i = 0; i < 2; i++) w3[i] -= rate * g3[i];
    b3 -= rate * gb3;
    return loss / batch;
  };
}

// Loss of one sample; leaves its gradient in `d`.
const heads = {
  bce(z, y, d) {
    const e = Math.exp(-Math.abs(z[0]));
    d[0] = (z[0] < 0 ? e : 1) / (1 + e) - y;
    return Math.max(z[0], 0) + Math.log1p(e) - z[0] * y;
  },
  crossEntropy(z, y, d) {
    const n = z.length;
    let largest = z[0];
    for (let c = 1; c < n; c++) largest = Math.max(largest, z[c]);
    let sum = 0;
    for (let c = 0; c < n; c++) sum += d[c] = Math.exp(z[c] - largest);
    for (let c = 0; c < n; c++) d[c] /= sum;
    d[y] -= 1;
    return Math.log(sum) + largest - z[y];
  },
};

function adam(theta, g) {
  const m = new Float64Array(theta.length);
  const v = new Float64Array(theta.length);
  let p1 = 1;
  let p2 = 1;
  return () => {
    p1 *= 0.9;
    p2 *= 0.999;
    const rate = 0.01 / (1 - p1);
    const root = 1 / Math.sqrt(1 - p2);
    for (let i = 0; i < theta.length; i++) {
      m[i] = 0.9 * m[i] + 0.1 * g[i];
      v[i] = 0.999 * v[i] + 0.001 * g[i] * g[i];
      theta[i] -= (rate * m[i]) / (Math.sqrt(v[i]) * root + 1e-8);
    }
  };
}

function momentum(theta, g) {
  const v = new Float32Array(theta.length);
  return () => {
    for (let i = 0; i < theta.length; i++) {
      v[i] = 0.9 * v[i] + g[i];
      theta[i] -= 0.05 * v[i];
    }
  };
}

const optimizers = { adam, momentum };

/** Any dense relu net; samples one after the other, so that a sample's activations stay in the cache. */
export function denseLoop({ sizes, head, optimizer }, { x, y, theta, n }, batch) {
  const Kind = theta.length > 10_000 ? Float32Array : Float64Array; // whichever is faster: doubles until memory counts
  const weights = Kind.from(theta);
  const gradient = new Kind(weights.length);
  const layers = layersOf(sizes, weights);
  const grads = layersOf(sizes, gradient);
  const h = sizes.map((units) => new Kind(units));
  const d = sizes.map((units) => new Kind(units));
  const inputs = sizes[0];
  const rows = new Kind(x.length); // a sample's inputs side by side
  for (let i = 0; i < n; i++) for (let k = 0; k < inputs; k++) rows[i * inputs + k] = x[k * n + i];
  const lossOf = heads[head];
  const update = optimizers[optimizer](weights, gradient);
  const { order, next } = batches(n, batch);

  function forward({ inputs: from, out, weight, bias }, a, z, last) {
    for (let u = 0; u < out; u++) {
      let s = bias[u];
      const row = u * from;
      for (let i = 0; i < from; i++) s += weight[row + i] * a[i];
      z[u] = last || s > 0 ? s : 0;
    }
  }
  function backward({ inputs: from, out, weight }, g, a, dz, da, first) {
    if (!first) da.fill(0);
    for (let u = 0; u < out; u++) {
      const e = dz[u];
      if (e === 0) continue;
      g.bias[u] += e;
      const row = u * from;
      for (let i = 0; i < from; i++) g.weight[row + i] += e * a[i];
      if (!first) for (let i = 0; i < from; i++) da[i] += e * weight[row + i];
    }
    if (!first) for (let i = 0; i < from; i++) if (a[i] <= 0) da[i] = 0;
  }
  return function step() {
    const at = next();
    gradient.fill(0);
    let loss = 0;
    for (let k = 0; k < batch; k++) {
      const i = order[at + k];
      h[0] = rows.subarray(i * inputs, (i + 1) * inputs);
      for (let l = 0; l < layers.length; l++) forward(layers[l], h[l], h[l + 1], l + 1 === layers.length);
      const out = d[layers.length];
      loss += lossOf(h[layers.length], y[i], out);
      for (let c = 0; c < out.length; c++) out[c] /= batch;
      for (let l = layers.length - 1; l >= 0; l--)
        backward(layers[l], grads[l], h[l], d[l + 1], d[l], l === 0);
    }
    update();
    return loss / batch;
  };
}

/** Mean loss and gradient of predictions against targets. Both [n]; for cross-entropy [C, n] and class numbers. */
export const lossLoops = {
  mse: (p, t, g) => {
    const n = p.length;
    let sum = 0;
    for (let i = 0; i < n; i++) {
      const e = p[i] - t[i];
      sum += e * e;
      g[i] = (2 * e) / n;
    }
    return sum / n;
  },
  mae: (p, t, g) => {
    const n = p.length;
    let sum = 0;
    for (let i = 0; i < n; i++) {
      const e = p[i] - t[i];
      sum += Math.abs(e);
      g[i] = Math.sign(e) / n;
    }
    return sum / n;
  },
  logCosh: (p, t, g) => {
    const n = p.length;
    let sum = 0;
    for (let i = 0; i < n; i++) {
      const e = p[i] - t[i];
      const q = Math.exp(-2 * Math.abs(e));
      sum += Math.abs(e) + Math.log1p(q) - Math.LN2;
      g[i] = (Math.sign(e) * (1 - q)) / (1 + q) / n;
    }
    return sum / n;
  },
  huber: (p, t, g) => {
    const n = p.length;
    let sum = 0;
    for (let i = 0; i < n; i++) {
      const e = p[i] - t[i];
      const q = Math.max(-1, Math.min(e, 1));
      sum += q * (e - 0.5 * q);
      g[i] = q / n;
    }
    return sum / n;
  },
  bce: (p, t, g) => {
    const n = p.length;
    let sum = 0;
    for (let i = 0; i < n; i++) {
      const z = p[i];
      const e = Math.exp(-Math.abs(z));
      sum += Math.max(z, 0) + Math.log1p(e) - z * t[i];
      g[i] = ((z < 0 ? e : 1) / (1 + e) - t[i]) / n;
    }
    return sum / n;
  },
  focal: (p, t, g) => {
    const n = p.length;
    let sum = 0;
    for (let i = 0; i < n; i++) {
      const sign = 2 * t[i] - 1;
      const m = sign * p[i];
      const weight = 0.75 - 0.5 * t[i];
      const e = Math.exp(-Math.abs(m));
      const s = (m < 0 ? e : 1) / (1 + e);
      const r = (m < 0 ? 1 : e) / (1 + e);
      const loss = Math.max(-m, 0) + Math.log1p(e);
      sum += weight * r * r * loss;
      g[i] = (-sign * weight * r * r * (2 * s * loss + r)) / n;
    }
    return sum / n;
  },
  crossEntropy: (p, t, g) => {
    const n = t.length;
    const classes = p.length / n;
    let total = 0;
    for (let i = 0; i < n; i++) {
      let largest = p[i];
      for (let c = 1; c < classes; c++) largest = Math.max(largest, p[c * n + i]);
      let sum = 0;
      for (let c = 0; c < classes; c++) sum += g[c * n + i] = Math.exp(p[c * n + i] - largest);
      total += Math.log(sum) + largest - p[t[i] * n + i];
      const scale = 1 / (sum * n);
      for (let c = 0; c < classes; c++) g[c * n + i] *= scale;
      g[t[i] * n + i] -= 1 / n;
    }
    return total / n;
  },
};
