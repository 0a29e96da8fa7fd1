// SPDX-License-Identifier: Apache-2.0
// Buttons, sliders, fields, dialogs and messages.
import { css } from 'lit';

export const controls = css`
  button,
  select,
  input {
    color: inherit;
    font: inherit;
    letter-spacing: inherit;
  }

  button,
  select {
    min-height: 32px;
    padding: 4px 12px;
    border: 1px solid var(--ls-line);
    border-radius: 8px;
    background: var(--ls-panel);
    cursor: pointer;
  }

  button:hover,
  select:hover {
    border-color: var(--ls-edge);
  }

  :focus-visible {
    outline: 2px solid var(--ls-focus);
    outline-offset: 2px;
  }

  .icon {
    flex: none;
    width: 16px;
    height: 16px;
    fill: none;
    stroke: currentcolor;
    stroke-width: 1.5;
    stroke-linecap: round;
    stroke-linejoin: round;
  }

  .icon .solid {
    fill: currentcolor;
  }

  .icon .thick {
    stroke-width: 2.5;
  }

  .icon .dots {
    stroke-width: 2;
  }

  .quiet {
    display: flex;
    gap: 8px;
    align-items: center;
    min-height: 40px;
  }

  .play {
    display: grid;
    place-items: center;
    width: 48px;
    min-height: 48px;
    padding: 0;
    border: 0;
    border-radius: 50%;
    background: var(--ls-ink);
    color: var(--ls-ground);
  }

  .play .icon {
    width: 20px;
    height: 20px;
  }

  .tiny {
    display: inline-grid;
    flex: none;
    place-items: center;
    width: 24px;
    min-height: 24px;
    padding: 0;
    border-color: transparent;
    background: none;
    color: var(--ls-mute);
  }

  .tiny:hover {
    background: var(--ls-soft);
    color: var(--ls-ink);
  }

  .link {
    min-height: 24px;
    padding: 0 4px;
    border: 0;
    background: none;
    color: var(--ls-mute);
    font-size: var(--ls-small);
    text-decoration: underline;
    text-underline-offset: 3px;
  }

  .link:hover {
    color: var(--ls-ink);
  }

  .slider {
    display: grid;
    grid-template-columns: 1fr auto;
    gap: 0 8px;
    align-items: baseline;
  }

  .slider-label,
  .select span {
    color: var(--ls-mute);
  }

  .slider-value {
    text-align: right;
  }

  .hint {
    display: none;
  }

  .slider-help {
    grid-column: 1 / -1;
  }

  @media (hover: none) {
    .hint {
      display: block;
      grid-area: 1 / 3;
      width: 32px;
      padding: 0;
    }
  }

  input[type='range'] {
    grid-column: 1 / -1;
    width: 100%;
    height: 24px;
    margin: 0;
    accent-color: var(--ls-ink);
    cursor: pointer;
  }

  .select {
    display: flex;
    gap: 8px;
    align-items: center;
    justify-content: space-between;
  }

  .select select {
    min-width: 0;
    max-width: 62%;
  }

  input[type='number'],
  input[type='text'] {
    min-height: 32px;
    padding: 4px 8px;
    border: 1px solid var(--ls-edge);
    border-radius: 8px;
    background: var(--ls-panel);
  }

  .lane-key {
    flex: none;
    width: 28px;
    height: 8px;
  }

  .stroke {
    stroke: var(--ls-ink);
    stroke-width: 3;
  }

  .stroke.lane-1 {
    stroke: var(--ls-lane-1);
  }

  .stroke.lane-2 {
    stroke: var(--ls-lane-2);
    stroke-dasharray: 10 5;
  }

  .stroke.lane-3 {
    stroke: var(--ls-lane-3);
    stroke-dasharray: 3.3 4.7;
  }

  .stroke.lane-4 {
    stroke: var(--ls-lane-4);
    stroke-dasharray: 14 4 3 4;
  }

  .notice {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
    align-items: flex-start;
    padding: 8px 8px 8px 16px;
    border: 1px solid var(--ls-edge);
    border-radius: var(--ls-radius);
    background: var(--ls-warn);
  }

  .notice > div {
    flex: 1 1 240px;
    overflow-wrap: anywhere;
  }

  .notice ul,
  .notice p {
    margin: 4px 0 0;
    padding: 0 0 0 16px;
  }

  .notice p {
    padding: 0;
  }

  .failure {
    background: var(--ls-bad);
  }

  dialog {
    max-width: min(440px, calc(100vw - 32px));
    padding: 24px;
    border: 1px solid var(--ls-line);
    border-radius: 12px;
    background: var(--ls-panel);
    color: var(--ls-ink);
  }

  dialog::backdrop {
    background: rgb(0 0 0 / 40%);
  }

  dialog h2 {
    margin: 0 0 16px;
    font-size: 1.15em;
  }

  dialog dl {
    display: grid;
    gap: 8px;
    margin: 0 0 16px;
  }

  dialog dl div {
    display: grid;
    grid-template-columns: 72px 1fr;
    align-items: baseline;
  }

  dialog dd {
    margin: 0;
  }

  dialog p {
    margin: 0 0 16px;
    color: var(--ls-mute);
  }

  .few {
    display: flex;
    align-items: center;
    gap: 4px;
    font-size: var(--ls-small);
  }

  .few > span {
    flex: 1;
  }

  .few button[aria-pressed='true'] {
    border-color: currentcolor;
    font-weight: 600;
  }

  .check {
    display: flex;
    gap: 8px;
    align-items: center;
    margin-bottom: 16px;
  }

  kbd {
    padding: 2px 8px;
    border: 1px solid var(--ls-line);
    border-radius: 6px;
    background: var(--ls-soft);
    font: inherit;
  }
`;
