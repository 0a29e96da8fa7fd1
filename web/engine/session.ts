// SPDX-License-Identifier: Apache-2.0
// A run as plain synchronous calls over the wasm core. The only file that sees views of wasm memory: each is copied
// before the next call, because a view dies when memory grows.
import type { Core } from './core.ts';
import type {
  Curve,
  DataInfo,
  Frame,
  FrameRequest,
  History,
  LaneFrame,
  ProgramReport,
  RunInfo,
  RunMethods,
  Spec,
} from './types.ts';

/** What the engine throws: says what was wrong and what would be right. */
export class LossError extends Error {
  override name = 'LossError';
}

type PlainInfo = Omit<RunInfo, 'data'> & { data: Omit<DataInfo, 'x' | 'y' | 'part' | 'outlier'> };

const parts = (all: Float32Array, count: number) => {
  const length = all.length / count;
  return Array.from({ length: count }, (_, k) => all.slice(k * length, (k + 1) * length));
};

/** One experiment in this thread. Free it with dispose() or `using`. */
export class Session implements RunMethods {
  readonly #core: Core;
  #slot: number;

  /** Throws LossError for a spec that cannot be trained. */
  constructor(core: Core, spec: Spec) {
    this.#core = core;
    this.#slot = core.open(spec);
    if (this.#slot < 0) throw new LossError(core.error());
  }

  dispose(): void {
    if (this.#slot > 0) this.#core.close(this.#slot);
    this.#slot = -1;
  }

  [Symbol.dispose](): void {
    this.dispose();
  }

  info(): RunInfo {
    const text = this.#core.info(this.#slot);
    if (!text) throw new LossError(this.#core.error());
    const plain = JSON.parse(text) as PlainInfo;
    const data: DataInfo = {
      ...plain.data,
      x: parts(this.#floats('x'), plain.data.inputs.length),
      y: this.#floats('y'),
      part: Uint8Array.from(this.#floats('part')),
      outlier: Uint8Array.from(this.#floats('outlier')),
    };
    return { ...plain, data };
  }

  /** Trains all lanes `count` steps in lock-step. */
  step(count = 1): void {
    this.#check(this.#core.step(this.#slot, count));
  }

  reset(): void {
    this.#set('reset');
  }

  frame(request: FrameRequest = {}): Frame {
    const info = JSON.parse(this.#core.info(this.#slot) || this.#fail()) as PlainInfo;
    let step = 0;
    const lanes = info.lanes.map((_, lane): LaneFrame => {
      const status = this.#view('status', lane) as Float64Array;
      const [at, divergedAt, train, validation, trainMetric, validationMetric] =
        status as unknown as number[];
      step = at ?? 0;
      const frame: LaneFrame = {
        status: (divergedAt ?? -1) >= 0 ? 'diverged' : 'running',
        diverged_at: divergedAt ?? -1,
        train_loss: train ?? Number.NaN,
        validation_loss: validation ?? Number.NaN,
        train_metric: trainMetric ?? Number.NaN,
        validation_metric: validationMetric ?? Number.NaN,
      };
      if (request.samples) {
        const all = this.#floats('samples', lane);
        const outputs = info.data.task === 'multiclass' ? info.data.classes.length : 1;
        const n = all.length / (2 * outputs + 1);
        frame.predictions = all.slice(0, outputs * n);
        frame.gradients = all.slice(outputs * n, 2 * outputs * n);
        frame.losses = all.slice(2 * outputs * n);
      }
      if (request.field) frame.field = this.#floats('field', lane, request.field);
      return frame;
    });
    return { step, epoch: Math.floor(step / info.steps_per_epoch), lanes };
  }

  history(): History {
    const steps = this.#view('history_steps') as Uint32Array;
    const info = JSON.parse(this.#core.info(this.#slot) || this.#fail()) as PlainInfo;
    const lanes = info.lanes.map((_, lane) => {
      const [train, validation, trainMetric, validationMetric] = parts(this.#floats('history', lane), 4);
      return {
        train_loss: train as Float32Array,
        validation_loss: validation as Float32Array,
        train_metric: trainMetric as Float32Array,
        validation_metric: validationMetric as Float32Array,
      };
    });
    return { steps, lanes };
  }

  curve(lane: number, low: number, high: number, points: number, target: number): Curve {
    const [prediction, value, gradient, curvature] = parts(
      this.#floats('curve', lane, low, high, points, target),
      4,
    ) as [Float32Array, Float32Array, Float32Array, Float32Array];
    return { prediction, value, gradient, curvature };
  }

  setLossParam(lane: number, id: string, value: number): void {
    this.#set('loss', lane, id, value);
  }

  setLearningRate(value: number): void {
    this.#set('learning_rate', 0, '', value);
  }

  movePoint(index: number, x: number[], y: number): void {
    this.#set('point', index, '', [...x, y]);
  }

  weights(lane: number): Float32Array {
    return this.#floats('weights', lane);
  }

  program(lane: number): ProgramReport {
    return JSON.parse(this.#view('program', lane) as string) as ProgramReport;
  }

  #fail(): never {
    throw new LossError(this.#core.error());
  }

  #check(ok: boolean): void {
    if (!ok) this.#fail();
  }

  #set(name: string, index = 0, id = '', value?: unknown): void {
    this.#check(this.#core.set(this.#slot, name, index, id, value));
  }

  #view(name: string, lane = 0, a = 0, b = 0, c = 0, d = 0) {
    const view = this.#core.view(this.#slot, name, lane, a, b, c, d);
    return view ? view.slice() : this.#fail();
  }

  #floats(name: string, ...numbers: number[]): Float32Array {
    return this.#view(name, ...numbers) as Float32Array;
  }
}
