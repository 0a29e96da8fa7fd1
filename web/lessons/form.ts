// SPDX-License-Identifier: Apache-2.0
// What a lesson is: words that drive the playground, and claims that a test holds them to.
import type { RunMethods } from '../engine/types.ts';
import type { Key, Schema, State } from '../state.ts';
import type { ViewId } from '../state-view.ts';
import type { RowId } from './coverage.ts';

/** Values of the state as they stand in a URL or an attribute: `{ data: 'line', losses: 'mse,huber:delta=0.5' }`. */
export type Settings = Partial<Record<Key, string>>;

/** In the order of the gallery. */
export const topics = {
  training: 'One training step, taken apart',
  measure: 'What a loss measures',
  uses: 'Losses at work',
  challenges: 'What goes wrong, and its repair',
  practice: 'Good practice',
} as const;

export type Topic = keyof typeof topics;

export interface Lesson {
  title: string;
  /** One sentence. */
  question: string;
  topic: Topic;
  /** Rows of the table of what the playground covers; empty for none. */
  covers: readonly RowId[];
  /** The experiment it begins with; what is left out has its default. */
  start: Settings;
  /** Three to six. */
  steps: readonly Step[];
  /** What to try next, by hand. */
  tries: readonly string[];
  references: readonly Reference[];
  claims: readonly Claim[];
  /** Its runs diverge on purpose. */
  diverges?: true;
}

export interface Step {
  /** Two to four sentences. */
  text: string;
  /** Over the settings of the step before; they stay for the steps that follow. */
  set?: Settings;
  do?: Doing;
  /** The plot its words are about, which comes into sight with it. Default: the first that the step shows. */
  shows?: ViewId;
}

/** What the run does when the step is entered. Counts are steps of the run, so that a step looks the same however one came. */
export interface Doing {
  /** Goes there at once; 0 is a reset. */
  seek?: number;
  /** Then plays to there and pauses. */
  play?: number;
  /** Then points at a lane or a sample. */
  point?: { lane?: number; sample?: number };
}

export interface Reference {
  text: string;
  /** A digital object identifier, without an address before it. */
  doi?: string;
}

/** A number, measured on trained runs, that must lie in a range, and outside it for the twin. */
export interface Claim {
  /** The sentence that the measurement stands for; what was measured stands in `measured`. */
  says: string;
  /** Number of the step, from 1, whose settings are trained; 0, the default, is the start. */
  at?: number;
  /** One run each with these settings on top. Default: one run. */
  runs?: readonly Settings[];
  /** Training steps before it is measured. */
  steps: number;
  measure(...runs: Measured[]): number;
  /** What `measure` gives, both ends included. */
  between: readonly [low: number, high: number];
  /** The lowest and the highest that it gave on the seeds, to about a tenth. */
  measured: readonly [low: number, high: number];
  /** On how many of the seeds it must hold, and its twin fail. Default: on all. */
  of?: number;
  /**
   * Settings of the run for which the claim must fail: the claim is then about the losses and not about anything that
   * would hold anyway. Left out: the losses, or where there are several runs the runs, in reverse order.
   */
  twin?: Settings;
}

/** A run with the numbers that claims are mostly about. */
export interface Measured {
  run: RunMethods;
  /** The common metric of a lane on validation samples, or another metric by id. */
  metric(lane: number, id?: string): number;
  /** On the samples trained on. */
  trainMetric(lane: number, id?: string): number;
  /** What the model of a lane answers for sample `index`. */
  prediction(lane: number, index: number): number;
}

/** Those on which claims are trained. */
export const seeds = [1, 2, 3, 4, 5] as const;

/** Settings of a step: the start with all that was set up to there. `at` counts from 1; 0 is the start. */
export const settingsAt = (lesson: Lesson, at: number): Settings =>
  Object.assign({}, lesson.start, ...lesson.steps.slice(0, at).map(({ set }) => set ?? {}));

/** The same as the text of a URL's hash. */
export const textOf = (settings: Settings): string =>
  Object.entries(settings)
    .map(([key, value]) => `${key}=${encodeURIComponent(value)}`)
    .join('&');

/**
 * The text of a state in a lesson: what differs from the settings of the step, so that `settings` with this text over it
 * is the state again.
 */
export function differences(schema: Schema, settings: Settings, state: State): Settings {
  const given: Settings = {};
  const written = (of: State, key: Key) => schema.field(key).format(of[key] as never);
  // A default may depend on another key: what comes out otherwise is written, too.
  for (let more = true; more; ) {
    const read = schema.parse(textOf({ ...settings, ...given })).state;
    const missing = schema.fields.filter(({ key }) => written(read, key) !== written(state, key));
    more = missing.some(({ key }) => given[key] === undefined);
    for (const { key } of missing) given[key] = written(state, key);
  }
  return given;
}
