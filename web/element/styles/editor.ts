// SPDX-License-Identifier: Apache-2.0
// The editor of typed losses.
import { css } from 'lit';

export const editor = css`
  .editor {
    width: min(620px, calc(100vw - 24px));
    max-height: calc(100vh - 24px);
    box-sizing: border-box;
    overflow-y: auto;
  }

  .editor-text {
    display: grid;
    margin: 8px 0;
    border: 1px solid var(--ls-edge);
    border-radius: 8px;
    background: var(--ls-ground);
  }

  .editor-text > * {
    grid-area: 1 / 1;
    box-sizing: border-box;
    width: 100%;
    min-width: 0;
    margin: 0;
    padding: 8px;
    border: 0;
    overflow: auto;
    font: 14px / 1.5 ui-monospace, 'DejaVu Sans Mono', monospace;
    letter-spacing: normal;
    overflow-wrap: anywhere;
    white-space: pre-wrap;
  }

  .editor-text pre {
    height: 0;
    min-height: 100%;
    color: transparent;
  }

  .editor-text mark {
    background: var(--ls-bad);
    color: transparent;
    text-decoration: underline wavy CanvasText;
    text-underline-offset: 3px;
  }

  .editor-text textarea {
    position: relative;
    background: transparent;
    color: var(--ls-ink);
    resize: vertical;
  }

  .words {
    display: flex;
    flex-wrap: wrap;
    gap: 4px;
    min-height: 30px;
  }

  .word,
  .fix {
    min-height: 26px;
    padding: 1px 8px;
    font-size: var(--ls-small);
  }

  .editor-state {
    min-height: 26px;
    margin: 4px 0;
  }

  .editor-state.wrong,
  .warnings .serious {
    padding: 4px 8px;
    border-radius: 6px;
    background: var(--ls-bad);
  }

  .editor-formulas {
    display: grid;
    gap: 6px;
    max-height: 180px;
    padding: 6px 0;
    overflow: auto;
  }

  .editor-more {
    display: flex;
    flex-wrap: wrap;
    gap: 16px;
  }

  .editor-plot {
    flex: 1 1 260px;
    margin: 0;
  }

  .editor-plot svg {
    display: block;
    width: 100%;
    border: 1px solid var(--ls-line);
    border-radius: 6px;
  }

  .editor-plot polyline,
  .editor-plot line {
    fill: none;
    stroke: var(--ls-lane-1);
    stroke-width: 2;
    vector-effect: non-scaling-stroke;
  }

  .editor-plot .slope {
    stroke: var(--ls-lane-2);
    stroke-dasharray: 5 3;
  }

  .editor-plot .axis {
    stroke: var(--ls-line);
    stroke-width: 1;
  }

  .editor-params {
    display: grid;
    flex: 1 1 200px;
    align-content: start;
    gap: 8px;
  }

  .warnings {
    display: grid;
    gap: 4px;
    margin: 8px 0;
    padding: 0;
    list-style: none;
  }

  .warnings li {
    padding: 4px 8px;
    border-radius: 6px;
    background: var(--ls-warn);
  }

  .editor-end {
    display: flex;
    gap: 8px;
    justify-content: end;
    margin-top: 12px;
  }
`;
