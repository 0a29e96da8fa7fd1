// SPDX-License-Identifier: Apache-2.0
// The picture of a lane whose samples are images. Fetched when a run has such data.
import { html } from 'lit';
import type { RunInfo } from '../engine/types.ts';
import { formatNumber } from '../views/format.ts';
import {
  classOf,
  drawPictureMarks,
  drawPictures,
  isWrong,
  type PicturesData,
  pictureAt,
  picturesLayout,
  sharesOf,
} from '../views/pictures.ts';
import { clamp, extent } from '../views/scale.ts';
import type { Draw } from '../views/theme.ts';
import { icons } from './icons.ts';
import { namesOf } from './names.ts';
import { define, Part } from './part.ts';
import { words } from './pictures-words.ts';
import { strings } from './strings.ts';
import { pictures as styles } from './styles/pictures.ts';
import { Layer, paint, Summary, sizeOf } from './surface.ts';

const ranges = new WeakMap<RunInfo, readonly [number, number]>();

/** The least and the largest pixel of a run's samples. */
function rangeOf(info: RunInfo): readonly [number, number] {
  const known = ranges.get(info);
  if (known) return known;
  const of = info.data.x.flatMap((pixel) => extent(pixel) ?? []);
  const range = extent(of) ?? [0, 1];
  ranges.set(info, range);
  return range;
}

class Pictures extends Part {
  static override styles = styles;
  static override properties = { ...Part.properties, lane: { type: Number } };
  declare lane: number;
  readonly #layer = new Layer();
  /** ∂L/∂input of a sample, of a step. */
  #slope?: { sample: number; byInput: Float32Array };
  #asking = false;
  #summary = new Summary((text) => this.canvas?.setAttribute('aria-label', text));

  private get canvas() {
    return this.querySelector('canvas');
  }

  protected override subscribe() {
    return [
      ...super.subscribe(),
      this.experiment.on('draw', () => this.draw()),
      this.experiment.on('readout', () => this.requestUpdate()),
      this.experiment.on('readout', () => this.ask()),
    ];
  }

  protected override attached() {
    const { canvas } = this;
    if (!canvas) return;
    this.watchSize(canvas, () => {
      this.draw();
      this.requestUpdate();
    });
    this.draw();
  }

