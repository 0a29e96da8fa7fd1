// SPDX-License-Identifier: Apache-2.0
// The scrub bar.
import { css } from 'lit';

export const scrub = css`
  losscape-scrub {
    display: flex;
    gap: 12px;
    align-items: center;
  }

  .scrub-box {
    position: relative;
    flex: 1;
    min-width: 0;
    height: 32px;
  }

  .scrub-box canvas {
    position: absolute;
    inset: 0;
    width: 100%;
    height: 100%;
  }

  .scrub-box input {
    position: absolute;
    inset: 0;
    width: 100%;
    height: 100%;
    margin: 0;
    background: none;
    appearance: none;
    cursor: ew-resize;
  }

  .scrub-box input::-webkit-slider-runnable-track {
    height: 100%;
    background: none;
  }

  .scrub-box input::-moz-range-track {
    height: 100%;
    background: none;
  }

  .scrub-box input::-webkit-slider-thumb {
    width: 14px;
    height: 100%;
    border: 6px solid transparent;
    border-width: 0 6px;
    background: var(--ls-ink);
    background-clip: padding-box;
    appearance: none;
  }

  .scrub-box input::-moz-range-thumb {
    box-sizing: border-box;
    width: 14px;
    height: 100%;
    border: 6px solid transparent;
    border-width: 0 6px;
    border-radius: 0;
    background: var(--ls-ink);
    background-clip: padding-box;
  }

  losscape-scrub .quiet {
    min-height: 32px;
  }
`;
