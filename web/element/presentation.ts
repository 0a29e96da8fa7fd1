// SPDX-License-Identifier: Apache-2.0
// The presentation of a playground and its look on paper. Fetched when it is asked for, or when the page has nothing to do.
import { html, LitElement } from 'lit';
import { icons } from './icons.ts';
import type { LossPlayground } from './loss-playground.ts';
import { define } from './part.ts';
import { strings } from './strings.ts';
import { presentation } from './styles/presentation.ts';

/** Ends the presentation by pointer; Escape and P do by key. */
class Leave extends LitElement {
  static override properties = { playground: { attribute: false } };
  declare playground: LossPlayground;

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  protected override render() {
    const end = () => {
      this.playground.present = false;
    };
    return html`<button aria-label=${strings.presentEnd} title=${strings.presentEnd} @click=${end}>${icons.cross}</button>`;
  }
}

define('losscape-leave', Leave);

const followed = new WeakSet<LossPlayground>();

/** Takes the styles to the element. */
export function prepare(playground: LossPlayground): void {
  if (followed.has(playground) || !presentation.styleSheet) return;
  followed.add(playground);
  const root = playground.renderRoot as ShadowRoot;
  root.adoptedStyleSheets = [...root.adoptedStyleSheets, presentation.styleSheet];
  // Full screen ends by the browser's own Escape, which reaches no listener for keys.
  playground.addEventListener('fullscreenchange', () => {
    if (document.fullscreenElement !== playground) playground.present = false;
  });
}

/** Follows the element's attribute `present`. */
export function follow(playground: LossPlayground): void {
  prepare(playground);
  if (!playground.present && document.fullscreenElement === playground) document.exitFullscreen();
  // Type of another size wants pictures of another size.
  requestAnimationFrame(() => playground.refreshTheme());
}
