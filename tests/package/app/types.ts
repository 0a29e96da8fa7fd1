// SPDX-License-Identifier: Apache-2.0
// A user's program as TypeScript sees it: every import has types, and a wrong loss parameter would be an error.
import { catalog, type LossId, type LossParams, type Session, type Spec, train } from 'losscape';
import type { LossPlayground, State } from 'losscape/element';
import { train as trainInline } from 'losscape/inline';

const id: LossId = 'huber';
const params: LossParams['huber'] = { delta: 0.5 };
const spec: Spec = { losses: [{ id, params: { ...params } }] };
const run: Session = await train(spec);
const inline: Session = await trainInline(spec);
run.step(10);
const weights: Float32Array = run.weights(0);
const titles: string[] = catalog.losses.map((loss) => loss.title);
const element: LossPlayground = document.createElement('loss-playground');
const state: State = element.state;
await element.updateComplete;
// @ts-expect-error there is no such loss
const wrongId: LossId = 'hubert';
// @ts-expect-error Huber has no such parameter
const wrongParam: LossParams['huber'] = { q: 0.5 };

export { inline, state, titles, weights, wrongId, wrongParam };
