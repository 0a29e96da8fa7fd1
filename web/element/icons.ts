// SPDX-License-Identifier: Apache-2.0
// Icons on a 16-pixel grid, drawn with strokes of the text's colour.
import { html, svg, type TemplateResult } from 'lit';

const icon = (paths: TemplateResult) =>
  html`<svg class="icon" viewBox="0 0 16 16" aria-hidden="true" focusable="false">${paths}</svg>`;

export const icons = {
  auto: icon(svg`<circle cx="8" cy="8" r="5.2"/><path class="solid" d="M8 2.8a5.2 5.2 0 0 1 0 10.4z"/>`),
  light: icon(
    svg`<circle cx="8" cy="8" r="2.8"/><path d="M8 1.5v1.6M8 12.9v1.6M1.5 8h1.6M12.9 8h1.6M3.4 3.4l1.1 1.1M11.5 11.5l1.1 1.1M3.4 12.6l1.1-1.1M11.5 4.5l1.1-1.1"/>`,
  ),
  dark: icon(svg`<path d="M13 9.6A5.6 5.6 0 0 1 6.4 3a5.6 5.6 0 1 0 6.6 6.6z"/>`),
  reset: icon(svg`<path d="M3 8a5 5 0 1 0 1.6-3.7"/><path d="M4.8 1.6v2.9h2.9"/>`),
  seed: icon(
    svg`<rect x="2.5" y="2.5" width="11" height="11" rx="2.5"/><path class="dots" d="M5.6 5.6h.01M10.4 5.6h.01M8 8h.01M5.6 10.4h.01M10.4 10.4h.01"/>`,
  ),
  branch: icon(svg`<path d="M2 12h12M5 12c3 0 3-7 6-7h3"/><path class="dots" d="M5 12h.01"/>`),
  step: icon(svg`<path class="solid" d="M3.5 3.2v9.6L10 8z"/><path d="M12.5 3.2v9.6"/>`),
  play: icon(svg`<path class="solid" d="M4.5 2.6v10.8L13 8z"/>`),
  pause: icon(svg`<path class="thick" d="M5.2 3.2v9.6M10.8 3.2v9.6"/>`),
  plus: icon(svg`<path d="M8 3v10M3 8h10"/>`),
  minus: icon(svg`<path d="M3 8h10"/>`),
  cross: icon(svg`<path d="M4 4l8 8M12 4l-8 8"/>`),
  locked: icon(
    svg`<rect x="3.5" y="7.5" width="9" height="6" rx="1.5"/><path d="M5.5 7.5V5a2.5 2.5 0 0 1 5 0v2.5"/>`,
  ),
  unlocked: icon(
    svg`<rect x="3.5" y="7.5" width="9" height="6" rx="1.5"/><path d="M5.5 7.5V4a2.5 2.5 0 0 1 4.8-1"/>`,
  ),
  up: icon(svg`<path d="M4 10l4-4 4 4"/>`),
  down: icon(svg`<path d="M4 6l4 4 4-4"/>`),
  left: icon(svg`<path d="M10 4L6 8l4 4"/>`),
  right: icon(svg`<path d="M6 4l4 4-4 4"/>`),
  undo: icon(svg`<path d="M5.5 3L2.5 6l3 3"/><path d="M2.9 6H9a4 4 0 0 1 0 8H6"/>`),
  redo: icon(svg`<path d="M10.5 3l3 3-3 3"/><path d="M13.1 6H7a4 4 0 0 0 0 8h3"/>`),
  present: icon(svg`<path d="M2 3h12M3 3v7.5h10V3M8 10.5V13M5.5 14.5L8 12.6l2.5 1.9"/>`),
  more: icon(svg`<path class="thick" d="M3 8h.01M8 8h.01M13 8h.01"/>`),
  take: icon(svg`<path d="M8 2.5v7M5 7l3 3 3-3M3 13h10"/>`),
  back: icon(svg`<path d="M6.5 4L3 7.5 6.5 11"/><path d="M3.4 7.5H9a4 4 0 0 1 0 8"/>`),
};
