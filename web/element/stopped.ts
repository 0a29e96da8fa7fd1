// SPDX-License-Identifier: Apache-2.0
// In a lane's card: which rule has stopped it and why, and the way to its best step. Fetched when a run has rules.
import { html, nothing } from 'lit';
import type { Stopped } from '../engine/types.ts';
import { define, Part } from './part.ts';
import { words } from './stop-words.ts';
import { stopped as styles } from './styles/stopped.ts';

class LaneStopped extends Part {
  static override styles = styles;
  static override properties = { ...Part.properties, lane: { type: Number } };
  declare lane: number;

  protected override subscribe() {
    return [...super.subscribe(), this.experiment.on('readout', () => this.requestUpdate())];
  }

  protected override render() {
    const { experiment, lane } = this;
    const stop = experiment.stops[lane];
    return html`<p role="status">${stop ? `${words.stopped(stop, this.why(stop))} ${words.best(stop)}` : nothing}</p>
      ${
        stop
          ? html`<button class="link" title=${words.goToBestHelp} ?disabled=${experiment.frame?.step === stop.best_step}
              @click=${() => experiment.scrub(stop.best_step)}>${words.goToBest}</button>`
          : nothing
      }`;
  }

  private why({ rule }: Stopped): string {
    const { schema, state } = this.experiment;
    const entry = schema.catalog.stops.find(({ id }) => id === rule);
    const defaults = Object.fromEntries((entry?.params ?? []).map((each) => [each.id, each.default]));
    const chosen = state.stop.find(({ id }) => id === rule);
    return words.why[rule]?.({ ...defaults, ...chosen?.params }) ?? '';
  }
}

define('losscape-stopped', LaneStopped);
