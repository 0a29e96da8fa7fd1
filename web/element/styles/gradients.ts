// SPDX-License-Identifier: Apache-2.0
// The card of the layers.
import { css } from 'lit';

export const gradients = css`
  .charts > .view:has(> losscape-gradients) {
    grid-column: 1 / -1;
    min-height: 236px;
    max-height: 460px;
  }

  .gradients header {
    display: flex;
    flex-wrap: wrap;
    gap: 4px 12px;
    align-items: center;
    padding: 8px 16px;
  }

  .gradients header .note {
    margin-left: auto;
  }

  .gradients-scroll {
    flex: 1 1 0;
    min-height: 0;
    padding: 0 16px 12px;
    overflow: auto;
    scrollbar-color: var(--ls-edge) transparent;
    scrollbar-width: thin;
  }

  .layer-report {
    display: grid;
    grid-template-columns: minmax(160px, 280px) minmax(0, 1fr);
    gap: 4px 24px;
    align-items: start;
    padding: 8px 0;
    border-top: 1px solid var(--ls-line);
  }

  .layer-report h3 {
    margin: 0 0 4px;
    font-size: inherit;
    font-weight: 600;
  }

  .layer-report canvas {
    display: block;
    width: 100%;
    height: 72px;
  }

  .layer-report table {
    width: 100%;
    border-collapse: collapse;
    font-size: var(--ls-small);
    table-layout: fixed;
  }

  .layer-report th,
  .layer-report td {
    padding: 2px 0 2px 8px;
    font-weight: 400;
    text-align: right;
    white-space: nowrap;
  }

  .layer-report thead th {
    color: var(--ls-mute);
  }

  .layer-report th:first-child {
    width: 26%;
    padding-left: 0;
    overflow: hidden;
    text-align: left;
    text-overflow: ellipsis;
  }

  .layer-report .lane-key {
    width: 20px;
    margin-right: 6px;
  }

  .layer-report td.bad {
    background: var(--ls-warn);
    font-weight: 600;
  }

  .noise-scale {
    display: flex;
    flex-wrap: wrap;
    gap: 4px 16px;
    margin: 0;
    padding-top: 8px;
    border-top: 1px solid var(--ls-line);
    color: var(--ls-mute);
    font-size: var(--ls-small);
  }

  @container (max-width: 860px) {
    .charts > .view:has(> losscape-gradients) {
      height: 460px;
    }

    .layer-report {
      grid-template-columns: minmax(0, 1fr);
    }

    /* Too many numbers for a phone: what is seldom above 0 is left to the wider ones. */
    .layer-report :is(th, td):last-child {
      display: none;
    }
  }

  @container (max-width: 480px) {
    .layer-report :is(th, td):nth-child(4) {
      display: none;
    }
  }
`;
