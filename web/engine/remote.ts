// SPDX-License-Identifier: Apache-2.0
// A run in a worker, as promises. Where no worker starts (a strict policy, another origin), the same runner works on the
// main thread in slices of a few milliseconds and `remote.worker` says so.
import { type CoreSource, compileCore, loadCore } from './core.ts';
import type { FromWorker, ToWorker } from './messages.ts';
import { Runner } from './runner.ts';
import { LossError } from './session.ts';
import type { FrameRequest, RemoteRun, Spec, Tick } from './types.ts';

export { catalog } from './generated/catalog.ts';
export { LossError } from './session.ts';

export interface RunOptions {
  /** At most once a display frame while playing, and after every change. */
  ontick?: (tick: Tick) => void;
  /** The run stopped for a reason that is not the spec's: the worker died, memory ran out. */
  onerror?: (message: string) => void;
  source?: CoreSource;
}

export interface OpenRun extends RemoteRun {
  /** What the frames of ticks hold. */
  request(request: FrameRequest): Promise<void>;
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
  'setLossParam',
  'setLearningRate',
  'movePoint',
  'weights',
  'program',
  'play',
  'pause',
  'request',
] as const;

type Call = (method: string, args: unknown[]) => Promise<unknown>;

function assemble(call: Call, worker: boolean, dispose: () => void): OpenRun {
  const methods = Object.fromEntries(
    kMethods.map((name) => [name, (...args: unknown[]) => call(name, args)]),
  );
  return { ...methods, worker, dispose } as unknown as OpenRun;
}

/** How long a worker may take to say that it is there. */
const kWorkerPatience = 3000;

let compiled: Promise<WebAssembly.Module> | undefined;

// Several runs share one compiled module.
function sharedModule(source: CoreSource): Promise<WebAssembly.Module> {
  if (source.wasmModule || source.wasmBinary || source.wasmUrl) return compileCore(source);
  compiled ??= compileCore();
  compiled.catch(() => {
    compiled = undefined;
  });
  return compiled;
}

async function startWorker(): Promise<Worker | undefined> {
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
      if (!result) worker.terminate();
      resolve(result);
    };
    const onready = () => give(worker);
    const onfailed = () => give(undefined);
    const patience = setTimeout(onfailed, kWorkerPatience);
    worker.addEventListener('message', onready);
    worker.addEventListener('error', onfailed);
  });
}

/** Opens a run. Throws LossError for a spec that cannot be trained. */
export async function openRun(spec: Spec, options: RunOptions = {}): Promise<OpenRun> {
  const [module, worker] = await Promise.all([sharedModule(options.source ?? {}), startWorker()]);
  return worker ? inWorker(worker, module, spec, options) : onMainThread(module, spec, options);
}

async function inWorker(
  worker: Worker,
  wasmModule: WebAssembly.Module,
  spec: Spec,
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
      else promise?.reject(data.loss ? new LossError(data.message) : new Error(data.message));
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
  try {
    await send({ type: 'open', id: next++, spec, source: { wasmModule } });
  } catch (error) {
    worker.terminate();
    throw error;
  }
  return assemble(
    (method, args) => send({ type: 'call', id: next++, method, args }),
    true,
    () => {
      worker.terminate();
      abandon('the run was disposed of');
    },
  );
}

async function onMainThread(
  wasmModule: WebAssembly.Module,
  spec: Spec,
  options: RunOptions,
): Promise<OpenRun> {
  const core = await loadCore({ wasmModule });
  const runner = new Runner(
    core,
    spec,
    (tick) => options.ontick?.(tick),
    (message) => options.onerror?.(message),
  );
  const methods = runner as unknown as Record<string, (...args: unknown[]) => unknown>;
  return assemble(
    async (method, args) => methods[method]?.(...args),
    false,
    () => runner.dispose(),
  );
}
