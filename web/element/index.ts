// SPDX-License-Identifier: Apache-2.0
// npm "losscape/element": registers <loss-playground>. Where there is no DOM, as while a page is rendered on a server, it
// does nothing, and LossPlayground is undefined.
import type { LossPlayground as Element } from './loss-playground.ts';

export type { State } from '../state.ts';

export type LossPlayground = Element;
const element = typeof HTMLElement === 'undefined' ? undefined : await import('./loss-playground.ts');
export const LossPlayground = element?.LossPlayground as typeof Element;
