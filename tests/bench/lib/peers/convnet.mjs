// SPDX-License-Identifier: Apache-2.0
// convnetjs 0.3.0 in Node: samples one by one, weights updated after each batch.
import { createRequire } from 'node:module';
import { local } from '../measure.mjs';
import { batches, layersOf } from '../numbers.mjs';

const convnetjs = createRequire(import.meta.url)('convnetjs');
const title = 'convnetjs 0.3.0';

const setFilters = (layer, weight, bias) => {
  const size = layer.filters[0].w.length;
  for (const [u, f] of layer.filters.entries()) for (let i = 0; i < size; i++) f.w[i] = weight[u * size + i];
  for (let u = 0; u < bias.length; u++) layer.biases.w[u] = bias[u];
};

const volumes = ({ x, n }, [width, height, depth]) =>
  Array.from({ length: n }, (_, i) => {
    const v = new convnetjs.Vol(width, height, depth, 0);
    for (let d = 0; d < x.length / n; d++) v.w[d] = x[d * n + i];
    return v;
  });

function trainer(net, options, inputs, target, scale, batch) {
  const sgd = new convnetjs.Trainer(net, {
    method: 'sgd',
    momentum: 0,
    l2_decay: 0,
    batch_size: batch,
    ...options,
  });
  const { order, next } = batches(inputs.length, batch);
  let loss = Number.NaN;
  return local(
    title,
    (count) => {
      for (let k = 0; k < count; k++) {
        const at = next();
        loss = 0;
        for (let b = 0; b < batch; b++) {
          const i = order[at + b];
          loss += (scale * sgd.train(inputs[i], target(i)).cost_loss) / batch;
        }
      }
    },
    () => loss,
  );
}

/** Squared error or softmax cross-entropy with plain or momentum SGD; it has no Adam and no binary cross-entropy. */
export function net({ sizes, activation, head, optimizer }, numbers, batch) {
  const hidden = sizes.slice(1, -1).map((num_neurons) => ({ type: 'fc', num_neurons, activation }));
  const last =
    head === 'mse' ? { type: 'regression', num_neurons: 1 } : { type: 'softmax', num_classes: sizes.at(-1) };
  const made = new convnetjs.Net();
  made.makeLayers([{ type: 'input', out_sx: 1, out_sy: 1, out_depth: sizes[0] }, ...hidden, last]);
  const dense = made.layers.filter((l) => l.layer_type === 'fc');
  for (const [k, { weight, bias }] of layersOf(sizes, numbers.theta).entries())
    setFilters(dense[k], weight, bias);
  // Its squared error is reported as 2e² and differentiated as ½e², so that the rate is twice ours.
  const options = optimizer === 'sgd' ? { learning_rate: 0.2 } : { learning_rate: 0.05, momentum: 0.9 };
  const { y } = numbers;
  const target = head === 'mse' ? (i) => [y[i]] : (i) => y[i];
  return trainer(made, options, volumes(numbers, [1, 1, sizes[0]]), target, head === 'mse' ? 0.5 : 1, batch);
}

export function convNet({ filters }, numbers, batch) {
  const made = new convnetjs.Net();
  made.makeLayers([
    { type: 'input', out_sx: 28, out_sy: 28, out_depth: 1 },
    { type: 'conv', sx: 5, filters: 8, stride: 1, activation: 'relu' },
    { type: 'pool', sx: 2, stride: 2 },
    { type: 'conv', sx: 5, filters: 16, stride: 1, activation: 'relu' },
    { type: 'pool', sx: 2, stride: 2 },
    { type: 'softmax', num_classes: 10 },
  ]);
  // Ours are channels first, its volumes are depth last.
  const depthLast = ({ weight, shape: [out, depth, height, width] }) => {
    const to = new Float32Array(weight.length);
    for (let u = 0; u < out; u++)
      for (let c = 0; c < depth; c++)
        for (let i = 0; i < height * width; i++)
          to[(u * height * width + i) * depth + c] = weight[(u * depth + c) * height * width + i];
    return to;
  };
  const layers = made.layers.filter((l) => l.filters);
  for (const [k, f] of filters.entries())
    setFilters(layers[k], depthLast(f.shape.length === 4 ? f : { ...f, shape: [10, 16, 4, 4] }), f.bias);
  const options = { learning_rate: 0.05, momentum: 0.9 };
  return trainer(made, options, volumes(numbers, [28, 28, 1]), (i) => numbers.y[i], 1, batch);
}
