// SPDX-License-Identifier: Apache-2.0
// The button of a card that takes away what it shows. The menu behind it is fetched when it is pressed.
import { html } from 'lit';
import type { Experiment } from './experiment.ts';
import { icons } from './icons.ts';
import { strings } from './strings.ts';

/** `title` is what the card is called. */
export function takeButton(experiment: Experiment, title: string) {
  const open = async (event: Event) => {
    const button = event.currentTarget as HTMLElement;
    const card = button.closest('.card') ?? button.parentElement?.querySelector('.card');
    if (!card) return;
    const { openMenu } = await import('./take/menu.ts').catch(() => ({ openMenu: undefined }));
    openMenu?.(button, card, experiment);
  };
  return html`<button class="tiny take" aria-label=${strings.takeCard(title)} title=${strings.takeCard(title)} aria-haspopup="true" @click=${open}>${icons.take}</button>`;
}
