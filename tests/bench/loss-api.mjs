// SPDX-License-Identifier: Apache-2.0
// loss(id).valueAndGradient on arrays beside a loop by hand and tfjs, the fixed cost of a call included: every contender
// gets arrays of JavaScript and gives the value and a new array. Typed copies of the losses run beside them.

import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from '../../web/tools/common.mjs';
import { lossLoops } from './lib/loops.mjs';
import { local, measure } from './lib/measure.mjs';
import { randomFloats } from './lib/numbers.mjs';
import { lossAndGradient } from './lib/peers/tfjs.mjs';

const { defineLoss, loss } = await import(pathToFileURL(join(root, 'dist/index.js')).href);

const classes = 10;
const real = (n) => randomFloats(n, 5, 4);
const label = (count) => (n) =>
  randomFloats(n, 5).map((v) => Math.min(count - 1, Math.floor((v + 0.5) * count)));
const workloads = [
  { loop: 'mse', id: 'mse', text: '(p - y)*(p - y)', target: real },
  { loop: 'mae', id: 'mae', text: '|p - y|', target: real },
  {
    loop: 'huber',
    id: 'huber',
    text: 'delta = 1 in [0.01, 10]\ne = |p - y|\nq = min(e, delta)\nq*q/2 + delta*(e - q)',
    target: real,
  },
  { loop: 'bce', id: 'binary_cross_entropy_with_logits', text: 'softplus(z) - z*y', target: label(2) },
  {
    loop: 'focal',
    id: 'sigmoid_focal',
    text:
      'gamma = 2 in [0, 8]; alpha = 0.25 in [0, 1]\ns = 2*y - 1\na = 1 - alpha + y*(2*alpha - 1)\n' +
      'a * exp(-gamma*softplus(s*z)) * softplus(-s*z)',
    target: label(2),
  },
  { loop: 'logCosh', id: 'log_cosh', text: 'log_cosh(p - y)', target: real },
  { loop: 'crossEntropy', id: 'cross_entropy', text: '-log_softmax(z)[y]', target: label(classes) },
];
const needsFunctions = new Set(['bce', 'focal', 'logCosh', 'crossEntropy']);
const unit = (s) =>
  s < 1e-6
    ? `${(s * 1e9).toFixed(0)} ns`
    : s < 1e-3
      ? `${(s * 1e6).toPrecision(3)} µs`
      : `${(s * 1e3).toPrecision(3)} ms`;

for (const n of [32, 1000, 1_000_000]) {
  console.log(`\n### value and gradient of ${n} predictions, Node ${process.versions.node}\n`);
  console.log(
    '| | Losscape | typed | loop by hand | best of tfjs | loop ÷ ours | tfjs ÷ ours | typed ÷ ours |',
  );
  console.log('|---|---|---|---|---|---|---|---|');
  const missed = [];
  for (const { loop, id, text, target } of workloads) {
    const many = loop === 'crossEntropy';
    const samples = many ? Math.max(1, Math.round(n / classes)) : n;
    const numbers = { p: randomFloats(many ? samples * classes : n, 1, 8), t: target(samples), n: samples };
    const ours = await loss(id);
    const typed = await defineLoss(text);
    const named = (f) => ({ [f.inputs[0].id]: numbers.p, [f.inputs[1].id]: numbers.t });
    const run = (f) => {
      const inputs = named(f);
      let value;
      const once = () => f.valueAndGradient(inputs).value;
      const work = (count) => {
        for (let k = 0; k < count; k++) value = once();
      };
      return local(f.name, work, () => value);
    };
    let value;
    const byHand = local(
      'loop',
      (count) => {
        for (let k = 0; k < count; k++)
          value = lossLoops[loop](numbers.p, numbers.t, new Float32Array(numbers.p.length));
      },
      () => value,
    );
    const contenders = [run(ours), run(typed), byHand];
    for (const backend of ['cpu', 'wasm']) contenders.push(lossAndGradient(backend, loop, numbers));
    for (const contender of contenders) contender.seconds(1);
    for (const contender of contenders.slice(0, 4)) {
      const got = contender.result();
      if (!(Math.abs(got - value) <= 1e-3 * Math.max(1, Math.abs(value))))
        throw new Error(`${loop}: ${contender.name} gives ${got}, the loop ${value}`);
    }
    const able = contenders.filter((contender) => {
      try {
        contender.seconds(1);
        return true;
      } catch {
        return false; // a kernel that the backend does not have
      }
    });
    const times = (await measure(able, { rounds: 7, sample: 0.03, patience: 3 })).map(
      ({ seconds }) => seconds,
    );
    const [mine, copy, hand, ...tfjs] = times;
    const peer = Math.min(...tfjs);
    for (const contender of contenders) contender.close?.();
    ours.dispose();
    typed.dispose();
    const least =
      n === 32 ? 0.5 : n === 1000 ? (needsFunctions.has(loop) ? 3 : 1) : needsFunctions.has(loop) ? 4 : 2;
    console.log(
      `| ${id} | ${unit(mine)} | ${unit(copy)} | ${unit(hand)} | ${unit(peer)} | ${(hand / mine).toFixed(2)} of ${least} | ${(peer / mine).toFixed(1)} | ${(copy / mine).toFixed(2)} |`,
    );
    if (hand / mine < least) missed.push(`${id} against the loop`);
    if (n < 1_000_000 && peer / mine < 10) missed.push(`${id} against tfjs (10)`);
    if (n === 1_000_000 && copy / mine > 1.2) missed.push(`the typed copy of ${id} (1.2)`);
  }
  console.log(`\n${missed.length > 0 ? `**Not reached**: ${missed.join(', ')}` : 'All targets reached.'}`);
}
