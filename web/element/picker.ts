// SPDX-License-Identifier: Apache-2.0
// Choosing the loss of a lane: a button with the title, opening a search over the losses that suit the data.
import { html, nothing } from 'lit';
import type { LossInfo } from '../engine/types.ts';
import type { LaneLoss } from '../state.ts';
import { icons } from './icons.ts';
import { byFamily, matching } from './loss-search.ts';
import { define, Part } from './part.ts';
import { strings } from './strings.ts';

class Picker extends Part {
  static override properties = {
    ...Part.properties,
    lane: { type: Number },
    open: { state: true },
    query: { state: true },
    at: { state: true },
    writing: { state: true },
  };
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
    return byFamily(matching(schema.suited(state), this.query)).flatMap(([, losses]) => losses);
  }

  protected override render() {
    const { schema, state } = this.experiment;
    const choice = state.losses[this.lane];
    if (!choice) return nothing;
    const loss = schema.loss(choice.id, choice.text);
    return html`
      <button
        class="picker-button" part="picker" aria-haspopup="dialog" aria-expanded=${this.open}
        aria-label=${strings.chooseLoss(loss.title)} title=${loss.use}
        @click=${() => (this.open ? this.close() : this.show())}
      >
        <span class="picker-title" lang="en">${loss.title}</span>${icons.down}
      </button>
      ${this.open ? this.popup(loss) : nothing}
      ${
        this.writing
          ? html`<losscape-editor .experiment=${this.experiment} .look=${this.look} .lane=${this.lane} @done=${this.written}></losscape-editor>`
          : nothing
      }
    `;
  }

  private popup(current: LossInfo) {
    const { list } = this;
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
        ${list.length === 0 ? html`<p class="none" role="presentation">${strings.noLosses(this.query)}</p>` : nothing}
      </div>
      <button class="write" @click=${this.write}>${strings.writeYourOwn}</button>
    </div>`;
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

  private option(loss: LossInfo, index: number, id: string, current: LossInfo) {
    return html`<div
      class="option ${index === this.at ? 'at' : ''}" role="option" id="${id}-${index}"
      aria-selected=${loss.id === current.id}
      @pointerdown=${(event: Event) => event.preventDefault()} @click=${() => this.choose(loss)}
    >
      <span class="option-title" lang="en">${loss.title}</span>
      <span class="option-use">${loss.use}</span>
    </div>`;
  }

  private async show() {
    const { state } = this.experiment;
    this.open = true;
    this.at = Math.max(
      0,
      this.list.findIndex((loss) => loss.id === state.losses[this.lane]?.id),
    );
    await this.updateComplete;
    this.querySelector<HTMLInputElement>('.search')?.focus();
    this.reveal();
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
    this.querySelector<HTMLButtonElement>('.picker-button')?.focus();
  }

  private choose(loss: LossInfo) {
    const { schema, state } = this.experiment;
    const losses = state.losses.map((choice, lane) => {
      if (lane !== this.lane) return choice;
      // Terms stay with a loss that compares with the same.
      const { terms, weight, balance, balance_params } = choice;
      const fits = terms && schema.loss(choice.id).target === loss.target;
      return {
        id: loss.id,
        params: {},
        ...(fits ? { terms, weight, balance, balance_params } : {}),
      } as LaneLoss;
    });
    this.return();
    this.experiment.change({ losses });
  }
}

define('losscape-picker', Picker);
