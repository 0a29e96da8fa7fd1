// SPDX-License-Identifier: Apache-2.0
// What goes on in the layers of all lanes: norms of weights, gradient and next update, units that learn no more, and
// histograms, side by side. Fetched when its card is opened.
import { html, nothing } from 'lit';
import type { Inspection, LayerReport } from '../engine/types.ts';
import { formatNumber } from '../views/format.ts';
import { drawHistogram, rangeOf } from '../views/histogram.ts';
import { laneKey } from './controls.ts';
import { type Kind, words } from './gradients-words.ts';
import { namesOf } from './names.ts';
import { define, Part } from './part.ts';
import { Questions } from './questions.ts';
import { gradients as styles } from './styles/gradients.ts';
import { paint } from './surface.ts';

const kinds: readonly Kind[] = ['weights', 'gradients', 'activations'];

class Gradients extends Part {
  static override styles = styles;
  static override properties = {
    ...Part.properties,
    kind: { state: true },
    seen: { state: true },
  };
  declare kind: Kind;
  /** Of each lane. */
  declare seen: readonly Inspection[];
  #inspections?: Questions<Inspection>;

  constructor() {
    super();
    this.kind = 'weights';
    this.seen = [];
  }

  protected override subscribe() {
    const inspections = new Questions(this.experiment, {
      lanes: () => this.experiment.state.losses.map((_, lane) => lane),
      question: (run, lane) => run.inspect(lane),
      taken: (seen) => {
        this.seen = seen;
      },
    });
    this.#inspections = inspections;
    return [...super.subscribe(), this.experiment.on('readout', inspections.stir), () => inspections.end()];
  }

  protected override attached() {
    this.#inspections?.stir();
    this.watchSize(this, () => this.draw());
  }

  protected override updated() {
    this.draw();
  }

  private get layers(): LayerReport[][] {
    const first = this.seen[0]?.layers ?? [];
    return first.map((_, at) => this.seen.flatMap(({ layers }) => layers[at] ?? []));
  }

  /** Histograms of a layer; next to a lane that diverged the others would be a line. */
  private shown(lanes: readonly LayerReport[]) {
    const { frame } = this.experiment;
    return lanes.map((layer, lane) =>
      frame?.lanes[lane]?.status === 'diverged' ? undefined : layer[this.kind],
    );
  }

  private draw() {
    const { layers } = this;
    this.querySelectorAll('canvas').forEach((canvas, at) => {
      const lanes = this.shown(layers[at] ?? []);
      paint(canvas, drawHistogram, { lanes, lane: this.experiment.lane }, this.look.theme);
    });
  }

  protected override render() {
    const { experiment, layers } = this;
    const names = namesOf(experiment);
    return html`<section class="card gradients" part="gradients-view" aria-label=${words.title}>
      <header>
        <h2>${words.title}</h2>
        <div class="view-choice" role="group" aria-label=${words.kind}>
          ${kinds.map(
            (kind) =>
              html`<button aria-pressed=${kind === this.kind} @click=${() => this.choose(kind)}>${words.kinds[kind]}</button>`,
          )}
        </div>
        <span class="note">${words.note}</span>
      </header>
      <div class="gradients-scroll" tabindex="0" role="group" aria-label=${words.title}>
        ${layers.map((lanes, at) => this.layer(lanes, at === layers.length - 1, names))}
        ${this.noise(names)}
      </div>
    </section>`;
  }

  private choose(kind: Kind) {
    this.kind = kind;
  }

  private layer(lanes: readonly LayerReport[], last: boolean, names: readonly string[]) {
    const [first] = lanes;
    if (!first) return nothing;
    const title = words.layer(last ? words.output : first.name, first.units);
    const [low, high] = rangeOf(this.shown(lanes)) ?? [0, 0];
    return html`<section class="layer-report">
      <div>
        <h3>${title}</h3>
        <canvas role="img" aria-label=${words.histogram(title, this.kind, low, high)}></canvas>
      </div>
      <table>
        <thead><tr>${words.heads.map(({ title, help }) => html`<th scope="col" title=${help || nothing}>${title}</th>`)}</tr></thead>
        <tbody>
          ${lanes.map(
            (layer, lane) => html`<tr>
              <th scope="row">${laneKey(lane)}<span>${names[lane]}</span></th>
              <td>${formatNumber(layer.weight_norm)}</td>
              <td>${formatNumber(layer.gradient_norm)}</td>
              <td>${formatNumber(layer.update_norm)}</td>
              <td>${formatNumber(layer.update_norm / layer.weight_norm)}</td>
              <td class=${layer.dead > 0 ? 'bad' : ''}>${last ? '–' : words.units(layer.dead, layer.units)}</td>
              <td class=${layer.saturated > 0 ? 'bad' : ''}>${last ? '–' : words.units(layer.saturated, layer.units)}</td>
            </tr>`,
          )}
        </tbody>
      </table>
    </section>`;
  }

  private noise(names: readonly string[]) {
    if (this.seen.length === 0) return nothing;
    return html`<p class="noise-scale" title=${words.noiseHelp}>
      <b>${words.noiseTitle}</b>
      ${this.seen.map(({ noise_scale }, lane) => html`<span>${words.noise(names[lane] ?? '', noise_scale)}</span>`)}
    </p>`;
  }
}

define('losscape-gradients', Gradients);
