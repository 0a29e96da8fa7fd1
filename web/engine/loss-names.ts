// SPDX-License-Identifier: Apache-2.0
// The loss that somebody means who writes a name from a paper or another library instead of its id.
import type { LossInfo } from './types.ts';

// 'Cross-Entropy Loss', 'crossEntropyLoss' and 'cross_entropy' are one name.
const plain = (name: string) =>
  name
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '_')
    .replace(/^_|_$/g, '')
    .replace(/_loss$/, '')
    .replaceAll('_', '');

/** The loss whose alias or title this is, or whose id in another spelling; nothing for a name of none. */
export function lossMeantBy(
  losses: readonly Pick<LossInfo, 'id' | 'title' | 'aliases'>[],
  name: string,
): string | undefined {
  const wanted = plain(name);
  if (!wanted) return undefined;
  const is = (candidate: string) => plain(candidate) === wanted;
  const found =
    losses.find(({ id }) => is(id)) ??
    losses.find(({ aliases }) => aliases.some(is)) ??
    losses.find(({ title }) => is(title));
  return found?.id;
}
