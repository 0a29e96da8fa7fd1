// SPDX-License-Identifier: Apache-2.0
// A run in a worker, as promises. Where no worker starts (a strict policy, another origin), the same runner works on the
// main thread in slices of a few milliseconds and `remote.worker` says so.
import { type CompiledCore, type CoreSource, compileCore } from './compile.ts';
import type { Core } from './core.ts';
import { LossError } from './loss-error.ts';
import type { FromWorker, ToWorker } from './messages.ts';
import { withTable } from './tables.ts';
import type {
  FrameRequest,
  LaneChange,
  RemoteRun,
  Spec,
  Surface,
  SurfaceOptions,
  SurfaceProgress,
  Tick,
} from './types.ts';

export { catalog } from './generated/catalog.ts';
export { LossError } from './loss-error.ts';

export interface RunOptions {
  /** At most once a display frame while playing, and after every change. */
  ontick?: (tick: Tick) => void;
  /** The run stopped for a reason that is not the spec's: the worker died, memory ran out. */
  onerror?: (message: string) => void;
  source?: CoreSource;
  /** Its abort disposes of the run, also of one that is still being opened. */
  signal?: AbortSignal;
}

export interface OpenRun extends RemoteRun {
  /** What the frames of ticks hold. */
  request(request: FrameRequest): Promise<void>;
  /** `options` are those of the new run. */
  branch(step: number, changes?: Record<number, LaneChange>, options?: RunOptions): Promise<OpenRun>;
  /** False where training shares the main thread. */
  readonly worker: boolean;
}

const kMethods = [
  'info',
  'step',
  'reset',
  'frame',
  'history',
  'curve',
  'predict',
  'setLossParam',
  'setLearningRate',
  'setLane',
  'movePoint',
  'weights',
  'save',
  'metrics',
  'program',
  'forward',
  'update',
  'inspect',
  'check',
  'findings',
  'play',
  'pause',
  'request',
] as const;

type Call = (method: string, args: unknown[]) => Promise<unknown>;

/** Milliseconds of work on a surface between two looks at what else there is to do. */
const kSurfaceSlice = 8;

async function surfaceInSlices(
  call: Call,
  lane: number,
  { onprogress, signal, ...options }: SurfaceOptions & SurfaceProgress,
): Promise<Surface> {
  signal?.throwIfAborted();
  const id = await call('surfaceBegin', [lane, options]);
  for (;;) {
    signal?.throwIfAborted();
    const { share, surface } = (await call('surfaceWork', [id, kSurfaceSlice])) as {
      share: number;
      surface?: Surface;
    };
    onprogress?.(share);
    if (surface) return surface;
    // Where the run is on this thread, let it draw.
    await new Promise((resolve) => setTimeout(resolve));
  }
}

function assemble(call: Call, worker: boolean, dispose: () => void): OpenRun {
  const methods = Object.fromEntries(
    kMethods.map((name) => [name, (...args: unknown[]) => call(name, args)]),
  );
  const branch = async (step: number, changes: Record<number, LaneChange> = {}, options: RunOptions = {}) => {
    const run = await openRun((await call('save', [step])) as string, options);
    try {
      for (const [lane, change] of Object.entries(changes)) await run.setLane(Number(lane), change);
    } catch (error) {
      run.dispose();
      throw error;
    }
    return run;
  };
  // In slices, so that calls made meanwhile are heard.
  const seek = (step: number) => call('travel', [step]);
  const surface = (lane: number, options = {}) => surfaceInSlices(call, lane, options);
  return { ...methods, seek, branch, surface, worker, dispose } as unknown as OpenRun;
}

/** How long a worker may take to say that it is there. */
const kWorkerPatience = 3000;

let compiled: Promise<CompiledCore> | undefined;

// Several runs share one compiled module.
function sharedModule(source: CoreSource): Promise<CompiledCore> {
  if (source.wasmModule || source.wasmBinary || source.wasmUrl) return compileCore(source);
  compiled ??= compileCore();
  compiled.catch(() => {
    compiled = undefined;
  });
  return compiled;
}

let own: Promise<Core> | undefined;