  private async ask() {
    const { experiment, lane } = this;
    const { held, sample: pointed } = experiment;
    const sample = pointed >= 0 ? pointed : held;
    if (this.#asking || !experiment.info?.data.image) return;
    this.#asking = true;
    // A run that ended meanwhile says nothing; its successor is asked in turn.
    const layers = await experiment.ask((run) => run.forward(lane, sample)).catch(() => undefined);
    this.#asking = false;
    const byInput = layers?.[0]?.gradients;
    this.#slope = byInput && { sample, byInput };
    this.draw();
  }

  /** What is drawn; undefined while there is no run of images. */
  private get shown(): PicturesData | undefined {
    const { info, frame, sample, held } = this.experiment;
    const now = frame?.lanes[this.lane];
    if (!info?.data.image || !now) return undefined;
    const { task, x, y, image, part, classes } = info.data;
    return {
      lane: this.lane,
      task,
      x,
      y,
      image,
      part,
      classes,
      range: rangeOf(info),
      predictions: now.predictions,
      gradients: now.status === 'running' ? now.gradients : undefined,
      losses: now.losses,
      byInput: this.#slope?.sample === (sample >= 0 ? sample : held) ? this.#slope.byInput : undefined,
      held,
      active: sample,
    };
  }

  private get name() {
    return namesOf(this.experiment)[this.lane] ?? '';
  }

  protected override render() {
    return html`<div
        class="plot" tabindex="0" role="application" aria-label=${strings.plot(this.name)}
        aria-roledescription=${words.pictures}
        @keydown=${this.key} @focus=${this.focused} @blur=${() => this.experiment.point({ sample: -1 })}
      >
        <canvas
          role="img" aria-label=${strings.plot(this.name)}
          @pointermove=${this.pointerMove} @pointerdown=${this.pointerDown} @pointerleave=${() => this.experiment.point({ sample: -1 })}
        ></canvas>
      </div>
      ${this.footer()}`;
  }

  private footer() {
    const { shown, layout } = this;
    if (!shown || !layout) return html`<div class="picture-foot"></div>`;
    const count = shown.y.length;
    const page = layout.columns * layout.rows;
    const turn = (by: number) => this.hold(clamp(layout.first + by * page, [0, count - 1]));
    return html`<div class="picture-foot">
      <button class="tiny" ?disabled=${layout.first === 0} aria-label=${words.previousPage} @click=${() => turn(-1)}>${icons.left}</button>
      <span>${words.pictureRange(layout.first + 1, layout.last, count)}</span>
      <button class="tiny" ?disabled=${layout.last === count} aria-label=${words.nextPage} @click=${() => turn(1)}>${icons.right}</button>
      ${shown.task === 'regression' ? '' : this.counts(shown)}
    </div>`;
  }

  private counts(shown: PicturesData) {
    const wrong = [0, 0];
    const all = [0, 0];
    for (let i = 0; i < shown.y.length; i++) {
      const part = shown.part[i] ?? 0;
      all[part] = (all[part] ?? 0) + 1;
      if (isWrong(shown, i)) wrong[part] = (wrong[part] ?? 0) + 1;
    }
    const [train = 0, validation = 0] = wrong;
    return html`<span class="end" data-wrong-train=${train} data-wrong-validation=${validation}>
      ${words.wrongPictures(train, all[0] ?? 0, validation, all[1] ?? 0)}
    </span>`;
  }

  private get layout() {
    const { canvas, shown } = this;
    if (!canvas || !shown || canvas.clientWidth === 0) return undefined;
    return picturesLayout(sizeOf(canvas), this.look.theme, shown);
  }

  private draw() {
    const { canvas, shown, layout, experiment } = this;
    if (!canvas || !shown || !layout) return;
    const shows = [experiment.info, experiment.moves, layout.first];
    const draw: Draw<PicturesData> = (ctx, size, data, theme) => {
      this.#layer.put(ctx, size, drawPictures, data, theme, shows);
      drawPictureMarks(ctx, size, data, theme);
    };
    paint(canvas, draw, shown, this.look.theme);
    this.#summary.update(this.words(shown));
  }

  private words(shown: PicturesData): string {
    const sample = shown.active >= 0 ? shown.active : shown.held;
    const said = classOf(shown, sample);
    const target = shown.classes[shown.y[sample] ?? 0] ?? formatNumber(shown.y[sample] ?? Number.NaN);
    const answer =
      said < 0
        ? formatNumber(shown.predictions?.[sample] ?? Number.NaN)
        : `${shown.classes[said]} ${(sharesOf(shown, sample)[said] ?? 0).toFixed(2)}`;
    return `${strings.plot(this.name)}. ${words.pictureOf(sample, shown.y.length, target, answer)}`;
  }

  private under(event: PointerEvent): number {
    const { canvas, layout } = this;
    if (!canvas || !layout) return -1;
    const corner = canvas.getBoundingClientRect();
    return pictureAt(layout, event.clientX - corner.left, event.clientY - corner.top);
  }

  private pointerMove(event: PointerEvent) {
    this.experiment.point({ sample: this.under(event) });
  }

  private pointerDown(event: PointerEvent) {
    const sample = this.under(event);
    if (sample >= 0 && event.button === 0) this.hold(sample);
  }

  private hold(sample: number) {
    this.experiment.point({ sample: this.experiment.sample < 0 ? -1 : sample, held: sample });
  }

  private focused() {
    if (this.matches(':focus-visible, :has(:focus-visible)'))
      this.experiment.point({ sample: this.experiment.held });
  }

  private key(event: KeyboardEvent) {
    const { experiment, layout, shown } = this;
    if (!layout || !shown || event.ctrlKey || event.altKey || event.metaKey) return;
    const { held } = experiment;
    const last = shown.y.length - 1;
    const chosen: Record<string, number> = {
      PageDown: held + 1,
      PageUp: held - 1,
      ArrowRight: held + 1,
      ArrowLeft: held - 1,
      ArrowDown: held + layout.columns,
      ArrowUp: held - layout.columns,
      Home: 0,
      End: last,
    };
    const choice = chosen[event.key];
    if (choice === undefined) return;
    const sample = clamp(choice, [0, last]);
    experiment.point({ sample, held: sample });
    event.preventDefault();
    event.stopPropagation();
  }
}

define('losscape-pictures', Pictures);
