// SPDX-License-Identifier: Apache-2.0
// One lane: its loss, the sliders of that loss, its numbers and its picture.
import { html, nothing } from 'lit';
import { unsafeHTML } from 'lit/directives/unsafe-html.js';
import { lossNotes } from '../engine/notes.ts';
import type { LaneFrame, LossNotes, ParamInfo } from '../engine/types.ts';
import type { LaneLoss } from '../state.ts';
import { inUnit } from '../state-text.ts';
import { formatNumber } from '../views/format.ts';
import { knob, laneKey, targetSpread } from './controls.ts';
import { icons } from './icons.ts';
import { define, Part } from './part.ts';
import './picker.ts';
import './plot.ts';
import './share.ts';
import { strings } from './strings.ts';
import { takeButton } from './take-button.ts';

class Lane extends Part {
  static override properties = { ...Part.properties, lane: { type: Number }, adding: { state: true } };
  declare lane: number;
  declare adding?: boolean;
  private notes: Record<string, LossNotes> = {};
  #fitted = '';

  override connectedCallback() {
    super.connectedCallback();
    lossNotes().then(
      (notes) => {
        this.notes = notes;
        this.requestUpdate();
      },
      () => {}, // offline: the lane does without its formula
    );
  }

  protected override subscribe() {
    return [...super.subscribe(), this.experiment.on('readout', () => this.requestUpdate())];
  }

  protected override render() {
    const { experiment, lane } = this;
    const { schema, state } = experiment;
    const choice = state.losses[lane];
    if (!choice) return nothing;
    const loss = schema.loss(choice.id, choice.text);
    const frame = experiment.frame?.lanes[lane];
    const chosen = experiment.lane === lane;
    return html`<section class="card lane edge-${lane + 1} ${chosen ? 'chosen' : ''}" part="lane" aria-label=${strings.lane(lane, loss.title)}>
      <header class="lane-head">
        ${laneKey(lane)}
        <losscape-picker .experiment=${experiment} .look=${this.look} .lane=${lane}></losscape-picker>
        ${this.numbers(frame)}
        ${takeButton(experiment, strings.lane(lane, loss.title))}
        ${
          state.losses.length > 1
            ? html`<button class="tiny" aria-label=${strings.removeLane(loss.title)} title=${strings.removeLane(loss.title)} @click=${this.drop}>${icons.cross}</button>`
            : nothing
        }
      </header>
      <div class="lane-form">
        <div class="formula" tabindex="-1" role="group" aria-label=${strings.formula}>${unsafeHTML(this.formula)}</div>
        ${loss.params.map((param) => this.param(param, choice.params[param.id] ?? param.default))}
        ${choice.text ? nothing : this.terms(choice)}
        ${state.stop.length > 0 ? this.stopped() : nothing}
      </div>
      ${this.picture()}
      <losscape-share .experiment=${experiment} .look=${this.look} .lane=${lane}></losscape-share>
    </section>`;
  }

  protected override attached() {
    const formula = this.querySelector('.formula');
    if (formula) this.watchSize(formula, () => this.fitFormula());
  }

  protected override updated() {
    const { formula } = this;
    if (formula === this.#fitted) return;
    this.#fitted = formula;
    // With the other lanes', so that the page is laid out once.
    requestAnimationFrame(() => this.fitFormula());
  }

  /** Only a formula that is cut off needs the focus, to be scrolled by key. */
  private fitFormula() {
    const formula = this.querySelector<HTMLElement>('.formula');
    if (formula) formula.tabIndex = formula.scrollWidth > formula.clientWidth ? 0 : -1;
  }

  private get formula(): string {
    const { schema, state } = this.experiment;
    const { id = '', text } = state.losses[this.lane] ?? {};
    return (text ? schema.typedFormula(text) : this.notes[id]?.formula) ?? '';
  }

  private terms({ terms, weight, class_weights }: LaneLoss) {
    const open = this.adding || terms !== undefined || weight !== undefined || class_weights !== undefined;
    const known = customElements.get('losscape-terms');
    if (open && !known) {
      import('./terms.ts').then(
        () => this.requestUpdate(),
        () => {}, // offline: the terms train, but cannot be changed
      );
    }
    return html`${terms ? nothing : html`<button class="link" aria-expanded=${open} @click=${this.addTerms}>${strings.addTerm}</button>`}
    ${open && known ? html`<losscape-terms .experiment=${this.experiment} .look=${this.look} .lane=${this.lane}></losscape-terms>` : nothing}`;
  }

  private stopped() {
    if (!customElements.get('losscape-stopped')) {
      import('./stopped.ts').then(
        () => this.requestUpdate(),
        () => {}, // offline: the run stops without saying why
      );
      return nothing;
    }
    return html`<losscape-stopped .experiment=${this.experiment} .look=${this.look} .lane=${this.lane}></losscape-stopped>`;
  }

  private addTerms() {
    this.adding = !this.adding;
  }

  private picture() {
    const { experiment, look, lane } = this;
    if (!experiment.info?.data.image)
      return html`<losscape-plot .experiment=${experiment} .look=${look} .lane=${lane}></losscape-plot>`;
    if (!customElements.get('losscape-pictures')) {
      import('./pictures.ts').then(
        () => this.requestUpdate(),
        () => {}, // offline: the lane does without its pictures
      );
      return html`<div></div>`;
    }
    return html`<losscape-pictures .experiment=${experiment} .look=${look} .lane=${lane}></losscape-pictures>`;
  }

  private numbers(frame?: LaneFrame) {
    if (frame?.status === 'diverged')
      return html`<p class="numbers diverged">${strings.diverged(frame.diverged_at)}</p>`;
    const value = (number = Number.NaN) => formatNumber(number);
    return html`<dl class="numbers">
      <div><dt>${strings.train}</dt><dd data-read="train">${value(frame?.train_loss)}</dd></div>
      <div class="faint"><dt>${strings.validation}</dt><dd data-read="validation">${value(frame?.validation_loss)}</dd></div>
    </dl>`;
  }

  private param(range: ParamInfo, value: number) {
    return knob({
      range: inUnit(range, targetSpread(this.experiment.info)),
      value,
      label: strings.param(range.id),
      name: range.id.replaceAll('_', ' '),
      input: (next) => this.setParam(range.id, next),
    });
  }

  private setParam(id: string, value: number) {
    const losses = this.experiment.state.losses.map((choice, lane) =>
      lane === this.lane ? { ...choice, params: { ...choice.params, [id]: value } } : choice,
    );
    this.experiment.change({ losses }, true);
  }

  private drop() {
    const losses = this.experiment.state.losses.filter((_, lane) => lane !== this.lane);
    // What left it, or was left by it, trains from the start on.
    const branches = this.experiment.state.branches
      .filter(({ lane, from }) => lane !== this.lane && from !== this.lane)
      .map((branch) => ({
        ...branch,
        lane: branch.lane - Number(branch.lane > this.lane),
        from: branch.from - Number(branch.from > this.lane),
      }));
    this.experiment.change({ losses, branches });
  }
}

define('losscape-lane', Lane);
