// SPDX-License-Identifier: Apache-2.0
// A loss that was typed, on arrays.
import type { Core } from './core.ts';
import { LossFunction, type LossOptions, type Precision, type Reduction } from './loss.ts';
import { LossError, lastError } from './loss-error.ts';
import type { LossWarning, TypedLossInfo } from './types.ts';

/** How much is computed in search of warnings: 2 to 100 ms for losses that people type. */
const kWarningWork = 12e6;

/** A loss that was typed: the same calls, and what the language read. */
export class TypedLoss<R extends Reduction = 'mean', P extends Precision = 'single'> extends LossFunction<
  string,
  R,
  P
> {
  /** As it was given. */
  readonly text: string;
  readonly info: Omit<TypedLossInfo, 'warnings'>;
  readonly #core: Core;
  #warnings: LossWarning[] | undefined;

  /** Throws LossError with line, column, length and, where a name is near, a suggestion. */
  constructor(core: Core, text: string, params?: Record<string, number>, options?: LossOptions<R, P>) {
    const info = describeText(core, text, 0);
    super(core, { text }, info, params, options);
    this.#core = core;
    this.text = text;
    this.info = info;
  }

  /** What may go wrong in training, found out when first asked for (some milliseconds). */
  get warnings(): LossWarning[] {
    this.#warnings ??= describeText(this.#core, this.text, kWarningWork).warnings;
    return this.#warnings;
  }
}

/** What the language reads in a text; `work` bounds the search for warnings, 0 leaves them out. Throws LossError. */
export function describeText(core: Core, text: string, work = kWarningWork): TypedLossInfo {
  if (typeof text !== 'string') throw new LossError("a typed loss is text, for example '(p - y)^2'");
  const json = core.describe_loss(text, work);
  if (!json) throw lastError(core);
  return JSON.parse(json) as TypedLossInfo;
}
