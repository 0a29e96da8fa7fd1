// SPDX-License-Identifier: Apache-2.0
// The card of the samples.
import { css } from 'lit';

export const samples = css`
  .charts > .view:has(> losscape-samples) {
    min-height: 236px;
    max-height: 460px;
  }

  /* Six columns of numbers take two columns of cards. */
  .charts:not([data-cards='2']) > .view:has(> losscape-samples),
  .charts:has(losscape-gradients) > .view:has(> losscape-samples) {
    grid-column: 1 / -1;
  }

  .samples header {
    display: flex;
    flex-wrap: wrap;
    gap: 4px 12px;
    align-items: center;
    padding: 8px 16px;
  }

  .samples header select {
    min-width: 0;
    max-width: 12em;
  }

  .samples-check {
    margin-left: auto;
    font-size: var(--ls-small);
  }

  .samples-scroll {
    position: relative;
    flex: 1 1 0;
    min-height: 0;
    overflow: auto;
    scrollbar-color: var(--ls-edge) transparent;
    scrollbar-width: thin;
  }

  .samples table {
    width: 100%;
    border-collapse: collapse;
    font-size: var(--ls-small);
  }

  .samples th,
  .samples td {
    padding: 0 8px;
    border-bottom: 1px solid var(--ls-line);
    font-weight: 400;
    text-align: right;
    white-space: nowrap;
  }

  .samples th:first-child {
    padding-left: 16px;
    text-align: left;
  }

  .samples td:last-child,
  .samples th:last-child {
    padding-right: 16px;
  }

  .samples-scroll thead th {
    position: sticky;
    z-index: 1;
    top: 0;
    background: var(--ls-panel);
  }

  .samples th button {
    min-height: 24px;
    padding: 0 2px;
    border: 0;
    background: none;
  }

  .samples thead button {
    color: var(--ls-mute);
    white-space: nowrap;
  }

  .samples [aria-sort] button {
    color: var(--ls-ink);
    font-weight: 600;
  }

  .samples .hollow {
    color: var(--ls-mute);
  }

  .samples-scroll tbody tr {
    cursor: pointer;
  }

  .samples-scroll tbody tr:hover,
  .samples tr.held {
    background: var(--ls-soft);
  }

  .samples tr.held th {
    box-shadow: inset 3px 0 var(--ls-focus);
    font-weight: 600;
  }

  .share {
    display: inline-block;
    min-width: 72px;
    background: linear-gradient(var(--ls-line), var(--ls-line)) right / calc(var(--share) * 100%) 100% no-repeat;
  }

  .verdict {
    display: flex;
    flex: none;
    flex-wrap: wrap;
    align-items: center;
    justify-content: space-between;
    max-height: 60%;
    padding-bottom: 8px;
    overflow: auto;
    border-bottom: 1px solid var(--ls-edge);
    background: var(--ls-soft);
    font-size: var(--ls-small);
  }

  .verdict p {
    flex: 1 1 200px;
    margin: 0;
    padding: 4px 16px;
  }

  @container (max-width: 620px) {
    .charts > .view:has(> losscape-samples) {
      height: 420px;
    }

    .samples th,
    .samples td {
      padding: 0 2px;
    }

    .samples th:first-child {
      padding-left: 8px;
    }

    .samples td:last-child,
    .samples th:last-child {
      padding-right: 8px;
    }

    .share {
      min-width: 44px;
    }
  }
`;
