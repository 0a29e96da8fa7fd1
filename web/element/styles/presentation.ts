// SPDX-License-Identifier: Apache-2.0
// For a projector and for paper. Sizes go by the width of the screen, so that the last row reads the same at 4K.
import { css } from 'lit';

export const presentation = css`
  :host([present]) {
    height: 100dvh;
    overflow: hidden;
    --ls-text: clamp(17px, 1.1cqw, 48px);
    --ls-small: clamp(15px, 0.95cqw, 40px);
  }

  :host([present]) .frame,
  :host([present]) .probe {
    --ls-text: clamp(17px, 1.1cqw, 48px);
    --ls-small: clamp(15px, 0.95cqw, 40px);
  }

  :host([present]) .frame {
    position: relative;
    grid-template-columns: minmax(0, 1fr);
    height: 100dvh;
  }

  :host([present]) losscape-lesson {
    grid-column: 1;
  }

  :host([present]) :is(losscape-setup, .view-choice, .adder, .lane-head .tiny, .take) {
    display: none;
  }

  :host([present]) .lanes {
    grid-template-columns: repeat(auto-fit, minmax(min(100%, 28em), 1fr));
    grid-auto-rows: auto auto minmax(15em, 1fr);
  }

  :host([present]) .charts[data-cards] {
    grid-auto-rows: minmax(13em, 1fr);
  }

  :host([present]) .lane-head h2,
  :host([present]) .race,
  :host([present]) .numbers dd {
    font-size: 1.2em;
  }

  :host([present]) .transport-buttons button {
    width: 3em;
    min-height: 3em;
    place-content: center;
  }

  :host([present]) .transport-buttons .wide {
    display: none;
  }

  :host([present]) .transport-buttons .play {
    width: 3.6em;
    min-height: 3.6em;
  }

  :host([present]) .icon {
    width: 1.2em;
    height: 1.2em;
  }

  :host([present]) .scrub-box {
    height: 2.4em;
  }

  losscape-leave {
    position: absolute;
    z-index: 20;
    top: 4px;
    right: 4px;
  }

  losscape-leave button {
    display: grid;
    place-items: center;
    width: 2.2em;
    min-height: 2.2em;
    padding: 0;
    border-radius: 50%;
    opacity: 0.55;
  }

  losscape-leave button:is(:hover, :focus-visible) {
    opacity: 1;
  }

  @media print {
    :host {
      color-scheme: light;
      background: none;
    }

    .frame {
      display: block;
      height: auto;
    }

    :is(losscape-setup, .view-choice, .adder, .take, .tiny, .transport-buttons, losscape-scrub, losscape-leave),
    .middle :is(input, button:not(.picker-button)),
    .picker-button .icon,
    .add-term,
    .key .end,
    .doctor-room {
      display: none;
    }

    /* What was chosen is read, not chosen from. */
    .middle select {
      padding: 0;
      border: 0;
      appearance: none;
      background: none;
      color: inherit;
    }

    .middle {
      overflow: visible;
      padding: 0;
    }

    .card {
      break-inside: avoid;
    }

    losscape-transport {
      position: static;
      padding: 8px 0 0;
    }

    :is(losscape-stage, losscape-views) {
      display: block;
    }

    .lanes {
      grid-template-columns: repeat(2, minmax(0, 1fr));
      grid-auto-rows: auto auto 240px auto;
    }

    .charts[data-cards] {
      grid-template-columns: repeat(2, minmax(0, 1fr));
      grid-auto-rows: minmax(220px, auto);
      margin-top: 12px;
    }

    :is(losscape-lane, .charts > .view) {
      break-inside: avoid;
    }

    /* A picture drawn for the screen keeps its proportions on paper. */
    canvas {
      object-fit: contain;
    }

    .u-wrap {
      width: 100% !important;
      height: 100% !important;
    }
  }
`;
