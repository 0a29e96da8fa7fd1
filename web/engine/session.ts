// SPDX-License-Identifier: Apache-2.0
// A run as plain synchronous calls over the wasm core. With loss-calls.ts the only file that sees views of wasm memory: each
// is copied before the next call, because a view dies when memory grows.
import type { Core } from './core.ts';
import { LossError, lastError } from './loss-error.ts';
import { FileError, formatRun, parseRun } from './run-file.ts';
import { type PlainSurface, surfaceOf } from './surface.ts';
import type {
  CheckedWeight,
  Column,
  Curve,
  DataInfo,
  Finding,
  Frame,
  FrameRequest,
  History,
  Inspection,
  LaneChange,
  LaneFrame,
  LayerFrame,
  LayerShape,
  MetricCurve,
  MetricReading,
  OwnData,
  ProgramReport,
  RunInfo,
  RunMethods,
  Spec,
  Surface,
  SurfaceOptions,
} from './types.ts';

export { LossError } from './loss-error.ts';

function parsed(text: string) {
  try {
    return parseRun(text);
  } catch (error) {
    throw error instanceof FileError ? new LossError(error.message) : error;
  }
}

type PlainInfo = Omit<RunInfo, 'data'> & { data: Omit<DataInfo, 'x' | 'y' | 'part' | 'outlier'> };

/** A metric that judges the task of a run, its place among all metrics, and how many curves it has. */
type Judge = { id: string; place: number; curves: number };

/** x, y and z one after the other → a curve. */
export const curveOf = (all: Float64Array): MetricCurve => {
  const n = all.length / 3;
  return { x: all.slice(0, n), y: all.slice(n, 2 * n), z: all.slice(2 * n) };
};

const parts = <Numbers extends Float32Array | Float64Array>(all: Numbers, count: number) => {
  const length = all.length / count;
  return Array.from({ length: count }, (_, k) => all.slice(k * length, (k + 1) * length) as Numbers);
};

// JSON has no word for what is not finite.
const unknownIsNaN = (_: string, value: unknown) => value ?? Number.NaN;

/** One experiment in this thread. Free it with dispose() or `using`. */
export class Session implements RunMethods {
  readonly #core: Core;
  readonly #spec: Spec;
  #slot: number;
  #surfaces = 0;

