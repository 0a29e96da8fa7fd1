// SPDX-License-Identifier: Apache-2.0
// <loss-race>: the race of a few losses as one plot for a text. It is trained as in a playground, and rests out of sight.
import { html, nothing, type PropertyValues } from 'lit';
import { hint, type Problem } from '../state-text.ts';
import { viewKeys } from '../state-view.ts';
import { formatCount } from '../views/format.ts';
import { type Kind, kinds } from './chart.ts';
import { icons } from './icons.ts';
import { define } from './part.ts';
import { RunElement } from './run-element.ts';
import './scrub.ts';
import { strings } from './strings.ts';
import { base } from './styles/base.ts';
import { charts } from './styles/charts.ts';
import { controls } from './styles/controls.ts';
import { race } from './styles/loss-race.ts';
import { scrub } from './styles/scrub.ts';
import { tokens } from './styles/tokens.ts';

const [usual] = kinds;

/**
 * The curves of a run, with a button to play and one to begin again. Events, all bubbling and composed: `ready` {info},
 * `step` {step, epoch}, `epoch` {step, epoch}, `done` {step}, `diverged` {lane, step}, `statechange` {state, merge, replaces},
 * `error` {message}.
 */
export class LossRace extends RunElement {
  static override styles = [tokens, base, controls, scrub, charts, race];
  static override properties = { ...RunElement.properties, show: { reflect: true, useDefault: true } };
  /** What is plotted: `loss`, or the `metric` that judges all lanes alike. */
  declare show: string;

  /** @internal */
  protected static override readonly strangeKeys = viewKeys;

  constructor() {
    super();
    this.show = usual;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    const readout = this.experiment.on('readout', () => this.requestUpdate());
    this.ends.push(readout);
  }

  /** @internal */
  protected override get restsAway(): boolean {
    return true;
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (!this.started || !changed.has('show')) return;
    this.refuse(
      this.mistakes,
      this.experiment.problems.filter(({ key }) => key !== 'show'),
    );
  }

  get #kind(): Kind | undefined {
    return kinds.find((kind) => kind === this.show.trim());
  }

  /** @internal */
  protected override get mistakes(): Problem[] {
    const { show } = this;
    if (this.#kind) return [];
    return [{ key: 'show', kind: 'unknown_id', got: show, right: hint(show, kinds), used: usual }];
  }

  protected override render() {
    const { experiment, look, playing } = this;
    if (!look) return nothing;
    const label = playing ? strings.pause : strings.play;
    return html`<div class="frame" role="group" aria-label=${this.caption} part="race">
        ${this.trouble()}
        <losscape-chart .experiment=${experiment} .look=${look} kind=${this.#kind ?? usual}></losscape-chart>
        <div class="drive" part="transport">
          <button class="play" part="play" aria-label=${label} title=${strings.playHelp(playing)} @click=${() => experiment.toggle()}>
            ${playing ? icons.pause : icons.play}
          </button>
          <button class="quiet" part="reset" aria-label=${strings.resetRun} title=${strings.resetRunHelp} @click=${() => experiment.restart()}>${icons.reset}</button>
          <losscape-scrub .experiment=${experiment} .look=${look}></losscape-scrub>
          <p class="step">${strings.readStep} ${formatCount(experiment.frame?.step ?? 0)}</p>
        </div>
      </div>
      ${this.live()}`;
  }
}

define('loss-race', LossRace);

declare global {
  interface HTMLElementTagNameMap {
    'loss-race': LossRace;
  }
}
