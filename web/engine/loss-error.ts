// SPDX-License-Identifier: Apache-2.0
import type { PlaceInText } from './types.ts';

/**
 * What the engine throws: says what was wrong and what would be right. `field` is the input, parameter or option it was, if
 * it was one. For typed losses `line` and `column` (from 1) and `length` say where in the text, in characters, and
 * `suggestion` what could stand there instead.
 */
export class LossError extends Error implements PlaceInText {
  override name = 'LossError';
  readonly field: string;
  readonly line: number;
  readonly column: number;
  readonly length: number;
  readonly suggestion: string;

  constructor(message: string, place: Partial<PlaceInText & { field: string }> = {}) {
    super(message);
    this.field = place.field ?? '';
    this.line = place.line ?? 0;
    this.column = place.column ?? 0;
    this.length = place.length ?? 0;
    this.suggestion = place.suggestion ?? '';
  }
}

/** Why the last call of the core failed; of `fields` the one that its message names. */
export function lastError(
  core: { error(): string; error_place(): string },
  fields: readonly string[] = [],
): LossError {
  const message = core.error();
  const words = message.split(/\W+/);
  const field = fields.find((each) => words.includes(each)) ?? '';
  return new LossError(message, { ...(JSON.parse(core.error_place()) as PlaceInText), field });
}
