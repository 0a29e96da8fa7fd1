// SPDX-License-Identifier: Apache-2.0
// Ten steps with the entry named on the command line; prints what came out as JSON.
const { catalog, LossError, train } = await import(process.argv[2]);
const run = await train({ data: 'line', losses: [{ id: 'mse' }, { id: 'huber', params: { delta: 0.5 } }] });
const losses = () => run.frame().lanes.map((lane) => lane.train_loss);
const before = losses();
run.step(10);
const after = losses();
const weights = Array.from(run.weights(0));
run.dispose();
const refused = await train({ losses: [{ id: 'no_such_loss' }] }).catch((error) => error);
console.log(
  JSON.stringify({
    before,
    after,
    weights,
    known: catalog.losses.map(({ id }) => id),
    refused: refused instanceof LossError && refused.message,
  }),
);
