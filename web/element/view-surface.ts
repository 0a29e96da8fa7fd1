// SPDX-License-Identifier: Apache-2.0
// The loss around a lane's weights, worked out again as the run goes on. The work is done in the run's worker; this asks for
// it, at most every two seconds while the run plays, and draws it.
import { html, nothing } from 'lit';
import { LossError } from '../engine/loss-error.ts';
import type { Surface, SurfaceOptions } from '../engine/types.ts';
import { formatNumber } from '../views/format.ts';
import { drawLandscape, type LandscapeData, landscapeScales, lossAt } from '../views/landscape.ts';
import type { Solid } from '../views/landscape-solid.ts';
import { namesOf } from './names.ts';
import { define, Part } from './part.ts';
import { surface as styles } from './styles/surface.ts';
import { paint, Summary, sizeOf } from './surface.ts';
import { words } from './surface-words.ts';

type Directions = NonNullable<SurfaceOptions['directions']>;

const kinds: readonly Directions[] = ['principal', 'random', 'curvature'];
/** Milliseconds between the end of one surface and the beginning of the next, while the run plays and while it rests. */
const pause = { playing: 2000, resting: 120 };
/** Points and arrows an axis, and what is left of them where a surface took longer than `patience` milliseconds. */
const fine = { size: 41, arrows: 13 };
const coarse = { size: 21, arrows: 9 };
const patience = 3000;

class SurfaceView extends Part {
  static override properties = {
    ...Part.properties,
    directions: { state: true },
    chosen: { state: true },
    share: { state: true },
    failure: { state: true },
    pointed: { state: true },
    solid: { state: true },
  };
  static override styles = styles;
  declare directions: Directions;
  declare chosen: number;
  /** Of the work under way; 1 when there is none. */
  declare share: number;
  declare failure: string;
  /** Loss under the pointer. */
  declare pointed: number | undefined;
  /** Whether it is to be walked around: three dimensions are on the way, there, lost on the way, or not to be had. */
  declare solid: 'off' | 'coming' | 'on' | 'lost' | 'never';

  #surface?: Surface;
  #lane = 0;
  #asked = '';
  #settings = '';
  #run: unknown;
  #work?: AbortController;
  #ended = Number.NEGATIVE_INFINITY;
  #timer?: ReturnType<typeof setTimeout>;
  #detail = fine;
  #visible = false;
  #model?: Solid;
  #make?: (canvas: HTMLCanvasElement) => Solid;
  #drag?: { x: number; y: number };
  #words = '';
  #summary = new Summary((text) => this.canvas?.setAttribute('aria-label', text));

  constructor() {
    super();
    this.directions = 'principal';
    this.chosen = 0;
    this.share = 1;
    this.failure = '';
    this.solid = 'off';
  }

  private get canvas() {
    return this.querySelector<HTMLCanvasElement>('canvas.surface-map');
  }

  private get lane() {
    return Math.min(this.chosen, (this.experiment.info?.lanes.length ?? 1) - 1);
  }

  protected override subscribe() {
    const seen = new IntersectionObserver(([entry]) => {
      this.#visible = entry?.isIntersecting ?? false;
      this.ask();
    });
    seen.observe(this);
    return [
      ...super.subscribe(),
      this.experiment.on('change', () => this.draw()),
      this.experiment.on('readout', () => this.ask()),
      () => seen.disconnect(),
      () => this.stop(),
    ];
  }

  protected override attached() {
    const box = this.querySelector('.chart-box');
    if (box) this.watchSize(box, () => this.draw());
  }

