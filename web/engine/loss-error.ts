// SPDX-License-Identifier: Apache-2.0
import type { PlaceInText } from './types.ts';

/**
 * What the engine throws: says what was wrong and what would be right. For typed losses `line` and `column` (from 1) and
 * `length` say where in the text, in characters, and `suggestion` what could stand there instead.
 */
export class LossError extends Error implements PlaceInText {
  override name = 'LossError';
  readonly line: number;
  readonly column: number;
  readonly length: number;
  readonly suggestion: string;

  constructor(message: string, place: Partial<PlaceInText> = {}) {
    super(message);
    this.line = place.line ?? 0;
    this.column = place.column ?? 0;
    this.length = place.length ?? 0;
    this.suggestion = place.suggestion ?? '';
  }
}

/** Why the last call of the core failed. */
export function lastError(core: { error(): string; error_place(): string }): LossError {
  return new LossError(core.error(), JSON.parse(core.error_place()) as PlaceInText);
}
