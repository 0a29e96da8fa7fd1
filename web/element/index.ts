// SPDX-License-Identifier: Apache-2.0
// npm "losscape/element": registers <loss-playground>.
export type { State } from '../state.ts';
export { LossPlayground } from './loss-playground.ts';
