// SPDX-License-Identifier: Apache-2.0
// The scrub bar: a slider over all steps of the run with its loss behind it, and the button that branches there.
import { html } from 'lit';
import { maxLanes } from '../state.ts';
import { drawScrub } from '../views/scrub.ts';
import { icons } from './icons.ts';
import { namesOf } from './names.ts';
import { define, Part } from './part.ts';
import { strings } from './strings.ts';
import { paint } from './surface.ts';

const drawInterval = 50;
/** Half the thumb's width in CSS pixels, as the style sheet has it. */
const inset = 7;

class Scrub extends Part {
  protected override subscribe() {
    return [
      ...super.subscribe(),
      this.experiment.on('draw', () => this.draw(), drawInterval),
      this.experiment.on('readout', () => this.requestUpdate()),
    ];
  }

  protected override attached() {
    const canvas = this.querySelector('canvas');
    if (canvas) this.watchSize(canvas, () => this.draw());
  }

  protected override render() {
    const { experiment } = this;
    const { frame, info, state } = experiment;
    const { step = 0, head = 0 } = frame ?? {};
    const text = frame && info ? strings.scrubAt(frame, namesOf(experiment)) : '';
    const full = state.losses.length >= maxLanes;
    return html`
      <div class="scrub-box">
        <canvas aria-hidden="true"></canvas>
        <input type="range" part="scrub" min="0" max=${head} step="1" .value=${String(step)} ?disabled=${head === 0}
          aria-label=${strings.scrub} aria-valuetext=${text} title=${strings.scrubHelp} @input=${this.scrub} />
      </div>
      <button class="quiet" part="branch" ?disabled=${full || step === 0} title=${full ? strings.branchFull(maxLanes) : strings.branchHelp}
        @click=${() => experiment.branch()}>${icons.branch}<span>${strings.branch}</span></button>
    `;
  }

  private scrub = (event: Event) => this.experiment.scrub(Number((event.target as HTMLInputElement).value));

  private draw() {
    const { frame, history, scrubbing } = this.experiment;
    const canvas = this.querySelector('canvas');
    const input = this.querySelector('input');
    if (!frame || !history || !canvas || !input) return;
    const { step, head } = frame;
    input.max = String(head);
    // While a hand is on it, the slider is ahead of the run.
    if (!scrubbing) input.value = String(step);
    paint(canvas, drawScrub, { history, step, head, inset }, this.look.theme);
  }
}

define('losscape-scrub', Scrub);
