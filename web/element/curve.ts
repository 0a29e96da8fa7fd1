// SPDX-License-Identifier: Apache-2.0
// npm "losscape/curve": registers <loss-curve>. Where there is no DOM, as while a page is rendered on a server, it does
// nothing, and LossCurve is undefined.
import type { LossCurve as Element } from './loss-curve.ts';

export type LossCurve = Element;
const element = typeof HTMLElement === 'undefined' ? undefined : await import('./loss-curve.ts');
export const LossCurve = element?.LossCurve as typeof Element;
