// SPDX-License-Identifier: Apache-2.0
// The panel of data, model and optimiser. Which control a setting gets is said by its row in state.ts.
import { html, nothing, type TemplateResult } from 'lit';
import type { DataEntryInfo, EntryInfo } from '../engine/types.ts';
import type { Group, Key, State } from '../state.ts';
import { plainUnits } from '../state-layers.ts';
import type { Draw } from '../state-types.ts';
import { formatNumber } from '../views/format.ts';
import type { ThumbData } from '../views/thumb.ts';
import { knob, readAs, select } from './controls.ts';
import { icons } from './icons.ts';
import './layers.ts';
import './optimizer-panel.ts';
import './own-data.ts';
import { define, Part } from './part.ts';
import { fetchPreviews, preview } from './previews.ts';
import './sample-panel.ts';
import { strings } from './strings.ts';
import './thumb.ts';

type NumberKey = { [K in Key]: State[K] extends number ? K : never }[Key];
type IdKey = 'activation' | 'init' | 'optimizer';

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
      strings.layers(plainUnits(state.layers), state.layers),
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
        ${this.section(
          'optimizer',
          strings.optimizer,
          html`<losscape-optimizer .experiment=${this.experiment} .look=${this.look}></losscape-optimizer>`,
        )}
        ${this.section('chance', strings.chance, this.chance())}
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
    return html`<section class="setup-section" data-group=${group} aria-label=${title}>
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
        <b lang="en">${entry.title}</b>
        <span lang="en">${entry.help}</span>
      </p>
      ${entry.source ? this.source(entry) : nothing}
      <losscape-own .experiment=${this.experiment} .look=${this.look}></losscape-own>
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
    const stamp = this.stamp(entry.id);
    return html`<label class="thumb" lang="en" title=${`${entry.title}. ${entry.help}`}>
      <input
        type="radio" name="data" class="spoken" .checked=${checked} aria-label=${entry.title}
        @change=${() => this.experiment.change({ data: entry.id })}
      />
      ${stamp ? nothing : html`<span class="initial" aria-hidden="true">${entry.title.slice(0, 1)}</span>`}
      <losscape-thumb .experiment=${this.experiment} .look=${this.look} .data=${stamp}></losscape-thumb>
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
    return schema.fields
      .filter(
        ({ key, ...field }) =>
          field.group === group && field.control === 'slider' && schema.matters(key, state),
      )
      .map(({ key }) => key as NumberKey);
  }

  private number(key: NumberKey) {
    const { schema, state } = this.experiment;
    const field = schema.field(key);
    const range = field.range?.(state);
    if (!range) return nothing;
    return knob({
      range,
      ...readAs(field),
      value: state[key],
      label: strings.label(key),
      input: (value) => this.experiment.change({ [key]: value }, true),
    });
  }

  /** What the seed draws, each to be drawn anew alone. */
  private chance() {
    const { schema, state } = this.experiment;
    const draws = schema.fields.filter(({ control }) => control === 'draw').map(({ key }) => key as Draw);
    const again = (key: Draw) => {
      const range = schema.field(key).range?.(state);
      const next = state[key] + 1;
      this.experiment.change({ [key]: range && next > range.high ? range.low : next });
    };
    return html`<div class="few" role="group" aria-label=${strings.chance} title=${strings.chanceHelp}>
      ${draws.map((key) => html`<button @click=${() => again(key)}>${strings.label(key)}${state[key] > 0 ? ` ${state[key] + 1}` : ''}</button>`)}
    </div>`;
  }

  private model() {
    return html`
      <losscape-layers .experiment=${this.experiment} .look=${this.look}></losscape-layers>
      ${this.choice('activation')} ${this.choice('init')}
      ${this.knobs('model').map((key) => this.number(key))}
    `;
  }

  private entries(key: IdKey): EntryInfo[] {
    const { activations, inits, optimizers } = this.experiment.schema.catalog;
    const automatic = { id: '', title: strings.automatic, help: '', params: [] };
    return { activation: activations, init: [automatic, ...inits], optimizer: optimizers }[key];
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
