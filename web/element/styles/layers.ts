// SPDX-License-Identifier: Apache-2.0
// The layers of the model in the setup panel: chips of units, or rows with parameters.
import { css } from 'lit';

export const layers = css`
  .layers {
    display: flex;
    flex-wrap: wrap;
    gap: 4px;
    margin: 0;
    padding: 0;
    list-style: none;
  }

  .chip {
    display: flex;
    align-items: center;
    min-height: 32px;
    border: 1px solid var(--ls-line);
    border-radius: 8px;
    background: var(--ls-panel);
  }

  .chip.end {
    padding: 0 8px;
    border-color: transparent;
    background: var(--ls-soft);
    color: var(--ls-mute);
  }

  .chip.add {
    width: 32px;
    padding: 0;
    place-content: center;
    border-style: dashed;
    border-color: var(--ls-edge);
  }

  .chip input {
    width: 30px;
    min-height: 30px;
    padding: 0 0 0 8px;
    border: 0;
    background: none;
    appearance: textfield;
  }

  .chip input::-webkit-inner-spin-button,
  .layer-params input::-webkit-inner-spin-button {
    display: none;
  }

  losscape-layers {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 4px;
    justify-items: start;
  }

  .layer-list {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 4px;
    width: 100%;
    margin: 0;
    padding: 0;
    list-style: none;
  }

  .layer-row {
    padding: 4px;
    border: 1px solid var(--ls-line);
    border-radius: 8px;
    background: var(--ls-panel);
  }

  .layer-row .row {
    display: flex;
    align-items: center;
  }

  .layer-row select {
    min-width: 0;
    border-color: transparent;
    background-color: transparent;
  }

  .layer-row .row select {
    flex: 1;
    font-weight: 600;
  }

  .layer-row [aria-pressed='false'] {
    color: var(--ls-mute);
  }

  .layer-params {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0 12px;
    padding: 0 8px;
  }

  .layer-params label {
    display: flex;
    align-items: center;
    gap: 4px;
    color: var(--ls-mute);
  }

  .layer-params input {
    width: 40px;
    min-height: 28px;
    padding: 0 4px;
    border: 0;
    border-bottom: 1px solid var(--ls-edge);
    border-radius: 0;
    background: none;
    color: var(--ls-ink);
    appearance: textfield;
  }

  .layer-params select {
    max-width: 100%;
    margin-left: -8px;
    color: var(--ls-mute);
  }
`;
