// SPDX-License-Identifier: Apache-2.0
// The numbers every contender of a workload is given, and where the parameters of a dense net lie among them.

/** Floats in [-0.5, 0.5) · scale, the same everywhere. */
export function randomFloats(count, seed, scale = 1) {
  let state = seed >>> 0;
  return Float32Array.from({ length: count }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return ((state >>> 8) / 2 ** 24 - 0.5) * scale;
  });
}

/** Weight [out, in] and bias [out] of each layer, as views into theta. */
export function layersOf(sizes, theta) {
  let at = 0;
  const take = (count) => {
    at += count;
    return theta.subarray(at - count, at);
  };
  return sizes.slice(1).map((out, k) => {
    const inputs = sizes[k];
    return { inputs, out, weight: take(inputs * out), bias: take(out) };
  });
}

export const join = (...parts) => {
  const all = new Float32Array(parts.reduce((n, p) => n + p.length, 0));
  let at = 0;
  for (const p of parts) {
    all.set(p, at);
    at += p.length;
  }
  return all;
};

/** A data set and initial weights for a dense net: x [inputs, n], y [n], theta. Classes depend on x so that nets learn. */
export function netNumbers({ sizes, classes, signed }, n) {
  const inputs = sizes[0];
  const x = randomFloats(inputs * n, 1, 2 * Math.sqrt(3));
  const y = Float32Array.from({ length: n }, (_, i) => {
    const angle = Math.atan2(x[i], x[n + i]) / (2 * Math.PI) + 0.5;
    const label = Math.min((classes || 2) - 1, Math.floor(angle * (classes || 2)));
    return signed ? 2 * label - 1 : label;
  });
  const theta = new Float32Array(sizes.slice(1).reduce((s, out, k) => s + out * (sizes[k] + 1), 0));
  for (const [k, layer] of layersOf(sizes, theta).entries())
    layer.weight.set(randomFloats(layer.weight.length, 7 + k, 2 * Math.sqrt(6 / (layer.inputs + layer.out))));
  return { x, y, theta, n, all: join(x, y, theta) };
}

/** The samples of a batch drawn in a fresh order every epoch; `next()` gives the place of the first in `order`. */
export function batches(n, batch) {
  const order = Uint32Array.from({ length: n }, (_, i) => i);
  let state = 1;
  let at = n;
  const next = () => {
    if (at + batch > n) {
      for (let i = n - 1; i > 0; i--) {
        state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
        const j = Math.floor((state / 4294967296) * (i + 1));
        const t = order[i];
        order[i] = order[j];
        order[j] = t;
      }
      at = 0;
    }
    at += batch;
    return at - batch;
  };
  return { order, next };
}
