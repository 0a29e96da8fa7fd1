// SPDX-License-Identifier: Apache-2.0
// The spec as a user writes it: ids and parameters are those of the catalogue, and others do not compile.
import type { LossComposite } from './choices.ts';
import type {
  ActivationId,
  BalancerId,
  DataId,
  InitId,
  LayerParams,
  LossAliases,
  LossParams,
  MetricId,
  OptimizerId,
  OptimizerParams,
  RegulariserParams,
  ScheduleId,
  ScheduleParams,
  StopParams,
} from './generated/catalog.ts';
import type { LayerChoice, LossTerm, Spec as Wire } from './types.ts';

/** An id with parameters of its own; an id that is known only when the program runs goes without. */
type Choice<Params> =
  | { [Id in keyof Params]: { id: Id; params?: Params[Id] } }[keyof Params]
  | { id: keyof Params; params?: undefined };

/** Fields that choose by name: `optimizer: 'adam', optimizer_params: { beta1: 0.8 }`. */
type Chosen<Key extends string, Id extends string, Params extends Record<Id, object>, First extends Id> =
  | { [K in Id]: { [F in Key]: K } & { [F in `${Key}_params`]?: Params[K] } }[Id]
  | ({ [F in Key]?: Id } & { [F in `${Key}_params`]?: undefined })
  | ({ [F in Key]?: never } & { [F in `${Key}_params`]?: Params[First] });

type Term = Omit<LossTerm, 'id' | 'params'> & Choice<LossParams & RegulariserParams>;

/** What a lane minimises: a loss of the catalogue, or the text of one of your own, with what is added to it. */
export type SpecLoss = Omit<LossComposite, 'terms' | 'balance'> & { terms?: Term[]; balance?: BalancerId } & (
    | Choice<LossParams>
    | { id: keyof LossAliases; params?: Record<string, number> }
    | { id?: 'typed'; text: string; params?: Record<string, number> }
  );

export type SpecLayer = Omit<LayerChoice, 'id' | 'params' | 'activation'> &
  Choice<LayerParams> & { activation?: ActivationId };

type Replaced =
  | 'data'
  | 'losses'
  | 'layers'
  | 'activation'
  | 'init'
  | 'metric'
  | 'stop'
  | `${'optimizer' | 'schedule'}${'' | '_params'}`;

/** One experiment. Every field but `losses` has a default (see `catalog.defaults`). */
export type Spec = Omit<Wire, Replaced> & {
  data?: DataId;
  losses: SpecLoss[];
  layers?: (number | SpecLayer)[];
  activation?: ActivationId;
  init?: InitId | '';
  metric?: MetricId;
  stop?: Choice<StopParams>[];
} & Chosen<'optimizer', OptimizerId, OptimizerParams, 'adam'> &
  Chosen<'schedule', ScheduleId, ScheduleParams, 'constant'>;
