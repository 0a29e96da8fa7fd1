// SPDX-License-Identifier: Apache-2.0
// What elements with a run share: attributes that are the keys of the URL and of Spec, methods and events of the run, keys,
// and what is said when something is wrong. What is seen of the run is up to each of them.
import { html, LitElement, nothing, type PropertyValues } from 'lit';
import { catalog, LossError } from '../engine/remote.ts';
import type { Column, RunInfo } from '../engine/types.ts';
import { type Problem, Schema, type State } from '../state.ts';
import { Experiment } from './experiment.ts';
import { needsKey, type PageKeys, press, pressChord } from './keys.ts';
import { type Language, speak, spoken } from './language.ts';
import { Look } from './look.ts';
import { momentOf } from './moment.ts';
import { namesOf } from './names.ts';
import type { notice } from './notice.ts';
import { lightOnPaper } from './paper.ts';
import { strings } from './strings.ts';

/** Milliseconds between two spoken summaries: while something moves a listener wants fewer than a reader. */
const spokenEvery = { playing: 5000, still: 1000 };

function whole(what: string, steps: number): number {
  if (Number.isSafeInteger(steps) && steps >= 0) return steps;
  throw new LossError(`${what} takes a whole number from 0, got ${steps}`);
}

/** The pairs of a link, without the sign before them. */
export function pairsOf(text: string): string {
  if (typeof text === 'string') return text.replace(/^[#?]/, '');
  throw new LossError(`load takes the text of a link, got ${JSON.stringify(text)}`);
}

/** Events, all bubbling and composed: those of LossPlayground but `lessonstep`. */
export abstract class RunElement extends LitElement {
  static override properties = { theme: { reflect: true }, shortcuts: { reflect: true } };
  /** auto (the default), light or dark. */
  declare theme: string;
  /** `off` switches the single-key shortcuts off. */
  declare shortcuts: string;

  /** @internal */
  protected readonly experiment = new Experiment((name, detail) => this.tell(name, detail));
  /** @internal */
  protected look?: Look;
  /** @internal The run was asked for. */
  protected started = false;
  /** What was set before the start, which it joins. */
  #early: Partial<State> = {};
  /** @internal What ends as the element leaves the page. */
  protected ends: (() => void)[] = [];
  #spokenAt = 0;
  #toSpeak?: ReturnType<typeof setTimeout>;
  #notice?: typeof notice;
  /** Scrolled out of view. */
  #away = true;
  /** The state in which the element left the page, and whether it played: brought back, it begins with these. */
  #left?: { permalink: string; playing: boolean };

  constructor() {
    super();
    this.claim('state');
  }

  /** @internal Set on an element that was none yet, a property is its own and hides the accessor. */
  protected claim(name: 'state' | 'site'): void {
    const { value } = Object.getOwnPropertyDescriptor(this, name) ?? {};
    if (value === undefined) return;
    Reflect.deleteProperty(this, name);
    Object.assign(this, { [name]: value });
  }

  /** @internal Attributes of the element that the text of a state may hold besides the fields. */
  protected static readonly ownKeys: readonly string[] = [];
  /** @internal Fields that mean nothing to the element. */
  protected static readonly strangeKeys: readonly string[] = [];

  /** @internal */
  protected static get keys(): string[] {
    // biome-ignore lint/complexity/noThisInStatic: the lists are those of the class that is asked.
    const { ownKeys, strangeKeys } = this;
    const fields = new Schema(catalog).fields.map((field) => field.key);
    return [...ownKeys, ...fields.filter((key) => !strangeKeys.includes(key))];
  }

  static override get observedAttributes(): string[] {
    // biome-ignore lint/complexity/noThisInStatic: Lit collects the attributes of the class that is asked.
    return [...super.observedAttributes, ...this.keys];
  }

  override attributeChangedCallback(name: string, old: string | null, value: string | null): void {
    super.attributeChangedCallback(name, old, value);
    if (!this.started || !this.isConnected || old === value || !this.#keys.includes(name)) return;
    this.load(this.#attributesText());
  }

  get #keys(): readonly string[] {
    return (this.constructor as typeof RunElement).keys;
  }

  #attributesText(): string {
    const pairs = this.#keys.map((key) => [key, this.getAttribute(key)] as const);
    return pairs
      .filter(([, value]) => value !== null)
      .map(([key, value]) => `${key}=${encodeURIComponent(value ?? '')}`)
      .join('&');
  }

  /** @internal */
  protected tell(name: string, detail: object): void {
    const own = name === 'statechange' ? { ...detail, state: this.state } : detail;
    this.dispatchEvent(new CustomEvent(name, { detail: own, bubbles: true, composed: true }));
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.look = new Look(this.renderRoot as ShadowRoot, () => this.refreshTheme());
    this.experiment.renew = () => this.refreshTheme();
    const visibility = () => this.experiment.suspend(document.hidden || (this.#away && this.restsAway));
    const sight = new IntersectionObserver((entries) => {
      this.#away = !entries.at(-1)?.isIntersecting;
      visibility();
    });
    sight.observe(this);
    document.addEventListener('visibilitychange', visibility);
    this.addEventListener('keydown', this.keydown);
    this.ends = [
      lightOnPaper(this),
      this.experiment.on('change', () => {
        visibility();
        this.requestUpdate();
      }),
      () => sight.disconnect(),
      this.experiment.on('readout', () => this.#speak()),
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

  /** @internal Whether it trains only while it is in view. */
  protected get restsAway(): boolean {
    return this.experiment.state.autoplay === 'seen';
  }

  #start(): void {
    if (this.started || !this.isConnected) return;
    const left = this.#left;
    const early = this.#early;
    this.#left = undefined;
    this.#early = {};
    this.load(left?.permalink ?? this.#attributesText(), early, left?.playing);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    for (const end of this.ends) end();
    this.look?.dispose();
    // Moved elsewhere on the page it is back before this task ends, and trains on.
    queueMicrotask(() => this.#leave());
  }

  #leave(): void {
    if (this.isConnected || !this.started) return;
    this.#left = { permalink: this.permalink, playing: this.playing };
    this.leaving();
    this.experiment.dispose();
    this.started = false;
  }

  /** @internal Called before the run ends because the element has left the page. */
  protected leaving(): void {}

  protected override updated(changed: PropertyValues): void {
    if (changed.has('theme')) this.updateComplete.then(() => this.refreshTheme());
  }

  /** `en` or `de`, for all elements of the page. */
  async speak(language: Language): Promise<void> {
    await speak(language);
    this.lang = language;
    this.requestUpdate();
    this.experiment.redraw();
  }

  /** Reads the custom properties again, after a style of the page has changed them. */
  refreshTheme(): void {
    this.look?.read();
    this.experiment.redraw();
  }

  /** The same at once, for whoever cannot wait for a frame: a printer. */
  drawNow(): void {
    this.look?.read();
    this.experiment.drawNow();
  }

  /** The experiment as plain data, a copy. Setting some fields changes those. */
  get state(): State {
    const { schema, state } = this.experiment;
    return structuredClone(this.started ? state : schema.with(state, this.#early));
  }

  set state(given: Partial<State>) {
    const patch = this.experiment.schema.fromSpec(structuredClone(given));
    if (this.started) this.experiment.change(patch);
    else this.#early = { ...this.#early, ...patch };
  }

  /** The state as the text of a URL hash: defaults are omitted, but it is never empty, which means a page's own opening. */
  get permalink(): string {
    const { schema, state } = this.experiment;
    return schema.format(state) || `data=${state.data}`;
  }

  /** The same with the step that the run has reached. */
  get moment(): string {
    return this.experiment.moment ?? this.permalink;
  }

  /** What is trained, in words: its losses and its data. */
  get caption(): string {
    return [namesOf(this.experiment).join(', '), this.info?.data.title].filter(Boolean).join(' · ');
  }

  /** Takes the state of such a text; what it leaves out has its default. With `at=500` the run goes to step 500 and rests. */
  load(text: string): void;
  /** @internal `early` joins the state, `playing` overrules its autoplay. */
  load(text: string, early: Partial<State>, playing?: boolean): void;
  load(text: string, early: Partial<State> = {}, playing?: boolean): void {
    const first = !this.started;
    const { rest, step, turns, problems } = momentOf(pairsOf(text));
    this.started = true;
    this.experiment.load(rest, early);
    this.refuse([...this.experiment.problems, ...problems, ...this.mistakes]);
    const calm = matchMedia('(prefers-reduced-motion: reduce)').matches;
    const plays = first && (playing ?? (step === 0 && this.experiment.state.autoplay && !calm));
    if (step > 0) this.experiment.arrive(step, turns).then(() => plays && this.play());
    else if (plays) this.play();
  }

  /** @internal What is wrong with attributes that are no fields. */
  protected get mistakes(): Problem[] {
    return [];
  }

  /** @internal Says what was wrong, in place beside what is known, by the event `error` and on the console. */
  protected refuse(problems: Problem[], known: Problem[] = []): void {
    this.experiment.problems = [...known, ...problems];
    if (problems.length > 0)
      import('./notice.ts').then(
        ({ report }) => report(this.experiment, this.localName, problems),
        () => {}, // offline, as below
      );
  }

  get playing(): boolean {
    return this.experiment.playing;
  }

  /** Data, lanes and metric of the run; undefined before the event `ready`. */
  get info(): RunInfo | undefined {
    return this.experiment.info;
  }

  play(): void {
    this.experiment.play();
  }

  pause(): Promise<void> {
    return this.experiment.pause();
  }

  /**
   * Pauses and trains `count` steps. pause(), reset(), seek() and another step() end it early; so does the signal, and the
   * promise then rejects with its reason.
   */
  async step(count = 1, options?: { signal?: AbortSignal }): Promise<void> {
    await this.experiment.step(whole('step', count), options);
  }

  /** Takes the run to any step, paused: back, or on by training. */
  async seek(step: number): Promise<void> {
    await this.experiment.opened;
    await this.experiment.scrub(whole('seek', step));
  }

  /** A new lane that was `lane` until the present step and goes on with another loss; nothing at step 0 or with four lanes. */
  async branch(lane = 0): Promise<void> {
    this.experiment.lane = lane;
    await this.experiment.branch();
  }

  /** What a lane's model says of other samples, a row each, in the data's units. */
  async predict(lane: number, x: Column | readonly Column[]): Promise<Float64Array> {
    return this.experiment.predict(lane, x);
  }

  /** Step 0 with the same initial weights. */
  reset(): Promise<void> {
    return this.experiment.restart();
  }

  /** Trained numbers of a lane, layer by layer: W row-major [out × in], then b. */
  weights(lane: number): Promise<Float32Array> {
    return this.experiment.weights(lane);
  }

  get canUndo(): boolean {
    return this.experiment.canUndo;
  }

  get canRedo(): boolean {
    return this.experiment.canRedo;
  }

  /** Takes the last change of a setting back; false when there is none. */
  undo(): boolean {
    return this.experiment.undo();
  }

  /** Makes a change again that was taken back; false when there is none. */
  redo(): boolean {
    return this.experiment.redo();
  }

  /** @internal What single keys do beyond the run. */
  protected readonly pageKeys: PageKeys = {};

  /** What a page passes on so that keys work while nothing has the focus. */
  readonly keydown = (event: KeyboardEvent): void => {
    if (event.defaultPrevented || this.renderRoot.querySelector('dialog[open]')) return;
    if (pressChord(event, this.experiment)) event.preventDefault();
    if (event.key === 'Escape') this.pageKeys.leave?.();
    if (event.ctrlKey || event.altKey || event.metaKey || this.shortcuts === 'off') return;
    if (needsKey(event.composedPath()[0], event.key)) return;
    if (press(event.key, this.experiment, this.pageKeys)) event.preventDefault();
  };

  #speak(): void {
    const { frame, info, playing } = this.experiment;
    const now = performance.now();
    if (!frame || !info) return;
    clearTimeout(this.#toSpeak);
    const wait = this.#spokenAt + (playing ? spokenEvery.playing : spokenEvery.still) - now;
    if (wait > 0) {
      // Where it comes to rest is said in any case.
      if (!playing) this.#toSpeak = setTimeout(() => this.#speak(), wait);
      return;
    }
    this.#spokenAt = now;
    const region = this.renderRoot.querySelector('.live');
    if (region) region.textContent = strings.summary(frame, info, namesOf(this.experiment));
  }

  /** @internal The region whose text is read out. */
  protected live() {
    return html`<div class="live spoken" role="status" aria-live="polite"></div>`;
  }

  /** @internal What was repaired, and what keeps the run from existing. */
  protected trouble() {
    return html`${this.#repaired()}${this.experiment.failure ? this.#failed() : nothing}`;
  }

  #repaired() {
    const { problems, recovered } = this.experiment;
    if (problems.length === 0 && recovered < 0) return nothing;
    if (this.#notice) return this.#notice(this.experiment);
    import('./notice.ts').then(
      ({ notice }) => {
        this.#notice = notice;
        this.requestUpdate();
      },
      () => {}, // offline: it trains with what was repaired
    );
    return nothing;
  }

  #failed() {
    const { experiment } = this;
    return html`<div class="notice failure" role="alert" part="failure">
      <div><b>${strings.failed}</b><p>${experiment.failure}</p></div>
      <button @click=${() => experiment.open()}>${strings.tryAgain}</button>
      <button @click=${() => experiment.startOver()}>${strings.startOver}</button>
    </div>`;
  }
}
