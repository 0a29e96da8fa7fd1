// SPDX-License-Identifier: Apache-2.0
// <loss-playground>: attributes are the keys of the URL and of Spec; the rest of the element lives in the parts.
import { html, LitElement, nothing, type PropertyValues } from 'lit';
import { catalog, LossError } from '../engine/remote.ts';
import type { Column, RunInfo } from '../engine/types.ts';
import { Schema, type State } from '../state.ts';
import { Experiment } from './experiment.ts';
import type { Figure } from './figure.ts';
import type { Guide } from './guide.ts';

import { needsKey, press, pressChord } from './keys.ts';
import { type Language, speak, spoken } from './language.ts';
import { Look } from './look.ts';
import { momentOf } from './moment.ts';
import { namesOf } from './names.ts';
import type { notice } from './notice.ts';
import { define } from './part.ts';
import './setup.ts';
import './stage.ts';
import { strings } from './strings.ts';
import { styles } from './styles/index.ts';
import './transport.ts';

/** Milliseconds between two spoken summaries: while something moves a listener wants fewer than a reader. */
const spokenEvery = { playing: 5000, still: 1000 };

/** Milliseconds after the start at which what may never be needed is fetched. */
const idle = 4000;

function whole(what: string, steps: number): number {
  if (Number.isSafeInteger(steps) && steps >= 0) return steps;
  throw new LossError(`${what} takes a whole number from 0, got ${steps}`);
}

/**
 * A playground in which up to four losses race. Events, all bubbling and composed: `ready` {info}, `step` {step, epoch},
 * `epoch` {step, epoch}, `done` {step}, `diverged` {lane, step}, `statechange` {state, merge, replaces},
 * `lessonstep` {lesson, step, count}, `error` {message}.
 */
export class LossPlayground extends LitElement {
  static override styles = styles;
  static override properties = {
    theme: { reflect: true },
    shortcuts: { reflect: true },
    present: { type: Boolean, reflect: true },
  };
  /** auto (the default), light or dark. */
  declare theme: string;
  /** `off` switches the single-key shortcuts off. */
  declare shortcuts: string;
  /** For a projector: large type, and only what is taught from. */
  declare present: boolean;

