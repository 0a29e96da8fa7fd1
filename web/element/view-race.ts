// SPDX-License-Identifier: Apache-2.0
// Optimisers of the catalogue racing down a landscape of two numbers, with the core's own training steps. All of a race is
// worked out at once, within some milliseconds; playing only shows it. Fetched when its card is opened.
import { html, nothing } from 'lit';
import { LossError } from '../engine/loss-error.ts';
import { coreHere } from '../engine/remote.ts';
import { type Descent, Terrain, terrains } from '../engine/terrain.ts';
import { formatNumber } from '../views/format.ts';
import { drawLandscape, landscapeScales, type Slice } from '../views/landscape.ts';
import { drawRace, racerDash } from '../views/race.ts';
import { clamp } from '../views/scale.ts';
import { slider } from './controls.ts';
import { icons } from './icons.ts';
import { define, Part } from './part.ts';
import {
  firstRace,
  groundOf,
  lowestOf,
  mostRacers,
  ownTerrain,
  type Race,
  raceOn,
  rateFor,
  run,
  stepRange,
  stepsTo,
} from './race-data.ts';
import { words } from './race-words.ts';
import { race as styles } from './styles/race.ts';
import { Layer, paint, Summary, sizeOf } from './surface.ts';

/** Seconds that a race takes to watch, however many steps it has. */
const duration = 6;
/** What an arrow key moves the start by, as a share of the landscape. */
const nudge = 0.02;

class RaceView extends Part {
  static override properties = {
    ...Part.properties,
    race: { state: true },
    at: { state: true },
    playing: { state: true },
    failure: { state: true },
  };
  static override styles = styles;
  declare race: Race;
  /** The step that is shown. */
  declare at: number;
  declare playing: boolean;
  declare failure: string;

  #land?: Terrain;
  #ground?: Slice;
  #runs: Descent[] = [];
  #raced?: Race;
  #frame = 0;
  #held = false;
  readonly #layer = new Layer();
  #summary = new Summary((text) => this.canvas?.setAttribute('aria-label', text));

  constructor() {
    super();
    this.at = 0;
    this.playing = false;
    this.failure = '';
  }

  private get canvas() {
    return this.querySelector('canvas');
  }

  private get optimizers() {
    return this.experiment.schema.catalog.optimizers;
  }

  private titleOf(id: string) {
    return this.optimizers.find((each) => each.id === id)?.title ?? id;
  }

  protected override subscribe() {
    this.race ??= firstRace(this.optimizers);
    return [...super.subscribe(), () => this.pause()];
  }

  protected override attached() {
    const box = this.querySelector('.chart-box');
    if (box) this.watchSize(box, () => this.draw());
    this.work();
  }

