// SPDX-License-Identifier: Apache-2.0
// What of a link or an attribute was wrong, and what is used instead. Fetched when there is something of the kind to say.
import { html, nothing } from 'lit';
import type { Problem } from '../state.ts';
import type { Experiment } from './experiment.ts';
import { icons } from './icons.ts';
import { words } from './notice-words.ts';

export function notice(experiment: Experiment) {
  const { problems, recovered } = experiment;
  return html`<div class="notice" role="alert" part="notice">
    <div>
      ${recovered >= 0 ? html`<b>${words.recovered(recovered)}</b>` : nothing}
      ${problems.length > 0 ? html`<b>${words.title(problems.length)}</b>` : nothing}
      <ul>${problems.map((problem) => html`<li>${words.problem(problem)}</li>`)}</ul>
    </div>
    <button class="tiny" aria-label=${words.dismiss} @click=${() => experiment.dismiss()}>${icons.cross}</button>
  </div>`;
}

/** To whoever wrote the attributes: they may stand in a figure too small for a notice. */
export function report(experiment: Experiment, tag: string, problems: readonly Problem[]): void {
  for (const problem of problems) {
    const message = words.problem(problem);
    console.warn(`<${tag}> ${message}`);
    experiment.emit('error', { message });
  }
}
