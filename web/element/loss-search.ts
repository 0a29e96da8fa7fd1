// SPDX-License-Identifier: Apache-2.0
// Finding a loss by what a visitor types.
import type { LossInfo } from '../engine/types.ts';
import type { Schema, State } from '../state.ts';

/** What a textbook trains the task with. */
const usual = { regression: 'mse', binary: 'binary_cross_entropy_with_logits', multiclass: 'cross_entropy' };

/** Losses that can train on the data: the usual one first, then those made for the task. */
export function inOrder(schema: Schema, state: Pick<State, 'data'>): LossInfo[] {
  const { task } = schema.dataEntry(state);
  const suited = schema.suited(state);
  const first = suited.filter(({ id }) => id === usual[task]);
  return [...new Set([...first, ...schema.made(state), ...suited])];
}

/** Losses whose title, id, aliases or family hold every word of the query. */
export function matching(losses: readonly LossInfo[], query: string): LossInfo[] {
  const words = query
    .toLowerCase()
    .split(/[\s_-]+/)
    .filter(Boolean);
  return losses.filter((loss) => {
    const text = [loss.title, loss.id.replaceAll('_', ' '), loss.family, ...loss.aliases]
      .join(' ')
      .toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

/** In the order of first appearance. */
export function byFamily(losses: readonly LossInfo[]): [string, LossInfo[]][] {
  const groups = new Map<string, LossInfo[]>();
  for (const loss of losses) groups.set(loss.family, [...(groups.get(loss.family) ?? []), loss]);
  return [...groups];
}
