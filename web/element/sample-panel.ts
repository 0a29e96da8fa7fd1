// SPDX-License-Identifier: Apache-2.0
// One sample in numbers: chosen and moved without a pointer, with what each lane makes of it.
import { html, nothing } from 'lit';
import { laneKey } from './controls.ts';
import { icons } from './icons.ts';
import { namesOf } from './names.ts';
import { define, Part } from './part.ts';
import { laneFacts } from './sample-facts.ts';
import { strings } from './strings.ts';

class SamplePanel extends Part {
  protected override subscribe() {
    return [...super.subscribe(), this.experiment.on('readout', () => this.requestUpdate())];
  }

  protected override render() {
    const { experiment } = this;
    const { info, held, state } = experiment;
    if (!info) return nothing;
    const count = info.data.y.length;
    const choose = (sample: number) => experiment.point({ held: (sample + count) % count });
    const moved = state.edits.length;
    return html`<section class="setup-section" aria-label=${strings.sample}>
      <header>
        <h2>${strings.sample}</h2>
        ${moved > 0 ? html`<button class="link" @click=${() => experiment.change({ edits: [] })}>${strings.undoMoves(moved)}</button>` : nothing}
      </header>
      <div class="stepper">
        <button class="tiny" aria-label=${strings.previousSample} @click=${() => choose(held - 1)}>${icons.left}</button>
        <span>${strings.sampleOf(held, count)}</span>
        <button class="tiny" aria-label=${strings.nextSample} @click=${() => choose(held + 1)}>${icons.right}</button>
      </div>
      <div class="fields">${this.fields()}</div>
      ${this.lanes()}
      <p class="about"><small>${strings.sampleHint}</small></p>
    </section>`;
  }

  private fields() {
    const { info, held } = this.experiment;
    if (!info) return nothing;
    const { data } = info;
    // Pixels are seen in the lane; as numbers they are only many.
    const inputs = (data.image ? [] : data.inputs).map((axis, i) =>
      this.field(axis.name, axis.unit, data.x[i]?.[held] ?? 0, (x) => this.move(i, x)),
    );
    const y = data.y[held] ?? 0;
    if (data.task !== 'regression')
      return [...inputs, this.given(data.target.name, data.classes[y] ?? String(y))];
    return [...inputs, this.field(data.target.name, data.target.unit, y, (value) => this.move(-1, value))];
  }

  private field(name: string, unit: string, value: number, input: (value: number) => void) {
    const shown = String(Number(value.toPrecision(5)));
    const set = (event: Event) => {
      const typed = Number((event.target as HTMLInputElement).value);
      if (Number.isFinite(typed)) input(typed);
    };
    return html`<label>
      <span>${name}</span>
      <input type="number" step="any" .value=${shown} @change=${set} /><small>${unit}</small>
    </label>`;
  }

  private given(name: string, value: string) {
    return html`<div class="given"><span>${name}</span><span>${value}</span></div>`;
  }

  /** Sets one input of the held sample, or its target for −1. */
  private move(column: number, value: number) {
    const { info, held } = this.experiment;
    if (!info) return;
    const x = info.data.x.map((values, i) => (i === column ? value : (values[held] ?? 0)));
    this.experiment.move(held, x, column < 0 ? value : (info.data.y[held] ?? 0), true);
  }

  private lanes() {
    const { experiment } = this;
    const names = namesOf(experiment);
    const facts = names.map((_, lane) => laneFacts(experiment, experiment.held, lane));
    const heads = facts.find((each) => each.length > 0)?.map(({ name }) => name);
    if (!heads) return nothing;
    return html`<table class="facts">
      <thead><tr><td></td>${heads.map((head) => html`<th scope="col">${head}</th>`)}</tr></thead>
      <tbody>
        ${names.map(
          (name, lane) => html`<tr>
            <th scope="row">${laneKey(lane)}<span>${name}</span></th>
            ${facts[lane]?.map(({ value }) => html`<td>${value}</td>`)}
          </tr>`,
        )}
      </tbody>
    </table>`;
  }
}

define('losscape-sample', SamplePanel);
