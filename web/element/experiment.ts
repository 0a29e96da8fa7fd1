// SPDX-License-Identifier: Apache-2.0
// The run behind the element: opens it for a state, feeds changes to it while it trains, and tells the parts what is new.
import { catalog, openRun } from '../engine/remote.ts';
import type { Frame, History, RunInfo, Tick } from '../engine/types.ts';
import { type Edit, type Key, type Problem, Schema, type State } from '../state.ts';

/** change: settings or run replaced. draw: pictures are stale. readout: numbers for people, at most eight times a second. */
export type Channel = 'change' | 'draw' | 'readout';

type Run = Awaited<ReturnType<typeof openRun>>;
type Emit = (
  name: 'ready' | 'step' | 'epoch' | 'done' | 'diverged' | 'statechange' | 'error',
  detail: object,
) => void;

const readoutInterval = 125;
/** Points of the model's picture per axis: a curve, or a square. */
const fieldSide = { curve: 129, square: 57 };
/** Keys that a running run takes without starting over. */
const live: readonly Key[] = ['losses', 'learning_rate', 'edits', 'speed', 'autoplay'];

export class Experiment {
  readonly schema = new Schema(catalog);
  state: State = this.schema.defaults();
  problems: Problem[] = [];
  info?: RunInfo;
  frame?: Frame;
  history?: History;
  /** Steps a second, measured. */
  rate = 0;
  playing = false;
  /** Words of the error that keeps the run from existing. */
  failure = '';
  /** Lane and sample pointed at; −1 for none. */
  lane = -1;
  sample = -1;
  /** Counts the moves of samples: pictures of the data are stale when it changes. */
  moves = 0;
  /** The sample last taken in hand, which keys and the panel move. */
  held = 0;

