// SPDX-License-Identifier: Apache-2.0
// The optimiser, its schedule, and what goes with any of them.
import { html, nothing, type TemplateResult } from 'lit';
import type { EntryInfo, ParamInfo } from '../engine/types.ts';
import type { Field, SettingKey } from '../state.ts';
import { formatCount, formatNumber } from '../views/format.ts';
import { knob, select } from './controls.ts';
import { define, Part } from './part.ts';
import { strings } from './strings.ts';

type ParamsKey = 'optimizer_params' | 'schedule_params';

/** A number that is 0 or 1 and decides what the program is. */
const isSwitch = (range: ParamInfo, whole: boolean) => whole && range.low === 0 && range.high === 1;

class OptimizerPanel extends Part {
  protected override subscribe() {
    const { experiment } = this;
    const moved = () => {
      if (experiment.state.schedule !== 'constant') this.requestUpdate();
    };
    return [...super.subscribe(), experiment.on('readout', moved)];
  }

  protected override render() {
    const { schema, state } = this.experiment;
    const { catalog } = schema;
    const own = schema.optimizerSliders(state.optimizer);
    const fields = schema.fields.filter(
      ({ group, key }) => group === 'optimizer' && schema.matters(key, state),
    ) as Field<SettingKey>[];
    const more = fields.filter(({ control }) => control === 'more');
    const fixed = own.filter((range) => range.fixed);
    const opened =
      more.some(({ key }) => schema.changed(state, key)) ||
      fixed.some(({ id }) => id in state.optimizer_params);
    return html`
      ${this.choice('optimizer', catalog.optimizers)}
      ${fields.filter(({ control }) => control === 'slider').map((field) => this.setting(field))}
      ${own.filter((range) => !range.fixed).map((range) => this.param('optimizer_params', range))}
      ${this.choice('schedule', catalog.schedules)}
      ${schema.scheduleSliders(state.schedule).map((range) => this.param('schedule_params', range))}
      ${this.rate()}
      <details class="more" ?open=${opened}>
        <summary>${strings.optimizerMore}</summary>
        ${more.map((field) => this.setting(field))}
        ${fixed.map((range) => this.param('optimizer_params', range))}
      </details>
      ${this.stop()}
    `;
  }

  private stop() {
    const { stop } = this.experiment.state;
    const known = customElements.get('losscape-stop');
    const fetch = () => {
      if (known) return;
      import('./stop-panel.ts').then(
        () => this.requestUpdate(),
        () => {}, // offline: the rules hold, but cannot be changed
      );
    };
    if (stop.length > 0) fetch();
    return html`<details class="more" data-panel="stop" ?open=${stop.length > 0} @toggle=${fetch}>
      <summary>${strings.label('stop')}</summary>
      ${known ? html`<losscape-stop .experiment=${this.experiment} .look=${this.look}></losscape-stop>` : nothing}
    </details>`;
  }

  private choice(key: 'optimizer' | 'schedule', entries: EntryInfo[]) {
    const { state } = this.experiment;
    const entry = entries.find(({ id }) => id === state[key]);
    return html`${select(strings.label(key), entries, state[key], (id) => this.experiment.change({ [key]: id }))}
      <p class="about" lang="en"><small>${entry?.help}</small></p>`;
  }

  /** The rate as it is now, where a schedule moves it. */
  private rate() {
    const { state, frame } = this.experiment;
    const now = frame?.lanes[0]?.learning_rate;
    if (state.schedule === 'constant' || now === undefined) return nothing;
    return html`<p class="about"><small>${strings.rateNow(formatNumber(now))}</small></p>`;
  }

  private setting(field: Field<SettingKey>) {
    const { state } = this.experiment;
    const range = field.range?.(state);
    if (!range) return nothing;
    return this.control(
      range,
      field.type === 'integer',
      state[field.key],
      strings.label(field.key),
      (value) => this.experiment.change({ [field.key]: value }, true),
    );
  }

  private param(key: ParamsKey, range: ParamInfo) {
    const values = this.experiment.state[key];
    return this.control(
      range,
      range.fixed === true,
      values[range.id] ?? range.default,
      strings.param(range.id),
      (value) => this.experiment.change({ [key]: { ...values, [range.id]: value } }, true),
      range.id.replaceAll('_', ' '),
    );
  }

  private control(
    range: ParamInfo,
    whole: boolean,
    value: number,
    label: string,
    input: (value: number) => void,
    name = label,
  ): TemplateResult {
    const counts = whole && Number.isInteger(range.default) && range.high > 100;
    const off = range.log && range.low === 0;
    return knob({
      range,
      integer: counts || isSwitch(range, whole) || range.integer === true,
      value,
      label,
      name,
      format: (each) => (off && each === 0 ? strings.off : counts ? formatCount(each) : formatNumber(each)),
      input,
    });
  }
}

define('losscape-optimizer', OptimizerPanel);
