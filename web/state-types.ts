// SPDX-License-Identifier: Apache-2.0
// What a state is, and what a row of state.ts says about each of its fields.
import type {
  Branch,
  LayerChoice,
  ParamInfo,
  SettingId,
  SettingInfo,
  Spec,
  StopChoice,
} from './engine/types.ts';
import type { Composite } from './state-terms.ts';
import type { Report } from './state-text.ts';
import type { ControlGroup, ControlId, ViewId } from './state-view.ts';

/** A sample moved by the visitor: all its inputs and its target, in data units. */
export interface Edit {
  index: number;
  x: number[];
  y: number;
}

/** The loss of a lane, and what it is summed with; `text` is there where a visitor typed it, and its id is then 'typed'. */
export interface LaneLoss extends Composite {
  id: string;
  text?: string;
  params: Record<string, number>;
}

/** Normal form: numbers inside their ranges, `params` holds only values that differ from the defaults, edits by index. */
export interface State
  extends Required<Omit<Spec, 'own' | 'hidden' | 'layers' | 'losses' | 'edits' | 'branches' | 'stop'>> {
  losses: LaneLoss[];
  layers: Required<LayerChoice>[];
  edits: Edit[];
  branches: Branch[];
  stop: Required<StopChoice>[];
  /** Training steps a second while playing; Infinity is as fast as it can. */
  speed: number;
  /** The plots of the stage. */
  view: ViewId[];
  /** The controls there are, without those of `hide`. */
  controls: (ControlGroup | ControlId)[];
  hide: (ControlGroup | ControlId)[];
  /** In pixels, as high as its content, or what the page's styles give it. */
  height: number | 'auto' | 'fill';
  /** Whether training starts by itself; `seen` also has it rest while it is scrolled out of view. */
  autoplay: boolean | 'seen';
}

export type Key = keyof State;
/** Numeric settings of Spec: `catalog.settings` says all about them. */
export type SettingKey = SettingId;
/** What is drawn anew alone. */
export type Draw = Extract<SettingId, `${string}_draw`>;
export type Group = SettingInfo['group'] | 'lanes' | 'stage';
export type Control =
  | SettingInfo['control']
  | 'thumbnails'
  | 'layers'
  | 'select'
  | 'params'
  | 'lanes'
  | 'points'
  | 'stops'
  | 'speed';

export interface Field<K extends Key = Key> {
  key: K;
  type:
    | 'id'
    | 'ids'
    | 'number'
    | 'integer'
    | 'layers'
    | 'params'
    | 'losses'
    | 'points'
    | 'branches'
    | 'stops'
    | 'flag';
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
/** The furthest step a branch may have. */
export const lastStep = 4_294_967_295;
/** Units of a hidden layer. */
export const unitRange = { id: 'units', default: 8, low: 1, high: 256, log: true, integer: true, help: '' };
/** The steps a second that the speed control offers; the first is for watching, the last for waiting. */
export const speeds = [1, 3, 10, 30, 100, 300, 1000, 3000, Number.POSITIVE_INFINITY];
export const defaultSpeed = 100;
