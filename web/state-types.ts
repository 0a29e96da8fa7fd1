// SPDX-License-Identifier: Apache-2.0
// What a state is, and what a row of state.ts says about each of its fields.
import type { LossChoice, ParamInfo, Spec } from './engine/types.ts';
import type { Report } from './state-text.ts';

/** A sample moved by the visitor: all its inputs and its target, in data units. */
export interface Edit {
  index: number;
  x: number[];
  y: number;
}

/** Normal form: numbers inside their ranges, `params` holds only values that differ from the defaults, edits by index. */
export interface State extends Required<Omit<Spec, 'own' | 'edits'>> {
  losses: Required<LossChoice>[];
  edits: Edit[];
  /** Training steps a second while playing; Infinity is as fast as it can. */
  speed: number;
  /** Whether training starts by itself. */
  autoplay: boolean;
}

export type Key = keyof State;
/** Numeric settings of Spec: range, default and help stand in `catalog.settings`. */
export type SettingKey =
  | 'samples'
  | 'noise'
  | 'outliers'
  | 'outlier_distance'
  | 'label_noise'
  | 'imbalance'
  | 'train_fraction'
  | 'learning_rate'
  | 'batch_size'
  | 'seed';
export type Group = 'data' | 'model' | 'optimizer' | 'lanes' | 'transport';
export type Control =
  | 'thumbnails'
  | 'slider'
  | 'layers'
  | 'select'
  | 'params'
  | 'lanes'
  | 'points'
  | 'speed'
  | 'none';

export interface Field<K extends Key = Key> {
  key: K;
  type: 'id' | 'number' | 'integer' | 'integers' | 'params' | 'losses' | 'points' | 'flag';
  group: Group;
  control: Control;
  /** Depends on the fields of the rows above, e.g. the losses on the task of the data set. */
  default(above: State): State[K];
  /** Always gives a valid value; whatever was wrong with the text is reported. */
  parse(text: string, above: State, report: Report): State[K];
  format(value: State[K]): string;
  /** Bounds of a numeric field. */
  range?(above: State): ParamInfo;
}

export const maxLanes = 4;
export const maxLayers = 8;
/** Units of a hidden layer. */
export const unitRange = { id: 'units', default: 8, low: 1, high: 256, log: true, help: '' };
/** The steps a second that the speed control offers; the first is for watching, the last for waiting. */
export const speeds = [1, 3, 10, 30, 100, 300, 1000, 3000, Number.POSITIVE_INFINITY];
export const defaultSpeed = 100;
