// SPDX-License-Identifier: Apache-2.0
// The card of the optimiser race.
import { css } from 'lit';

export const race = css`
  losscape-race {
    display: flex;
    min-width: 0;
  }

  .charts > .view:has(> losscape-race) {
    grid-column: 1 / -1;
  }

  .race {
    container-type: inline-size;
    width: 100%;
  }

  .race header {
    flex-wrap: wrap;
  }

  .race header select {
    width: auto;
    min-width: 0;
    max-width: 100%;
    font-size: var(--ls-small);
  }

  .race-body {
    display: grid;
    grid-template-columns: minmax(0, 1fr) minmax(240px, 300px);
    gap: 4px 20px;
    padding-inline-end: 16px;
  }

  .race-map {
    display: flex;
    flex-direction: column;
    min-width: 0;
  }

  .race-map .chart-box {
    flex: 1;
    min-height: 340px;
  }

  .race canvas {
    cursor: crosshair;
    touch-action: pan-y;
  }

  .race-text {
    display: flex;
    gap: 8px;
    align-items: center;
    padding: 0 16px;
    font-size: var(--ls-small);
  }

  .race-text span {
    white-space: nowrap;
  }

  .race-text input {
    flex: 1;
    min-width: 0;
    font-family: ui-monospace, monospace;
    font-size: var(--ls-small);
  }

  .race-help {
    min-height: 1.4em;
    margin: 4px 0;
    padding: 0 16px;
    color: var(--ls-mute);
    font-size: var(--ls-small);
    overflow-wrap: anywhere;
    white-space: normal;
  }

  .race-help[role='alert'] {
    color: var(--ls-ink);
    background: var(--ls-bad);
  }

  .race-side {
    display: flex;
    flex-direction: column;
    gap: 8px;
    min-width: 0;
  }

  .race-racer {
    display: grid;
    grid-template-columns: 28px minmax(0, 1fr) minmax(4.5em, auto) 28px;
    gap: 0 8px;
    align-items: center;
  }

  .race-racer > .slider {
    grid-column: 2 / 4;
  }

  .race-racer > output {
    font-weight: 600;
    font-variant-numeric: tabular-nums;
    text-align: right;
  }

  .race-racer select {
    min-width: 0;
    font-size: var(--ls-small);
  }

  .race-remove {
    padding: 4px;
    border-color: transparent;
    background: none;
  }

  .race-add {
    align-self: start;
    border-style: dashed;
    font-size: var(--ls-small);
  }

  .race-play {
    display: flex;
    gap: 12px;
    align-items: center;
    padding: 8px 16px;
  }

  .race-play button,
  .race-add {
    display: inline-flex;
    gap: 6px;
    align-items: center;
    white-space: nowrap;
  }

  .race-play input {
    flex: 1;
    min-width: 0;
  }

  .race-at {
    min-width: 9em;
    color: var(--ls-mute);
    font-size: var(--ls-small);
    font-variant-numeric: tabular-nums;
    text-align: right;
  }

  .race-table {
    padding: 0 16px 12px;
    font-size: var(--ls-small);
  }

  .race-table th,
  .race-table td {
    padding-inline-start: 8px;
  }

  @container (max-width: 620px) {
    .race-body {
      grid-template-columns: minmax(0, 1fr);
      padding-inline-end: 0;
    }

    .race-side {
      padding: 4px 16px;
    }

    .race-map .chart-box {
      min-height: 280px;
    }

    .race-at {
      min-width: 0;
    }
  }
`;