/** The core in this thread, to read and draw what a visitor types. */
export function coreHere(): Promise<Core> {
  // What runs it is not fetched before it is needed: training has a worker.
  own ??= Promise.all([sharedModule({}), import('./core.ts')]).then(([compiled, { loadCore }]) =>
    loadCore(compiled),
  );
  own.catch(() => {
    own = undefined;
  });
  return own;
}

async function startWorker(signal?: AbortSignal): Promise<Worker | undefined> {
  signal?.throwIfAborted();
  if (typeof Worker === 'undefined') return undefined;
  let worker: Worker;
  try {
    worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
  } catch {
    return undefined;
  }
  return new Promise((resolve) => {
    const give = (result: Worker | undefined) => {
      clearTimeout(patience);
      worker.removeEventListener('message', onready);
      worker.removeEventListener('error', onfailed);
      signal?.removeEventListener('abort', onfailed);
      if (!result) worker.terminate();
      resolve(result);
    };
    const onready = () => give(worker);
    const onfailed = () => give(undefined);
    const patience = setTimeout(onfailed, kWorkerPatience);
    worker.addEventListener('message', onready);
    worker.addEventListener('error', onfailed);
    signal?.addEventListener('abort', onfailed);
  });
}

/** Opens a run of a spec or of the text of a saved one. Throws LossError for what cannot be trained. */
export async function openRun(spec: Spec | string, options: RunOptions = {}): Promise<OpenRun> {
  const [core, worker, whole] = await Promise.all([
    sharedModule(options.source ?? {}),
    startWorker(options.signal),
    withTable(spec),
  ]);
  if (options.signal?.aborted) worker?.terminate();
  options.signal?.throwIfAborted();
  return worker ? inWorker(worker, core, whole, options) : onMainThread(core, whole, options);
}

async function inWorker(
  worker: Worker,
  core: CompiledCore,
  spec: Spec | string,
  options: RunOptions,
): Promise<OpenRun> {
  const waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  let next = 1;
  const abandon = (message: string) => {
    for (const { reject } of waiting.values()) reject(new Error(message));
    waiting.clear();
  };
  worker.onmessage = ({ data }: MessageEvent<FromWorker>) => {
    if (data.type === 'tick') options.ontick?.(data.tick);
    else if (data.type === 'failed') options.onerror?.(data.error);
    else if (data.type !== 'ready') {
      const promise = waiting.get(data.id);
      waiting.delete(data.id);
      if (data.type === 'answer') promise?.resolve(data.value);
      else promise?.reject(data.loss ? new LossError(data.message, data.place) : new Error(data.message));
    }
  };
  worker.onerror = (event) => {
    const message = event.message || 'the training worker stopped';
    abandon(message);
    options.onerror?.(message);
  };
  const send = (message: ToWorker) =>
    new Promise<unknown>((resolve, reject) => {
      waiting.set(message.id, { resolve, reject });
      worker.postMessage(message);
    });
  const dispose = () => {
    options.signal?.removeEventListener('abort', dispose);
    worker.terminate();
    abandon('the run was disposed of');
  };
  options.signal?.addEventListener('abort', dispose);
  try {
    await send({ type: 'open', id: next++, spec, core });
  } catch (error) {
    worker.terminate();
    throw error;
  }
  return assemble((method, args) => send({ type: 'call', id: next++, method, args }), true, dispose);
}

async function onMainThread(
  compiled: CompiledCore,
  spec: Spec | string,
  options: RunOptions,
): Promise<OpenRun> {
  const [{ loadCore }, { Runner }] = await Promise.all([import('./core.ts'), import('./runner.ts')]);
  const runner = new Runner(
    await loadCore(compiled),
    spec,
    (tick) => options.ontick?.(tick),
    (message) => options.onerror?.(message),
  );
  options.signal?.addEventListener('abort', () => runner.dispose());
  options.signal?.throwIfAborted();
  const methods = runner as unknown as Record<string, (...args: unknown[]) => unknown>;
  return assemble(
    async (method, args) => methods[method]?.(...args),
    false,
    () => runner.dispose(),
  );
}
