// SPDX-License-Identifier: Apache-2.0
// A user's program as TypeScript sees it: every import has types, and a wrong loss parameter would be an error.
import {
  catalog,
  defineLoss,
  type LossId,
  type LossParams,
  loss,
  type Session,
  type Spec,
  train,
} from 'losscape';
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

const floats = new Float32Array(4);
using huber = await loss('huber', { delta: 0.5 });
const value: number = huber.value(floats, floats);
const slope: Float32Array = huber.gradient({ prediction: floats, target: [1, 2, 3, 4] });
using triplet = await loss('triplet_margin', {}, { reduction: 'none' });
const triple = { anchor: floats, positive: floats, negative: floats };
const each: Float32Array = triplet.value(triple, { shape: { D: 2 } });
const slopes: Record<'anchor' | 'positive' | 'negative', Float32Array> = triplet.gradient(triple);
using exact = await loss('mse', {}, { precision: 'float64' });
const doubles: Float64Array = exact.perElement(floats, floats);
using typed = await defineLoss('delta = 1 in [0, 2]\ndelta * |p - y|', { delta: 0.5 });
const mine: number = typed.value(floats, floats);
// @ts-expect-error Huber has no such parameter
await loss('huber', { q: 0.5 });
// @ts-expect-error Huber has no such input
huber.value({ prediction: floats, label: floats });
// @ts-expect-error its inputs differ in shape, so they have names
triplet.value(floats, floats, floats);
// @ts-expect-error there is no such loss
const wrongId: LossId = 'hubert';
// @ts-expect-error Huber has no such parameter
const wrongParam: LossParams['huber'] = { q: 0.5 };

export { doubles, each, inline, mine, slope, slopes, state, titles, value, weights, wrongId, wrongParam };
