// SPDX-License-Identifier: Apache-2.0
// One loss of the catalogue: its row in the table, its picture, and its details once they are opened.
import { html, nothing, render, type TemplateResult } from 'lit';
import { unsafeHTML } from 'lit/directives/unsafe-html.js';
import { strings } from '../element/strings.ts';
import { paint } from '../element/surface.ts';
import type { LossId } from '../engine/generated/catalog.ts';
import type { CurveMaker, LossCurve } from '../engine/loss-curve.ts';
import { formatNumber } from '../views/format.ts';
import { drawSpark } from '../views/spark.ts';
import type { Theme } from '../views/theme.ts';
import { Details, focusCutOff } from './losses-details.ts';
import { type Entry, measure, raceOf, type Sort } from './losses-query.ts';
import { words } from './losses-words.ts';

/** What a row asks of the page. */
export interface Host {
  theme: Theme;
  curves: CurveMaker | undefined;
  /** Distance at which the pull is shown. */
  at: number;
  open: string;
  /** Opens the details of a loss, or closes them. */
  toggle(id: string): void;
}

/** What is left of a second derivative that is 0. */
const noise = 1e-9;

const compact = (value: number) => formatNumber(value, 3);

/** The number and, beside it, the words for it. */
const cell = (sort: Sort, number: string, wording = '') =>
  html`<div role="cell" class="figure ${sort}">
    <span class="label">${words.columns[sort]}</span><b>${number}</b>${wording ? html`<small>${wording}</small>` : nothing}
  </div>`;

export class Row {
  readonly element = document.createElement('div');
  #curve: LossCurve | undefined;
  #details: Details | undefined;

  constructor(
    readonly entry: Entry,
    readonly host: Host,
  ) {
    this.element.className = 'loss';
    this.element.role = 'rowgroup';
    this.element.id = `loss-${entry.loss.id}`;
    this.update();
  }

  update(): void {
    const { entry, host } = this;
    const { loss, notes } = entry;
    const open = host.open === loss.id;
    const id = `details-${loss.id}`;
    const race = raceOf(loss);
    render(
      html`<div role="row" class="row">
          <div role="cell" class="picture"><canvas width="96" height="56" role="img" aria-label=${this.#spoken()}></canvas></div>
          <div role="cell" class="names">
            <b>${loss.title}</b>
            <code>${loss.id}</code>
            <small>${[loss.family, ...loss.aliases].join(' · ')}</small>
          </div>
          <div role="cell" class="sense">
            <div class="formula" tabindex="0" role="group" aria-label=${strings.formula}>${unsafeHTML(notes.formula)}</div>
            <small>${notes.use}</small>
          </div>
          ${this.#figures()}
          <div role="cell" class="acts">
            ${
              race
                ? html`<a class="button" href=${race} aria-label=${words.raceHelp(loss.title)}>${words.race}</a>`
                : html`<span class="in-code" title=${words.inCodeHelp(loss.title)}>${words.inCode}</span>`
            }
            <button
              class="more" aria-label=${words.detailsOf(loss.title)} aria-expanded=${open} aria-controls=${open ? id : nothing}
              @click=${() => host.toggle(loss.id)}
            >${words.details}</button>
          </div>
        </div>
        ${open ? html`<div role="row" class="details" id=${id}><div role="cell" aria-colspan="8" class="inside"></div></div>` : nothing}`,
      this.element,
    );
    if (open) {
      this.#details ??= new Details(entry, host);
      this.#details.put(this.element.querySelector<HTMLElement>('.inside'));
    } else this.#details = undefined;
    if (this.#curve) this.draw();
  }

  #figures(): TemplateResult[] {
    const { entry, host } = this;
    const { facts, profile } = entry.notes;
    const { limit } = profile;
    const show = (sort: Sort, form: (value: number) => string = compact) => {
      const value = measure(entry, sort, host.at);
      return value === null ? '–' : form(value);
    };
    const bound = (value: number) =>
      Number.isFinite(value) ? words.atMost(compact(value)) : words.unbounded;
    const gradient = limit ? show('bound', bound) : facts.bounded_gradient ? words.bounded : '–';
    const edge = profile.influence && facts.kinks.length > 0 ? `, ${words.jumps}` : '';
    return [
      cell('pull', show('pull'), limit ? words.outlier[limit] : ''),
      cell('bound', gradient, limit ? words.far[limit] + edge : ''),
      cell(
        'curvature',
        show('curvature', (value) => compact(Math.abs(value) < noise ? 0 : value)),
        this.#conditioning(),
      ),
      cell(
        'cost',
        show('cost', (value) => words.nanoseconds(compact(value))),
        entry.cost === undefined ? words.instructions(profile.instructions) : '',
      ),
    ];
  }

  /** How the curvature changes one unit away. */
  #conditioning(): string {
    const { profile, facts } = this.entry.notes;
    const { curvature, curvature_at_1, influence } = profile;
    if (!influence) return '';
    if (curvature === null || facts.kinks.includes(0)) return words.kinked;
    if (Math.abs(curvature) < noise || curvature_at_1 === null) return words.flat;
    const ratio = curvature_at_1 / curvature;
    return Math.abs(ratio - 1) < 0.05 ? words.even : ratio < 1 ? words.flatter : words.steeper;
  }

  #spoken(): string {
    const { loss } = this.entry;
    const value = this.#curve?.value;
    if (!value) return words.curve;
    const at = (i: number) => compact(value[i] ?? Number.NaN);
    return words.curveOf(loss.title, at(0), at((value.length - 1) >> 1), at(value.length - 1));
  }

  /** Computes the curve, if it can be by now and was not, and paints it. */
  draw(): void {
    const canvas = this.element.querySelector('canvas');
    if (!canvas) return;
    if (!this.#curve) {
      this.#curve = this.host.curves?.(this.entry.loss.id as LossId);
      if (!this.#curve) return;
      canvas.ariaLabel = this.#spoken();
      canvas.dataset.drawn = '';
    }
    paint(canvas, drawSpark, this.#curve, this.host.theme);
    focusCutOff(this.element);
    this.#details?.draw();
  }
}
