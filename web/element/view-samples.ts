// SPDX-License-Identifier: Apache-2.0
// The samples that cost a lane most: loss, prediction, target, gradient and its share of the batch's, in an order of the
// visitor's choice. A row takes its sample in hand. Fetched when its card is opened.
import { html, nothing } from 'lit';
import type { CheckedWeight, Inspection } from '../engine/types.ts';
import { formatNumber, formatPercent } from '../views/format.ts';
import { namesOf } from './names.ts';
import { define, Part } from './part.ts';
import { Questions } from './questions.ts';
import { type Column, largestDifference, type SampleRow, sampleRows, sorted } from './samples-data.ts';
import { words } from './samples-words.ts';
import { samples as styles } from './styles/samples.ts';

/** Rows that are shown; the others say less than these do. */
const most = 40;
const columns: readonly Column[] = ['sample', 'target', 'prediction', 'loss', 'gradient', 'share'];

class Samples extends Part {
  static override styles = styles;
  static override properties = {
    ...Part.properties,
    lane: { state: true },
    by: { state: true },
    up: { state: true },
    seen: { state: true },
    checked: { state: true },
  };
  declare lane: number;
  declare by: Column;
  /** Smallest first. */
  declare up: boolean;
  declare seen: Inspection | undefined;
  declare checked: CheckedWeight[] | undefined;
  #checkedAt = '';
  #inspections?: Questions<Inspection>;

  constructor() {
    super();
    this.lane = 0;
    this.by = 'loss';
    this.up = false;
  }

  protected override subscribe() {
    const inspections = new Questions(this.experiment, {
      lanes: () => [this.lane],
      question: (run, lane) => run.inspect(lane),
      taken: ([seen]) => {
        this.seen = seen;
      },
    });
    this.#inspections = inspections;
    return [...super.subscribe(), this.experiment.on('readout', inspections.stir), () => inspections.end()];
  }

  protected override attached() {
    this.#inspections?.stir();
  }

  protected override willUpdate() {
    this.lane = Math.min(this.lane, this.experiment.state.losses.length - 1);
  }

  protected override render() {
    const { experiment } = this;
    const { info, frame } = experiment;
    const rows = info && frame ? sampleRows(info, frame, this.lane, this.seen) : [];
    const names = namesOf(experiment);
    const choose = (event: Event) => {
      this.lane = Number((event.target as HTMLSelectElement).value);
      this.seen = undefined;
      this.checked = undefined;
      this.#inspections?.stir();
    };
    return html`<section class="card samples" part="samples-view" aria-label=${words.title}>
      <header>
        <h2>${words.title}</h2>
        <select aria-label=${words.lane} @change=${choose}>
          ${names.map((name, lane) => html`<option value=${lane} ?selected=${lane === this.lane}>${name}</option>`)}
        </select>
        <button class="samples-check" title=${words.checkHelp} @click=${this.check}>${words.check}</button>
      </header>
      ${this.verdict()}
      <div class="samples-scroll" tabindex="0" role="group" aria-label=${words.rows(Math.min(most, rows.length), rows.length)}>
        <table>
          <thead><tr>${columns.map((column) => this.head(column))}</tr></thead>
          <tbody>${sorted(rows, this.by, this.up)
            .slice(0, most)
            .map((row) => this.row(row))}</tbody>
        </table>
      </div>
    </section>`;
  }

  private head(column: Column) {
    const here = column === this.by;
    const order = () => {
      this.up = here ? !this.up : column === 'sample';
      this.by = column;
    };
    return html`<th scope="col" aria-sort=${here ? (this.up ? 'ascending' : 'descending') : nothing}>
      <button title=${words.heads[column].help} @click=${order}>${words.heads[column].title}<span aria-hidden="true">${here ? (this.up ? ' ↑' : ' ↓') : ''}</span></button>
    </th>`;
  }

  private row(row: SampleRow) {
    const { experiment } = this;
    const held = experiment.held === row.sample;
    const hold = () => experiment.point({ held: row.sample });
    const over = (sample: number) => () => experiment.point({ sample, lane: experiment.lane });
    return html`<tr class=${held ? 'held' : ''} @click=${hold} @pointerenter=${over(row.sample)} @pointerleave=${over(-1)}>
      <th scope="row">
        <button aria-pressed=${held} aria-label=${words.hold(row.sample)}>${row.sample + 1}</button>
        ${row.validation ? html`<span class="hollow" role="img" aria-label=${words.validation} title=${words.validation}>○</span>` : nothing}
      </th>
      <td>${row.targetText}</td>
      <td>${row.predictionText}</td>
      <td>${formatNumber(row.loss)}</td>
      <td>${formatNumber(row.gradient)}</td>
      <td>${
        row.validation || Number.isNaN(row.share)
          ? '–'
          : html`<span class="share" .style=${`--share:${Math.min(1, row.share / this.largestShare)}`}>${formatPercent(row.share)}</span>`
      }</td>
    </tr>`;
  }

  private get largestShare(): number {
    return this.seen?.shares.reduce((most, share) => Math.max(most, share), 0) || 1;
  }

  private async check() {
    const lane = this.lane;
    const names = namesOf(this.experiment);
    await this.experiment.pause();
    const step = this.experiment.frame?.step ?? 0;
    const checked = await this.experiment.ask((run) => run.check(lane, 8)).catch(() => undefined);
    if (!checked || lane !== this.lane) return;
    this.#checkedAt = words.checkedAt(names[lane] ?? '', step, largestDifference(checked));
    this.checked = checked;
  }

  private verdict() {
    const { checked } = this;
    if (!checked) return nothing;
    const close = () => {
      this.checked = undefined;
    };
    return html`<div class="verdict">
      <p role="status">${this.#checkedAt}</p>
      <button class="link" @click=${close}>${words.close}</button>
      <table>
        <thead><tr>${words.checkHeads.map((head) => html`<th scope="col">${head}</th>`)}</tr></thead>
        <tbody>
          ${checked.map(
            ({ parameter, index, analytic, numeric }) => html`<tr>
              <th scope="row">${parameter}[${index}]</th>
              <td>${formatNumber(analytic, 6)}</td>
              <td>${formatNumber(numeric, 6)}</td>
            </tr>`,
          )}
        </tbody>
      </table>
    </div>`;
  }
}

define('losscape-samples', Samples);
