// SPDX-License-Identifier: Apache-2.0
// The run behind the element: opens it for a state, feeds changes to it while it trains, and tells the parts what is new.
import { catalog, LossError, openRun } from '../engine/remote.ts';
import { withBranch } from '../engine/run-file.ts';
import type {
  Column,
  Frame,
  FrameRequest,
  History,
  OwnData,
  RunInfo,
  Stopped,
  SurfaceOptions,
  SurfaceProgress,
  Tick,
} from '../engine/types.ts';
import { type Edit, type Key, maxLanes, type Problem, Schema, type State } from '../state.ts';
import { ownId, withOwn } from '../state-own.ts';
import type { WrittenTurn } from './moment.ts';
import { type Channel, News } from './news.ts';
import { firstDifference, keyNamed, messageOf, without } from './refusal.ts';
import { firstToHold, markMoved, putSample, sideOf, withEdit } from './run-samples.ts';
import { type Changeable, changeable, differs, type Settings, Trail } from './trail.ts';
import { Past } from './undo.ts';

export type Run = Awaited<ReturnType<typeof openRun>>;
export const eventNames = [
  'ready',
  'step',
  'epoch',
  'done',
  'diverged',
  'statechange',
  'lessonstep',
  'error',
] as const;
type Emit = (name: (typeof eventNames)[number], detail: object) => void;

/** A worker that dies twice within so many milliseconds is not started a third time. */
const patience = 20_000;
/** Steps of the first slice of a walk, and the milliseconds below which the next one is twice as long. */
const firstSlice = 64;
const brisk = 50;
/** Keys that a running run takes without starting over. */
/** How long, in milliseconds, a new run may take to come to the step of the one before until it is shown on its way. */
const unseen = 200;
const live: readonly Key[] = [...changeable, 'speed', 'autoplay', 'view', 'controls', 'hide', 'height'];

export class Experiment {
  schema = new Schema(catalog);
  state: State = this.schema.defaults();
  problems: Problem[] = [];
  info?: RunInfo;
  frame?: Frame;
  history?: History;
  /** By lane, the rule that has stopped it in this run, wherever the run is now. */
  stops: (Stopped | undefined)[] = [];
  /** Steps a second, measured. */
  rate = 0;
  playing = false;
  /** The step to which a run was brought back whose worker had died; −1 while there is nothing to say of it. */
  recovered = -1;
  /** Words of the error that keeps the run from existing. */
  failure = '';
  /** Lane and sample pointed at; −1 for none. */
  lane = -1;
  sample = -1;
  /** Counts the moves of samples: pictures of the data are stale when it changes. */
  moves = 0;
  /** The step that a hand on the scrub bar asks for while the run is on its way there. */
  scrubbing = false;
  /** The sample last taken in hand, which keys and the panel move. */
  held = 0;

  #run?: Run;
  /** Its abort ends the runs there are, those being opened too. */
  #life = new AbortController();
  /** What the run has, key by key; the state may be ahead of it by what is on its way. */
  #taken?: { schema: Schema; state: State };
  /** The state is a change of the one taken, to which it can go back. */
  #returnable = false;
  #opening = false;
  #opened = Promise.resolve();
  #stale = false;
  #suspended = false;
  readonly #trail = new Trail();
  /** Changes on their way to the run. */
  readonly #underWay = new Set<Promise<void>>();
  /** The sample that is moved and not written into the state yet; −1 for none. */
  #inHand = -1;
  /** The run is taken through what a link says. */
  #retracing = false;
  readonly #moves = new Map<number, Edit>();
  #movesUnderWay = false;
  #recoveredAt = Number.NEGATIVE_INFINITY;
  #wanted = 0;
  /** Counts what ends a walk of steps. */
  #walk = 0;
  /** The saved run to open in place of the state's spec, which it has. */
  #file?: string;
  #epoch = 0;
  #diverged = new Set<number>();
  readonly #past = new Past<{ schema: Schema; state: State }>();
  readonly #news = new News();

