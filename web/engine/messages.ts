// SPDX-License-Identifier: Apache-2.0
import type { Spec, Tick } from './types.ts';

/** What the page tells the worker. Every message but none gets one answer or error with its id. */
export type ToWorker =
  | { type: 'open'; id: number; spec: Spec; source: { wasmModule?: WebAssembly.Module; wasmUrl?: string } }
  | { type: 'call'; id: number; method: string; args: unknown[] };

export type FromWorker =
  | { type: 'ready' }
  | { type: 'answer'; id: number; value: unknown }
  | { type: 'error'; id: number; message: string; loss: boolean }
  | { type: 'tick'; tick: Tick }
  | { type: 'failed'; error: string };
