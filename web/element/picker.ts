// SPDX-License-Identifier: Apache-2.0
// Choosing the loss of a lane, or of one to be added: a button that opens a search over the losses that suit the data.
// Those that need other data are found too, with the sets that would do.
import { html, nothing } from 'lit';
import type { LossInfo } from '../engine/types.ts';
import type { LaneLoss } from '../state.ts';
import { icons } from './icons.ts';
import { byFamily, inOrder, matching } from './loss-search.ts';
import { define, Part } from './part.ts';
import { strings } from './strings.ts';

/** So many losses that need other data are named, and so many sets for each. */
const mostElsewhere = 4;
const mostSets = 3;

class Picker extends Part {
  static override properties = {
    ...Part.properties,
    lane: { type: Number },
    open: { state: true },
    query: { state: true },
    at: { state: true },
    writing: { state: true },
  };
  /** One beyond the last: the loss becomes a lane of its own. */
  declare lane: number;
  declare open: boolean;
  declare query: string;
  declare at: number;
  declare writing: boolean;

  constructor() {
    super();
    this.lane = 0;
    this.writing = false;
    this.close();
  }

  private get list(): LossInfo[] {
    const { schema, state } = this.experiment;
    return byFamily(matching(inOrder(schema, state), this.query)).flatMap(([, losses]) => losses);
  }

  /** Losses that are meant too but cannot train here; only once something is typed, for they are many. */
  private get elsewhere(): LossInfo[] {
    if (!this.query.trim()) return [];
    const { schema, state } = this.experiment;
    const suited = new Set(schema.suited(state));
    const found = matching(schema.catalog.losses, this.query).filter((loss) => !suited.has(loss));
    return found
      .sort((a, b) => Number(b.tasks.length > 0) - Number(a.tasks.length > 0))
      .slice(0, mostElsewhere);
  }

  protected override render() {
    const { schema, state } = this.experiment;
    const choice = state.losses[this.lane];
    const loss = choice && schema.loss(choice.id, choice.text);
    return html`
      ${loss ? this.chosen(loss) : this.adder()}
      ${this.open ? this.popup(loss) : nothing}
      ${
        this.writing
          ? html`<losscape-editor .experiment=${this.experiment} .look=${this.look} .lane=${this.lane} @done=${this.written}></losscape-editor>`
          : nothing
      }
    `;
  }

  private chosen(loss: LossInfo) {
    return html`<button
      class="picker-button" part="picker" aria-haspopup="dialog" aria-expanded=${this.open}
      aria-label=${strings.chooseLoss(loss.title)} title=${loss.use} @click=${this.toggle}
    >
      <span class="picker-title" lang="en">${loss.title}</span>${icons.down}
    </button>`;
  }

  private adder() {
    return html`<button
      class="add-lane" part="add-lane" aria-haspopup="dialog" aria-expanded=${this.open}
      aria-label=${strings.addLane} title=${strings.addLane} @click=${this.toggle}
    >
      ${icons.plus}<span>${strings.addLane}</span>
    </button>`;
  }

  private toggle() {
    if (this.open) this.close();
    else this.show();
  }

  private popup(current?: LossInfo) {
    const { list, elsewhere } = this;
    const id = `picker-${this.lane}`;
    const groups = byFamily(list);
    return html`<div class="popup" role="dialog" aria-label=${strings.suits} @focusout=${this.leave}>
      <input
        class="search" type="text" role="combobox" autocomplete="off" spellcheck="false"
        placeholder=${strings.searchLosses} aria-label=${strings.searchLosses}
        aria-expanded="true" aria-controls=${id} aria-autocomplete="list"
        aria-activedescendant=${list.length > 0 ? `${id}-${this.at}` : nothing}
        .value=${this.query} @input=${this.search} @keydown=${this.key}
      />
      <div class="options" role="listbox" id=${id} aria-label=${strings.suits} tabindex="-1">
        ${groups.map(
          ([family, losses]) => html`<div role="group" aria-label=${family}>
            <div class="family" role="presentation">${family}</div>
            ${losses.map((loss) => this.option(loss, list.indexOf(loss), id, current))}
          </div>`,
        )}
        ${list.length + elsewhere.length === 0 ? html`<p class="none" role="presentation">${strings.noLosses(this.query)}</p>` : nothing}
      </div>
      ${elsewhere.length > 0 ? html`<ul class="elsewhere" aria-label=${strings.elsewhere} @pointerdown=${(event: Event) => event.preventDefault()}>${elsewhere.map((loss) => this.needing(loss))}</ul>` : nothing}
      ${current ? html`<button class="write" @click=${this.write}>${strings.writeYourOwn}</button>` : nothing}
    </div>`;
  }

