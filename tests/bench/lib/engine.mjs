// SPDX-License-Identifier: Apache-2.0
// The engine as npm ships it, stepping through run.step(count) with all it does besides: batches, shuffles, history.
import { local } from './measure.mjs';

const columns = ({ x, n }) =>
  Array.from({ length: x.length / n }, (_, d) => [...x.subarray(d * n, (d + 1) * n)]);

/**
 * Opens a run and says on which numbers it trains: the training part, standardised, and the weights it starts from.
 * `n` training samples come out of numbers for twice as many.
 */
export async function engine({ train }, spec, numbers, { task, signed }) {
  const run = await train({
    ...spec,
    own: { task, x: columns(numbers), y: Array.from(numbers.y, (v) => (signed ? (v + 1) / 2 : v)) },
    train_fraction: 0.5,
  });
  const { data } = run.info();
  const rows = [...data.part.keys()].filter((i) => data.part[i] === 0);
  const n = rows.length;
  const x = new Float32Array(data.x.length * n);
  for (const [d, values] of data.x.entries()) {
    const mean = rows.reduce((s, i) => s + values[i], 0) / n;
    const deviation = Math.sqrt(rows.reduce((s, i) => s + (values[i] - mean) ** 2, 0) / n);
    for (const [k, i] of rows.entries()) x[d * n + k] = (values[i] - mean) / deviation;
  }
  const y = Float32Array.from(rows, (i) => (signed ? 2 * data.y[i] - 1 : data.y[i]));
  const theta = run.weights(0);
  const all = new Float32Array(x.length + n + theta.length);
  all.set(x);
  all.set(y, x.length);
  all.set(theta, x.length + n);
  const contender = local(
    'Losscape, npm package',
    (count) => run.step(count),
    () => run.frame().lanes[0].train_loss,
    () => run.dispose(),
  );
  return { contender, numbers: { x, y, theta, n, all } };
}
