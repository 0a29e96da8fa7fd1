// SPDX-License-Identifier: Apache-2.0
// The net of a lane, drawn from its weights while it trains, with a walk of one sample through it, there and back. Fetched
// when its card is opened.
import { html, nothing, render } from 'lit';
import { unitRange } from '../state.ts';
import { formatNumber } from '../views/format.ts';
import {
  drawNetwork,
  type NetLayer,
  type NetTarget,
  networkAt,
  networkLayout,
  shapeText,
  unitsOf,
  widestOf,
} from '../views/network.ts';
import { drawNetNumbers, drawSignal, type SignalData } from '../views/network-signal.ts';
import { clamp } from '../views/scale.ts';
import type { Draw } from '../views/theme.ts';
import { icons } from './icons.ts';
import { namesOf } from './names.ts';
import { type Net, netLayers, netOf, noNet, targetFacts, targetName } from './network-data.ts';
import { canAddLayer, withLayerAfter, withoutLayer, withUnits } from './network-edits.ts';
import { netTable } from './network-table.ts';
import { knownOf, litOf, phaseOf, signalOf, stageWords, type Walk, walkStages } from './network-walk.ts';
import { words } from './network-words.ts';
import { atMost, define, Part } from './part.ts';
import { laneFacts } from './sample-facts.ts';
import { strings } from './strings.ts';
import { network as styles } from './styles/network.ts';
import { paint, Summary, sizeOf } from './surface.ts';

/** Milliseconds between two looks at the weights, between two stages of the walk, and of a signal's way. */
const interval = 120;
const pace = 1800;
const travel = 700;

const calm = () => matchMedia('(prefers-reduced-motion: reduce)').matches;

const drawAll: Draw<SignalData> = (ctx, size, data, theme) => {
  drawNetwork(ctx, size, data, theme);
  drawSignal(ctx, size, data, theme);
  drawNetNumbers(ctx, size, data, theme);
};

class Network extends Part {
  static override styles = styles;
  static override properties = {
    ...Part.properties,
    lane: { state: true },
    stage: { state: true },
    chosen: { state: true },
    pointed: { state: true },
    tabled: { state: true },
  };
  declare lane: number;
  /** Of the walk; −1 while there is none. */
  declare stage: number;
  /** The layer whose size the buttons change. */
  declare chosen: number;
  declare pointed: NetTarget | undefined;
  declare tabled: boolean;
  /** What was clicked stays pointed at. */
  #kept?: NetTarget;
  #net: Net = noNet;
  #asking = false;
  #again = false;
  #walking?: ReturnType<typeof setInterval>;
  /** When the signal of the stage set out. */
  #since = Number.NEGATIVE_INFINITY;
  #summary = new Summary((text) => this.canvas?.setAttribute('aria-label', text));

  constructor() {
    super();
    this.lane = 0;
    this.stage = -1;
    this.chosen = 1;
    this.tabled = false;
  }

  private get canvas() {
    return this.querySelector('canvas');
  }

  protected override subscribe() {
    const look = atMost(interval, () => this.ask());
    return [...super.subscribe(), this.experiment.on('draw', look), () => this.rest()];
  }

  protected override attached() {
    if (this.canvas) this.watchSize(this.canvas, () => this.draw());
    this.ask();
  }

