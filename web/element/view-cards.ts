// SPDX-License-Identifier: Apache-2.0
// The open cards below the lanes, and the buttons that open and close them.
import { html, nothing } from 'lit';
import { type ViewId, viewIds } from '../state-view.ts';
import { define, Part } from './part.ts';
import { strings } from './strings.ts';
import { takeButton } from './take-button.ts';
import { views } from './views.ts';

let groups = 0;

class ViewCards extends Part {
  readonly #sync = `losscape-${groups++}`;
  readonly #loaded = new Map<ViewId, 'coming' | 'there' | 'failed'>();

  protected override render() {
    const { view } = this.experiment.state;
    return html`
      <div class="view-choice" role="group" aria-label=${strings.views}>
        ${viewIds.map(
          (id) =>
            html`<button aria-pressed=${view.includes(id)} @click=${() => this.toggle(id)}>${strings.view[id]}</button>`,
        )}
      </div>
      ${
        view.length > 0
          ? html`<div class="charts" data-cards=${view.length}>${view.map((id) => this.card(id))}</div>`
          : nothing
      }
    `;
  }

  private card(id: ViewId) {
    const { load, draw } = views[id];
    const state = load ? (this.#loaded.get(id) ?? this.fetch(id, load)) : 'there';
    if (state === 'there')
      return html`<div class="view">${draw({ experiment: this.experiment, look: this.look, sync: this.#sync })}${takeButton(this.experiment, strings.view[id])}</div>`;
    return html`<section class="card waiting" aria-label=${strings.view[id]} aria-busy=${state === 'coming'}>
      <p>${state === 'coming' ? strings.viewComing : strings.viewFailed}</p>
      ${
        state === 'failed' && load
          ? html`<button @click=${() => {
              this.fetch(id, load);
              this.requestUpdate();
            }}>${strings.tryAgain}</button>`
          : nothing
      }
    </section>`;
  }

  private fetch(id: ViewId, load: () => Promise<unknown>) {
    this.#loaded.set(id, 'coming');
    const ended = (state: 'there' | 'failed') => () => {
      this.#loaded.set(id, state);
      this.requestUpdate();
    };
    load().then(ended('there'), ended('failed'));
    return 'coming';
  }

  private toggle(id: ViewId) {
    const { view } = this.experiment.state;
    const next = view.includes(id) ? view.filter((each) => each !== id) : [...view, id];
    this.experiment.change({ view: viewIds.filter((each) => next.includes(each)) });
  }
}

define('losscape-views', ViewCards);
