// SPDX-License-Identifier: Apache-2.0
// The card of the loss surface.
import { css } from 'lit';

export const surface = css`
  losscape-surface {
    display: flex;
    min-width: 0;
  }

  .surface header {
    flex-wrap: wrap;
  }

  .surface-choice {
    display: flex;
    flex-wrap: wrap;
    gap: 4px;
    justify-content: end;
    min-width: 0;
  }

  .surface-choice select {
    width: auto;
    min-width: 0;
    max-width: 100%;
    font-size: var(--ls-small);
  }

  .surface-work {
    height: 2px;
    margin: 0 16px;
  }

  .surface-work > i {
    display: block;
    height: 100%;
    background: var(--ls-focus);
  }

  .surface .chart-box {
    min-height: 240px;
  }

  .surface canvas[hidden] {
    display: none;
  }

  .surface-solid {
    cursor: grab;
    touch-action: pan-y;
  }

  .surface-note {
    margin: 0;
    padding: 2px 16px 10px;
    color: var(--ls-mute);
    font-size: var(--ls-small);
    font-variant-numeric: tabular-nums;
  }

  .surface-failure {
    position: absolute;
    inset: 0;
    display: grid;
    place-content: center;
    margin: 0;
    padding: 24px;
    text-align: center;
    text-wrap: balance;
  }
`;
