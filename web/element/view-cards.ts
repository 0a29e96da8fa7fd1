// SPDX-License-Identifier: Apache-2.0
// The open cards below the lanes, and the buttons that open and close them.
import { html, nothing } from 'lit';
import { type CardId, type ViewId, viewIds } from '../state-view.ts';
import { define, Part } from './part.ts';
import { strings } from './strings.ts';
import { takeButton } from './take-button.ts';
import { views } from './views.ts';

let groups = 0;

class ViewCards extends Part {
  static override properties = { ...Part.properties, cards: { attribute: false }, choice: { type: Boolean } };
  declare cards: readonly CardId[];
  /** Whether the buttons are here. */
  declare choice: boolean;
  readonly #sync = `losscape-${groups++}`;
  readonly #loaded = new Map<CardId, 'coming' | 'there' | 'failed'>();

  protected override render() {
    const { view } = this.experiment.state;
    const { cards } = this;
    // The pictures of the lanes are not closed here, but can be brought back.
    const offered = viewIds.filter((id) => id !== 'fit' || !view.includes(id));
    return html`
      ${
        this.choice
          ? html`<div class="view-choice" role="group" aria-label=${strings.views}>
        ${offered.map(
          (id) =>
            html`<button aria-pressed=${view.includes(id)} @click=${() => this.toggle(id)}>${strings.view[id]}</button>`,
        )}
      </div>`
          : nothing
      }
      ${
        cards.length > 0
          ? html`<div class="charts" data-cards=${cards.length}>${cards.map((id) => this.card(id))}</div>`
          : nothing
      }
    `;
  }

  private card(id: CardId) {
    const { load, draw } = views[id];
    const state = load ? (this.#loaded.get(id) ?? this.fetch(id, load)) : 'there';
    if (state === 'there')
      return html`<div class="view" data-view=${id}>${draw({ experiment: this.experiment, look: this.look, sync: this.#sync })}${takeButton(this.experiment, strings.view[id])}</div>`;
    return html`<section class="card waiting" data-view=${id} aria-label=${strings.view[id]} aria-busy=${state === 'coming'}>
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

  private fetch(id: CardId, load: () => Promise<unknown>) {
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
    const next = view.filter((each) => each !== id);
    if (next.length === view.length) {
      // Before the first that usually stands behind it.
      const at = next.findIndex((each) => viewIds.indexOf(each) > viewIds.indexOf(id));
      next.splice(at < 0 ? next.length : at, 0, id);
    }
    this.experiment.change({ view: next });
  }
}

define('losscape-views', ViewCards);
