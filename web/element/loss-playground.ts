// SPDX-License-Identifier: Apache-2.0
// <loss-playground>: a run with everything that there is to see and to set; the rest of it lives in the parts.
import { html, nothing, type PropertyValues } from 'lit';
import { LossError } from '../engine/remote.ts';
import type { State } from '../state.ts';
import type { Figure } from './figure.ts';
import type { Guide } from './guide.ts';
import { momentOf } from './moment.ts';
import { define } from './part.ts';
import { pairsOf, RunElement } from './run-element.ts';
import './setup.ts';
import './stage.ts';
import { strings } from './strings.ts';
import { styles } from './styles/index.ts';
import './transport.ts';

/** Milliseconds after the start at which what may never be needed is fetched. */
const idle = 4000;

/**
 * A playground in which up to four losses race. Events, all bubbling and composed: `ready` {info}, `step` {step, epoch},
 * `epoch` {step, epoch}, `done` {step}, `diverged` {lane, step}, `statechange` {state, merge, replaces},
 * `lessonstep` {lesson, step, count}, `error` {message}.
 */
export class LossPlayground extends RunElement {
  static override styles = styles;
  static override properties = { ...RunElement.properties, present: { type: Boolean, reflect: true } };
  /** For a projector: large type, and only what is taught from. */
  declare present: boolean;

  /** @internal */
  protected static override readonly ownKeys = ['lesson'];
  #site = document.baseURI.replace(/#.*/s, '');
  #guide?: Guide;
  /** What fits the element into a frame; null while it is on its way. */
  #figure?: Figure | null;
  /** Counts what was loaded: a lesson that arrives late has lost its turn. */
  #loads = 0;

  constructor() {
    super();
    this.claim('site');
  }

  /** @internal */
  protected override tell(name: string, detail: object): void {
    if (name === 'ready') this.#callDoctor();
    super.tell(name, detail);
  }

  /** @internal */
  protected override leaving(): void {
    this.#leaveLesson();
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
    super.updated(changed);
    if (changed.has('present') && (this.present || changed.get('present'))) this.#stage();
  }

  /** Address of a page that reads permalinks: where links and frames made here lead. */
  get site(): string {
    return this.#site;
  }

  set site(address: string) {
    this.#site = address;
  }

  override get permalink(): string {
    return this.#guide?.permalink ?? super.permalink;
  }

  override get moment(): string {
    return this.#guide ? this.permalink : super.moment;
  }

  /**
   * Takes the state of such a text; what it leaves out has its default, or, with `lesson=outliers` or `lesson=outliers:3`,
   * what the lesson has there. With `at=500` the run goes to step 500 and rests. What was wrong with it is shown.
   */
  override load(text: string): void;
  /** @internal `early` joins the state, `playing` overrules its autoplay. */
  override load(text: string, early: Partial<State>, playing?: boolean): void;
  override load(text: string, early: Partial<State> = {}, playing?: boolean): void {
    const first = !this.started;
    const pairs = momentOf(pairsOf(text)).rest.split('&');
    const lesson = pairs.find((pair) => /^lesson=./.test(pair))?.slice('lesson='.length);
    this.#leaveLesson();
    if (first) setTimeout(() => this.#onPaper(), idle);
    if (lesson) {
      this.started = true;
      this.#teach(lesson, pairs.filter((pair) => !/^lesson=/.test(pair)).join('&'));
      return;
    }
    super.load(text, early, playing);
  }

  async #teach(lesson: string, over = ''): Promise<void> {
    const turn = this.#loads;
    try {
      const { Guide } = await import('./lesson.ts');
      if (turn !== this.#loads) return;
      const guide = await Guide.open(this.experiment, decodeURIComponent(lesson), over);
      if (turn === this.#loads) {
        this.#guide = guide;
        guide?.announce();
      } else guide?.leave();
    } catch {
      this.experiment.failure = strings.lessonFailed;
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
    // What was pressed is gone: the focus goes on to what there is now.
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>(detail ? '.lesson-words' : '.play')?.focus();
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

  /** Opens what can be taken away: history, data, code, embedding, link. */
  async takeAway(): Promise<void> {
    const { openTaking } = await import('./take/dialog.ts');
    openTaking(this.renderRoot, this.experiment, `${this.site}#${this.permalink}`);
  }

  async showKeys(): Promise<void> {
    const { openKeys } = await import('./keys-dialog.ts');
    openKeys(this);
  }

  /** @internal */
  protected override readonly pageKeys = {
    help: () => this.showKeys(),
    present: () => this.togglePresent(),
    take: () => this.takeAway(),
    leave: () => {
      this.present = false;
    },
  };

  protected override render() {
    const { experiment, look } = this;
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
          ${this.trouble()}
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
      ${this.live()}
    `;
  }

  /** Has a figure follow the state; true while what it needs is on its way, and nothing is to be seen yet. */
  #framing(): boolean {
    const { schema, state } = this.experiment;
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
          this.experiment.failure = strings.viewFailed;
          this.experiment.redraw();
        },
      );
    }
    this.#figure?.follow(state);
    return this.#figure === null && !this.experiment.failure;
  }
}

define('loss-playground', LossPlayground);

declare global {
  interface HTMLElementTagNameMap {
    'loss-playground': LossPlayground;
  }
}
