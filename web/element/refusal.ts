// SPDX-License-Identifier: Apache-2.0
// What the engine does not take of a state, and the state without it.
import { LossError } from '../engine/remote.ts';
import type { Key, Schema, State } from '../state.ts';

export const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

/** The setting that the message is about: it begins with the setting's key, or has a place, which is one in a typed loss. */
export function keyNamed(schema: Schema, state: State, error: unknown): Key | undefined {
  const [first = ''] = /^\w+/.exec(messageOf(error)) ?? [];
  const about = error instanceof LossError && error.line ? 'losses' : first;
  return schema.fields.find(({ key }) => key === about && schema.changed(state, key))?.key;
}

/** The first key, in the order of the rows, in which two states differ. */
export const firstDifference = (schema: Schema, one: State, other: State): Key | undefined =>
  schema.fields.find(({ key, format }) => format(one[key]) !== format(other[key]))?.key;

/**
 * The state without what was refused: a sample that was moved where none can be, the setting that is named or, where none
 * is, the last that is not as usual. Undefined where nothing could be left out.
 */
export function without(
  schema: Schema,
  state: State,
  error: unknown,
): { key: Key; state: State } | undefined {
  const sample = Number(/^(?:there is no )?sample (\d+)/.exec(messageOf(error))?.[1] ?? -1);
  const edits = state.edits.filter(({ index }) => index !== sample);
  if (edits.length < state.edits.length) return { key: 'edits', state: schema.with(state, { edits }) };
  const spec = schema.spec(state);
  const key =
    keyNamed(schema, state, error) ??
    (error instanceof LossError
      ? schema.fields.findLast(({ key }) => key in spec && schema.changed(state, key))?.key
      : undefined);
  return key && { key, state: schema.reset(state, [key]) };
}