  /** The net of the lane as it is now; asked for one at a time, and for a share of the time that training has. */
  private async ask() {
    this.#again = this.#asking;
    const { experiment } = this;
    const { info, frame, held } = experiment;
    if (this.#asking || !info || !frame) return;
    this.#asking = true;
    this.lane = Math.min(this.lane, info.lanes.length - 1);
    const { lane } = this;
    const start = performance.now();
    const answer = await experiment
      .ask((run) => Promise.all([run.forward(lane, held), run.weights(lane), run.update(lane)]))
      .catch(() => undefined); // a run that ended meanwhile; its successor draws anew
    if (answer) this.take(netOf(...answer));
    const wait = experiment.playing ? 2 * (performance.now() - start) : 0;
    setTimeout(() => {
      this.#asking = false;
      if (this.#again) this.ask();
    }, wait);
  }

  private take(net: Net) {
    const other = net.layers.length !== this.#net.layers.length;
    if (other || this.experiment.playing) this.stage = -1;
    this.#net = net;
    this.chosen = clamp(this.chosen, [0, Math.max(0, net.layers.length - 2)]);
    const gone = (target?: NetTarget) =>
      target && target.unit >= unitsOf(net.layers[target.layer] ?? { shape: [0] });
    if (gone(this.#kept)) this.#kept = undefined;
    if (gone(this.pointed)) this.pointed = undefined;
    this.requestUpdate();
  }

  private get walk(): Walk {
    return { stage: this.stage, layers: this.#net.layers.length };
  }

  /** How far the signal of the stage has come. */
  private get way(): number {
    return calm() ? 1 : clamp((performance.now() - this.#since) / travel, [0, 1]);
  }

  private get layers(): NetLayer[] {
    const { info } = this.experiment;
    if (!info) return [];
    const { walk } = this;
    const show =
      ({ update: 'updates', backward: 'gradients' } as const)[phaseOf(walk) as 'update'] ?? 'values';
    return netLayers(this.#net, info, show, knownOf(walk, this.way === 1));
  }

  private draw() {
    const { canvas, layers } = this;
    if (!canvas || layers.length === 0) return;
    const pointed = this.pointed;
    const { walk, way } = this;
    const signal = way < 1 ? signalOf(this.#net, walk, way) : undefined;
    paint(canvas, drawAll, { layers, pointed, lit: litOf(walk), signal }, this.look.theme);
    if (signal) requestAnimationFrame(() => this.draw());
    canvas.dataset.layers = layers.map((layer) => unitsOf(layer)).join('-');
    this.placeTip();
    this.#summary.update(this.words);
  }

  protected override updated() {
    this.draw();
  }

  private get words(): string {
    const { name, layers } = this;
    const sizes = layers.map((layer) =>
      `${layer.title} ${shapeText(layer.shape)} ${layer.activation}`.trim(),
    );
    return `${strings.view.network}, ${name}: ${sizes.join(', ')}`;
  }

  private get name() {
    return namesOf(this.experiment)[this.lane] ?? '';
  }

  protected override render() {
    return html`<section class="card chart network" part="network" aria-label=${strings.view.network}>
      <header><h2>${strings.view.network}</h2>${this.laneChoice()}<span class="note">${this.legend()}</span></header>
      <div
        class="chart-box net-box" tabindex="0" role="application" aria-label=${words.keys}
        @keydown=${this.key}
      >
        <canvas
          role="img" aria-label=${strings.view.network}
          @pointermove=${this.pointerMove} @pointerdown=${this.pointerDown} @pointerleave=${() => this.point(this.#kept)}
        ></canvas>
        ${this.tip()}
      </div>
      <div class="net-tools">${this.edits()} ${this.walkTools()}</div>
      <p class="net-words" role="status">${this.walkWords()}</p>
      ${this.tableTwin()}
    </section>`;
  }

  private laneChoice() {
    const names = namesOf(this.experiment);
    if (names.length < 2) return nothing;
    const choose = (event: Event) => {
      this.lane = Number((event.target as HTMLSelectElement).value);
      this.#net = noNet;
      this.ask();
    };
    return html`<select aria-label=${words.lane} @change=${choose}>
      ${names.map((name, lane) => html`<option value=${lane} ?selected=${lane === this.lane}>${name}</option>`)}
    </select>`;
  }

  private legend() {
    const { canvas, layers } = this;
    if (!canvas || layers.length === 0) return '';
    const columns = networkLayout(sizeOf(canvas), this.look.theme, layers);
    return words.key(formatNumber(widestOf({ layers }, columns), 2), phaseOf(this.walk) === 'update');
  }

  private tip() {
    const { pointed, layers } = this;
    if (!pointed) return html`<div class="tip" hidden></div>`;
    const facts = targetFacts(this.#net, pointed);
    return html`<div class="tip">
      <b>${targetName(layers, pointed)}</b>
      ${facts.map(({ name, value }) => html`<span><i>${name}</i> ${value}</span> `)}
    </div>`;
  }

  private placeTip() {
    const tip = this.querySelector<HTMLElement>('.tip');
    const { canvas, pointed, layers } = this;
    if (!tip || !pointed || !canvas) return;
    const size = sizeOf(canvas);
    const columns = networkLayout(size, this.look.theme, layers);
    const { x = 0, units = [] } = columns[pointed.layer] ?? {};
    const y = units[pointed.unit] ?? 0;
    const left = x > size.width / 2 ? x - tip.offsetWidth - 20 : x + 20;
    const top = clamp(y - tip.offsetHeight / 2, [0, Math.max(0, size.height - tip.offsetHeight)]);
    tip.style.transform = `translate(${Math.round(Math.max(0, left))}px, ${Math.round(top)}px)`;
  }

  private point(target: NetTarget | undefined) {
    if (JSON.stringify(target) !== JSON.stringify(this.pointed)) this.pointed = target;
  }

  private under(event: PointerEvent): NetTarget | undefined {
    const { canvas, layers } = this;
    if (!canvas) return undefined;
    const corner = canvas.getBoundingClientRect();
    const columns = networkLayout(sizeOf(canvas), this.look.theme, layers);
    return networkAt({ layers }, columns, event.clientX - corner.left, event.clientY - corner.top);
  }

  private pointerMove(event: PointerEvent) {
    this.point(this.under(event));
  }

  private pointerDown(event: PointerEvent) {
    const target = this.under(event);
    this.#kept = target;
    this.point(target);
    if (target) this.chosen = clamp(target.layer, [0, this.#net.layers.length - 2]);
  }

  // Left and right change the layer, up and down the unit; with Shift, up and down go through the weights into it.
  private key(event: KeyboardEvent) {
    if (event.ctrlKey || event.altKey || event.metaKey || this.#net.layers.length === 0) return;
    const moves: Record<string, [number, number]> = {
      ArrowLeft: [-1, 0],
      ArrowRight: [1, 0],
      ArrowUp: [0, -1],
      ArrowDown: [0, 1],
    };
    const move = moves[event.key];
    if (event.key === 'Escape' && this.pointed) this.letGo();
    else if (event.key === 'Enter') this.to(this.stage + 1);
    else if (event.key === 'Backspace') this.to(this.stage - 1);
    else if (move) this.moveBy(...move, event.shiftKey);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  private letGo() {
    this.#kept = undefined;
    this.point(undefined);
  }

  private moveBy(across: number, down: number, weight: boolean) {
    const at = this.pointed ?? { layer: this.chosen - across, unit: -down, from: -1 };
    const layer = clamp(at.layer + across, [0, this.#net.layers.length - 1]);
    const { units: shown = [] } = this.columns[layer] ?? {};
    const { units: before = [] } = this.columns[layer - 1] ?? {};
    const into = weight && across === 0 && layer > 0 && (this.#net.weights[layer]?.weights.length ?? 0) > 0;
    const from = into ? clamp(at.from + down, [0, before.length - 1]) : -1;
    const unit = clamp(at.unit + (into ? 0 : down), [0, shown.length - 1]);
    this.chosen = clamp(layer, [0, this.#net.layers.length - 2]);
    this.#kept = { layer, unit, from };
    this.point(this.#kept);
    const facts = targetFacts(this.#net, { layer, unit, from });
    const said = facts.map(({ name, value }) => `${name} ${value}`).join(', ');
    this.#summary.update(`${targetName(this.layers, { layer, unit, from })}: ${said}`);
  }

  private get columns() {
    const { canvas, layers } = this;
    return canvas ? networkLayout(sizeOf(canvas), this.look.theme, layers) : [];
  }

  private edits() {
    const { experiment, chosen, layers } = this;
    const { state } = experiment;
    const count = layers.length - 2;
    if (layers.length === 0) return nothing;
    const units = chosen > 0 ? withUnits(state, chosen - 1, 0)?.units : undefined;
    const by = (step: number) => () => {
      const next = withUnits(state, chosen - 1, step);
      if (next) experiment.change(next.patch);
    };
    const tiny = (label: string, icon: unknown, click: () => void, off = false) =>
      html`<button class="tiny" aria-label=${label} title=${label} ?disabled=${off} @click=${click}>${icon}</button>`;
    return html`<div class="net-edits" role="group" aria-label=${words.edit}>
      ${tiny(words.previous, icons.left, () => (this.chosen = chosen - 1), chosen === 0)}
      <span class="net-chosen">${layers[chosen]?.title}</span>
      ${tiny(words.next, icons.right, () => (this.chosen = chosen + 1), chosen >= count)}
      ${
        units === undefined
          ? nothing
          : html`${tiny(words.fewer(chosen), icons.minus, by(-1), units <= unitRange.low)}
            <span class="net-units">${words.units(units)}</span>
            ${tiny(words.more(chosen), icons.plus, by(1), units >= unitRange.high)}`
      }
      <button class="link" ?disabled=${!canAddLayer(state)} @click=${() => experiment.change(withLayerAfter(state, chosen))}>${words.insert}</button>
      ${
        chosen > 0
          ? html`<button class="link" @click=${() => experiment.change(withoutLayer(state, chosen - 1))}>${words.remove}</button>`
          : nothing
      }
    </div>`;
  }

  private walkTools() {
    const { stage } = this;
    const by = (step: number) => () => {
      this.rest();
      this.to(stage + step);
    };
    const last = stage === walkStages(this.#net.layers.length) - 1;
    return html`<div class="net-walk" role="group" aria-label=${words.walk}>
      <button class="tiny" aria-label=${words.back} title=${words.back} ?disabled=${stage < 0} @click=${by(-1)}>${icons.left}</button>
      <button class="net-play" title=${words.walkHelp} @click=${() => (this.#walking ? this.rest() : this.go())}>
        ${this.#walking ? icons.pause : icons.play} ${this.#walking ? words.halt : words.walk}
      </button>
      ${
        last
          ? html`<button class="net-take" @click=${by(1)}>${words.takeStep}</button>`
          : html`<button class="tiny" aria-label=${words.on} title=${words.on} @click=${by(1)}>${icons.right}</button>`
      }
    </div>`;
  }

  /** After the update the step is taken, and the walk begins again under the new weights. */
  private async to(stage: number) {
    const { experiment } = this;
    const stages = walkStages(this.#net.layers.length);
    if (stage >= stages) await experiment.step();
    else await experiment.pause();
    this.#since = performance.now();
    this.stage = stage >= stages ? 0 : Math.max(-1, stage);
  }

  private async go() {
    this.#walking = setInterval(() => this.to(this.stage + 1), pace);
    await this.to(this.stage + 1);
    this.requestUpdate();
  }

  private rest() {
    clearInterval(this.#walking);
    this.#walking = undefined;
    this.requestUpdate();
  }

  private walkWords() {
    const { walk, layers, experiment } = this;
    const { held, info } = experiment;
    if (!info || layers.length === 0) return '';
    const sample = strings.sampleOf(held, info.data.y.length);
    const facts = laneFacts(experiment, held, this.lane).map(({ name, value }) => `${name} ${value}`);
    return stageWords(this.#net, layers, walk, this.pointed, sample, facts.join(', '));
  }

  private tableTwin() {
    const toggled = (event: Event) => {
      this.tabled = (event.target as HTMLDetailsElement).open;
    };
    return html`<details class="net-table" @toggle=${toggled}>
      <summary>${strings.asTable}</summary>
      ${this.tabled ? this.rows : nothing}
    </details>`;
  }

  private get rows() {
    return netTable(this.#net, this.layers, Math.max(1, this.chosen));
  }

  /** The net in numbers, whether shown or not. */
  get numbers() {
    const place = document.createElement('div');
    render(this.rows, place);
    return place.querySelector('table');
  }
}

define('losscape-network', Network);
