// SPDX-License-Identifier: Apache-2.0
// The panel of data, model and optimiser. Which control a setting gets is said by its row in state.ts.
import { html, nothing, type TemplateResult } from 'lit';
import type { DataEntryInfo, EntryInfo } from '../engine/types.ts';
import { type Group, type Key, maxLayers, type State, unitRange } from '../state.ts';
import { formatCount, formatNumber, formatPercent } from '../views/format.ts';
import type { ThumbData } from '../views/thumb.ts';
import { select, slider } from './controls.ts';
import { icons } from './icons.ts';
import { define, Part } from './part.ts';
import { fetchPreviews, preview } from './previews.ts';
import './sample-panel.ts';
import { strings } from './strings.ts';
import './thumb.ts';

type NumberKey = { [K in Key]: State[K] extends number ? K : never }[Key];
type IdKey = 'activation' | 'optimizer';

const shares: readonly Key[] = ['train_fraction', 'label_noise', 'imbalance'];

class Setup extends Part {
  static override properties = { ...Part.properties, open: { state: true } };
  declare open: boolean;
  #asked = false;

  constructor() {
    super();
    this.open = false;
  }

  protected override updated() {
    if (this.#asked || !this.experiment.frame) return;
    this.#asked = true;
    fetchPreviews(this.experiment.schema, () => this.requestUpdate()).catch(() => {});
  }

  protected override render() {
    const { schema, state } = this.experiment;
    const optimizer = this.entry('optimizer')?.title ?? '';
    const summary = strings.setupSummary(
      schema.dataEntry(state).title,
      strings.layers(state.hidden),
      optimizer,
      formatNumber(state.learning_rate, 2),
    );
    return html`
      <button class="setup-toggle" aria-expanded=${this.open} aria-controls="setup" @click=${() => (this.open = !this.open)}>
        <b>${strings.setup}</b><span>${summary}</span>${icons.down}
      </button>
      <div class="setup-body ${this.open ? 'open' : ''}" id="setup">
        ${this.section('data', strings.data, this.data())}
        ${this.section('model', strings.model, this.model())}
        ${this.section('optimizer', strings.optimizer, this.optimizer())}
        <losscape-sample .experiment=${this.experiment} .look=${this.look}></losscape-sample>
      </div>
    `;
  }

  private section(group: Group, title: string, body: TemplateResult) {
    const { schema, state } = this.experiment;
    const keys = schema.fields
      .filter((field) => field.group === group && field.key !== 'data')
      .map(({ key }) => key);
    const changed = keys.some((key) => schema.changed(state, key));
    return html`<section class="setup-section" aria-label=${title}>
      <header>
        <h2>${title}</h2>
        ${
          changed
            ? html`<button class="link" aria-label=${strings.resetSection(title)} @click=${() => this.experiment.change(schema.reset(state, keys))}>
                ${strings.reset}
              </button>`
            : nothing
        }
      </header>
      ${body}
    </section>`;
  }

  private data() {
    const { schema, state } = this.experiment;
    const entry = schema.dataEntry(state);
    return html`
      <div class="thumbs" role="radiogroup" aria-label=${strings.data}>
        ${schema.catalog.data.map((each) => this.thumb(each))}
      </div>
      <p class="about">
        <b>${entry.title}</b>
        <span>${entry.help}</span>
      </p>
      ${entry.real ? this.source(entry) : nothing}
      ${this.knobs('data').map((key) => this.number(key))}
    `;
  }

  private source(entry: DataEntryInfo) {
    return html`<details class="about">
      <summary>${strings.sourceTitle}</summary>
      <small>${strings.source(entry.source, entry.licence)}</small>
    </details>`;
  }

  private thumb(entry: DataEntryInfo) {
    const checked = entry.id === this.experiment.state.data;
    return html`<label class="thumb" title=${`${entry.title}. ${entry.help}`}>
      <input
        type="radio" name="data" class="spoken" .checked=${checked} aria-label=${entry.title}
        @change=${() => this.experiment.change({ data: entry.id })}
      />
      <span class="initial" aria-hidden="true">${entry.title.slice(0, 1)}</span>
      <losscape-thumb .experiment=${this.experiment} .look=${this.look} .data=${this.stamp(entry.id)}></losscape-thumb>
    </label>`;
  }

  /** What the stamp of a data set shows: its preview, or for the one in use the run's own samples. */
  private stamp(id: string): ThumbData | undefined {
    const own = this.experiment.info?.data;
    return preview(id) ?? (own?.id === id ? own : undefined);
  }

  /** Sliders of a group that mean something for the data at hand. */
  private knobs(group: Group): NumberKey[] {
    const { schema, state } = this.experiment;
    const entry = schema.dataEntry(state);
    const knobs = new Set(entry.params.map(({ id }) => id));
    const means = (key: Key) =>
      group !== 'data' || key === 'train_fraction' || (knobs.has(key) && !(key === 'samples' && entry.real));
    return schema.fields
      .filter((field) => field.group === group && field.control === 'slider' && means(field.key))
      .map((field) => field.key as NumberKey);
  }

  private number(key: NumberKey) {
    const { schema, state } = this.experiment;
    const field = schema.field(key);
    const range = field.range?.(state);
    if (!range) return nothing;
    const integer = field.type === 'integer';
    const format = shares.includes(key) ? formatPercent : integer ? formatCount : formatNumber;
    return slider({
      range,
      integer,
      format,
      value: state[key],
      label: strings.label(key),
      input: (value) => this.experiment.change({ [key]: value }, true),
    });
  }

  private model() {
    const { experiment } = this;
    const { hidden } = experiment.state;
    const data = experiment.info?.data;
    const outputs = data?.task === 'multiclass' ? data.classes.length : 1;
    return html`
      <ol class="layers" aria-label=${strings.label('hidden')}>
        <li class="chip end">${strings.inputs(data?.inputs.length ?? 1)}</li>
        ${hidden.map((units, layer) => this.layer(units, layer))}
        ${
          hidden.length < maxLayers
            ? html`<li><button class="chip add" aria-label=${strings.addLayer} title=${strings.addLayer} @click=${() => this.setHidden([...hidden, hidden.at(-1) ?? 8])}>${icons.plus}</button></li>`
            : nothing
        }
        <li class="chip end">${strings.outputs(outputs)}</li>
      </ol>
      <p class="about"><small>
        ${hidden.length === 0 ? `${strings.linearModel} · ` : ''}${strings.parameterCount(experiment.info?.parameters ?? 0)}
      </small></p>
      ${this.choice('activation')}
    `;
  }

  private layer(units: number, layer: number) {
    const { hidden } = this.experiment.state;
    const { low, high } = unitRange;
    const set = (event: Event) => {
      const typed = Math.round(Number((event.target as HTMLInputElement).value));
      const value = Math.min(high, Math.max(low, typed || low));
      (event.target as HTMLInputElement).value = String(value);
      this.setHidden(hidden.map((each, i) => (i === layer ? value : each)));
    };
    return html`<li class="chip">
      <input
        type="number" min=${low} max=${high} .value=${String(units)} aria-label=${strings.unitsOfLayer(layer + 1)}
        @change=${set}
      />
      <button class="tiny" aria-label=${strings.removeLayer(layer + 1)} @click=${() => this.setHidden(hidden.filter((_, i) => i !== layer))}>
        ${icons.cross}
      </button>
    </li>`;
  }

  private setHidden(hidden: number[]) {
    this.experiment.change({ hidden });
  }

  private optimizer() {
    const { state } = this.experiment;
    const params = this.experiment.schema.optimizerSliders(state.optimizer);
    return html`
      ${this.choice('optimizer')}
      ${this.knobs('optimizer').map((key) => this.number(key))}
      ${params.map((range) =>
        slider({
          range,
          value: state.optimizer_params[range.id] ?? range.default,
          label: strings.param(range.id),
          name: range.id.replaceAll('_', ' '),
          input: (value) =>
            this.experiment.change(
              { optimizer_params: { ...state.optimizer_params, [range.id]: value } },
              true,
            ),
        }),
      )}
    `;
  }

  private entries(key: IdKey): EntryInfo[] {
    const { catalog } = this.experiment.schema;
    return key === 'activation' ? catalog.activations : catalog.optimizers;
  }

  private entry(key: IdKey): EntryInfo | undefined {
    return this.entries(key).find(({ id }) => id === this.experiment.state[key]);
  }

  private choice(key: IdKey) {
    return select(strings.label(key), this.entries(key), this.experiment.state[key], (id) =>
      this.experiment.change({ [key]: id }),
    );
  }
}

define('losscape-setup', Setup);
