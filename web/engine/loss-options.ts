// SPDX-License-Identifier: Apache-2.0
// Options of losses on arrays, checked.
import { LossError } from './loss-error.ts';

export const reductions: readonly string[] = ['none', 'mean', 'mean_by_count', 'batchmean', 'sum'];
export const precisions: readonly string[] = ['single', 'double'];

/** Throws LossError for a value that is none of the allowed. */
export function checkOption(field: string, value: unknown, allowed: readonly string[]): void {
  if (!allowed.includes(value as string))
    throw new LossError(`${field} must be one of ${allowed.join(', ')}, got '${String(value)}'`, { field });
}

/** Throws LossError for an option that is none of the allowed. */
export function checkOptions(given: object, allowed: readonly string[]): void {
  for (const field of Object.keys(given)) {
    if (!allowed.includes(field))
      throw new LossError(`there is no option '${field}'; there is ${allowed.join(', ')}`, { field });
  }
}
