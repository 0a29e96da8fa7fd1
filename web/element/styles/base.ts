// SPDX-License-Identifier: Apache-2.0
// What every element with a run starts from: its ground, its type, a card.
import { css } from 'lit';

export const base = css`
  :host {
    display: block;
    container-type: inline-size;
    background: var(--ls-ground);
    color: var(--ls-ink);
  }

  :host([hidden]) {
    display: none;
  }

  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }

  /* Its languages and its axes run from left to right, whatever the page around it does. */
  .frame,
  .probe,
  dialog {
    direction: ltr;
    font: 400 var(--ls-text) / 1.43 var(--ls-font);
    font-variant-numeric: tabular-nums;
  }

  .probe {
    position: absolute;
    visibility: hidden;
    font-size: var(--ls-small);
    forced-color-adjust: none;
  }

  .spoken {
    position: absolute;
    width: 1px;
    height: 1px;
    margin: -1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }

  h2 {
    margin: 0;
    font-size: 1em;
    font-weight: 600;
  }

  .card {
    position: relative;
    display: flex;
    flex: 1;
    flex-direction: column;
    min-width: 0;
    border: 1px solid var(--ls-line);
    border-radius: var(--ls-radius);
    background: var(--ls-panel);
  }
`;
