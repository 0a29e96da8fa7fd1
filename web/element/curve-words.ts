// SPDX-License-Identifier: Apache-2.0
// The words of a loss's curve.
import type { CurveAxis } from '../engine/loss-curve.ts';

export const words = {
  curve: 'Curve of a loss',
  value: 'loss',
  gradient: 'gradient',
  axis: {
    residual: () => 'residual ŷ − y',
    margin: () => 'margin: score of the right class',
    class: () => 'score of the right class, two others at 0',
    number: (input: string) => `one number of ${input}, the rest held`,
  } satisfies Record<CurveAxis, (input: string) => string>,
  overSamples: (samples: number) => (samples > 1 ? `, mean of ${samples} samples` : ''),
  ends: (what: string, low: string, middle: string, high: string) =>
    `${what} ${low} on the left, ${middle} in the middle, ${high} on the right`,
  span: (axis: string, low: string, high: string) => `${axis}, from ${low} to ${high}`,
  failed: 'The curve could not be computed.',
};