  /** A loss that cannot train on these data, what it needs, and data that have it. */
  private needing(loss: LossInfo) {
    const sets = this.experiment.schema.catalog.data.filter(
      ({ task, external }) => loss.tasks.includes(task) && !external,
    );
    return html`<li>
      <span lang="en">${loss.title}</span>
      <span class="option-use">${strings.needs(loss)}</span>
      ${sets
        .slice(0, mostSets)
        .map(
          ({ id, title }) => html`<button lang="en" @click=${() => this.choose(loss, id)}>${title}</button>`,
        )}
    </li>`;
  }

  private async write() {
    await import('./editor.ts');
    this.close();
    this.writing = true;
  }

  private written() {
    this.writing = false;
    this.querySelector<HTMLButtonElement>('.picker-button')?.focus();
  }

  private option(loss: LossInfo, index: number, id: string, current?: LossInfo) {
    return html`<div
      class="option ${index === this.at ? 'at' : ''}" role="option" id="${id}-${index}"
      aria-selected=${loss.id === current?.id}
      @pointerdown=${(event: Event) => event.preventDefault()} @click=${() => this.choose(loss)}
    >
      <span class="option-title" lang="en">${loss.title}</span>
      <span class="option-use">${loss.use}</span>
    </div>`;
  }

  private async show() {
    const { state } = this.experiment;
    this.open = true;
    const racing = state.losses.map(({ id }) => id);
    const choice = racing[this.lane];
    this.at = Math.max(
      0,
      this.list.findIndex(({ id }) => (choice ? id === choice : !racing.includes(id))),
    );
    await this.updateComplete;
    this.querySelector<HTMLInputElement>('.search')?.focus({ preventScroll: true });
    this.fit();
    this.reveal();
  }

  /** Keeps the list above the transport, which lies over the page: into view, and shorter where that is not enough. */
  private fit() {
    const popup = this.querySelector<HTMLElement>('.popup');
    const options = popup?.querySelector<HTMLElement>('.options');
    const transport = (this.getRootNode() as ParentNode).querySelector('losscape-transport');
    if (!popup || !options) return;
    const limit = () => Math.min(innerHeight, transport?.getBoundingClientRect().top ?? innerHeight);
    popup.style.scrollMarginBottom = `${innerHeight - limit() + 8}px`;
    popup.scrollIntoView({ block: 'nearest' });
    const over = popup.getBoundingClientRect().bottom - limit();
    if (over > 0) options.style.maxHeight = `${Math.max(96, options.clientHeight - over)}px`;
  }

  private close() {
    this.open = false;
    this.query = '';
    this.at = 0;
  }

  private leave(event: FocusEvent) {
    if (!this.contains(event.relatedTarget as Node | null)) this.close();
  }

  private search(event: Event) {
    this.query = (event.target as HTMLInputElement).value;
    this.at = 0;
  }

  private async key(event: KeyboardEvent) {
    const { list } = this;
    const moves: Record<string, number> = {
      ArrowDown: this.at + 1,
      ArrowUp: this.at - 1,
      PageDown: this.at + 5,
      PageUp: this.at - 5,
    };
    const move = moves[event.key];
    if (move !== undefined) this.at = Math.min(list.length - 1, Math.max(0, move));
    else if (event.key === 'Enter' && list[this.at]) this.choose(list[this.at]!);
    else if (event.key === 'Escape') this.return();
    else return;
    event.preventDefault();
    event.stopPropagation();
    await this.updateComplete;
    this.reveal();
  }

  private reveal() {
    this.querySelector('.option.at')?.scrollIntoView({ block: 'nearest' });
  }

  private return() {
    this.close();
    this.querySelector<HTMLButtonElement>('[aria-haspopup]')?.focus();
  }

  private choose(loss: LossInfo, data = this.experiment.state.data) {
    const { state } = this.experiment;
    const chosen = { id: loss.id, params: {} };
    const changed = state.losses.map((choice, lane) => {
      if (lane !== this.lane) return choice;
      // Terms go with the data that they are trained on.
      const { terms, weight, balance, balance_params } = choice;
      const fits = terms && data === state.data;
      return {
        ...chosen,
        ...(fits ? { terms, weight, balance, balance_params } : {}),
      } as LaneLoss;
    });
    this.return();
    const losses = this.lane < changed.length ? changed : [...changed, chosen];
    this.experiment.change({ data, losses });
  }
}

define('losscape-picker', Picker);
