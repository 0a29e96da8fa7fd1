// SPDX-License-Identifier: Apache-2.0
// A user's program as TypeScript sees it: every import has types, and a wrong loss parameter would be an error.
import {
  catalog,
  defineLoss,
  type LossId,
  type LossParams,
  loss,
  losses,
  type Session,
  type Spec,
  train,
} from 'losscape';
import type { LossCurve } from 'losscape/curve';
import type { LossPlayground, State } from 'losscape/element';
import { train as trainInline } from 'losscape/inline';
import type { LossRace } from 'losscape/race';

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
const curve: LossCurve = document.createElement('loss-curve');
curve.params = 'delta=0.5';
const race: LossRace = document.createElement('loss-race');
race.state = { losses: [{ id: 'mse', params: {} }] };
await race.seek(100);

const floats = new Float32Array(4);
using huber = await loss('huber', { delta: 0.5 });
const value: number = huber.value({ prediction: floats, target: floats, sample_weight: [1, 1, 0, 2] });
const both = huber.valueAndGradient({ prediction: floats, target: [1, 2, 3, 4] }, { reduction: 'none' });
const losses4: Float32Array = both.value;
const slope: Float32Array = both.gradient.prediction;
const rows: number[][] = huber.gradient({ prediction: [[1, 2]], target: [[0, 0]] }).prediction;
const product: Float32Array = huber.hessianVector(
  { prediction: floats, target: floats },
  { prediction: floats },
).prediction;
using triplet = await loss('triplet_margin', {}, { reduction: 'none' });
const points = { data: floats, shape: [2, 2] };
const triple = { anchor: points, positive: floats, negative: floats };
const each: { data: Float32Array; shape: number[] } | Float32Array = triplet.value(triple);
const { anchor, positive } = triplet.gradient(triple);
const slopes: [{ data: Float32Array; shape: number[] }, Float32Array] = [anchor, positive];
using exact = await loss('mse', {}, { precision: 'double' });
const doubles: Float64Array = exact.perElement({ prediction: floats, target: floats });
using pinball = await loss('pinball', { q: 0.9 });
const canonical: string = pinball.id;
using typed = await defineLoss('delta = 1 in [0, 2]\ndelta * |p - y|', { delta: 0.5 });
const mine: number = typed.value({ p: floats, y: floats });
const robust: LossId[] = losses.filter(({ family }) => family === 'robust').map((entry) => entry.id);
// @ts-expect-error Huber has no such parameter
await loss('huber', { q: 0.5 });
// @ts-expect-error Huber has no such input
huber.value({ prediction: floats, target: floats, label: floats });
// @ts-expect-error its target is missing
huber.value({ prediction: floats });
// @ts-expect-error inputs have names
huber.value(floats, floats);
// @ts-expect-error there is no such reduction
huber.value({ prediction: floats, target: floats }, { reduction: 'average' });
// @ts-expect-error text is not an array
huber.value({ prediction: floats, target: 'floats' });
// @ts-expect-error one number for the whole batch has no weights of samples
(await loss('info_nce')).value({ query: floats, key: floats, sample_weight: floats });
const ids: LossId[] = ['mse', 'huber'];
const specs: Spec[] = [
  { losses: ids.map((each) => ({ id: each })) },
  {
    losses: [{ id: 'pinball', params: { q: 0.9 } }, { text: '(p - y)^2' }],
    data: 'line',
    metric: 'mean_absolute_error',
  },
  { losses: [{ id: 'mse', terms: [{ id: 'l2', weight: 0.1 }], balance: 'fixed' }], optimizer: 'momentum' },
  { losses: [{ id: 'mse' }], optimizer: 'sgd', layers: [8, { id: 'dropout', params: { rate: 0.5 } }] },
  {
    losses: [{ id: 'mse' }],
    optimizer: 'adam',
    optimizer_params: { beta1: 0.8 },
    init: '',
    activation: 'relu',
  },
];
// @ts-expect-error there is no such data set
const moonz: Spec = { losses: [{ id: 'mse' }], data: 'moonz' };
// @ts-expect-error there is no such loss
const hinje: Spec = { losses: [{ id: 'hinje' }] };
// @ts-expect-error hinge has no such parameter
const gama: Spec = { losses: [{ id: 'huber', params: { gama: 1 } }] };
// @ts-expect-error there is no such optimizer
const adamv: Spec = { losses: [{ id: 'mse' }], optimizer: 'adamv' };
// @ts-expect-error gradient descent has no such parameter
const beta: Spec = { losses: [{ id: 'mse' }], optimizer: 'sgd', optimizer_params: { beta1: 0.9 } };
// @ts-expect-error there is no such layer
const layer: Spec = { losses: [{ id: 'mse' }], layers: [{ id: 'dens' }] };
// @ts-expect-error a term has the parameters of its loss
const term: Spec = { losses: [{ id: 'mse', terms: [{ id: 'huber', params: { q: 1 } }] }] };
// @ts-expect-error there is no such field
const field: Spec = { losses: [{ id: 'mse' }], sead: 3 };

// @ts-expect-error there is no such loss
const wrongId: LossId = 'hubert';
// @ts-expect-error Huber has no such parameter
const wrongParam: LossParams['huber'] = { q: 0.5 };

export {
  adamv,
  beta,
  canonical,
  doubles,
  each,
  field,
  gama,
  hinje,
  inline,
  layer,
  losses4,
  mine,
  moonz,
  product,
  robust,
  rows,
  slope,
  slopes,
  specs,
  state,
  term,
  titles,
  value,
  weights,
  wrongId,
  wrongParam,
};
