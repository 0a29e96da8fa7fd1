// SPDX-License-Identifier: Apache-2.0
// The worker side of a run: owns the core and the training loop, answers calls, reports ticks.
import { loadCore } from './core.ts';
import { LossError } from './loss-error.ts';
import type { FromWorker, ToWorker } from './messages.ts';
import { Runner } from './runner.ts';

const post = (message: FromWorker) =>
  (self as unknown as { postMessage(m: FromWorker): void }).postMessage(message);

let runner: Promise<Runner> | undefined;

self.onmessage = async ({ data }: MessageEvent<ToWorker>) => {
  try {
    if (data.type === 'open') {
      runner = loadCore(data.core).then(
        (core) =>
          new Runner(
            core,
            data.spec,
            (tick) => post({ type: 'tick', tick }),
            (error) => post({ type: 'failed', error }),
          ),
      );
      const info = (await runner).info();
      post({ type: 'answer', id: data.id, value: info });
      return;
    }
    const target = (await runner) as unknown as Record<string, (...args: unknown[]) => unknown>;
    post({ type: 'answer', id: data.id, value: await target[data.method]?.(...data.args) });
  } catch (error) {
    post({
      type: 'error',
      id: data.id,
      message: (error as Error).message,
      loss: error instanceof LossError,
      place: error instanceof LossError ? { ...error } : undefined,
    });
  }
};
post({ type: 'ready' });