  readonly #experiment = new Experiment((name, detail) => {
    if (name === 'ready') this.#callDoctor();
    const own = name === 'statechange' ? { ...detail, state: this.state } : detail;
    this.dispatchEvent(new CustomEvent(name, { detail: own, bubbles: true, composed: true }));
  });
  #site = document.baseURI.replace(/#.*/s, '');
  /** What was set before the start, which it joins. */
  #early: Partial<State> = {};
  #look?: Look;
  #ends: (() => void)[] = [];
  #spokenAt = 0;
  #started = false;
  #guide?: Guide;
  /** What fits the element into a frame; null while it is on its way. */
  #figure?: Figure | null;
  #notice?: typeof notice;
  /** Scrolled out of view. */
  #away = true;
  /** Counts what was loaded: a lesson that arrives late has lost its turn. */
  #loads = 0;
  /** The state in which the element left the page, and whether it played: brought back, it begins with these. */
  #left?: { permalink: string; playing: boolean };

  constructor() {
    super();
    // Set on an element that was none yet, they are properties of its own and hide the accessors.
    for (const name of ['state', 'site'] as const) {
      const { value } = Object.getOwnPropertyDescriptor(this, name) ?? {};
      if (value === undefined) continue;
      Reflect.deleteProperty(this, name);
      Object.assign(this, { [name]: value });
    }
  }

  static override get observedAttributes(): string[] {
    // biome-ignore lint/complexity/noThisInStatic: Lit collects the attributes of the class that is asked.
    return [...super.observedAttributes, 'lesson', ...new Schema(catalog).fields.map((field) => field.key)];
  }

  override attributeChangedCallback(name: string, old: string | null, value: string | null): void {
    super.attributeChangedCallback(name, old, value);
    if (!this.#started || !this.isConnected || old === value || !this.#keys.includes(name)) return;
    this.load(this.#attributesText());
  }

  get #keys(): string[] {
    return ['lesson', ...this.#experiment.schema.fields.map((field) => field.key)];
  }

  #attributesText(): string {
    const pairs = this.#keys.map((key) => [key, this.getAttribute(key)] as const);
    return pairs
      .filter(([, value]) => value !== null)
      .map(([key, value]) => `${key}=${encodeURIComponent(value ?? '')}`)
      .join('&');
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#look = new Look(this.renderRoot as ShadowRoot, () => this.refreshTheme());
    this.#experiment.renew = () => this.refreshTheme();
    const visibility = () =>
      this.#experiment.suspend(document.hidden || (this.#away && this.#experiment.state.autoplay === 'seen'));
    const sight = new IntersectionObserver((entries) => {
      this.#away = !entries.at(-1)?.isIntersecting;
      visibility();
    });
    sight.observe(this);
    document.addEventListener('visibilitychange', visibility);
    this.addEventListener('keydown', this.keydown);
    this.#ends = [
      this.#experiment.on('change', () => {
        visibility();
        this.requestUpdate();
      }),
      () => sight.disconnect(),
      this.#experiment.on('readout', () => this.#speak()),
      () => document.removeEventListener('visibilitychange', visibility),
      () => this.removeEventListener('keydown', this.keydown),
    ];
    visibility();
    this.requestUpdate();
    // On a page of another language the element speaks that, where it can.
    const asked = spoken([this.closest<HTMLElement>('[lang]')?.lang ?? '']);
    if (asked !== 'en') this.speak(asked).catch(() => {});
    // A page that loads a state of its own does so in the same task; only then is it too late to start twice.
    queueMicrotask(() => this.#start());
  }

  #start(): void {
    if (this.#started || !this.isConnected) return;
    const left = this.#left;
    const early = this.#early;
    this.#left = undefined;
    this.#early = {};
    this.load(left?.permalink ?? this.#attributesText(), early, left?.playing);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    for (const end of this.#ends) end();
    this.#look?.dispose();
    // Moved elsewhere on the page it is back before this task ends, and trains on.
    queueMicrotask(() => this.#leave());
  }

  #leave(): void {
    if (this.isConnected || !this.#started) return;
    this.#left = { permalink: this.permalink, playing: this.playing };
    this.#leaveLesson();
    this.#experiment.dispose();
    this.#started = false;
  }

  /** Into the presentation, full-screen where the browser allows it, or back. */
  togglePresent(): void {
    this.present = !this.present;
    if (this.present) this.requestFullscreen?.().catch(() => {}); // in a frame that forbids it the page's window has to do
  }

  async #callDoctor(): Promise<void> {
    await import('./doctor.ts').catch(() => {}); // offline: nobody watches
    this.requestUpdate();
  }

  /** How it prints has to be there before somebody prints; nothing else waits for it. */
  #onPaper(): void {
    import('./presentation.ts').then(
      ({ prepare }) => prepare(this),
      () => {}, // offline: paper shows what the screen does
    );
  }

  async #stage(): Promise<void> {
    try {
      const { follow } = await import('./presentation.ts');
      follow(this);
    } catch {
      this.present = false; // offline
    }
  }

  protected override updated(changed: PropertyValues): void {
    if (changed.has('present') && (this.present || changed.get('present'))) this.#stage();
    if (changed.has('theme')) this.updateComplete.then(() => this.refreshTheme());
  }

  /** `en` or `de`, for all playgrounds of the page. */
  async speak(language: Language): Promise<void> {
    await speak(language);
    this.lang = language;
    this.requestUpdate();
    this.#experiment.redraw();
  }

  /** Reads the custom properties again, after a style of the page has changed them. */
  refreshTheme(): void {
    this.#look?.read();
    this.#experiment.redraw();
  }

  /** The same at once, for whoever cannot wait for a frame: a printer. */
  drawNow(): void {
    this.#look?.read();
    this.#experiment.drawNow();
  }

  /** The experiment as plain data, a copy. Setting some fields changes those. */
  get state(): State {
    const { schema, state } = this.#experiment;
    return structuredClone(this.#started ? state : schema.with(state, this.#early));
  }

  set state(given: Partial<State>) {
    const patch = this.#experiment.schema.fromSpec(structuredClone(given));
    if (this.#started) this.#experiment.change(patch);
    else this.#early = { ...this.#early, ...patch };
  }

  /** Address of a page that reads permalinks: where links and frames made here lead. */
  get site(): string {
    return this.#site;
  }

  set site(address: string) {
    this.#site = address;
  }

  /** The state as the text of a URL hash: defaults are omitted, but it is never empty, which means a page's own opening. */
  get permalink(): string {
    const { schema, state } = this.#experiment;
    return this.#guide?.permalink ?? (schema.format(state) || `data=${state.data}`);
  }

  /** What is trained, in words: its losses and its data. */
  get caption(): string {
    return [namesOf(this.#experiment).join(', '), this.info?.data.title].filter(Boolean).join(' · ');
  }

  /** The same with the step that the run has reached. */
  get moment(): string {
    const step = this.#experiment.frame?.step ?? 0;
    return step > 0 && !this.#guide ? this.#experiment.moment : this.permalink;
  }

  /**
   * Takes the state of such a text; what it leaves out has its default, or, with `lesson=outliers` or `lesson=outliers:3`,
   * what the lesson has there. With `at=500` the run goes to step 500 and rests. What was wrong with it is shown.
   */
  load(text: string): void;
  /** @internal `early` joins the state, `playing` overrules its autoplay. */
  load(text: string, early: Partial<State>, playing?: boolean): void;
  load(text: string, early: Partial<State> = {}, playing?: boolean): void {
    const first = !this.#started;
    this.#started = true;
    const { rest, step, turns, problems } = momentOf(text.replace(/^[#?]/, ''));
    const pairs = rest.split('&');
    const lesson = pairs.find((pair) => /^lesson=./.test(pair))?.slice('lesson='.length);
    this.#leaveLesson();
    if (lesson) {
      this.#teach(lesson, pairs.filter((pair) => !/^lesson=/.test(pair)).join('&'));
      return;
    }
    this.#experiment.load(rest, early);
    this.#experiment.problems.push(...problems);
    if (this.#experiment.problems.length > 0)
      import('./notice.ts').then(
        ({ report }) => report(this.#experiment),
        () => {}, // offline, as below
      );
    const calm = matchMedia('(prefers-reduced-motion: reduce)').matches;
    const plays = first && (playing ?? (step === 0 && this.#experiment.state.autoplay && !calm));
    if (step > 0) this.#experiment.arrive(step, turns).then(() => plays && this.play());
    else if (plays) this.play();
    if (first) setTimeout(() => this.#onPaper(), idle);
  }

  async #teach(lesson: string, over = ''): Promise<void> {
    const turn = this.#loads;
    try {
      const { Guide } = await import('./lesson.ts');
      if (turn !== this.#loads) return;
      const guide = await Guide.open(this.#experiment, decodeURIComponent(lesson), over);
      if (turn === this.#loads) {
        this.#guide = guide;
        guide?.announce();
      } else guide?.leave();
    } catch {
      this.#experiment.failure = strings.lessonFailed;
    }
    this.requestUpdate();
  }

  #leaveLesson(): void {
    this.#loads++;
    this.#guide?.leave();
    this.#guide = undefined;
    this.requestUpdate();
  }

  /** Another lesson, or with '' none: the playground stays as it is. */
  #changeLesson = async ({ detail }: CustomEvent<string>): Promise<void> => {
    this.#leaveLesson();
    if (detail) await this.#teach(detail);
    this.dispatchEvent(
      new CustomEvent('statechange', {
        detail: { state: this.state, merge: false },
        bubbles: true,
        composed: true,
      }),
    );
  };

  /** To a step of the open lesson, counted from 1. Throws a LossError where there is no such step. */
  gotoStep(step: number): void {
    const guide = this.#guide;
    if (!guide)
      throw new LossError('gotoStep needs an open lesson: set the attribute lesson and wait for lessonstep');
    if (!guide.has(step)) throw new LossError(`step must be in ${guide.range}, got ${step}`);
    guide.go(step);
  }

  get playing(): boolean {
    return this.#experiment.playing;
  }

  /** Data, lanes and metric of the run; undefined before the event `ready`. */
  get info(): RunInfo | undefined {
    return this.#experiment.info;
  }

  play(): void {
    this.#experiment.play();
  }

  pause(): Promise<void> {
    return this.#experiment.pause();
  }

  /**
   * Pauses and trains `count` steps. pause(), reset(), seek() and another step() end it early; so does the signal, and the
   * promise then rejects with its reason.
   */
  async step(count = 1, options?: { signal?: AbortSignal }): Promise<void> {
    await this.#experiment.step(whole('step', count), options);
  }

  /** Takes the run to any step, paused: back, or on by training. */
  async seek(step: number): Promise<void> {
    await this.#experiment.opened;
    await this.#experiment.scrub(whole('seek', step));
  }

  /** A new lane that was `lane` until the present step and goes on with another loss; nothing at step 0 or with four lanes. */
  async branch(lane = 0): Promise<void> {
    this.#experiment.lane = lane;
    await this.#experiment.branch();
  }

  /** What a lane's model says of other samples, a row each, in the data's units. */
  async predict(lane: number, x: Column | readonly Column[]): Promise<Float64Array> {
    return this.#experiment.predict(lane, x);
  }

  /** Step 0 with the same initial weights. */
  reset(): Promise<void> {
    return this.#experiment.restart();
  }

  /** Trained numbers of a lane, layer by layer: W row-major [out × in], then b. */
  weights(lane: number): Promise<Float32Array> {
    return this.#experiment.weights(lane);
  }

  get canUndo(): boolean {
    return this.#experiment.canUndo;
  }

  get canRedo(): boolean {
    return this.#experiment.canRedo;
  }

  /** Takes the last change of a setting back; false when there is none. */
  undo(): boolean {
    return this.#experiment.undo();
  }

  /** Makes a change again that was taken back; false when there is none. */
  redo(): boolean {
    return this.#experiment.redo();
  }

  /** Opens what can be taken away: history, data, code, embedding, link. */
  async takeAway(): Promise<void> {
    const { openTaking } = await import('./take/dialog.ts');
    openTaking(this.renderRoot, this.#experiment, `${this.site}#${this.permalink}`);
  }

  async showKeys(): Promise<void> {
    const { openKeys } = await import('./keys-dialog.ts');
    openKeys(this);
  }

  /** What a page passes on so that keys work while nothing has the focus. */
  readonly keydown = (event: KeyboardEvent): void => {
    if (event.defaultPrevented || this.renderRoot.querySelector('dialog[open]')) return;
    if (pressChord(event, this.#experiment)) event.preventDefault();
    if (event.key === 'Escape') this.present = false;
    if (event.ctrlKey || event.altKey || event.metaKey || this.shortcuts === 'off') return;
    if (needsKey(event.composedPath()[0], event.key)) return;
    const page = {
      help: () => this.showKeys(),
      present: () => this.togglePresent(),
      take: () => this.takeAway(),
    };
    if (press(event.key, this.#experiment, page)) event.preventDefault();
  };

  #speak(): void {
    const { frame, info, playing } = this.#experiment;
    const now = performance.now();
    if (!frame || !info || now - this.#spokenAt < (playing ? spokenEvery.playing : spokenEvery.still)) return;
    this.#spokenAt = now;
    const region = this.renderRoot.querySelector('.live');
    if (region) region.textContent = strings.summary(frame, info, namesOf(this.#experiment));
  }

  protected override render() {
    const experiment = this.#experiment;
    const look = this.#look;
    if (!look || this.#framing()) return nothing;
    return html`
      <div class="box"><div class="frame ${this.#figure?.fixed ? 'figure' : ''}" role="group" aria-label=${strings.playground}>
        ${
          this.#guide
            ? html`<losscape-lesson .experiment=${experiment} .look=${look} .guide=${this.#guide} @lesson=${this.#changeLesson}></losscape-lesson>`
            : nothing
        }
        <losscape-setup part="setup" .experiment=${experiment} .look=${look}></losscape-setup>
        <div class="middle">
          ${this.notice()}
          ${experiment.failure ? this.failure() : nothing}
          <div class="doctor-room">${
            customElements.get('losscape-doctor')
              ? html`<losscape-doctor .experiment=${experiment} .look=${look}></losscape-doctor>`
              : nothing
          }</div>
          <losscape-stage part="stage" .experiment=${experiment} .look=${look} .room=${this.#figure?.room ?? Infinity}></losscape-stage>
        </div>
        ${this.present ? html`<losscape-leave .playground=${this}></losscape-leave>` : nothing}
        <losscape-transport part="transport" .experiment=${experiment} .look=${look}></losscape-transport>
      </div></div>
      <div class="live spoken" role="status" aria-live="polite"></div>
    `;
  }

  /** Has a figure follow the state; true while what it needs is on its way, and nothing is to be seen yet. */
  #framing(): boolean {
    const { schema, state } = this.#experiment;
    const keys = ['height', 'controls', 'hide'] as const;
    if (this.#figure === undefined && keys.some((key) => schema.changed(state, key))) {
      this.#figure = null;
      if (typeof state.height === 'number') this.style.height = `${state.height}px`;
      import('./figure.ts').then(
        ({ Figure }) => {
          this.#figure = new Figure(this);
          this.requestUpdate();
        },
        () => {
          this.#experiment.failure = strings.viewFailed;
          this.#experiment.redraw();
        },
      );
    }
    this.#figure?.follow(state);
    return this.#figure === null && !this.#experiment.failure;
  }

  private notice() {
    const { problems, recovered } = this.#experiment;
    if (problems.length === 0 && recovered < 0) return nothing;
    if (this.#notice) return this.#notice(this.#experiment);
    import('./notice.ts').then(
      ({ notice }) => {
        this.#notice = notice;
        this.requestUpdate();
      },
      () => {}, // offline: it trains with what was repaired
    );
    return nothing;
  }

  private failure() {
    const experiment = this.#experiment;
    return html`<div class="notice failure" role="alert" part="failure">
      <div><b>${strings.failed}</b><p>${experiment.failure}</p></div>
      <button @click=${() => experiment.open()}>${strings.tryAgain}</button>
      <button @click=${() => experiment.startOver()}>${strings.startOver}</button>
    </div>`;
  }
}

define('loss-playground', LossPlayground);

declare global {
  interface HTMLElementTagNameMap {
    'loss-playground': LossPlayground;
  }
}
