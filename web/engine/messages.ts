// SPDX-License-Identifier: Apache-2.0
import type { CompiledCore } from './compile.ts';
import type { PlaceInText, Spec, Tick } from './types.ts';

/** What the page tells the worker. Every message but none gets one answer or error with its id. */
export type ToWorker =
  | {
      type: 'open';
      id: number;
      spec: Spec | string;
      core: CompiledCore;
    }
  | { type: 'call'; id: number; method: string; args: unknown[] };

export type FromWorker =
  | { type: 'ready' }
  | { type: 'answer'; id: number; value: unknown }
  | { type: 'error'; id: number; message: string; loss: boolean; place?: PlaceInText }
  | { type: 'tick'; tick: Tick }
  | { type: 'failed'; error: string };