  /** Opens a spec, or the text of a saved run. Throws LossError for what cannot be trained. */
  constructor(core: Core, spec: Spec | string) {
    this.#core = core;
    const saved = typeof spec === 'string' ? parsed(spec) : undefined;
    this.#spec = saved?.spec ?? wired(spec as Spec);
    this.#slot = core.open(this.#spec);
    if (this.#slot < 0) throw lastError(core);
    if (!saved || core.set(this.#slot, 'resume', 0, '', saved)) return;
    const error = lastError(core);
    this.dispose();
    throw error;
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
    if (!text) throw lastError(this.#core);
    const plain = JSON.parse(text) as PlainInfo;
    const data: DataInfo = {
      ...plain.data,
      x: parts(this.#doubles('x'), plain.data.inputs.length),
      y: this.#doubles('y'),
      part: Uint8Array.from(this.#floats('part')),
      outlier: Uint8Array.from(this.#floats('outlier')),
    };
    return { ...plain, data };
  }

  /** Trains all lanes `count` steps in lock-step, or fewer when the last of them meets a stop rule: how many. */
  step(count = 1): number {
    const done = this.#core.step(this.#slot, count);
    return done < 0 ? this.#fail() : done;
  }

  reset(): void {
    this.#set('reset');
  }

  seek(step: number): number {
    this.#set('seek', 0, '', step);
    return step;
  }

  /** The part of a seek that takes no training; the step the run is at then. */
  protected rewind(step: number): number {
    this.#set('rewind', 0, '', step);
    return this.position().step;
  }

  protected position(): { step: number; head: number; finished: boolean } {
    const [step = 0, head = 0, finished = 0] = this.#view('position') as Float64Array;
    return { step, head, finished: finished === 1 };
  }

  frame(request: FrameRequest = {}): Frame {
    const info = JSON.parse(this.#core.info(this.#slot) || this.#fail()) as PlainInfo;
    const { step, head, finished } = this.position();
    const lanes = info.lanes.map((_, lane): LaneFrame => {
      const status = this.#view('status', lane) as Float64Array;
      const [, divergedAt, train, validation, trainMetric, validationMetric, rate, ...stop] =
        status as unknown as number[];
      const frame: LaneFrame = {
        status: (divergedAt ?? -1) >= 0 ? 'diverged' : 'running',
        diverged_at: divergedAt ?? -1,
        learning_rate: rate ?? Number.NaN,
        train_loss: train ?? Number.NaN,
        validation_loss: validation ?? Number.NaN,
        train_metric: trainMetric ?? Number.NaN,
        validation_metric: validationMetric ?? Number.NaN,
      };
      const [rule = -1, stoppedAt = 0, bestStep = 0, best = 0] = stop;
      const id = this.#spec.stop?.[rule]?.id;
      if (id) frame.stopped = { rule: id, step: stoppedAt, best, best_step: bestStep };
      if (request.samples) {
        const all = this.#doubles('samples', lane);
        const outputs = info.data.task === 'multiclass' ? info.data.classes.length : 1;
        const places = info.lanes[lane]?.embedding ?? 0;
        const rows = [outputs, places || outputs, 1, places];
        const n = all.length / rows.reduce((sum, count) => sum + count, 0);
        const ends = rows.map((_, i) => n * rows.slice(0, i + 1).reduce((sum, count) => sum + count, 0));
        const [gradients, losses, embedding] = [0, 1, 2].map((i) =>
          Float32Array.from(all.subarray(ends[i], ends[i + 1])),
        ) as [Float32Array, Float32Array, Float32Array];
        frame.predictions = all.slice(0, ends[0]);
        frame.losses = losses;
        if (places > 0) frame.embedding = { places: embedding, gradients };
        else frame.gradients = gradients;
      }
      if (request.terms) frame.terms = JSON.parse(this.#view('terms', lane) as string);
      if (request.field) {
        frame.field = this.#doubles('field', lane, request.field);
        const spread = this.#floats('spread', lane, request.field);
        if (spread.length > 0) frame.spread = spread;
      }
      return frame;
    });
    return { step, head, epoch: Math.floor(step / info.steps_per_epoch), finished, lanes };
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
        ...this.#termCurves(lane),
      };
    });
    return { steps, lanes };
  }

  #termCurves(lane: number) {
    const ids: string[] = JSON.parse(this.#view('history_terms', lane, -1) as string);
    const terms = ids.map((id, term) => {
      const [value, gradient_norm] = parts(this.#floats('history_terms', lane, term), 2);
      return { id, value: value as Float32Array, gradient_norm: gradient_norm as Float32Array };
    });
    return terms.length > 0 ? { terms } : undefined;
  }

  predict(lane: number, x: Column | readonly Column[]): Float64Array {
    const rows = Array.isArray(x) && typeof x[0] === 'object' ? (x as Column[]) : undefined;
    const inputs = this.info().data.inputs.length;
    const short = rows?.findIndex((row) => row.length !== inputs) ?? -1;
    if (rows && short >= 0)
      throw new LossError(`x[${short}] must hold ${inputs} numbers, got ${rows[short]?.length}`, {
        field: 'x',
      });
    const flat = rows ? rows.flatMap((row) => Array.from(row as ArrayLike<number>)) : (x as Column);
    const out = this.#core.predict(this.#slot, lane, column(flat, 'x'));
    return out ? out.slice() : this.#fail();
  }

  curve(lane: number, low: number, high: number, points: number, target: number): Curve {
    const [prediction, value, gradient, curvature] = parts(
      this.#floats('curve', lane, low, high, points, target),
      4,
    ) as [Float32Array, Float32Array, Float32Array, Float32Array];
    return { prediction, value, gradient, curvature };
  }

  setLossParam(lane: number, id: string, value: number): number {
    this.#set('loss', lane, id, value);
    return this.position().step;
  }

  setLearningRate(value: number): number {
    this.#set('learning_rate', 0, '', value);
    return this.position().step;
  }

  setLane(lane: number, change: LaneChange): number {
    this.#set('lane', lane, '', change);
    return this.position().step;
  }

  movePoint(index: number, x: number[], y: number): number {
    this.#set('point', index, '', [...x, y]);
    return this.position().step;
  }

  weights(lane: number): Float32Array {
    return this.#floats('weights', lane);
  }

  save(step?: number): string {
    const { step: here, head } = this.position();
    const last = step ?? head;
    if (!(last <= head)) throw new LossError(`save takes a step of the run, from 0 to ${head}, got ${last}`);
    if (step !== undefined) this.seek(step);
    const plain = JSON.parse(this.#view('saved', 0, last) as string);
    const history = this.history();
    const kept = history.steps.filter((at) => at <= last).length;
    const lanes = history.lanes.map(
      ({ terms: _, ...lane }) =>
        Object.fromEntries(
          Object.entries(lane).map(([id, series]) => [id, series.subarray(0, kept)]),
        ) as typeof lane,
    );
    const cut = { steps: history.steps.subarray(0, kept), lanes };
    const text = formatRun(this.#spec, plain, this.#floats('state'), cut);
    this.seek(here);
    return text;
  }

  /** A run of its own that begins at `step` of this one, with other settings for some lanes, by number. */
  branch(step: number, changes: Record<number, LaneChange> = {}): Session {
    const run = new Session(this.#core, this.save(step));
    try {
      for (const [lane, change] of Object.entries(changes)) run.setLane(Number(lane), change);
    } catch (error) {
      run.dispose();
      throw error;
    }
    return run;
  }

  metrics(lane: number, options: { curves?: boolean } = {}): MetricReading[] {
    const judges = JSON.parse(this.#view('judges') as string) as Judge[];
    const [train, validation] = [0, 1].map((part) => this.#view('metrics', lane, part) as Float64Array);
    return judges.map(({ id, place, curves }) => {
      const reading: MetricReading = {
        id,
        train: train?.[place] ?? Number.NaN,
        validation: validation?.[place] ?? Number.NaN,
      };
      if (!options.curves || curves === 0) return reading;
      const curvesOf = (part: number) =>
        Array.from({ length: curves }, (_, label) =>
          curveOf(this.#view('metric_curve', lane, part, place, label) as Float64Array),
        );
      return { ...reading, train_curves: curvesOf(0), validation_curves: curvesOf(1) };
    });
  }

  surface(lane: number, options: SurfaceOptions = {}): Surface {
    const { surface } = this.surfaceWork(this.surfaceBegin(lane, options), Number.POSITIVE_INFINITY);
    return surface as Surface;
  }

  /** Asks for a surface; the number to work on it with. */
  protected surfaceBegin(lane: number, options: SurfaceOptions): number {
    this.#set('surface', lane, '', options);
    return ++this.#surfaces;
  }

  /** Works on a surface for about so many milliseconds: the share that is done, and the surface once all is. */
  protected surfaceWork(id: number, milliseconds: number): { share: number; surface?: Surface } {
    if (id !== this.#surfaces) throw new LossError('another surface was asked for meanwhile');
    const begin = performance.now();
    let share = 0;
    for (let pieces = 1, spent = 0; share < 1 && spent < milliseconds; ) {
      share = (this.#view('surface_work', 0, pieces) as Float64Array)[0] ?? 1;
      spent = performance.now() - begin;
      // A clock is coarse and a piece may take a microsecond or a hundred milliseconds.
      if (spent < milliseconds / 4) pieces *= 2;
    }
    if (share < 1) return { share };
    const plain = JSON.parse(this.#view('surface') as string) as PlainSurface;
    return { share, surface: surfaceOf(plain, this.#floats('surface_numbers')) };
  }

  program(lane: number): ProgramReport {
    return JSON.parse(this.#view('program', lane) as string) as ProgramReport;
  }

  forward(lane: number, sample: number): LayerFrame[] {
    const layers = JSON.parse(this.#view('layers', lane) as string) as LayerShape[];
    const all = this.#floats('forward', lane, sample);
    const sizeOf = ({ shape }: { shape: number[] }) => shape.reduce((size, extent) => size * extent, 1);
    const units = layers.reduce((sum, layer) => sum + sizeOf(layer), 0);
    let at = 0;
    let weight = 2 * units;
    const take = (from: number, count: number) => all.slice(from, from + count);
    return layers.map((layer): LayerFrame => {
      const size = sizeOf(layer);
      const weights = layer.parameters.reduce((sum, parameter) => sum + sizeOf(parameter), 0);
      const frame = {
        ...layer,
        values: take(at, size),
        gradients: take(units + at, size),
        weight_gradients: take(weight, weights),
      };
      at += size;
      weight += weights;
      return frame;
    });
  }

  update(lane: number): Float32Array {
    return this.#floats('update', lane);
  }

  inspect(lane: number): Inspection {
    const plain = JSON.parse(this.#view('inspection', lane) as string, unknownIsNaN) as Inspection;
    return { ...plain, norms: Float32Array.from(plain.norms), shares: Float32Array.from(plain.shares) };
  }

  check(lane: number, count = 10): CheckedWeight[] {
    return JSON.parse(this.#view('check', lane, count) as string, unknownIsNaN) as CheckedWeight[];
  }

  findings(): Finding[] {
    return JSON.parse(this.#view('findings') as string, unknownIsNaN) as Finding[];
  }

  #fail(): never {
    throw lastError(this.#core);
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

  #doubles(name: string, ...numbers: number[]): Float64Array {
    return this.#view(name, ...numbers) as Float64Array;
  }

  #floats(name: string, ...numbers: number[]): Float32Array {
    return this.#view(name, ...numbers) as Float32Array;
  }
}

/** Numbers of any kind as doubles. Throws LossError for what is no number, such as null or text. */
function column(values: Column, name: string): Float64Array {
  return Float64Array.from(values as ArrayLike<number>, (value: unknown, row) => {
    if (typeof value === 'number' || typeof value === 'bigint') return Number(value);
    const got = typeof value === 'string' ? `the text '${value}'` : String(value);
    throw new LossError(`${name}, row ${row} is ${got}; every value must be a finite number`, {
      field: 'own',
    });
  });
}

function inDoubles(own: OwnData): OwnData {
  const isList = (values: unknown) =>
    Array.isArray(values) || (ArrayBuffer.isView(values) && !(values instanceof DataView));
  if (!Array.isArray(own.x) || ![...own.x, own.y].every(isList)) return own; // the core says what is wrong
  const named = (name: string | undefined, fallback: string) => `own data: column '${name || fallback}'`;
  const x = own.x.map((values, k) => column(values, named(own.input_names?.[k], `x${k + 1}`)));
  const target = own.task === 'regression' ? 'y' : 'class';
  return { ...own, x, y: column(own.y, named(own.target_name, target)) };
}

/** A spec as the core reads it: numbers among the layers are dense ones. */
function wired({ own, ...spec }: Spec): Spec {
  const copy = { ...structuredClone(spec), ...(own && { own: inDoubles(own) }) };
  if (!Array.isArray(copy.layers)) return copy;
  const numbers = copy.layers.every((layer) => typeof layer === 'number');
  // An empty list is a model without hidden layers, unless the older key says them.
  if (numbers && (copy.layers.length > 0 || copy.hidden === undefined))
    return { ...copy, hidden: copy.layers as number[], layers: [] };
  return {
    ...copy,
    layers: copy.layers.map((layer) =>
      typeof layer === 'number' ? { id: 'dense', params: { units: layer } } : layer,
    ),
  };
}
