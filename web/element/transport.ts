// SPDX-License-Identifier: Apache-2.0
// Reset, new seed, step, play, speed – and how far the run is.
import { html } from 'lit';
import { speeds } from '../state.ts';
import { formatCount, formatNumber } from '../views/format.ts';
import { icons } from './icons.ts';
import { namesOf } from './names.ts';
import { define, Part } from './part.ts';
import './scrub.ts';
import { strings } from './strings.ts';

class Transport extends Part {
  protected override subscribe() {
    return [...super.subscribe(), this.experiment.on('readout', () => this.requestUpdate())];
  }

  protected override render() {
    const { experiment } = this;
    const { playing } = experiment;
    const label = playing ? strings.pause : strings.play;
    return html`
      <losscape-scrub .experiment=${experiment} .look=${this.look}></losscape-scrub>
      <div class="transport-buttons" role="group">
        ${this.button('reset', icons.reset, strings.resetRun, strings.resetRunHelp, () => experiment.restart())}
        ${this.button('seed', icons.seed, strings.newSeed, strings.newSeedHelp, () => experiment.newSeed())}
        ${this.button('step', icons.step, strings.step, strings.stepHelp, () => experiment.step())}
        <button class="play" part="play" aria-label=${label} title=${strings.playHelp(playing)} @click=${() => experiment.toggle()}>
          ${playing ? icons.pause : icons.play}
        </button>
        ${this.speed()}
      </div>
      <p class="race">${this.race()}</p>
      <dl class="readouts">
        ${this.readout('step', strings.readStep, formatCount(experiment.frame?.step ?? 0))}
        ${this.readout('epoch', strings.readEpoch, this.epoch())}
        ${this.readout('rate', strings.readRate, playing ? formatNumber(Math.round(experiment.rate), 3) : '0')}
        ${this.readout('seed', strings.readSeed, String(experiment.state.seed))}
      </dl>
    `;
  }

  private epoch(): string {
    const epoch = this.experiment.frame?.epoch ?? 0;
    return formatCount(Math.floor(epoch));
  }

  private race(): string {
    const { frame, info, suspended } = this.experiment;
    if (suspended) return strings.hiddenTab;
    if (!frame || !info) return '';
    return strings.race(frame, info, namesOf(this.experiment));
  }

  private button(part: string, icon: unknown, label: string, help: string, press: () => void) {
    return html`<button class="quiet" part=${part} aria-label=${label} title=${help} @click=${press}>
      ${icon}<span class="wide">${label}</span>
    </button>`;
  }

  private speed() {
    const { state } = this.experiment;
    const offered = speeds.includes(state.speed) ? speeds : [...speeds, state.speed].sort((a, b) => a - b);
    const choose = (event: Event) =>
      this.experiment.change({ speed: Number((event.target as HTMLSelectElement).value) });
    return html`<label class="speed">
      <span class="spoken">${strings.speed}</span>
      <select part="speed" @change=${choose}>
        ${offered.map((speed) => html`<option value=${speed} ?selected=${speed === state.speed}>${strings.speedOf(speed)}</option>`)}
      </select>
    </label>`;
  }

  private readout(id: string, label: string, value: string) {
    return html`<div class="readout" data-read=${id}><dt>${label}</dt><dd>${value}</dd></div>`;
  }
}

define('losscape-transport', Transport);
