// SPDX-License-Identifier: Apache-2.0
// A figure: nothing leaves the box, which may be as small as a plot with a button. Boxes from 861 × 600 pixels on look like
// the page. In smaller ones fold, in this order: the doctor and the adding of lanes; the choice of cards and taking away;
// setup, scrub bar, read-outs, new seed and the key; reset, step and speed. A low plot is without sliders, formula and shares.
import { css } from 'lit';

export const figure = css`
  :host([figure]) {
    position: relative;
    min-height: 160px;
    overflow: clip;
  }

  /* Laid out after the element has its size: before, one that flex makes high does not know it. */
  :host([figure]) .box {
    position: absolute;
    display: block;
    container: figure / size;
    inset: 0;
  }

  .frame.figure {
    position: relative;
    height: 100%;
    min-height: 0;
    overflow: clip;
  }

  .figure losscape-views:not(:has(.charts > *)) {
    flex: none;
  }

  @container figure (max-width: 860px) or (max-height: 599px) {
    .frame.figure {
      display: flex;
      flex-direction: column;
    }

    .figure .middle {
      flex: 1;
      gap: 4px;
      min-height: 0;
      padding: 8px;
      overflow: clip;
    }

    .figure .notice {
      position: absolute;
      z-index: 20;
      inset: 8px 8px auto;
      max-height: calc(100% - 16px);
      overflow: auto;
    }

    .figure losscape-setup {
      flex: none;
      overflow: visible;
    }

    .figure .setup-body.open {
      position: absolute;
      z-index: 15;
      inset: 45px 0 0;
      background: var(--ls-ground);
      overflow: auto;
    }

    .figure losscape-stage {
      display: grid;
      grid-template: repeat(var(--rows, 1), minmax(0, 1fr)) / repeat(var(--columns, 1), minmax(0, 1fr));
      gap: 8px;
      min-width: 0;
      min-height: 0;
      overflow: clip;
    }

    .figure :is(.lanes, losscape-views, .charts[data-cards]) {
      display: contents;
    }

    .figure .key {
      grid-area: calc(var(--rows, 1) + 1) / 1 / auto / -1;
    }

    .figure .view-choice {
      grid-area: calc(var(--rows, 1) + 2) / 1 / auto / -1;
    }

    .figure :is(.adder, .lane-head > .tiny:not(.take)) {
      display: none;
    }

    .figure losscape-lane {
      display: flex;
      grid-row: auto;
      container-type: size;
      margin: 0;
      min-height: 0;
    }

    .figure .card.lane {
      display: flex;
      margin: 0;
      min-height: 0;
    }

    .figure .lane-head {
      flex-wrap: nowrap;
      min-height: 32px;
      padding: 2px 40px 2px 8px;
      gap: 4px;
    }

    .figure .lane-head > .take.take {
      top: 4px;
      right: 8px;
    }

    .figure .picker-button {
      padding: 4px;
    }

    .figure .numbers {
      flex: none;
      min-height: 0;
    }

    .figure .lane-form {
      flex: none;
      flex-wrap: nowrap;
      height: 36px;
      padding: 0 8px;
      overflow: clip;
    }

    .figure losscape-plot {
      flex: 1;
    }

    .figure .charts > :nth-child(n) {
      grid-column: auto;
      min-height: 0;
    }

    .figure .view > :first-child {
      min-height: 0;
    }

    .figure .view .card {
      overflow: auto;
    }

    .figure .chart header {
      padding-block: 6px 0;
    }

    /* No place stays empty. */
    .figure losscape-views:last-child > .charts > :last-child:nth-child(n) {
      grid-column: span var(--last, 1);
    }

    .figure .chart-box {
      min-height: 0;
    }

    /* In so small a box a list takes all of it. */
    .figure :is(.card:has(.popup), losscape-picker, losscape-lane:has(.popup)) {
      position: static;
      container-type: normal;
    }

    .figure .popup {
      display: flex;
      flex-direction: column;
      inset: 4px;
      z-index: 16;
      width: auto;
    }

    .figure .popup .options {
      flex: 1;
      max-height: none;
    }

    .figure losscape-transport {
      position: static;
      flex: none;
      flex-wrap: wrap;
      padding: 4px 8px;
      gap: 4px 12px;
    }

    .figure :is(.transport-buttons, .readouts) {
      width: auto;
    }

    .figure .race {
      order: 0;
      flex: 1;
      min-width: 8em;
      font-size: var(--ls-small);
      white-space: nowrap;
    }

    .figure .wide {
      display: none;
    }

    .figure .transport-buttons .quiet {
      width: 40px;
      padding: 0;
      place-content: center;
    }

    .figure .speed {
      flex: none;
    }

    .figure .doctor-room {
      display: none;
    }
  }

  @container figure (min-width: 861px) and (max-height: 599px) {
    .figure losscape-setup {
      display: none;
    }
  }

  @container figure (max-width: 620px) or (max-height: 519px) {
    .figure :is(.view-choice, .take) {
      display: none;
    }

    .figure .lane-head {
      padding-right: 12px;
    }

    .figure .view header {
      padding-right: 12px;
    }
  }

  @container figure (max-height: 479px) {
    .figure :is(losscape-setup, losscape-scrub, .readouts, [part='seed'], .key) {
      display: none;
    }

    .figure losscape-transport {
      flex-wrap: nowrap;
    }

    .figure .play {
      width: 40px;
      min-height: 40px;
    }
  }

  @container figure (max-width: 620px) {
    .figure :is([part='seed'], .readouts, .key) {
      display: none;
    }
  }

  @container figure (max-width: 860px) and (min-height: 600px) {
    .figure .lane-form .slider {
      flex: 0 1 200px;
    }
  }

  @container figure (max-width: 479px) {
    .figure :is([part='reset'], [part='step'], .speed) {
      display: none;
    }
  }

  /* By the size of one plot. */
  @container (max-height: 279px) {
    .figure .lane :is(.lane-form, losscape-share) {
      display: none;
    }
  }

  @container (max-width: 400px) {
    .figure .lane :is(.numbers :is(.faint, dt), .lane-form > .link, .formula:has(~ .slider)) {
      display: none;
    }
  }
`;
