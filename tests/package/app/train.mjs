// SPDX-License-Identifier: Apache-2.0
// Ten steps with the entry named on the command line; prints what came out as JSON.
const { catalog, defineLoss, loss, LossError, train } = await import(process.argv[2]);
const run = await train({ data: 'line', losses: [{ id: 'mse' }, { id: 'huber', params: { delta: 0.5 } }] });
const losses = () => run.frame().lanes.map((lane) => lane.train_loss);
const before = losses();
run.step(10);
const after = losses();
const weights = Array.from(run.weights(0));
run.dispose();
const [p, y] = [Float32Array.of(0, 1, 4), Float32Array.of(0, 0, 0)];
const onArrays = [
  (await loss('huber')).value({ prediction: p, target: y }),
  (
    await defineLoss('delta = 1 in [0.1, 5]\nwhere(|p-y| <= delta, (p-y)^2/2, delta*(|p-y| - delta/2))')
  ).value({ p, y }),
];
const refused = await train({ losses: [{ id: 'no_such_loss' }] }).catch((error) => error);
console.log(
  JSON.stringify({
    before,
    after,
    weights,
    onArrays,
    known: catalog.losses.map(({ id }) => id),
    refused: refused instanceof LossError && refused.message,
  }),
);
