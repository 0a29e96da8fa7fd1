// SPDX-License-Identifier: Apache-2.0
// The charts below the lanes.
import { css } from 'lit';

export const charts = css`
  .chart header {
    display: flex;
    gap: 4px 12px;
    align-items: baseline;
    justify-content: space-between;
    padding: 12px 16px 4px;
  }

  .chart h2::first-letter {
    text-transform: uppercase;
  }

  .chart h2 {
    white-space: nowrap;
  }

  /* A heading that can be changed: looks like one, opens like a list. */
  .chart select.heading {
    width: auto;
    min-width: 0;
    max-width: 80%;
    field-sizing: content;
    margin: -4px 0 -4px -8px;
    font-weight: 600;
  }

  .note {
    overflow: hidden;
    color: var(--ls-mute);
    font-size: var(--ls-small);
    text-align: right;
    text-overflow: ellipsis;
    white-space: nowrap;
  }

  .chart-box {
    position: relative;
    flex: 1;
    min-height: 160px;
    overflow: hidden;
  }

  .chart-box > canvas,
  .chart-box > .uplot {
    position: absolute;
    inset: 0;
    width: 100%;
    height: 100%;
  }

  /* What a card says that has nothing to draw. */
  .chart-none {
    margin: 16px;
    color: var(--ls-mute);
  }

  /* The part of uPlot's style sheet that these charts use. */
  .u-wrap {
    position: relative;
    user-select: none;
  }

  .u-wrap canvas {
    position: relative;
    display: block;
    width: 100%;
    height: 100%;
  }

  .u-over,
  .u-under,
  .u-axis,
  .u-select {
    position: absolute;
  }

  .u-cursor-x,
  .u-cursor-y {
    position: absolute;
    top: 0;
    left: 0;
    height: 100%;
    border-right: 1px solid var(--ls-edge);
    pointer-events: none;
  }

  .u-off {
    display: none;
  }

  @container (max-width: 520px) {
    .note {
      display: none;
    }
  }
`;