  constructor(readonly emit: Emit) {}

  /** Calls `listener` whenever there is news, for a picture at most once in `every` milliseconds; returns what ends that. */
  on(channel: Channel, listener: () => void, every = 0): () => void {
    return this.#news.on(channel, listener, every);
  }

  get fieldSide(): number {
    return sideOf(this.info);
  }

  /** Whether the tab is hidden and the run waits for it. */
  get suspended(): boolean {
    return this.#suspended;
  }

  /** Replaces the whole state by that of a text such as the URL hash, and says what had to be repaired. */
  load(text: string, patch: Partial<State> = {}): void {
    const { state, problems } = this.schema.parse(text);
    this.problems = problems;
    this.#returnable = false;
    this.replace(this.schema.with(state, patch));
  }

  /** Changes some settings. `merge` marks one of a row of changes, such as those of a slider in motion. */
  change(patch: Partial<State>, merge = false): void {
    const before = this.schema.format(this.state);
    this.#returnable = true;
    this.replace(this.schema.with(this.state, patch), merge);
    if (this.schema.format(this.state) !== before) this.emit('statechange', { state: this.state, merge });
  }

  /** Trains on data of the visitor's own. They stay here: a link does not carry them. */
  use(own: OwnData): void {
    if (this.state.data === ownId) this.state = this.schema.with(this.state, { data: catalog.defaults.data });
    this.schema = new Schema(withOwn(catalog, own), own);
    this.change({ data: ownId });
  }

  get canUndo(): boolean {
    return this.#past.canUndo;
  }

  get canRedo(): boolean {
    return this.#past.canRedo;
  }

  /** Takes the last change of a setting back; false when there is none. */
  undo(): boolean {
    return this.#return(this.#past.undo());
  }

  /** Makes a change again that was taken back. */
  redo(): boolean {
    return this.#return(this.#past.redo());
  }

