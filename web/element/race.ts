// SPDX-License-Identifier: Apache-2.0
// npm "losscape/race": registers <loss-race>. Where there is no DOM, as while a page is rendered on a server, it does
// nothing, and LossRace is undefined.
import type { LossRace as Element } from './loss-race.ts';

export type LossRace = Element;
const element = typeof HTMLElement === 'undefined' ? undefined : await import('./loss-race.ts');
export const LossRace = element?.LossRace as typeof Element;
