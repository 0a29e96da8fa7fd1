// SPDX-License-Identifier: Apache-2.0
// The same training step twice: by the engine, and by a careful hand-written JavaScript loop over typed arrays.
// 2-4-2-1 tanh, squared error, SGD, batches of 10 from 140 shuffled samples. Runs in Node and in a browser.

const spec = {
  data: 'moons',
  samples: 200,
  train_fraction: 0.7,
  hidden: [4, 2],
  batch_size: 10,
  optimizer: 'sgd',
  learning_rate: 0.1,
  losses: [{ id: 'mse' }],
};

/** A trainer of the net as one would write it by hand: no allocation in the loop, sizes known. */
function handwritten(x0, x1, y, lr) {
  const n = y.length;
  const B = 10;
  const order = Uint32Array.from({ length: n }, (_, i) => i);
  const random = (() => {
    let s = 1;
    return () => {
      s = (s * 1664525 + 1013904223) >>> 0;
      return s / 4294967296;
    };
  })();
  const init = (count, bound) => Float64Array.from({ length: count }, () => (2 * random() - 1) * bound);
  const w1 = init(8, 1);
  const b1 = new Float64Array(4);
  const w2 = init(8, 1);
  const b2 = new Float64Array(2);
  const w3 = init(2, 1.4);
  const g1 = new Float64Array(8);
  const gb1 = new Float64Array(4);
  const g2 = new Float64Array(8);
  const gb2 = new Float64Array(2);
  const g3 = new Float64Array(2);
  const h1 = new Float64Array(4);
  const h2 = new Float64Array(2);
  let b3 = 0;
  let at = n;
  return function step() {
    if (at + B > n) {
      for (let i = n - 1; i > 0; i--) {
        const j = (random() * (i + 1)) | 0;
        const t = order[i];
        order[i] = order[j];
        order[j] = t;
      }
      at = 0;
    }
    g1.fill(0);
    gb1.fill(0);
    g2.fill(0);
    gb2.fill(0);
    g3.fill(0);
    let gb3 = 0;
    let loss = 0;
    for (let k = 0; k < B; k++) {
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
      const d = (2 * e) / B;
      gb3 += d;
      let back0 = 0;
      let back1 = 0;
      let back2 = 0;
      let back3 = 0;
      for (let u = 0; u < 2; u++) {
        g3[u] += d * h2[u];
        const dz = d * w3[u] * (1 - h2[u] * h2[u]);
        gb2[u] += dz;
        const r = 4 * u;
        g2[r] += dz * h1[0];
        g2[r + 1] += dz * h1[1];
        g2[r + 2] += dz * h1[2];
        g2[r + 3] += dz * h1[3];
        back0 += dz * w2[r];
        back1 += dz * w2[r + 1];
        back2 += dz * w2[r + 2];
        back3 += dz * w2[r + 3];
      }
      for (let u = 0; u < 4; u++) {
        const back = u === 0 ? back0 : u === 1 ? back1 : u === 2 ? back2 : back3;
        const dz = back * (1 - h1[u] * h1[u]);
        gb1[u] += dz;
        g1[2 * u] += dz * a;
        g1[2 * u + 1] += dz * b;
      }
    }
    for (let i = 0; i < 8; i++) w1[i] -= lr * g1[i];
    for (let i = 0; i < 4; i++) b1[i] -= lr * gb1[i];
    for (let i = 0; i < 8; i++) w2[i] -= lr * g2[i];
    for (let i = 0; i < 2; i++) b2[i] -= lr * gb2[i];
    for (let i = 0; i < 2; i++) w3[i] -= lr * g3[i];
    b3 -= lr * gb3;
    at += B;
    return loss / B;
  };
}

const best = (work, steps, rounds = 7) => {
  let least = Number.POSITIVE_INFINITY;
  for (let r = 0; r < rounds; r++) {
    const start = performance.now();
    work(steps);
    least = Math.min(least, performance.now() - start);
  }
  return (least * 1e6) / steps;
};

/** Nanoseconds a step of both, the best of seven rounds, and the loss each reached. */
export async function compare({ train }) {
  const run = await train(spec);
  const { data } = run.info();
  const rows = [...data.part.keys()].filter((i) => data.part[i] === 0);
  const column = (values) => {
    const mean = rows.reduce((s, i) => s + values[i], 0) / rows.length;
    const sd = Math.sqrt(rows.reduce((s, i) => s + (values[i] - mean) ** 2, 0) / rows.length);
    return Float64Array.from(rows, (i) => (values[i] - mean) / sd);
  };
  const y = Float64Array.from(rows, (i) => 2 * data.y[i] - 1);
  const step = handwritten(column(data.x[0]), column(data.x[1]), y, spec.learning_rate);
  let loss = 0;
  const byHand = best((count) => {
    for (let k = 0; k < count; k++) loss = step();
  }, 100_000);
  // The history is recorded ever more rarely; the first rounds pay for it, the best does not.
  const engine = best((count) => run.step(count), 100_000);
  const reached = run.frame().lanes[0].train_loss;
  run.dispose();
  return { engine, byHand, ratio: byHand / engine, engineLoss: reached, byHandBatchLoss: loss };
}
