// SPDX-License-Identifier: Apache-2.0
// Ten steps on the page's own thread; the element trains in a worker.
import { train } from 'losscape';
import 'losscape/element';

const run = await train({ data: 'line', losses: [{ id: 'mse' }, { id: 'huber', params: { delta: 0.5 } }] });
run.step(10);
globalThis.trained = Array.from(run.weights(0));
