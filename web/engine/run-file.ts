// SPDX-License-Identifier: Apache-2.0
// A run as one file: JSON with the spec, what was changed on the way, and the numbers in base64 (little-endian, as every
// platform with wasm has them).
import type { History, Spec } from './types.ts';

/** Raised when a field changes its meaning. Newer programs read older files. */
const kFormat = 1;

/** What the core reads back; emscripten/run_file.cc writes `plain`. */
export interface SavedRun {
  spec: Spec;
  step: number;
  head: number;
  diverged_at: number[];
  changes: object[];
  /** Without it the run is trained to `step`. */
  state?: Float32Array;
  /** The series of a lane, one after the other. */
  history: { steps: Uint32Array; lanes: Float32Array[] };
}

export class FileError extends Error {}

const kChunk = 0x8000;

function pack(numbers: Float32Array | Uint32Array): string {
  const bytes = new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength);
  let text = '';
  for (let i = 0; i < bytes.length; i += kChunk)
    text += String.fromCharCode(...bytes.subarray(i, i + kChunk));
  return btoa(text);
}

function unpack(text: unknown, field: string): ArrayBuffer {
  try {
    const bytes = Uint8Array.from(atob(text as string), (c) => c.charCodeAt(0));
    if (bytes.length % 4 === 0) return bytes.buffer;
  } catch {
    // said below
  }
  throw new FileError(`the saved run is damaged: ${field} is not a row of numbers`);
}

export function formatRun(spec: Spec, plain: object, state: Float32Array, history: History): string {
  // Columns of the user's own may be typed arrays, which JSON would write as objects.
  const plainArrays = (_key: string, value: unknown) =>
    ArrayBuffer.isView(value) ? Array.from(value as Float32Array) : value;
  const lanes = history.lanes.map(({ terms: _, ...lane }) => Object.values(lane).map(pack));
  return JSON.stringify(
    { losscape: kFormat, spec, ...plain, state: pack(state), history: { steps: pack(history.steps), lanes } },
    plainArrays,
  );
}

/** Throws FileError for anything but the text of a run; whether it fits its spec is for the core to say. */
export function parseRun(text: string): SavedRun {
  let file: Record<string, unknown> & { history?: { steps?: unknown; lanes?: unknown } };
  try {
    file = JSON.parse(text);
  } catch {
    throw new FileError('this is no saved run: it is not JSON, or was cut off');
  }
  const version = file?.losscape;
  if (typeof version !== 'number') throw new FileError('this is no saved run: it has no field "losscape"');
  if (version > kFormat)
    throw new FileError(
      `the saved run has format ${version}, and this version of losscape reads up to ${kFormat}`,
    );
  const lanes = file.history?.lanes;
  if (!Array.isArray(lanes)) throw new FileError('the saved run is damaged: it has no history');
  return {
    ...(file as unknown as SavedRun),
    state: file.state === undefined ? undefined : new Float32Array(unpack(file.state, 'state')),
    history: {
      steps: new Uint32Array(unpack(file.history?.steps, 'history.steps')),
      lanes: lanes.map((series: unknown[]) => {
        const rows = series.map((row) => new Float32Array(unpack(row, 'history.lanes')));
        const all = new Float32Array(rows.reduce((sum, row) => sum + row.length, 0));
        let at = 0;
        for (const row of rows) {
          all.set(row, at);
          at += row.length;
        }
        return all;
      }),
    },
  };
}

/**
 * A saved run with one lane more, the last of `spec`, which was lane `from` so far. It has no state: the run is trained
 * anew to where it was.
 */
export function withBranch(text: string, spec: Spec, from: number): string {
  const { state: _state, ...file } = JSON.parse(text);
  const lane = spec.losses.length - 1;
  // What was changed of the lane is part of the past of both.
  const changes = file.changes.flatMap((change: { lane?: number }) =>
    change.lane === from ? [change, { ...change, lane }] : [change],
  );
  file.history.lanes.push(file.history.lanes[from]);
  return JSON.stringify({ ...file, spec, changes, diverged_at: [...file.diverged_at, -1] });
}
