// SPDX-License-Identifier: Apache-2.0
// The menu of a card, and the dialog of what can be taken away.
import { css } from 'lit';

export const take = css`
  .take-menu {
    position: fixed;
    inset: auto;
    margin: 0;
    padding: 4px;
    border: 1px solid var(--ls-edge);
    border-radius: 8px;
    background: var(--ls-panel);
    color: var(--ls-ink);
    font: 400 var(--ls-text) / 1.43 var(--ls-font);
  }

  .take-menu button {
    display: block;
    width: 100%;
    min-height: 36px;
    padding: 4px 12px;
    border: 0;
    background: none;
    text-align: left;
  }

  .take-menu button:hover {
    background: var(--ls-soft);
  }

  dialog.taking {
    width: min(760px, calc(100vw - 16px));
    max-width: none;
    max-height: min(860px, calc(100dvh - 16px));
    overflow: hidden auto;
  }

  .taking header {
    display: flex;
    align-items: center;
    justify-content: space-between;
    margin-bottom: 16px;
  }

  .taking h2 {
    margin: 0;
  }

  .taking h3 {
    margin: 24px 0 8px;
    font-size: 1em;
  }

  .taking p {
    margin: 0 0 8px;
  }

  .taking .row {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
    align-items: center;
    margin-bottom: 8px;
  }

  .taking .row button[aria-pressed='true'] {
    border-color: var(--ls-ink);
    background: var(--ls-soft);
  }

  .taking pre {
    max-height: 320px;
    margin: 0 0 8px;
    padding: 12px;
    overflow: auto;
    border: 1px solid var(--ls-line);
    border-radius: 8px;
    background: var(--ls-ground);
    font: 12px / 1.5 ui-monospace, 'SF Mono', Menlo, Consolas, monospace;
    tab-size: 4;
  }

  .taking ul {
    margin: 0 0 8px;
    padding-left: 20px;
    color: var(--ls-mute);
  }

  .taking .qr {
    width: 184px;
    height: 184px;
    padding: 12px;
    border-radius: 8px;
    background: #fff;
  }

  .taking .said {
    color: var(--ls-mute);
    font-size: var(--ls-small);
  }
`;
