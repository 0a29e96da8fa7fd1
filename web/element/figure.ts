// SPDX-License-Identifier: Apache-2.0
// The playground as a figure of a text: within the height it is given, and without the controls it is told to leave out.
// What does not fit folds: first controls (styles/figure.ts says in which order), then the last plots of `view`.
import type { State } from '../state.ts';
import { type ControlGroup, type ControlId, controlGroups } from '../state-view.ts';
import type { LossPlayground } from './loss-playground.ts';
import { figure as styles } from './styles/figure.ts';

/** Where each control is. */
const places: Readonly<Record<ControlId, string>> = {
  data: '[data-group="data"]',
  model: '[data-group="model"]',
  optimizer: '[data-group="optimizer"]',
  chance: '[data-group="chance"]',
  sample: 'losscape-sample',
  add: '.adder, .lane-head > .tiny:not(.take)',
  formula: '.formula',
  params: '.lane-form > :is(.slider, .check, .few)',
  terms: '.lane-form > .link, losscape-terms',
  numbers: '.numbers',
  shares: 'losscape-share',
  key: '.key',
  cards: '.view-choice',
  take: '.take',
  doctor: '.doctor-room',
  scrub: 'losscape-scrub',
  reset: '[part="reset"]',
  seed: '[part="seed"]',
  step: '[part="step"]',
  play: '.play',
  speed: '.speed',
  race: '.race',
  readouts: '.readouts',
};

/** Groups that are nothing without their controls. */
const rooms: Readonly<Partial<Record<ControlGroup, string>>> = {
  setup: 'losscape-setup',
  transport: 'losscape-transport',
};

/** Least size of a plot, and what is between two, in pixels. */
export const least = { width: 216, height: 150, gap: 8 };

/** The controls that `hide` names and those that `controls` does not, a group standing for what is in it. */
export function hiddenControls({ controls, hide }: Pick<State, 'controls' | 'hide'>): Set<ControlId> {
  const all = (of: readonly (ControlGroup | ControlId)[]) =>
    new Set(
      of.flatMap((id) => (id in controlGroups ? [...controlGroups[id as ControlGroup]] : [id as ControlId])),
    );
  const [shown, hidden] = [all(controls), all(hide)];
  return new Set(
    Object.values(controlGroups)
      .flat()
      .filter((id) => hidden.has(id) || !shown.has(id)),
  );
}

/** Rows and columns for as many of `plots` as there is room for; one at least. */
export function arrange(width: number, height: number, plots: number) {
  const most = (length: number, one: number) =>
    Math.max(1, Math.floor((length + least.gap) / (one + least.gap)));
  const across = most(width, least.width);
  const shown = Math.min(plots, across * most(height, least.height));
  let best = { columns: 1, rows: shown, shown };
  let size = 0;
  for (let columns = 1; columns <= Math.min(shown, across); columns++) {
    const rows = Math.ceil(shown / columns);
    if (rows > most(height, least.height)) continue;
    // Plots are best wider than high, and no place should stay empty.
    const use = (Math.min(width / columns / 1.5, height / rows) * shown) / (rows * columns);
    if (use > size) best = { columns, rows, shown };
    size = Math.max(size, use);
  }
  return best;
}

export class Figure {
  /** Its height is not that of its content. */
  fixed = false;
  /** For how many plots there is room. */
  room = Number.POSITIVE_INFINITY;
  readonly #own = new CSSStyleSheet();
  #plots = 0;
  #text = '';

  constructor(readonly playground: LossPlayground) {
    new ResizeObserver(() => this.#measure()).observe(playground);
    const root = playground.renderRoot as ShadowRoot;
    root.adoptedStyleSheets = [...root.adoptedStyleSheets, styles.styleSheet as CSSStyleSheet, this.#own];
  }

  follow(state: State): void {
    const { style } = this.playground;
    const height = typeof state.height === 'number' ? `${state.height}px` : '';
    // The most too: in a flexible box the height alone is a wish.
    if (this.fixed || height) Object.assign(style, { height, maxHeight: height });
    this.fixed = state.height !== 'auto';
    this.playground.toggleAttribute('figure', this.fixed);
    this.#plots = state.view.length + (state.view.includes('fit') ? state.losses.length - 1 : 0);
    this.#hide(hiddenControls(state));
    this.playground.updateComplete.then(() => this.#measure());
  }

  #hide(hidden: Set<ControlId>): void {
    const empty = (group: string) => controlGroups[group as ControlGroup].every((id) => hidden.has(id));
    const gone = Object.entries(rooms).filter(([group]) => empty(group));
    const places_ = [...[...hidden].map((id) => places[id]), ...gone.map(([, place]) => place)];
    const text = [
      ...places_.map((place) => `${place} { display: none !important }`),
      hidden.has('add')
        ? '.lanes:is(.count-1, .count-2) { grid-template-columns: repeat(auto-fit, minmax(min(100%, 20em), 1fr)) !important }'
        : '',
      gone.some(([group]) => group === 'setup')
        ? '.frame { grid-template-columns: minmax(0, 1fr) !important }'
        : '',
    ].join('\n');
    if (text !== this.#text) this.#own.replaceSync(text);
    this.#text = text;
  }

  #measure(): void {
    const frame = this.playground.renderRoot.querySelector<HTMLElement>('.frame');
    const stage = frame?.querySelector<HTMLElement>('losscape-stage');
    if (!frame || !stage) return;
    // Where there is room for everything the stage is that of the page, which scrolls.
    const folds = this.fixed && getComputedStyle(stage).display === 'grid';
    const rest = [...stage.querySelectorAll<HTMLElement>('.key, .view-choice')]
      .filter((each) => each.offsetHeight > 0)
      .reduce((sum, each) => sum + each.offsetHeight + least.gap, 0);
    const { columns, rows, shown } = arrange(stage.clientWidth, stage.clientHeight - rest, this.#plots);
    stage.style.setProperty('--columns', `${columns}`);
    stage.style.setProperty('--rows', `${rows}`);
    stage.style.setProperty('--last', `${columns * rows - shown + 1}`);
    const room = folds ? shown : Number.POSITIVE_INFINITY;
    if (room === this.room) return;
    this.room = room;
    this.playground.requestUpdate();
  }
}
