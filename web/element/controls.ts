// SPDX-License-Identifier: Apache-2.0
// The controls that every panel uses.
import { html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import type { ParamInfo, RunInfo } from '../engine/types.ts';
import type { Key } from '../state.ts';
import { allowed, fewValues, stepOf } from '../state-text.ts';
import type { Field } from '../state-types.ts';
import { formatCount, formatNumber, formatPercent, formatTick } from '../views/format.ts';
import { strings } from './strings.ts';

export interface SliderOptions {
  range: ParamInfo;
  value: number;
  label: string;
  /** Spoken name, where `label` is only a letter. */
  name?: string;
  integer?: boolean;
  format?: (value: number) => string;
  /** Called with every move; `done` at the end of one. */
  input: (value: number, done: boolean) => void;
}

/** How a native range input carries a parameter: its bounds and step, and the way from value to place and back. */
export interface Travel {
  low: number;
  high: number;
  step: number;
  place(value: number): number;
  value(place: number): number;
}

/** Decades a logarithmic slider moves by: 1.122-fold, which two significant digits can tell apart. */
const decades = 0.05;

/** How far below its upper end a logarithmic range reaches that starts at 0, in decades; the lowest place is 0 itself. */
const reach = 5;

export function travelOf(range: ParamInfo, integer: boolean): Travel {
  const pitch = stepOf(range, integer);
  // What is accepted may go beyond where the slider does.
  const bounded = (value: number) => Math.min(range.high, Math.max(range.low, allowed(value, range, pitch)));
  const rounded = (value: number) => (pitch > 0 ? value : Number(value.toPrecision(2)));
  if (range.log && range.low === 0) {
    const high = Math.log10(range.high);
    const low = high - reach;
    const zero = low - decades;
    return {
      low: zero,
      high,
      step: decades,
      place: (value) => (value < 10 ** (low - decades / 2) ? zero : Math.log10(value)),
      value: (place) => (place < low - decades / 2 ? 0 : bounded(rounded(10 ** place))),
    };
  }
  if (range.log && range.low > 0) {
    const low = Math.log10(range.low);
    // Whole steps, so that the last one ends on the upper bound or beyond it.
    const high = low + Math.ceil((Math.log10(range.high) - low) / decades - 1e-9) * decades;
    return { low, high, step: decades, place: Math.log10, value: (place) => bounded(rounded(10 ** place)) };
  }
  const step = pitch || 10 ** (Math.floor(Math.log10(range.high - range.low)) - 2);
  const round = (value: number) => Number((Math.round(value / step) * step).toPrecision(12));
  return {
    low: range.low,
    high: range.high,
    step,
    place: (value) => value,
    // The upper bound need not be a whole number of steps away.
    value: (place) => bounded(pitch > 0 || place >= range.high ? place : round(place)),
  };
}

export function slider(options: SliderOptions): TemplateResult {
  const { range, value, label, name = label, integer = false, format = formatNumber } = options;
  const travel = travelOf(range, integer);
  const move = (event: Event, done: boolean) => {
    const place = Number((event.target as HTMLInputElement).value);
    const next = travel.value(place);
    // One key press on a coarse scale may round back to where it was; it still means the next value.
    const pitch = stepOf(range, integer);
    const stuck = pitch > 0 && next === value && Math.abs(place - travel.place(value)) > travel.step / 2;
    const nudged = stuck ? next + pitch * Math.sign(place - travel.place(value)) : next;
    options.input(allowed(nudged, range, pitch), done);
  };
  return html`<label class="slider" title=${range.help || nothing}>
    <span class="slider-label">${label}</span>
    <output class="slider-value">${format(value)}</output>
    <input
      type="range" min=${travel.low} max=${travel.high} step=${travel.step}
      .value=${live(String(travel.place(value)))}
      aria-label=${name} aria-valuetext=${format(value)}
      @input=${(event: Event) => move(event, false)} @change=${(event: Event) => move(event, true)}
    />
    ${
      range.help
        ? html`<button type="button" class="hint" aria-label=${strings.explain(name)} aria-expanded="false" @click=${explain}>?</button>
          <small class="slider-help" lang="en" hidden>${range.help}</small>`
        : nothing
    }
  </label>`;
}

/** The help again, for fingers, which have no title to hover over. */
function explain({ currentTarget }: Event): void {
  const button = currentTarget as HTMLElement;
  const help = button.nextElementSibling as HTMLElement;
  help.hidden = !help.hidden;
  button.ariaExpanded = String(!help.hidden);
}

/** The control that suits a parameter: a switch for 0 and 1, a row of buttons for few values, else a slider. */
export function knob(options: SliderOptions): TemplateResult {
  const { range, value, label, name = label, integer = range.integer } = options;
  const step = stepOf(range, integer);
  const { format = step > 0 ? formatTick : formatNumber } = options;
  const values = fewValues(range, step);
  if (!values) return slider({ ...options, integer, format });
  if (values.join() === '0,1') {
    const set = (event: Event) => options.input(Number((event.target as HTMLInputElement).checked), true);
    return html`<label class="check" title=${range.help || nothing}>
      <input type="checkbox" aria-label=${name} .checked=${live(value >= 0.5)} @change=${set} /> ${label}
    </label>`;
  }
  return html`<div class="few" role="group" aria-label=${name} title=${range.help || nothing}>
    <span>${label}</span>
    ${values.map((each) => html`<button aria-pressed=${each === value} @click=${() => options.input(each, true)}>${format(each)}</button>`)}
  </div>`;
}

const shares: readonly Key[] = ['train_fraction', 'label_noise', 'imbalance', 'pair_noise', 'missing'];

/** How the numbers of a setting move and are written. */
export function readAs({ key, type }: Pick<Field, 'key' | 'type'>) {
  const integer = type === 'integer';
  return { integer, format: shares.includes(key) ? formatPercent : integer ? formatCount : formatNumber };
}

/** How far apart the targets of a regression lie, in their unit; 0 for classes, which have none. */
export const targetSpread = (info: RunInfo | undefined): number =>
  info?.data.task === 'regression' ? info.data.target.high - info.data.target.low : 0;

export interface Option {
  id: string;
  title: string;
  help?: string;
}

export function select(
  label: string,
  options: readonly Option[],
  value: string,
  input: (id: string) => void,
): TemplateResult {
  return html`<label class="select" title=${options.find(({ id }) => id === value)?.help || nothing}>
    <span>${label}</span>
    <select @change=${(event: Event) => input((event.target as HTMLSelectElement).value)}>
      ${options.map(({ id, title }) => html`<option lang="en" value=${id} ?selected=${id === value}>${title}</option>`)}
    </select>
  </label>`;
}

/** A lane's sign: a stroke in its colour and dash. */
export const laneKey = (lane: number) => html`<svg class="lane-key" viewBox="0 0 28 8" aria-hidden="true">
  <line class="stroke lane-${lane + 1}" x1="1" y1="4" x2="27" y2="4"></line>
</svg>`;