  protected override render() {
    const { experiment, lane } = this;
    const names = namesOf(experiment);
    return html`<section class="card chart surface" part="surface">
      <header>
        <h2>${words.title}</h2>
        <span class="surface-choice">
          ${
            names.length > 1
              ? html`<select aria-label=${words.lane} .value=${String(lane)} @change=${this.chooseLane}>
                  ${names.map((name, i) => html`<option value=${i} ?selected=${i === lane}>${name}</option>`)}
                </select>`
              : nothing
          }
          <select aria-label=${words.directionsLabel} @change=${this.chooseDirections}>
            ${kinds.map((kind) => html`<option value=${kind} ?selected=${kind === this.directions}>${words.directions[kind]}</option>`)}
          </select>
          <button aria-pressed=${this.solid === 'on'} ?disabled=${this.solid === 'never'} title=${this.solid === 'never' ? words.noSolid : words.solidHelp} @click=${this.toggleSolid}>${words.solid}</button>
        </span>
      </header>
      <div class="surface-work" role="progressbar" aria-label=${words.work} aria-valuenow=${Math.round(100 * this.share)}>
        <i .style=${`inline-size:${this.share < 1 ? 100 * this.share : 0}%`}></i>
      </div>
      <div class="chart-box">
        <canvas class="surface-map" role="img" aria-label=${words.title} ?hidden=${this.solid === 'on'} @pointermove=${this.point} @pointerleave=${this.leave}></canvas>
        ${
          this.solid === 'on'
            ? html`<canvas class="surface-solid" role="img" tabindex="0" aria-label=${words.solidSummary(this.#words)}
                @pointerdown=${this.grab} @pointermove=${this.drag} @pointerup=${this.drop} @pointercancel=${this.drop} @keydown=${this.key}></canvas>`
            : nothing
        }
        ${this.failure ? html`<p class="surface-failure" role="status">${this.failure}</p>` : nothing}
      </div>
      <p class="surface-note">${this.note()}</p>
    </section>`;
  }

  private note(): string {
    if (this.solid === 'on') return words.solidKey;
    if (this.pointed !== undefined) return words.at(formatNumber(this.pointed));
    if (this.solid === 'lost') return words.lostSolid;
    return this.#surface ? words.key : '';
  }

  protected override updated() {
    const canvas = this.querySelector<HTMLCanvasElement>('canvas.surface-solid');
    if (Boolean(canvas) === Boolean(this.#model)) return;
    this.#model?.dispose();
    this.#model = undefined;
    if (canvas) this.build(canvas);
    this.draw();
  }

  private build(canvas: HTMLCanvasElement) {
    try {
      this.#model = this.#make?.(canvas);
      // It may never come back by itself; another press makes a new one.
      canvas.addEventListener('webglcontextlost', () => {
        if (this.solid === 'on') this.solid = 'lost';
      });
    } catch {
      this.solid = 'never'; // no WebGL: the map has it all
    }
  }

  private async toggleSolid() {
    const { solid } = this;
    if (solid === 'on') this.solid = 'off';
    if (solid !== 'off' && solid !== 'lost') return;
    this.solid = 'coming';
    try {
      const { Solid } = await import('../views/landscape-solid.ts');
      this.#make = (canvas) => new Solid(canvas);
      this.solid = 'on';
    } catch {
      this.solid = 'off'; // offline: asked again with the next press
    }
  }

  private grab(event: PointerEvent) {
    this.#drag = { x: event.clientX, y: event.clientY };
    (event.target as Element).setPointerCapture(event.pointerId);
  }

  private drag(event: PointerEvent) {
    if (!this.#drag) return;
    this.turn((this.#drag.x - event.clientX) / 120, (event.clientY - this.#drag.y) / 160);
    this.#drag = { x: event.clientX, y: event.clientY };
  }

  private drop() {
    this.#drag = undefined;
  }

  private key(event: KeyboardEvent) {
    const turns: Record<string, [number, number]> = {
      ArrowLeft: [-0.1, 0],
      ArrowRight: [0.1, 0],
      ArrowUp: [0, 0.1],
      ArrowDown: [0, -0.1],
    };
    const zooms: Record<string, number> = { '+': 0.9, '=': 0.9, '-': 1.1 };
    const [turn, zoom] = [turns[event.key], zooms[event.key]];
    if ((!turn && !zoom) || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    if (zoom) this.#model?.zoom(zoom);
    this.turn(...(turn ?? [0, 0]));
  }

  private turn(around: number, above: number) {
    this.#model?.turn(around, above);
    this.drawModel();
  }

  private drawModel() {
    const canvas = this.querySelector<HTMLCanvasElement>('canvas.surface-solid');
    if (canvas) this.#model?.draw(sizeOf(canvas), devicePixelRatio || 1);
  }

  private chooseLane(event: Event) {
    this.chosen = Number((event.target as HTMLSelectElement).value);
    this.ask();
  }

  private chooseDirections(event: Event) {
    this.directions = (event.target as HTMLSelectElement).value as Directions;
    this.ask();
  }

  private stop() {
    clearTimeout(this.#timer);
    this.#work?.abort();
    this.#work = undefined;
    this.#asked = '';
    this.#settings = '';
    this.#model?.dispose();
    this.#model = undefined;
    this.solid = 'off';
  }

  /** Begins a surface where there is reason to; the one that is shown stays until it is there. */
  private ask() {
    const { info, frame, state, moves, playing } = this.experiment;
    if (!info || !frame || !this.#visible) return;
    // A path of one point has no components.
    const directions = this.directions === 'principal' && frame.step === 0 ? 'random' : this.directions;
    const settings = JSON.stringify([this.lane, directions, state.seed]);
    const wanted = JSON.stringify([settings, frame.step, moves, info.lanes]);
    if (this.#run === info && wanted === this.#asked) return;
    const other = settings !== this.#settings || this.#run !== info;
    if (this.#work && !other) return;
    clearTimeout(this.#timer);
    const wait = this.#ended + (playing ? pause.playing : pause.resting) - performance.now();
    if (!other && wait > 0) {
      this.#timer = setTimeout(() => this.ask(), wait);
      return;
    }
    this.#run = info;
    this.#asked = wanted;
    this.#settings = settings;
    const { status, diverged_at } = frame.lanes[this.lane] ?? { status: 'running', diverged_at: -1 };
    if (status === 'diverged' && diverged_at <= frame.step) this.fail(words.diverged(diverged_at));
    else this.make(this.lane, { ...this.#detail, directions, seed: state.seed });
  }

  private async make(lane: number, options: SurfaceOptions) {
    this.#work?.abort();
    const work = new AbortController();
    this.#work = work;
    const begin = performance.now();
    this.share = 0;
    try {
      const onprogress = (share: number) => {
        if (work === this.#work) this.share = share;
      };
      const made = await this.experiment.surface(lane, { ...options, signal: work.signal, onprogress });
      if (work !== this.#work || !made) return;
      this.#surface = made;
      this.#lane = lane;
      this.failure = '';
      this.#detail = performance.now() - begin > patience ? coarse : this.#detail;
    } catch (error) {
      if (work !== this.#work) return;
      // A run that ends meanwhile gives no answer; its successor is asked anew.
      if (error instanceof LossError) this.fail(error.message);
      else this.#asked = '';
    } finally {
      if (work === this.#work) {
        this.#work = undefined;
        this.#ended = performance.now();
        this.share = 1;
        this.requestUpdate();
        this.draw();
        this.ask();
      }
    }
  }

  private fail(message: string) {
    this.#surface = undefined;
    this.failure = message;
    this.share = 1;
    this.draw();
  }

  private get titles(): LandscapeData['titles'] {
    const surface = this.#surface as Surface;
    const share = (part: number) => ((surface.tracks[this.#lane]?.steps.length ?? 0) > 1 ? part : undefined);
    return {
      x: words.axis(surface.directions, 1, share(surface.x.share), surface.x.eigenvalue),
      y: words.axis(surface.directions, 2, share(surface.y.share), surface.y.eigenvalue),
    };
  }

  private draw() {
    const { canvas } = this;
    const surface = this.#surface;
    if (!canvas) return;
    if (!surface) {
      paint(canvas, () => {}, undefined, this.look.theme);
      return;
    }
    const data = { slice: surface, lane: this.#lane, titles: this.titles };
    this.#words = this.words(surface);
    if (this.#model) {
      this.#model.show(data, this.look.theme);
      this.drawModel();
    } else {
      paint(canvas, drawLandscape, data, this.look.theme);
      this.#summary.update(this.#words);
    }
  }

  /** The picture in words. */
  private words(surface: Surface): string {
    const { x, y, size, losses } = surface;
    const name = namesOf(this.experiment)[this.#lane] ?? '';
    const finite = losses.filter(Number.isFinite);
    const read = (value: number) => formatNumber(value);
    return words.summary(
      name,
      [this.titles.x, this.titles.y],
      read(losses[y.here * size + x.here] ?? Number.NaN),
      read(Math.min(...finite)),
      read(Math.max(...finite)),
    );
  }

  private point(event: PointerEvent) {
    const { canvas } = this;
    if (!canvas || !this.#surface) return;
    const scales = landscapeScales(sizeOf(canvas), this.look.theme, this.#surface);
    const loss = lossAt(this.#surface, scales.x.invert(event.offsetX), scales.y.invert(event.offsetY));
    this.pointed = Number.isFinite(loss) ? loss : undefined;
  }

  private leave() {
    this.pointed = undefined;
  }
}

define('losscape-surface', SurfaceView);
