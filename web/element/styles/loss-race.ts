// SPDX-License-Identifier: Apache-2.0
// <loss-race>: a plot above a row of controls, in the height it is given.
import { css } from 'lit';

export const race = css`
  :host {
    position: relative;
    box-sizing: border-box;
    height: 320px;
    border: 1px solid var(--ls-line);
    border-radius: var(--ls-radius);
    background: var(--ls-panel);
    overflow: clip;
  }

  .frame {
    display: flex;
    flex-direction: column;
    height: 100%;
  }

  .notice {
    position: absolute;
    z-index: 1;
    inset: 8px 8px auto;
    max-height: calc(100% - 16px);
    overflow: auto;
  }

  losscape-chart {
    display: flex;
    flex: 1;
    min-height: 0;
  }

  .chart.chart {
    min-height: 0;
    border: 0;
    background: none;
  }

  .chart-box {
    min-height: 0;
  }

  .drive {
    display: flex;
    gap: 8px;
    align-items: center;
    padding: 4px 12px 8px;
  }

  .play {
    flex: none;
    width: 40px;
    min-height: 40px;
  }

  .drive > .quiet {
    justify-content: center;
    width: 40px;
    padding: 0;
  }

  losscape-scrub {
    flex: 1;
    min-width: 0;
  }

  /* To branch takes a choice of losses, which a plot does not have. */
  losscape-scrub .quiet {
    display: none;
  }

  .step {
    min-width: 5.5em;
    margin: 0;
    color: var(--ls-mute);
    text-align: right;
    white-space: nowrap;
  }

  @container (max-width: 520px) {
    .play,
    .drive > .quiet {
      width: 44px;
      min-height: 44px;
    }

    .step {
      min-width: 0;
      font-size: var(--ls-small);
    }
  }

  @media print {
    .drive,
    .notice {
      display: none;
    }
  }
`;
