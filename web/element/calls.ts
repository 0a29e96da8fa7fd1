// SPDX-License-Identifier: Apache-2.0
// The methods of the playground that another page may call by name. One without a row here does not compile.
import type { LitElement } from 'lit';
import type { LossPlayground } from './loss-playground.ts';

type Method = {
  [Name in keyof LossPlayground]-?: LossPlayground[Name] extends (...given: never[]) => unknown
    ? Name
    : never;
}[keyof LossPlayground];

/** Whether what it takes and gives can be sent in a message. */
const sendable: Record<Exclude<Method, keyof LitElement>, boolean> = {
  play: true,
  pause: true,
  step: true,
  seek: true,
  reset: true,
  branch: true,
  undo: true,
  redo: true,
  load: true,
  gotoStep: true,
  weights: true,
  predict: true,
  takeAway: true,
  togglePresent: true,
  showKeys: true,
  speak: true,
  refreshTheme: true,
  drawNow: true,
  keydown: false,
};

export type CallId = keyof typeof sendable;
export const callIds = (Object.keys(sendable) as CallId[]).filter((id) => sendable[id]);
