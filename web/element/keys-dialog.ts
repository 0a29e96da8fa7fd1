// SPDX-License-Identifier: Apache-2.0
// The list of keys, with the switch of the single ones. Fetched when somebody asks for it.
import { html, render } from 'lit';
import { words } from './keys-words.ts';
import type { LossPlayground } from './loss-playground.ts';

export function openKeys(playground: LossPlayground): void {
  const dialog = document.createElement('dialog');
  dialog.className = 'keys';
  dialog.setAttribute('aria-labelledby', 'keys-title');
  const toggle = (event: Event) => {
    playground.shortcuts = (event.target as HTMLInputElement).checked ? 'on' : 'off';
  };
  render(
    html`<h2 id="keys-title">${words.title}</h2>
      <dl>${words.keys.map(([key, what]) => html`<div><dt><kbd>${key}</kbd></dt><dd>${what}</dd></div>`)}</dl>
      <p>${words.inPlot}</p>
      <label class="check"><input type="checkbox" .checked=${playground.shortcuts !== 'off'} @change=${toggle} /> ${words.shortcuts}</label>
      <button @click=${() => dialog.close()}>${words.close}</button>`,
    dialog,
  );
  dialog.addEventListener('close', () => dialog.remove());
  playground.renderRoot.append(dialog);
  dialog.showModal();
}
