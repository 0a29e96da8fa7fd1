// SPDX-License-Identifier: Apache-2.0
// How the terms of what lanes minimise went over the steps. Fetched when the card is opened.
import { html, nothing } from 'lit';
import { lastFinite } from '../views/curves.ts';
import { formatNumber } from '../views/format.ts';
import { drawTerms, measures, type TermsPanel } from '../views/terms.ts';
import { CanvasPart } from './canvas-part.ts';
import { namesOf, shortTitle } from './names.ts';
import { define } from './part.ts';
import { strings } from './strings.ts';
import { termCurves as styles } from './styles/term-curves.ts';
import { paint } from './surface.ts';
import { words } from './terms-words.ts';

class TermsView extends CanvasPart {
  protected override readonly drawInterval = 50;
  static override styles = styles;
  #panels: TermsPanel[] = [];

  /** What is drawn, as numbers: the steps at which the terms were measured. */
  get table() {
    const steps = this.experiment.history?.steps ?? [];
    const rows = this.#panels.flatMap(({ title, terms }) =>
      terms.flatMap(({ name, value, gradient_norm }) =>
        Array.from(value, (each, i) => [title, name, steps[i] ?? 0, each, gradient_norm[i] ?? Number.NaN]),
      ),
    );
    return {
      head: ['loss', words.term, strings.readStep, words.value, words.norm],
      rows: rows.filter(([, , , value]) => Number.isFinite(value)),
    };
  }

  protected override render() {
    const sums = this.experiment.state.losses.some(({ terms = [] }) => terms.length > 0);
    return html`<section class="card chart" part="terms-view">
      <header><h2>${words.curves}</h2><span class="note">${words.curvesNote}</span></header>
      <div class="chart-box">
        <canvas role="img" aria-label=${words.curves} ?hidden=${!sums}></canvas>
        ${sums ? nothing : html`<p class="chart-none">${words.none}</p>`}
      </div>
    </section>`;
  }

  protected draw() {
    const { canvas, experiment } = this;
    const { history, state, schema } = experiment;
    if (!canvas || !history) return;
    const titles = namesOf(experiment);
    const { regularisers } = schema.catalog;
    this.#panels = history.lanes.flatMap(({ terms = [] }, lane) => {
      const choice = state.losses[lane];
      if (terms.length < 2 || !choice) return [];
      const named = terms.map(({ id, ...curves }, i) => {
        const penalty = regularisers.find((each) => each.id === id)?.title;
        return { name: penalty ?? shortTitle(schema.loss(id, i === 0 ? choice.text : '')), ...curves };
      });
      return [{ lane, title: titles[lane] ?? '', terms: named }];
    });
    const names = { value: words.value, gradient_norm: words.norm };
    const { steps } = history;
    paint(
      canvas,
      drawTerms,
      { steps, panels: this.#panels, names, stepAxis: strings.stepAxis },
      this.look.theme,
    );
    this.summary.update(this.#panels.map((panel) => summaryOf(panel)).join('. '));
  }
}

const summaryOf = ({ title, terms }: TermsPanel) =>
  words.summary(
    title,
    terms.map(({ name, ...curves }) => ({
      name,
      numbers: measures.map((measure) => formatNumber(lastFinite(curves[measure]))),
    })),
  );

define('losscape-term-curves', TermsView);
