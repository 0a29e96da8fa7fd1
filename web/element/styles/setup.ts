// SPDX-License-Identifier: Apache-2.0
// The setup panel: sections, stamps, the visitor's own data, the sample in hand.
import { css } from 'lit';

export const setup = css`
  .setup-toggle {
    display: none;
  }

  .setup-body {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 24px;
    padding: 16px;
  }

  .setup-section {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 8px;
  }

  .setup-section > header {
    display: flex;
    align-items: center;
    justify-content: space-between;
    min-height: 24px;
  }

  .own summary {
    cursor: pointer;
  }

  .own-body {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 8px;
    padding-top: 8px;
  }

  .own textarea {
    width: 100%;
    min-height: 5em;
    padding: 8px;
    border: 1px solid var(--ls-edge);
    border-radius: 8px;
    background: var(--ls-panel);
    color: inherit;
    font: inherit;
    font-size: var(--ls-small);
    resize: vertical;
  }

  .own-over textarea {
    outline: 2px dashed var(--ls-ink);
  }

  .own input[type='file'] {
    width: 100%;
    font: inherit;
    font-size: var(--ls-small);
  }

  .own-table {
    overflow-x: auto;
    font-size: var(--ls-small);
  }

  .own-table table {
    border-collapse: collapse;
  }

  .own-table th,
  .own-table td {
    max-width: 12em;
    padding: 2px 6px;
    overflow: hidden;
    text-align: start;
    text-overflow: ellipsis;
    white-space: nowrap;
  }

  .own-table select {
    width: 100%;
  }

  .own [role='alert'] {
    margin: 0;
    padding: 8px;
    border-radius: 8px;
    background: var(--ls-bad);
  }

  .thumbs {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(44px, 1fr));
    gap: 8px;
  }

  .thumb {
    position: relative;
    aspect-ratio: 1;
    border: 1px solid var(--ls-line);
    border-radius: 8px;
    background: var(--ls-panel);
    cursor: pointer;
  }

  .thumb:hover {
    border-color: var(--ls-edge);
  }

  .thumb:has(:checked) {
    border-color: transparent;
    outline: 2px solid var(--ls-ink);
  }

  .thumb:has(:focus-visible) {
    outline: 3px solid var(--ls-focus);
    outline-offset: 2px;
  }

  .initial {
    position: absolute;
    inset: 0;
    display: grid;
    place-content: center;
    color: var(--ls-mute);
  }

  .thumb canvas {
    position: absolute;
    inset: 0;
    width: 100%;
    height: 100%;
  }

  .about {
    display: grid;
    gap: 2px;
    margin: 0;
    color: var(--ls-mute);
  }

  .about b {
    color: var(--ls-ink);
    font-weight: 500;
  }

  summary {
    width: max-content;
    min-height: 24px;
    font-size: var(--ls-small);
    cursor: pointer;
  }

  small {
    font-size: var(--ls-small);
  }

  losscape-optimizer,
  losscape-stop,
  .more[open] {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 8px;
  }

  .more .check {
    margin: 0;
  }

  .stepper {
    display: flex;
    align-items: center;
    justify-content: space-between;
  }

  .fields {
    display: grid;
    gap: 4px;
  }

  .fields label,
  .given {
    display: grid;
    grid-template-columns: minmax(0, 1fr) 88px 32px;
    gap: 8px;
    align-items: center;
    min-height: 32px;
  }

  .given {
    grid-template-columns: 1fr auto;
  }

  .fields label > span,
  .given > span:first-child,
  .fields small {
    color: var(--ls-mute);
  }

  .fields input {
    width: 100%;
    text-align: right;
    appearance: textfield;
  }

  .fields input::-webkit-inner-spin-button {
    display: none;
  }

  .facts {
    width: 100%;
    border-collapse: collapse;
    font-size: var(--ls-small);
    table-layout: fixed;
  }

  .facts th {
    color: var(--ls-mute);
    font-weight: 400;
    text-align: right;
  }

  .facts tbody th {
    overflow: hidden;
    color: var(--ls-ink);
    text-align: left;
    text-overflow: ellipsis;
    white-space: nowrap;
  }

  .facts thead td,
  .facts tbody th {
    width: 36%;
  }

  .facts td,
  .facts th {
    padding: 4px 0;
    border-bottom: 1px solid var(--ls-line);
  }

  .facts tbody tr:last-child > * {
    border-bottom: 0;
  }

  .facts td {
    overflow: hidden;
    text-align: right;
    white-space: nowrap;
  }

  .facts .lane-key {
    width: 20px;
    margin-right: 6px;
  }

  @container (max-width: 860px) {
    .setup-toggle {
      display: flex;
      gap: 12px;
      align-items: baseline;
      width: 100%;
      min-height: 44px;
      padding: 8px 16px;
      border: 0;
      border-radius: 0;
      background: none;
      text-align: left;
    }

    .setup-toggle b {
      font-weight: 600;
    }

    .setup-toggle span {
      flex: 1;
      overflow: hidden;
      color: var(--ls-mute);
      text-overflow: ellipsis;
      white-space: nowrap;
    }

    .setup-toggle .icon {
      align-self: center;
    }

    .setup-toggle[aria-expanded='true'] .icon {
      transform: rotate(180deg);
    }

    .setup-body {
      display: none;
    }

    .setup-body.open {
      display: grid;
      grid-template-columns: repeat(auto-fill, minmax(min(280px, 100%), 1fr));
    }
  }
`;
