// SPDX-License-Identifier: Apache-2.0
// The embeddings of lanes whose losses compare them. Fetched when the card is opened.
import { html, nothing } from 'lit';
import {
  drawEmbedding,
  type EmbeddingPanel,
  embeddingBoxes,
  embeddingRanges,
  embeddingScales,
  type Pair,
} from '../views/embedding.ts';
import { nearestSample } from '../views/samples.ts';
import { CanvasPart } from './canvas-part.ts';
import { words } from './embedding-words.ts';
import { namesOf } from './names.ts';
import { define } from './part.ts';
import { embedding as styles } from './styles/embedding.ts';
import { paint, sizeOf } from './surface.ts';

/** How near, in pixels, a pointer must come to a sample to mean it. */
const reach = 14;

class EmbeddingView extends CanvasPart {
  static override styles = styles;
  #panels: EmbeddingPanel[] = [];

  /** What is drawn, as numbers. */
  get table() {
    const y = this.experiment.info?.data.y ?? [];
    return {
      head: ['loss', 'sample', 'class', words.axes.x, words.axes.y],
      rows: this.#panels.flatMap(({ title, places }) =>
        Array.from(places.x, (x, i) => [title, i, y[i] ?? Number.NaN, x, places.y[i] ?? Number.NaN]),
      ),
    };
  }

  protected override render() {
    const { info, state, schema } = this.experiment;
    const sizes = info?.lanes.map(({ embedding }) => embedding) ?? [];
    const most = Math.max(0, ...sizes);
    const any = state.losses.some(({ id, text }) => schema.loss(id, text).embeds);
    return html`<section class="card chart" part="embedding-view">
      <header><h2>${words.title}</h2><span class="note">${most > 2 ? words.first(most) : words.note}</span></header>
      <div class="chart-box">
        <canvas
          role="img" aria-label=${words.title} ?hidden=${!any}
          @pointermove=${this.point} @pointerleave=${() => this.experiment.point({ sample: -1 })} @click=${this.hold}
        ></canvas>
        ${any ? nothing : html`<p class="chart-none">${words.none}</p>`}
      </div>
    </section>`;
  }

  protected draw() {
    const { canvas, experiment } = this;
    const { info, frame, sample } = experiment;
    if (!canvas || !info || !frame) return;
    const names = namesOf(experiment);
    const before = this.#panels;
    this.#panels = frame.lanes.flatMap(({ embedding }, lane) => {
      if (!embedding) return [];
      const places = firstTwo(embedding.places, info.data.y.length);
      const ranges = embeddingRanges(places, before.find((panel) => panel.lane === lane)?.ranges);
      const gradients = firstTwo(embedding.gradients, info.data.y.length);
      return [{ lane, title: names[lane] ?? '', places, gradients, ranges }];
    });
    const { y: label, part, outlier, classes } = info.data;
    const data = { panels: this.#panels, label, part, outlier, classes, active: sample };
    paint(canvas, drawEmbedding, data, this.look.theme);
    this.summary.update(this.#panels.map(({ title }) => words.summary(title, classes.length)).join('. '));
  }

  /** The sample under a pointer, and its lane. */
  private under(event: PointerEvent | MouseEvent): { sample: number; lane: number } {
    const { canvas } = this;
    if (!canvas) return { sample: -1, lane: -1 };
    const { left, top } = canvas.getBoundingClientRect();
    const boxes = embeddingBoxes(sizeOf(canvas), this.#panels.length);
    for (const [i, { lane, places, ranges }] of this.#panels.entries()) {
      const box = boxes[i];
      if (!box) continue;
      const scales = embeddingScales(box.size, ranges, this.look.theme);
      const x = Float64Array.from(places.x, scales.x.at);
      const y = Float64Array.from(places.y, scales.y.at);
      const sample = nearestSample(
        x,
        y,
        event.clientX - left - box.left,
        event.clientY - top - box.top,
        reach,
      );
      if (sample >= 0) return { sample, lane };
    }
    return { sample: -1, lane: this.experiment.lane };
  }

  private point(event: PointerEvent) {
    this.experiment.point(this.under(event));
  }

  private hold(event: MouseEvent) {
    const { sample } = this.under(event);
    if (sample >= 0) this.experiment.point({ held: sample });
  }
}

/** Of [D × n] the first two rows; a sample with one number stands at 0 of the other. */
function firstTwo(values: Float32Array, n: number): Pair {
  const x = values.subarray(0, n);
  return { x, y: values.length >= 2 * n ? values.subarray(n, 2 * n) : new Float32Array(n) };
}

define('losscape-embedding', EmbeddingView);
