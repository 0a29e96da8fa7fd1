// SPDX-License-Identifier: Apache-2.0
// The rules that stop a lane, each to be switched on, with its parameters. Fetched when it is opened, or when a link has rules.
import { html, nothing } from 'lit';
import { live } from 'lit/directives/live.js';
import type { StopInfo } from '../engine/types.ts';
import { knob } from './controls.ts';
import { define, Part } from './part.ts';
import { words } from './stop-words.ts';
import { strings } from './strings.ts';

class StopPanel extends Part {
  protected override render() {
    return html`<p class="about"><small>${words.help}</small></p>
      ${this.experiment.schema.catalog.stops.map((entry) => this.rule(entry))}`;
  }

  private rule(entry: StopInfo) {
    const { stop } = this.experiment.state;
    const chosen = stop.find(({ id }) => id === entry.id);
    const set = (event: Event) => {
      const others = stop.filter(({ id }) => id !== entry.id);
      const on = (event.target as HTMLInputElement).checked;
      this.experiment.change({ stop: on ? [...others, { id: entry.id, params: {} }] : others });
    };
    return html`<label class="check" title=${entry.help}>
        <input type="checkbox" data-rule=${entry.id} .checked=${live(chosen !== undefined)} @change=${set} />
        <span lang="en">${entry.title}</span>
      </label>
      ${chosen ? this.params(entry, chosen.params) : nothing}`;
  }

  private params({ id: rule, title, params }: StopInfo, values: Record<string, number>) {
    const put = (id: string, value: number) => {
      const stop = this.experiment.state.stop.map((each) =>
        each.id === rule ? { ...each, params: { ...each.params, [id]: value } } : each,
      );
      this.experiment.change({ stop }, true);
    };
    return params.map((range) =>
      knob({
        range,
        value: values[range.id] ?? range.default,
        label: strings.param(range.id),
        name: words.paramOf(range.id.replaceAll('_', ' '), title),
        input: (value) => put(range.id, value),
      }),
    );
  }
}

define('losscape-stop', StopPanel);
