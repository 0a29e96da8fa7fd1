// SPDX-License-Identifier: Apache-2.0
// Where the regions stand: setup · stage · transport, from a phone to a projector.
import { css } from 'lit';

export const layout = css`
  .box {
    display: contents;
  }

  .frame {
    display: grid;
    grid: minmax(0, 1fr) auto / var(--ls-setup) minmax(0, 1fr);
    height: 100%;
    min-height: 480px;
  }

  losscape-setup,
  .middle,
  .options,
  .formula {
    scrollbar-color: var(--ls-edge) transparent;
    scrollbar-width: thin;
  }

  losscape-setup {
    display: block;
    overflow: hidden auto;
    border-right: 1px solid var(--ls-line);
  }

  .middle {
    display: flex;
    flex-direction: column;
    gap: 12px;
    min-width: 0;
    padding: 12px 16px;
    overflow: hidden auto;
  }

  /* As high as what the doctor may say, from the beginning. */
  .doctor-room {
    display: flex;
    flex: none;
    height: 32px;
  }

  losscape-stage {
    display: flex;
    flex: 1;
    flex-direction: column;
    gap: 8px;
  }

  .lanes {
    display: grid;
    flex: 1.3 0 auto;
    /* Head, sliders, picture and shares of a lane; lanes side by side share the rows, so that their axes are level. */
    grid-auto-rows: auto auto minmax(248px, 1fr) auto;
    gap: 0 12px;
  }

  .count-1 {
    grid-template-columns: minmax(0, 1fr) 40px;
  }

  .count-2 {
    grid-template-columns: repeat(2, minmax(0, 1fr)) 40px;
  }

  .count-3,
  .count-4 {
    grid-template-columns: repeat(2, minmax(0, 1fr));
  }

  losscape-views {
    display: flex;
    flex: 1 0 auto;
    flex-direction: column;
    gap: 8px;
  }

  .view-choice {
    display: flex;
    gap: 4px;
    overflow-x: auto;
    scrollbar-width: none;
  }

  .view-choice button {
    flex: none;
    padding: 2px 10px;
    border: 1px solid transparent;
    border-radius: 99px;
    background: none;
    color: var(--ls-mute);
    font-size: var(--ls-small);
  }

  .view-choice button:hover {
    background: var(--ls-soft);
    color: var(--ls-ink);
  }

  .view-choice button[aria-pressed='true'] {
    border-color: var(--ls-edge);
    background: var(--ls-panel);
    color: var(--ls-ink);
  }

  .charts {
    display: grid;
    flex: 1;
    grid-template-columns: repeat(3, minmax(0, 1fr));
    grid-auto-rows: minmax(236px, 1fr);
    gap: 12px;
  }

  .charts[data-cards='1'] {
    grid-template-columns: minmax(0, 1fr);
  }

  .charts[data-cards='2'],
  .charts[data-cards='4'] {
    grid-template-columns: repeat(2, minmax(0, 1fr));
  }

  .charts > * {
    display: flex;
    min-width: 0;
  }

  .charts > .view > :first-child {
    display: flex;
    flex: 1;
    min-width: 0;
  }

  .charts > .view {
    position: relative;
  }

  /* The corner of a card, beside its heading. */
  .charts > .view > .take {
    position: absolute;
    top: 8px;
    right: 8px;
  }

  .charts > .view header {
    padding-right: 44px;
  }

  .charts > .waiting {
    align-items: center;
    justify-content: center;
    gap: 8px;
    color: var(--ls-mute);
  }

  losscape-lane,
  .card.lane {
    display: grid;
    grid-row: span 4;
    grid-template: subgrid / minmax(0, 1fr);
    min-width: 0;
  }

  /* The second row of two by two. */
  .lanes > :nth-child(n + 3) {
    margin-top: 12px;
  }

  .count-1 > :nth-child(n),
  .count-2 > :nth-child(n) {
    margin-top: 0;
  }

  .adder {
    display: grid;
    grid-row: span 4;
  }

  .add-lane {
    display: grid;
    place-content: center;
    justify-items: center;
    border: 1px dashed var(--ls-edge);
    border-radius: var(--ls-radius);
    background: none;
    color: var(--ls-mute);
  }

  .count-1 .add-lane span,
  .count-2 .add-lane span {
    display: none;
  }

  .add-lane:hover {
    background: var(--ls-soft);
    color: var(--ls-ink);
  }

  losscape-transport {
    grid-column: 1 / -1;
    border-top: 1px solid var(--ls-line);
    background: var(--ls-ground);
  }

  @container (min-width: 1240px) {
    .count-3 {
      grid-template-columns: repeat(3, minmax(0, 1fr)) 40px;
    }

    .count-3 > :nth-child(n) {
      margin-top: 0;
    }

    .count-3 .add-lane span {
      display: none;
    }
  }

  @container (min-width: 1500px) {
    .count-4 {
      grid-template-columns: repeat(4, minmax(0, 1fr));
    }

    .count-4 > :nth-child(n) {
      margin-top: 0;
    }
  }

  /* A projector or a very large window: everything one step up the scale. */
  @container (min-width: 1800px) {
    .frame {
      --ls-text: 16px;
      --ls-small: 14px;
      --ls-setup: 320px;
    }

    .probe {
      --ls-small: 14px;
    }
  }

  /* A phone or a column of text: one region below the other, the transport in reach of the thumb. */
  @container (max-width: 860px) {
    .frame {
      display: flex;
      flex-direction: column;
      height: auto;
      min-height: 100%;
    }

    losscape-setup {
      border-right: 0;
      border-bottom: 1px solid var(--ls-line);
      overflow: visible;
    }

    .middle {
      flex: 1;
      overflow: visible;
    }

    losscape-transport {
      position: sticky;
      z-index: 10;
      bottom: 0;
    }

    .doctor-room {
      height: 76px;
    }

    .charts[data-cards] {
      grid-template-columns: repeat(2, minmax(0, 1fr));
      grid-auto-rows: minmax(260px, auto);
    }

    .charts > :last-child:nth-child(odd) {
      grid-column: 1 / -1;
    }
  }

  @container (max-width: 620px) {
    .middle {
      padding: 12px;
    }

    .lanes,
    .charts[data-cards] {
      grid-template-columns: minmax(0, 1fr);
    }

    .lanes > :nth-child(n + 2) {
      margin-top: 12px;
    }

    .adder {
      grid-row: span 1;
    }

    .add-lane {
      grid-auto-flow: column;
      gap: 8px;
      min-height: 44px;
    }

    .count-1 .add-lane span,
    .count-2 .add-lane span,
    .count-3 .add-lane span {
      display: inline;
    }
  }
`;
