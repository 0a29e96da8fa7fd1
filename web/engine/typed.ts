// SPDX-License-Identifier: Apache-2.0
// What the page asks about typed losses, in its own thread.

import { LossError } from './loss-error.ts';
import { coreHere } from './remote.ts';
import { describeText, TypedLoss } from './typed-loss.ts';
import type { LossWord, TypedLossInfo } from './types.ts';

/** Reads a text; `work` bounds the search for warnings, 0 leaves them out. Throws LossError with the place. */
export async function readTyped(text: string, work = 0): Promise<TypedLossInfo> {
  return describeText(await coreHere(), text, work);
}

/** The text with what stands at a place replaced, as warnings and mistakes propose. */
export async function replacedText(
  text: string,
  place: { line: number; column: number; length: number },
  by: string,
): Promise<string> {
  const core = await coreHere();
  return core.replaced_text(text, place.line, place.column, place.length, by);
}

/** Every name that the language knows. */
export async function lossWords(): Promise<LossWord[]> {
  return JSON.parse((await coreHere()).loss_words()) as LossWord[];
}

export interface TypedCurve {
  prediction: Float32Array;
  value: Float32Array;
  gradient: Float32Array;
}

/**
 * Value and slope of one sample against its prediction (the score of the right one of three classes, the others 0);
 * undefined for a loss that needs other inputs.
 */
export async function typedCurve(
  info: TypedLossInfo,
  params: Record<string, number>,
  target: number,
  [low, high]: readonly [number, number],
  points = 121,
): Promise<TypedCurve | undefined> {
  if (info.target === 'none') return undefined;
  using loss = new TypedLoss(await coreHere(), info.text, params, { reduction: 'none' });
  const [first, second] = loss.inputs.filter((input) => !input.optional);
  if (!first || !second) throw new LossError('a curve needs a prediction and a target');
  const prediction = Float32Array.from({ length: points }, (_, i) => low + ((high - low) * i) / (points - 1));
  const [each, moved] = info.target === 'class' ? [3, target] : [1, 0];
  const scores = new Float32Array(each * points);
  for (const [i, place] of prediction.entries()) scores[each * i + moved] = place;
  const inputs = { [first.id]: scores, [second.id]: new Float32Array(points).fill(target) };
  const { value, gradient } = loss.valueAndGradient(inputs);
  const slope = gradient[first.id] as Float32Array;
  return {
    prediction,
    value: value as Float32Array,
    gradient: prediction.map((_, i) => slope[each * i + moved] as number),
  };
}
