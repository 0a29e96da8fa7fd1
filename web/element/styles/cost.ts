// SPDX-License-Identifier: Apache-2.0
// The card of the cost.
import { css } from 'lit';

export const cost = css`
  .charts > .view:has(> losscape-cost) {
    grid-column: 1 / -1;
  }

  /* As high as its table. */
  .charts:has(losscape-cost) {
    grid-auto-rows: minmax(236px, auto);
  }

  .cost header {
    display: flex;
    flex-wrap: wrap;
    gap: 4px 12px;
    align-items: baseline;
    justify-content: space-between;
    padding: 12px 16px 4px;
  }

  .cost-scroll {
    position: relative;
    flex: 1 1 auto;
    min-height: 0;
    padding: 0 16px 8px;
    overflow: auto;
    scrollbar-color: var(--ls-edge) transparent;
    scrollbar-width: thin;
  }

  .cost table {
    width: 100%;
    border-collapse: collapse;
    font-size: var(--ls-small);
    font-variant-numeric: tabular-nums;
    table-layout: fixed;
  }

  .cost caption {
    padding-bottom: 4px;
    color: var(--ls-mute);
    text-align: left;
  }

  .cost th,
  .cost td {
    padding: 0 12px 0 0;
    font-weight: 400;
    text-align: left;
  }

  .cost th:first-child {
    width: 15em;
  }

  .cost thead th {
    position: sticky;
    z-index: 1;
    top: 0;
    overflow: hidden;
    padding-block: 4px;
    border-bottom: 1px solid var(--ls-line);
    background: var(--ls-panel);
    text-overflow: ellipsis;
    white-space: nowrap;
  }

  .cost .lane-key {
    width: 20px;
    margin-right: 6px;
  }

  .cost th button {
    display: flex;
    gap: 4px;
    align-items: center;
    min-height: 24px;
    padding: 0;
    border: 0;
    background: none;
    font-size: inherit;
    text-align: left;
  }

  .cost th button span {
    color: var(--ls-mute);
  }

  .cost [data-phase='loss'] {
    background: var(--ls-soft);
    font-weight: 600;
  }

  .cost [data-phase='loss'] button {
    font-weight: inherit;
  }

  .cost-cell {
    display: flex;
    gap: 8px;
    align-items: center;
  }

  .cost-cell span,
  .cost li span {
    flex: none;
    min-width: 4.5em;
    text-align: right;
  }

  /* The bar lies in a box as long as a full one. */
  .cost-cell i {
    flex: 1;
    height: 12px;
    border-left: 1px solid var(--ls-edge);
  }

  .cost-cell i::before {
    display: block;
    width: calc(var(--share) * 100%);
    height: 100%;
    border-radius: 0 2px 2px 0;
    background: var(--lane);
    content: '';
    forced-color-adjust: none;
  }

  .cost tfoot :is(th, td) {
    padding-block: 2px;
  }

  .cost tfoot td {
    padding-left: 0;
  }

  .cost tfoot .total :is(th, td) {
    border-top: 1px solid var(--ls-line);
    font-weight: 600;
  }

  .cost tfoot td > span {
    display: inline-block;
    min-width: 4.5em;
    text-align: right;
  }

  .cost-instructions td > div {
    display: inline-block;
    padding: 0 24px 8px 16px;
    vertical-align: top;
  }

  .cost-instructions h3 {
    margin: 4px 0;
    font-size: inherit;
    font-weight: 600;
  }

  .cost ul {
    margin: 0;
    padding: 0;
    list-style: none;
  }

  .cost li {
    display: flex;
    gap: 8px;
  }

  @container (max-width: 620px) {
    .cost th:first-child {
      width: 8.5em;
    }

    .cost th,
    .cost td {
      padding-right: 6px;
    }

    .cost thead .lane-key {
      display: block;
    }

    .cost th button {
      min-height: 32px;
    }

    /* Numbers over their bars. */
    .cost table:not([data-lanes='1']) .cost-cell {
      flex-direction: column;
      gap: 1px;
      align-items: stretch;
      padding-bottom: 3px;
    }

    .cost table:not([data-lanes='1']) .cost-cell i {
      flex: none;
      height: 6px;
    }

    .cost table:not([data-lanes='1']) :is(.cost-cell, tfoot td) span {
      min-width: 0;
      text-align: left;
    }
  }
`;