  #run?: Run;
  #opening = false;
  #stale = false;
  #suspended = false;
  #drawing = false;
  readonly #moves = new Map<number, Edit>();
  #movesUnderWay = false;
  #readout?: ReturnType<typeof setTimeout>;
  #epoch = 0;
  #diverged = new Set<number>();
  readonly #listeners = {
    change: new Set<() => void>(),
    draw: new Set<() => void>(),
    readout: new Set<() => void>(),
  };

  constructor(readonly emit: Emit) {}

  /** Calls `listener` whenever there is news; returns what ends that. */
  on(channel: Channel, listener: () => void): () => void {
    this.#listeners[channel].add(listener);
    return () => this.#listeners[channel].delete(listener);
  }

  get fieldSide(): number {
    return this.info?.data.x.length === 1 ? fieldSide.curve : fieldSide.square;
  }

  /** Whether the tab is hidden and the run waits for it. */
  get suspended(): boolean {
    return this.#suspended;
  }

  /** Replaces the whole state by that of a text such as the URL hash, and says what had to be repaired. */
  load(text: string): void {
    const { state, problems } = this.schema.parse(text);
    this.problems = problems;
    this.replace(state);
  }

  /** Changes some settings. `merge` marks one of a row of changes, such as those of a slider in motion. */
  change(patch: Partial<State>, merge = false): void {
    const before = this.schema.format(this.state);
    this.replace(this.schema.with(this.state, patch));
    if (this.schema.format(this.state) !== before) this.emit('statechange', { state: this.state, merge });
  }

  private replace(next: State): void {
    const before = this.state;
    this.state = next;
    const differs = (key: Key) =>
      this.schema.field(key).format(before[key]) !== this.schema.field(key).format(next[key]);
    const changed = this.schema.fields.map((field) => field.key).filter(differs);
    if (changed.length > 0 || !this.#run) this.#apply(before, changed);
    this.#tell('change');
  }

  #apply(before: State, changed: Key[]): void {
    const { state } = this;
    const sameLosses =
      before.losses.map((loss) => loss.id).join() === state.losses.map((loss) => loss.id).join();
    const kept = before.edits.every(({ index }) => state.edits.some((edit) => edit.index === index));
    if (!this.#run || this.#opening || !sameLosses || !kept || changed.some((key) => !live.includes(key))) {
      this.open();
      return;
    }
    if (changed.includes('losses')) this.#applyParams(before);
    if (changed.includes('learning_rate')) this.#send(this.#run.setLearningRate(state.learning_rate));
    if (changed.includes('speed') && this.playing) this.#send(this.#run.play(state.speed));
    if (changed.includes('edits')) {
      for (const { index, x, y } of state.edits) this.move(index, x, y);
    }
  }

  #applyParams(before: State): void {
    this.state.losses.forEach((choice, lane) => {
      for (const { id, default: fallback } of this.schema.loss(choice.id).params) {
        const value = choice.params[id] ?? fallback;
        if (value === (before.losses[lane]?.params[id] ?? fallback)) continue;
        const known = this.info?.lanes[lane];
        if (known) known.params[id] = value;
        if (this.#run) this.#send(this.#run.setLossParam(lane, id, value));
      }
    });
  }

  /** Opens a run for the state. While one is being opened further calls only mark it as out of date. */
  async open(): Promise<void> {
    if (this.#opening) {
      this.#stale = true;
      return;
    }
    this.#opening = true;
    do {
      this.#stale = false;
      await this.#openOnce();
    } while (this.#stale);
    this.#opening = false;
    this.#tell('change');
    this.#tell('draw');
  }

  async #openOnce(): Promise<void> {
    try {
      const run = await openRun(this.schema.spec(this.state), {
        ontick: (tick: Tick) =>
          run === this.#run && this.#take(tick.frame, tick.history, tick.steps_per_second),
        onerror: (message: string) => run === this.#run && this.#fail(message),
      });
      const info = markMoved(await run.info(), this.state.edits);
      if (this.#stale) {
        run.dispose();
        return;
      }
      const request = { field: info.data.x.length === 1 ? fieldSide.curve : fieldSide.square, samples: true };
      await run.request(request);
      const [frame, history] = await Promise.all([run.frame(request), run.history()]);
      const old = this.#run;
      this.#run = run;
      old?.dispose();
      this.#moves.clear();
      this.failure = '';
      this.info = info;
      this.rate = 0;
      this.#epoch = 0;
      this.#diverged.clear();
      this.sample = -1;
      this.held = firstToHold(info);
      if (this.lane >= info.lanes.length) this.lane = -1;
      this.#take(frame, history, 0);
      this.emit('ready', { info });
      if (this.playing && !this.#suspended) await run.play(this.state.speed);
    } catch (error) {
      this.#repair(error);
    }
  }

  /** The engine's messages begin with the setting they are about. It goes back to its default and the rest is tried again. */
  #repair(error: unknown): void {
    const [first = ''] = /^\w+/.exec(messageOf(error)) ?? [];
    const field = this.schema.fields.find(({ key }) => key === first);
    if (!field || !this.schema.changed(this.state, field.key)) {
      this.#fail(error);
      return;
    }
    this.state = this.schema.reset(this.state, [field.key]);
    const used = field.format(this.state[field.key]);
    this.problems = [
      ...this.problems,
      { key: field.key, kind: 'engine', got: messageOf(error), right: '', used },
    ];
    this.#stale = true;
    this.emit('statechange', { state: this.state, merge: true });
  }

  #fail(error: unknown): void {
    this.failure = messageOf(error);
    this.playing = false;
    this.emit('error', { message: this.failure });
    this.#tell('change');
  }

  #take(frame: Frame, history: History, rate: number): void {
    const steps = frame.step !== this.frame?.step;
    this.frame = frame;
    this.history = history;
    this.rate = rate;
    this.#tell('draw');
    if (!steps) return;
    this.emit('step', { step: frame.step, epoch: frame.epoch });
    if (Math.floor(frame.epoch) > this.#epoch)
      this.emit('epoch', { step: frame.step, epoch: Math.floor(frame.epoch) });
    this.#epoch = Math.floor(frame.epoch);
    frame.lanes.forEach((lane, index) => {
      if (lane.status !== 'diverged' || this.#diverged.has(index)) return;
      this.#diverged.add(index);
      this.emit('diverged', { lane: index, step: lane.diverged_at });
      this.#tell('change');
    });
    if (this.playing && frame.lanes.every((lane) => lane.status === 'diverged')) {
      this.pause();
      this.emit('done', { step: frame.step });
    }
  }

  /** The frame as it is now, after something changed in a run that is not playing. */
  async #refresh(): Promise<void> {
    const run = this.#run;
    if (!run) return;
    const [frame, history] = await Promise.all([
      run.frame({ field: this.fieldSide, samples: true }),
      run.history(),
    ]);
    if (run === this.#run) this.#take(frame, history, this.playing ? this.rate : 0);
  }

  /** Waits for an answer of the run and for the picture that belongs to it. */
  async #send(answer: Promise<unknown>): Promise<void> {
    const run = this.#run;
    try {
      await answer;
      if (!this.playing) await this.#refresh();
    } catch (error) {
      if (run === this.#run) this.#fail(error);
    }
  }

  play(): void {
    if (this.playing || this.failure) return;
    this.playing = true;
    this.#tell('change');
    if (this.#run && !this.#suspended) this.#send(this.#run.play(this.state.speed));
  }

  async pause(): Promise<void> {
    if (!this.playing) return;
    this.playing = false;
    this.#tell('change');
    if (this.#run) await this.#send(this.#run.pause());
  }

  toggle(): void {
    if (this.playing) this.pause();
    else this.play();
  }

  async step(count = 1): Promise<void> {
    await this.pause();
    if (!this.#run) return;
    await this.#send(this.#run.step(count));
    this.emit('done', { step: this.frame?.step ?? 0 });
  }

  /** Step 0 with the same initial weights; goes on playing if it was. */
  async restart(): Promise<void> {
    this.#diverged.clear();
    this.#epoch = 0;
    if (!this.#run) return;
    await this.#send(this.#run.reset());
    if (this.playing) await this.#refresh();
    this.#tell('change');
  }

  newSeed(): void {
    const range = this.schema.field('seed').range?.(this.state);
    const next = this.state.seed + 1;
    this.change({ seed: range && next > range.high ? range.low : next });
  }

  /** The remedy for a diverged run. */
  async halveRate(): Promise<void> {
    this.change({ learning_rate: Number((this.state.learning_rate / 2).toPrecision(3)) });
    await this.restart();
    this.play();
  }

  /** Hidden tabs train nothing. */
  suspend(hidden: boolean): void {
    if (hidden === this.#suspended) return;
    this.#suspended = hidden;
    this.#tell('change');
    if (!this.#run || !this.playing) return;
    this.#send(hidden ? this.#run.pause() : this.#run.play(this.state.speed));
  }

  /** Moves a sample in the picture and in the run; `commit` also writes it into the state. */
  move(index: number, x: number[], y: number, commit = false): void {
    const data = this.info?.data;
    if (!data || index >= data.y.length) return;
    for (const [i, column] of data.x.entries()) column[index] = x[i] ?? column[index] ?? 0;
    data.y[index] = y;
    data.outlier[index] = 1;
    this.moves++;
    this.#moves.set(index, { index, x, y });
    this.#sendMoves();
    this.#tell('draw');
    this.#tell('readout');
    if (!commit) return;
    const others = this.state.edits.filter((edit) => edit.index !== index);
    this.change({ edits: [...others, { index, x, y }].sort((a, b) => a.index - b.index) }, true);
  }

  // One move is on its way at a time; a pointer is faster than a worker and only a sample's last place counts.
  async #sendMoves(): Promise<void> {
    if (this.#movesUnderWay) return;
    this.#movesUnderWay = true;
    for (let [move] = this.#moves.values(); move && this.#run; [move] = this.#moves.values()) {
      this.#moves.delete(move.index);
      await this.#send(this.#run.movePoint(move.index, move.x, move.y));
    }
    this.#movesUnderWay = false;
  }

  /** Points at a lane or a sample, or takes a sample in hand; −1 lets go. */
  point(to: { lane?: number; sample?: number; held?: number }): void {
    const { lane = this.lane, sample = this.sample, held = this.held } = to;
    if (lane === this.lane && sample === this.sample && held === this.held) return;
    const structural = lane !== this.lane || held !== this.held;
    Object.assign(this, { lane, sample, held });
    this.#tell('draw');
    if (structural) this.#tell('change');
  }

  async curve(lane: number, low: number, high: number, points: number, target: number) {
    return this.#run?.curve(lane, low, high, points, target);
  }

  async weights(lane: number): Promise<Float32Array> {
    if (!this.#run) throw new Error('there is no run yet; wait for the event "ready"');
    return this.#run.weights(lane);
  }

  dismiss(): void {
    this.problems = [];
    this.#tell('change');
  }

  /** Everything is drawn anew, for a reason of the page's such as another theme. */
  redraw(): void {
    this.#tell('change');
    this.#tell('draw');
  }

  dispose(): void {
    const run = this.#run;
    this.#run = undefined;
    run?.dispose();
    clearTimeout(this.#readout);
    this.#readout = undefined;
  }

  #tell(channel: Channel): void {
    if (channel === 'change') for (const listener of this.#listeners.change) listener();
    if (channel === 'draw') this.#scheduleDraw();
    if (channel !== 'change') this.#scheduleReadout();
  }

  #scheduleDraw(): void {
    if (this.#drawing) return;
    this.#drawing = true;
    requestAnimationFrame(() => {
      this.#drawing = false;
      for (const listener of this.#listeners.draw) listener();
    });
  }

  #scheduleReadout(): void {
    this.#readout ??= setTimeout(() => {
      this.#readout = undefined;
      for (const listener of this.#listeners.readout) listener();
    }, readoutInterval);
  }
}

/** A sample that the visitor moved is shown as an outlier too. */
function markMoved(info: RunInfo, edits: readonly Edit[]): RunInfo {
  for (const { index } of edits) info.data.outlier[index] = 1;
  return info;
}

/** An outlier, if there is one: moving it shows the most. */
const firstToHold = ({ data }: RunInfo) => Math.max(0, data.outlier.indexOf(1));

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));
