// SPDX-License-Identifier: Apache-2.0
// The samples of a run as the element treats them: those that were moved, the one in hand, the picture over them.
import type { RunInfo } from '../engine/types.ts';
import type { Edit } from '../state.ts';

/** Points of the model's picture per axis: a curve, or a square. */
const fieldSide = { curve: 129, square: 57 };

/** Images have no picture over their first two pixels. */
export function sideOf(info: RunInfo | undefined): number {
  if (info?.data.image) return 0;
  return info?.data.x.length === 1 ? fieldSide.curve : fieldSide.square;
}

/** A sample that the visitor moved is shown as an outlier too. */
export function markMoved(info: RunInfo, edits: readonly Edit[]): RunInfo {
  for (const { index } of edits) info.data.outlier[index] = 1;
  return info;
}

/** An outlier, if there is one: moving it shows the most. */
export const firstToHold = ({ data }: RunInfo) => Math.max(0, data.outlier.indexOf(1));

export const withEdit = (edits: readonly Edit[], edit: Edit): Edit[] =>
  [...edits.filter(({ index }) => index !== edit.index), edit].sort((a, b) => a.index - b.index);

/** The sample's numbers where the pictures read them. */
export function putSample({ data }: RunInfo, { index, x, y }: Edit): void {
  for (const [i, column] of data.x.entries()) column[index] = x[i] ?? column[index] ?? 0;
  data.y[index] = y;
  data.outlier[index] = 1;
}