  protected override updated() {
    if (this.#raced && this.#raced !== this.race) this.work();
    else this.draw();
  }

  /** The race as it stands now, worked out; the start of a new landscape also loads the core. */
  private async work() {
    const { race } = this;
    this.#raced = race;
    try {
      const core = await coreHere();
      if (race !== this.race) return;
      if (this.#land?.text !== race.terrain.text || !this.#ground) {
        const land = new Terrain(core, race.terrain.text);
        this.#ground = groundOf(land, race.terrain);
        this.#land = land;
      }
      this.#runs = run(this.#land, race);
      this.failure = '';
    } catch (error) {
      if (!(error instanceof LossError)) throw error;
      this.failure = error.message;
    }
    this.at = Math.min(this.at, race.steps);
    this.requestUpdate();
  }

  protected override render() {
    const { race } = this;
    const options = race.terrain.id === 'own' ? [...terrains, race.terrain] : terrains;
    return html`<section class="card chart race" part="race">
      <header>
        <h2>${words.title}</h2>
        <select aria-label=${words.terrain} @change=${this.chooseTerrain}>
          ${options
            .filter(({ id }) => id !== 'own')
            .map(
              ({ id, title }) =>
                html`<option value=${id} ?selected=${id === race.terrain.id}>${title}</option>`,
            )}
          <option value="own" ?selected=${race.terrain.id === 'own'}>${words.own}</option>
        </select>
      </header>
      <div class="race-body">
        <div class="race-map">
          <label class="race-text" title=${words.textHelp}>
            <span>${words.text}</span>
            <input type="text" spellcheck="false" autocapitalize="off" .value=${race.terrain.text}
              aria-invalid=${this.failure ? 'true' : 'false'} @change=${this.typed} />
          </label>
          <p class="race-help" role=${this.failure ? 'alert' : nothing}>${this.failure || race.terrain.help}</p>
          <div class="chart-box">
            <canvas role="img" tabindex="0" aria-label=${words.title} title=${words.map}
              @pointerdown=${this.grab} @pointermove=${this.drag} @pointerup=${this.drop} @pointercancel=${this.drop}
              @keydown=${this.key}></canvas>
          </div>
          <div class="race-play">
            <button @click=${this.toggle} aria-pressed=${this.playing}>
              ${this.playing ? icons.pause : icons.play} ${this.playing ? words.pause : this.at >= race.steps ? words.again : words.play}
            </button>
            <input type="range" min="0" max=${race.steps} step="1" .value=${String(this.at)} aria-label=${words.step}
              aria-valuetext=${words.at(this.at, race.steps)} @input=${this.scrub} />
            <span class="race-at">${words.at(this.at, race.steps)}</span>
          </div>
        </div>
        <div class="race-side">
          ${race.racers.map((_, i) => this.racer(i))}
          ${
            race.racers.length < mostRacers
              ? html`<button class="race-add" @click=${this.add}>${icons.plus} ${words.add}</button>`
              : nothing
          }
          ${slider({
            range: { id: 'steps', default: 300, low: stepRange[0], high: stepRange[1], log: true, help: '' },
            integer: true,
            value: race.steps,
            label: words.steps,
            format: (value) => String(Math.round(value)),
            input: (steps) => this.change({ steps: Math.round(steps) }),
          })}
        </div>
      </div>
      ${this.table()}
    </section>`;
  }

  private racer(i: number) {
    const racer = this.race.racers[i] as Race['racers'][number];
    const entry = this.optimizers.find(({ id }) => id === racer.id);
    const range = entry?.params.find(({ id }) => id === 'learning_rate');
    const title = this.titleOf(racer.id);
    const dash = racerDash(i, 2.5).join(' ');
    return html`<div class="race-racer">
      <svg class="lane-key" viewBox="0 0 28 8" aria-hidden="true">
        <line x1="1" y1="4" x2="27" y2="4" stroke-width="2.5" stroke-dasharray=${dash || 'none'} .style=${`stroke:var(--ls-lane-${(i % 4) + 1})`}></line>
      </svg>
      <select aria-label=${words.racer(i + 1)} title=${entry?.help ?? nothing} @change=${(event: Event) => this.replace(i, (event.target as HTMLSelectElement).value)}>
        ${this.optimizers.map(({ id, title: name }) => html`<option value=${id} ?selected=${id === racer.id}>${name}</option>`)}
      </select>
      <output>${words.value(...this.standing(i))}</output>
      <button class="race-remove" aria-label=${words.remove(title)} ?disabled=${this.race.racers.length === 1} @click=${() => this.leave(i)}>${icons.cross}</button>
      ${
        range
          ? slider({
              range,
              value: racer.learning_rate,
              label: words.rate,
              name: words.rateOf(title),
              input: (learning_rate) => this.setRacer(i, { ...racer, learning_rate }),
            })
          : nothing
      }
    </div>`;
  }

  /** Value of a racer at the step shown, and whether it has left the numbers by then. */
  private standing(i: number): [number | undefined, boolean] {
    const descent = this.#runs[i];
    const value = descent?.value[this.at];
    return [value, Boolean(descent && value === undefined)];
  }

  private table() {
    const { race, at } = this;
    const lowest = this.#ground ? lowestOf(race, this.#ground, this.#runs) : Number.NaN;
    const place = (values: Float32Array | undefined) => {
      const value = values?.[at];
      return value === undefined ? '–' : formatNumber(value);
    };
    return html`<details class="race-table">
      <summary>${words.table}</summary>
      <table class="facts">
        <thead>
          <tr>${words.heads.map((head, i) => (i === 0 ? html`<td></td>` : html`<th scope="col" title=${i === 4 ? words.headsHelp : nothing}>${head}</th>`))}</tr>
        </thead>
        <tbody>
          ${race.racers.map((racer, i) => {
            const descent = this.#runs[i];
            const reached = descent && stepsTo(descent, lowest);
            return html`<tr>
              <th scope="row">${this.titleOf(racer.id)}</th>
              <td>${place(descent?.x)}</td>
              <td>${place(descent?.y)}</td>
              <td>${words.value(...this.standing(i))}</td>
              <td>${reached ?? words.never}</td>
            </tr>`;
          })}
        </tbody>
      </table>
    </details>`;
  }

  private change(part: Partial<Race>) {
    this.race = { ...this.race, ...part };
  }

  private setRacer(i: number, racer: Race['racers'][number]) {
    this.change({ racers: this.race.racers.map((each, k) => (k === i ? racer : each)) });
  }

  private fresh(id: string): Race['racers'][number] {
    const entry = this.optimizers.find((each) => each.id === id);
    return { id, learning_rate: entry ? rateFor(this.race.terrain, entry) : 0.01 };
  }

  private replace(i: number, id: string) {
    this.setRacer(i, this.fresh(id));
  }

  private add() {
    const taken = this.race.racers.map(({ id }) => id);
    const next = ['rmsprop', 'nesterov', 'adagrad', ...this.optimizers.map(({ id }) => id)].find(
      (id) => !taken.includes(id) && this.optimizers.some((each) => each.id === id),
    );
    if (next) this.change({ racers: [...this.race.racers, this.fresh(next)] });
  }

  private leave(i: number) {
    this.change({ racers: this.race.racers.filter((_, k) => k !== i) });
  }

  private chooseTerrain(event: Event) {
    const { value } = event.target as HTMLSelectElement;
    const { race } = this;
    const next = terrains.find(({ id }) => id === value) ?? ownTerrain(race.terrain.text);
    this.race = raceOn(race, next, this.optimizers);
    this.at = 0;
  }

  private typed(event: Event) {
    const text = (event.target as HTMLInputElement).value.trim();
    const known = terrains.find((each) => each.text === text);
    this.race = raceOn(this.race, known ?? ownTerrain(text), this.optimizers);
    this.at = 0;
  }

  private grab(event: PointerEvent) {
    if (event.button !== 0) return;
    this.#held = true;
    (event.target as Element).setPointerCapture(event.pointerId);
    this.startAt(event);
  }

  private drag(event: PointerEvent) {
    if (this.#held) this.startAt(event);
  }

  // Dropped, it rolls.
  private drop() {
    if (this.#held && !this.playing) this.play();
    this.#held = false;
  }

  private startAt(event: PointerEvent) {
    const { canvas } = this;
    if (!canvas || !this.#ground) return;
    const scales = landscapeScales(sizeOf(canvas), this.look.theme, this.#ground);
    this.moveStart(scales.x.invert(event.offsetX), scales.y.invert(event.offsetY));
  }

  private moveStart(x: number, y: number) {
    const { terrain } = this.race;
    this.pause();
    this.at = 0;
    this.change({ start: [clamp(x, terrain.x), clamp(y, terrain.y)] });
  }

  private key(event: KeyboardEvent) {
    const moves: Record<string, [number, number]> = {
      ArrowLeft: [-1, 0],
      ArrowRight: [1, 0],
      ArrowUp: [0, 1],
      ArrowDown: [0, -1],
    };
    const move = moves[event.key];
    if (!move || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    const { start, terrain } = this.race;
    const by = ([low, high]: readonly [number, number]) => nudge * (high - low);
    this.moveStart(start[0] + move[0] * by(terrain.x), start[1] + move[1] * by(terrain.y));
  }

  private scrub(event: Event) {
    this.pause();
    this.at = Number((event.target as HTMLInputElement).value);
  }

  private toggle() {
    if (this.playing) this.pause();
    else this.play();
  }

  private play() {
    const from = this.at >= this.race.steps ? 0 : this.at;
    // Who wants no motion sees where it ends.
    if (matchMedia('(prefers-reduced-motion: reduce)').matches) {
      this.at = this.race.steps;
      return;
    }
    this.playing = true;
    const begin = performance.now();
    const tick = (now: number) => {
      const { steps } = this.race;
      this.at = Math.min(steps, from + Math.floor((Math.max(0, now - begin) / 1000 / duration) * steps));
      if (this.at < steps) this.#frame = requestAnimationFrame(tick);
      else this.playing = false;
    };
    this.#frame = requestAnimationFrame(tick);
  }

  private pause() {
    cancelAnimationFrame(this.#frame);
    this.playing = false;
  }

  private draw() {
    const { canvas, race } = this;
    const ground = this.#ground;
    if (!canvas || !ground) return;
    const { theme } = this.look;
    const size = sizeOf(canvas);
    const scales = landscapeScales(size, theme, ground);
    const { start, terrain } = race;
    paint(
      canvas,
      (ctx, room) => {
        const shown = { slice: ground, lane: -1, titles: { x: 'x', y: 'y' } };
        this.#layer.put(ctx, room, drawLandscape, shown, theme, [ground]);
        drawRace(
          ctx,
          room,
          { scales, step: this.at, start, minima: terrain.minima, racers: this.#runs },
          theme,
        );
      },
      undefined,
      theme,
    );
    const standings = race.racers.map(({ id }, i) =>
      words.standing(this.titleOf(id), words.value(...this.standing(i))),
    );
    this.#summary.update(words.summary(terrain.title, this.at, start, standings));
  }
}

define('losscape-race', RaceView);