  #return(entry?: { schema: Schema; state: State }): boolean {
    if (!entry) return false;
    const other = entry.schema !== this.schema;
    this.schema = entry.schema;
    this.#become(entry.state);
    if (other) this.open(); // other data of the visitor's own under the same name
    this.emit('statechange', { state: this.state, merge: false });
    return true;
  }

  private replace(next: State, merge = false): void {
    const changed = this.#become(next);
    const entry = { schema: this.schema, state: this.state };
    if (changed.length > 0 || this.#past.empty) this.#past.note(entry, merge ? changed.join() : '');
  }

  /** The way out of a failure: all defaults, in a new run whatever became of the one before. */
  startOver(): void {
    this.problems = [];
    this.failure = '';
    this.change(this.schema.defaults());
    this.#returnable = false;
    this.open();
  }

  #become(next: State): Key[] {
    const before = this.state;
    this.state = next;
    const differs = (key: Key) =>
      this.schema.field(key).format(before[key]) !== this.schema.field(key).format(next[key]);
    const changed = this.schema.fields.map((field) => field.key).filter(differs);
    if (changed.length > 0 || !this.#run) this.#apply(before, changed);
    this.#news.tell('change');
    return changed;
  }

  #apply(before: State, changed: Key[]): void {
    const { state } = this;
    // Parameters of the main loss are sliders of the run; the rest of a lane's loss is planned into it.
    const planned = (of: State) => JSON.stringify(of.losses.map((loss) => ({ ...loss, params: undefined })));
    const sameLosses = planned(before) === planned(state);
    // A slider of a loss that its lane does not train with yet.
    const moved = (lane: number) => this.#paramsOf(before, lane) !== this.#paramsOf(state, lane);
    const early = state.branches.some(({ lane, step }) => step > (this.frame?.step ?? 0) && moved(lane));
    const kept = before.edits.every(({ index }) => state.edits.some((edit) => edit.index === index));
    if (
      !this.#run ||
      this.#opening ||
      !sameLosses ||
      !kept ||
      early ||
      changed.some((key) => !live.includes(key))
    ) {
      this.open();
      return;
    }
    if (changed.includes('losses')) this.#applyParams(before);
    if (changed.includes('learning_rate'))
      this.#ask('learning_rate', this.#run.setLearningRate(state.learning_rate));
    if (changed.includes('speed') && this.playing) this.#send(this.#run.play(state.speed));
    if (changed.includes('edits')) {
      for (const edit of state.edits) this.#put(edit);
    }
  }

  #paramsOf = ({ losses }: State, lane: number): string => JSON.stringify(losses[lane]?.params);

  #applyParams(before: State): void {
    this.state.losses.forEach((choice, lane) => {
      for (const { id, default: fallback } of this.schema.loss(choice.id, choice.text).params) {
        const value = choice.params[id] ?? fallback;
        if (value === (before.losses[lane]?.params[id] ?? fallback)) continue;
        const known = this.info?.lanes[lane];
        if (known) known.params[id] = value;
        if (this.#run) this.#ask('losses', this.#run.setLossParam(lane, id, value));
      }
    });
  }

  /** A change that the run may refuse; it then stays as it was, and the state goes back to what the run has. */
  #ask<K extends Changeable>(
    key: K,
    answer: Promise<number>,
    valueIn?: (settings?: Settings) => State[K],
  ): Promise<void> {
    return this.#track(this.#answered(key, answer, valueIn));
  }

  #track(work: Promise<void>): Promise<void> {
    const arrived = () => this.#underWay.delete(work);
    this.#underWay.add(work);
    work.then(arrived, arrived);
    return work;
  }

  async #answered<K extends Changeable>(
    key: K,
    answer: Promise<number>,
    valueIn?: (settings?: Settings) => State[K],
  ): Promise<void> {
    const asked = this.state[key];
    const run = this.#run;
    try {
      const step = await answer;
      if (run !== this.#run) return;
      if (this.#taken) Object.assign(this.#taken.state, { [key]: asked });
      this.#trail.note(this.schema, { step, key, value: valueIn?.(this.#trail.at(step)) ?? asked });
      if (!this.playing) await this.#refresh();
    } catch (error) {
      if (run !== this.#run) return;
      if (!(error instanceof LossError)) this.#fail(error);
      // What was asked for meanwhile has an answer of its own on its way.
      else if (asked === this.state[key]) this.#putBack(key, error);
    }
  }

  /** The settings are those that the run has at its step. */
  #follow(step: number): void {
    // A run that is about to be replaced has other settings than are wanted.
    const still = this.#underWay.size === 0 && this.#inHand < 0 && !this.#opening;
    const settings = still ? this.#trail.at(step) : undefined;
    if (!settings || !changeable.some((key) => differs(this.schema, key, this.state, settings[key]))) return;
    this.state = { ...this.state, ...settings };
    if (this.#taken) Object.assign(this.#taken.state, settings);
    this.#tellParams();
    this.#past.amend({ schema: this.schema, state: this.state });
    if (!this.#retracing) this.emit('statechange', { state: this.state, merge: true, replaces: true });
    this.#news.tell('change');
  }

  #tellParams(): void {
    this.state.losses.forEach((choice, lane) => {
      const known = this.info?.lanes[lane];
      if (!known) return;
      for (const { id, default: fallback } of this.schema.loss(choice.id, choice.text).params)
        known.params[id] = choice.params[id] ?? fallback;
    });
  }

  #putBack(key: Key, error: LossError): void {
    if (!this.#taken) return;
    const state = { ...this.state, [key]: this.#taken.state[key] };
    this.#amend(state, key, error.message);
    this.#tellParams();
    if (key === 'edits') this.#readDataAgain();
    this.#news.tell('change');
    this.#news.tell('draw');
  }

  /** The state without what the engine does not take, and words about it. */
  #amend(state: State, key: Key, got: string): void {
    this.state = state;
    this.#past.amend({ schema: this.schema, state });
    const used = this.schema.field(key).format(state[key]);
    const others = this.problems.filter((problem) => problem.key !== key || problem.kind !== 'engine');
    this.problems = [...others, { key, kind: 'engine', got, right: '', used }];
    this.emit('statechange', { state, merge: true, replaces: true });
  }

  /** Opens a run for the state. While one is being opened further calls only mark it as out of date. */
  open(): Promise<void> {
    if (this.#opening) this.#stale = true;
    else this.#opened = this.#openAll();
    return this.#opened;
  }

  /** Resolves when there is a run for the state as it is now, or a failure. */
  get opened(): Promise<void> {
    return this.#opened;
  }

  async #openAll(): Promise<void> {
    this.#opening = true;
    do {
      this.#stale = false;
      await this.#openOnce(this.#life.signal);
    } while (this.#stale);
    this.#opening = false;
    this.#news.tell('change');
    this.#news.tell('draw');
  }

  async #openOnce(signal: AbortSignal): Promise<void> {
    let run: Run | undefined;
    try {
      await this.#readTexts();
      const asked = { schema: this.schema, state: this.state };
      const file = this.#file;
      this.#file = undefined;
      const source = file ?? this.schema.spec(this.state);
      run = await openRun(source, {
        ontick: (tick: Tick) =>
          run === this.#run && this.#take(tick.frame, tick.history, tick.steps_per_second),
        onerror: (message: string) => run === this.#run && this.#recover(message),
        signal,
      });
      const info = markMoved(await run.info(), this.state.edits);
      if (this.#stale) {
        run.dispose();
        return;
      }
      const request = { field: sideOf(info), samples: true };
      const onward = file ? 0 : this.#onward();
      const arrival = onward > 0 ? run.seek(onward) : undefined;
      arrival?.catch(() => {}); // whoever waits for it hears
      if (arrival) await Promise.race([arrival, new Promise((go) => setTimeout(go, unseen))]);
      await run.request(request);
      const [frame, history] = await Promise.all([run.frame(request), run.history()]);
      const old = this.#run;
      if (signal.aborted) return;
      this.#run = run;
      this.#taken = { ...asked, state: { ...asked.state } };
      if (!file) this.#trail.begin(asked.state);
      old?.dispose();
      this.#moves.clear();
      this.failure = '';
      this.info = info;
      this.rate = 0;
      this.#epoch = 0;
      this.#diverged.clear();
      this.stops = [];
      this.sample = -1;
      this.held = firstToHold(info);
      if (this.lane >= info.lanes.length) this.lane = -1;
      this.emit('ready', { info });
      this.#take(frame, history, 0);
      if (this.playing && !this.#suspended) await run.play(this.state.speed);
      if (arrival) this.#send(arrival);
    } catch (error) {
      if (run !== this.#run) run?.dispose();
      if (!signal.aborted) this.#repair(error);
    }
  }

  /**
   * The step that a new run goes on to: where the one before was, when the visitor changed how it trains. Other data and
   * another model begin anew.
   */
  #onward(): number {
    const before = this.#taken?.state;
    if (!before || !this.#returnable || this.#retracing) return 0;
    const anew = this.schema.fields.some(
      ({ key, group, format }) =>
        (group === 'data' || group === 'model') &&
        key !== 'edits' &&
        format(before[key]) !== format(this.state[key]),
    );
    return anew ? 0 : (this.frame?.step ?? 0);
  }

  /** What typed losses are called and which sliders they have is in their text. A mistake is for the run to report. */
  async #readTexts(): Promise<void> {
    const texts = this.state.losses.flatMap(({ id, text }) =>
      text && this.schema.typedFormula(text) === undefined ? [{ id, text }] : [],
    );
    if (texts.length === 0) return;
    const { readTyped } = await import('../engine/typed.ts');
    for (const { text } of texts) {
      await readTyped(text).then(
        (info) => this.schema.learn(text, info),
        () => {},
      );
    }
    this.state = this.schema.with(this.state, {}); // parameters within the ranges that are known now
  }

  /**
   * What the engine does not take: a change goes back to the run there is. What a text said is left out, by what the
   * engine's message begins with or, where that is no setting, one after the other; the rest is tried again.
   */
  #repair(error: unknown): void {
    const { schema, state } = this;
    const message = messageOf(error);
    if (this.#returnable && this.#run && this.#taken && error instanceof LossError) {
      const key =
        keyNamed(schema, state, error) ?? firstDifference(schema, state, this.#taken.state) ?? 'data';
      this.schema = this.#taken.schema;
      this.#amend({ ...this.#taken.state }, key, message);
      this.failure = '';
      return;
    }
    const rest = without(schema, state, error);
    if (!rest) {
      this.#fail(error);
      return;
    }
    this.#amend(rest.state, rest.key, message);
    this.#stale = true;
  }

  /**
   * The worker has died: the same run in a new one, replayed to where it was. One that dies again soon would do so for
   * ever.
   */
  async #recover(message: string): Promise<void> {
    const now = performance.now();
    const again = now - this.#recoveredAt < patience;
    this.#recoveredAt = now;
    if (again || !this.#run) {
      this.#fail(message);
      return;
    }
    const { playing } = this;
    const step = this.frame?.step ?? 0;
    this.#run.dispose();
    this.#run = undefined;
    this.playing = false;
    await this.open();
    if (this.failure) return;
    if (step > 0) await this.scrub(step);
    this.recovered = step;
    if (playing) this.play();
    this.#news.tell('change');
  }

  #fail(error: unknown): void {
    this.failure = messageOf(error);
    this.playing = false;
    this.emit('error', { message: this.failure });
    this.#news.tell('change');
  }

  #take(frame: Frame, history: History, rate: number): void {
    const steps = frame.step !== this.frame?.step;
    this.frame = frame;
    this.history = history;
    this.rate = rate;
    // Before its step the run does not know of a stop that is still ahead of it.
    const ahead = (stop?: Stopped) =>
      stop && frame.step < stop.step && stop.step <= frame.head ? stop : undefined;
    this.stops = frame.lanes.map((lane, index) => lane.stopped ?? ahead(this.stops[index]));
    this.#news.tell('draw');
    if (!steps) return;
    this.#follow(frame.step);
    this.emit('step', { step: frame.step, epoch: frame.epoch });
    if (Math.floor(frame.epoch) > this.#epoch)
      this.emit('epoch', { step: frame.step, epoch: Math.floor(frame.epoch) });
    this.#epoch = Math.floor(frame.epoch);
    frame.lanes.forEach((lane, index) => {
      if (lane.status !== 'diverged' || this.#diverged.has(index)) return;
      this.#diverged.add(index);
      this.emit('diverged', { lane: index, step: lane.diverged_at });
      this.#news.tell('change');
    });
    if (this.playing && (frame.finished || frame.lanes.every((lane) => lane.status === 'diverged'))) {
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
    this.#news.tell('change');
    if (this.#run && !this.#suspended) this.#send(this.#run.play(this.state.speed));
  }

  async pause(): Promise<void> {
    this.#walk++;
    if (!this.playing) return;
    this.playing = false;
    this.#news.tell('change');
    if (this.#run) await this.#send(this.#run.pause());
  }

  toggle(): void {
    if (this.playing) this.pause();
    else this.play();
  }

  /** In slices, so that pause(), reset, another step or the signal ends it. Rejects if the signal does. */
  async step(count = 1, { signal }: { signal?: AbortSignal } = {}): Promise<void> {
    await this.pause();
    const walk = this.#walk;
    await this.#opened;
    const run = this.#run;
    for (let left = count, slice = firstSlice; run && left > 0; ) {
      signal?.throwIfAborted();
      if (walk !== this.#walk || run !== this.#run || this.failure) return;
      const now = Math.min(left, slice);
      const since = performance.now();
      const answer = run.step(now);
      await this.#send(answer);
      const done = await answer.catch(() => 0);
      left = done < now ? 0 : left - now; // stop rules have ended it
      if (performance.now() - since < brisk) slice *= 2;
    }
    if (run) this.emit('done', { step: this.frame?.step ?? 0 });
  }

  /** Step 0 with the same initial weights; goes on playing if it was. */
  async restart(): Promise<void> {
    this.#walk++;
    this.#diverged.clear();
    this.#epoch = 0;
    if (!this.#run) return;
    this.#trail.settle(this.frame?.step ?? 0);
    await this.#send(this.#run.reset());
    if (this.playing) await this.#refresh();
    this.#news.tell('change');
  }

  /** Takes the run to a step, paused. One seek is on its way at a time, and only the last wanted one counts. */
  async scrub(step: number): Promise<void> {
    this.#wanted = step;
    if (this.scrubbing) return;
    this.scrubbing = true;
    await this.pause();
    await this.#opened;
    const run = this.#run;
    for (let at = -1; run && run === this.#run && !this.failure && at !== this.#wanted; ) {
      at = this.#wanted;
      await this.#send(run.seek(at));
    }
    this.scrubbing = false;
    if (this.state.edits.length > 0) this.#readDataAgain();
    this.#news.tell('draw');
  }

  // Samples that were moved on the way are elsewhere at another step.
  async #readDataAgain(): Promise<void> {
    if (!this.info || !this.#run) return;
    const run = this.#run;
    const { data } = await run.info();
    if (run !== this.#run || !this.info) return;
    for (const [i, column] of this.info.data.x.entries()) column.set(data.x[i] ?? column);
    this.info.data.y.set(data.y);
    this.info.data.outlier.set(data.outlier);
    markMoved(this.info, this.state.edits);
    this.moves++;
    this.#news.tell('draw');
  }

  /** Goes to a step as soon as there is a run, by way of what is changed before, and rests there. */
  async arrive(step: number, turns: readonly WrittenTurn[] = []): Promise<void> {
    this.#retracing = true;
    await this.#opened;
    for (const { step: at, key, text } of turns) {
      if (this.failure || at > step) break;
      await this.scrub(at);
      const value = this.schema.read(key, text, this.state, this.problems);
      this.#become(this.schema.with(this.state, { [key]: value }));
      this.#past.amend({ schema: this.schema, state: this.state });
      await this.#opened;
      while (this.#underWay.size > 0) await Promise.allSettled(this.#underWay);
    }
    this.#retracing = false;
    if (step > 0 && !this.failure) await this.scrub(step);
    this.#news.tell('change');
  }

  /** The run up to where it is now, in the text of a link; undefined where the state's run has made no step. */
  get moment(): string | undefined {
    const step = this.frame?.step ?? 0;
    return step > 0 && !this.#opening ? this.#trail.text(this.schema, this.state, step) : undefined;
  }

  /** A new lane that was the one pointed at, or the first, until this step, and goes on with another loss. */
  async branch(): Promise<void> {
    await this.pause();
    await this.#opened;
    const { state } = this;
    const step = this.frame?.step ?? 0;
    if (!this.#run || step === 0 || state.losses.length >= maxLanes) return;
    const from = Math.max(0, this.lane);
    const lane = state.losses.length;
    const used = state.losses.map(({ id }) => id);
    const made = this.schema.made(state);
    const { id } = made.find((loss) => !used.includes(loss.id)) ?? made[0] ?? { id: used[0] ?? '' };
    const losses = [...state.losses, { id, params: {} }];
    const branches = [...state.branches, { lane, from, step }];
    const spec = this.schema.spec(this.schema.with(state, { losses, branches }));
    this.#file = withBranch(await this.#run.save(step), spec, from);
    this.#trail.extend({ id, params: {} });
    this.change({ losses, branches });
  }

  newSeed(): void {
    const range = this.schema.field('seed').range?.(this.state);
    const next = this.state.seed + 1;
    this.change({ seed: range && next > range.high ? range.low : next });
  }

  /** Hidden tabs train nothing. */
  suspend(hidden: boolean): void {
    if (hidden === this.#suspended) return;
    this.#suspended = hidden;
    this.#news.tell('change');
    if (!this.#run || !this.playing) return;
    this.#send(hidden ? this.#run.pause() : this.#run.play(this.state.speed));
  }

  /** Moves a sample in the picture and in the run; `commit` also writes it into the state. */
  move(index: number, x: number[], y: number, commit = false): void {
    if (index >= (this.info?.data.y.length ?? 0)) return;
    this.#put({ index, x, y });
    this.#inHand = commit ? -1 : index;
    if (commit) this.change({ edits: withEdit(this.state.edits, { index, x, y }) }, true);
  }

  #put(edit: Edit): void {
    if (!this.info || edit.index >= this.info.data.y.length) return;
    putSample(this.info, edit);
    this.moves++;
    this.#moves.set(edit.index, edit);
    if (!this.#movesUnderWay) this.#track(this.#sendMoves());
    this.#news.tell('draw');
    this.#news.tell('readout');
  }

  // One move is on its way at a time; a pointer is faster than a worker and only a sample's last place counts.
  async #sendMoves(): Promise<void> {
    this.#movesUnderWay = true;
    for (let [move] = this.#moves.values(); move && this.#run; [move] = this.#moves.values()) {
      this.#moves.delete(move.index);
      const { index, x, y } = move;
      await this.#ask('edits', this.#run.movePoint(index, x, y), (now) => withEdit(now?.edits ?? [], move));
    }
    this.#movesUnderWay = false;
  }

  /** Points at a lane or a sample, or takes a sample in hand; −1 lets go. */
  point(to: { lane?: number; sample?: number; held?: number }): void {
    const { lane = this.lane, sample = this.sample, held = this.held } = to;
    if (lane === this.lane && sample === this.sample && held === this.held) return;
    const structural = lane !== this.lane || held !== this.held;
    Object.assign(this, { lane, sample, held });
    this.#news.tell('draw');
    if (structural) this.#news.tell('change');
  }

  async curve(lane: number, low: number, high: number, points: number, target: number) {
    return this.#run?.curve(lane, low, high, points, target);
  }

  /** More of the run as it is than its pictures need. */
  async frameOf(request: FrameRequest): Promise<Frame | undefined> {
    return this.#run?.frame(request);
  }

  async surface(lane: number, options: SurfaceOptions & SurfaceProgress) {
    return this.#run?.surface(lane, options);
  }

  /** A question to the run; undefined while there is none. */
  async ask<Answer>(question: (run: Run) => Promise<Answer>): Promise<Answer | undefined> {
    return this.#run && question(this.#run);
  }

  /** Throws before there is a run. */
  get #present(): Run {
    if (!this.#run) throw new LossError('there is no run yet; wait for the event "ready"');
    return this.#run;
  }

  predict(lane: number, x: Column | readonly Column[]): Promise<Float64Array> {
    return this.#present.predict(lane, x);
  }

  async weights(lane: number): Promise<Float32Array> {
    return this.#present.weights(lane);
  }

  dismiss(): void {
    this.problems = [];
    this.recovered = -1;
    this.#news.tell('change');
  }

  /** Everything is drawn anew, for a reason of the page's such as another theme. */
  redraw(): void {
    this.#news.tell('change');
    this.#news.tell('draw');
  }

  /** Set by the element: has the colours read again, so that nothing drawn before is used again. */
  renew: () => void = () => this.redraw();

  /** Pictures drawn before this returns. */
  drawNow(): void {
    this.#news.drawNow();
  }

  dispose(): void {
    this.#life.abort();
    this.#life = new AbortController();
    this.#run = undefined;
    this.#stale = false;
    this.playing = false;
    this.#news.dispose();
  }
}
