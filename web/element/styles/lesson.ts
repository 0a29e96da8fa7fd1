// SPDX-License-Identifier: Apache-2.0
// The lesson: above the settings on a screen, stuck to the top on a phone, where the plots scroll below it.
import { css } from 'lit';

export const lesson = css`
  .frame:has(> losscape-lesson) {
    --ls-setup: 336px;
    grid: auto minmax(0, 1fr) auto / var(--ls-setup) minmax(0, 1fr);
  }

  losscape-lesson {
    display: block;
    min-height: 0;
    border-right: 1px solid var(--ls-line);
    border-bottom: 1px solid var(--ls-line);
    background: var(--ls-panel);
  }

  losscape-lesson ~ losscape-setup {
    grid-area: 2 / 1;
  }

  losscape-lesson ~ .middle {
    grid-area: 1 / 2 / 3 / 3;
  }

  .lesson {
    display: flex;
    flex-direction: column;
    max-height: min(62dvh, 620px);
    padding: 12px 16px;
  }

  .lesson-head,
  .lesson-nav {
    display: flex;
    flex: none;
    gap: 8px;
    align-items: center;
  }

  .lesson-topic {
    flex: 1;
    color: var(--ls-mute);
    font-size: var(--ls-small);
  }

  .lesson h2 {
    flex: none;
    margin: 2px 0;
    font-size: 1.2em;
    font-weight: 650;
    letter-spacing: -0.01em;
  }

  .lesson-question {
    flex: none;
    margin: 0;
    color: var(--ls-mute);
  }

  .lesson-words {
    min-height: 0;
    margin: 10px 0;
    overflow: hidden auto;
    scrollbar-color: var(--ls-edge) transparent;
    scrollbar-width: thin;
    overflow-wrap: anywhere;
  }

  .lesson-words p {
    margin: 0 0 8px;
  }

  .lesson h3 {
    margin: 12px 0 4px;
    font-size: 1em;
    font-weight: 600;
  }

  .lesson ul {
    display: grid;
    gap: 4px;
    margin: 0 0 8px;
    padding-left: 18px;
  }

  .lesson .faint {
    color: var(--ls-mute);
    font-size: var(--ls-small);
  }

  .lesson .claims {
    gap: 12px;
    padding: 0;
    list-style: none;
  }

  .claim {
    display: grid;
    gap: 4px;
  }

  .claim-check {
    display: flex;
    gap: 12px;
    align-items: center;
  }

  .claim table {
    border-collapse: collapse;
    font-size: var(--ls-small);
    font-variant-numeric: tabular-nums;
  }

  .claim :is(th, td) {
    padding: 2px 8px 2px 0;
    border-bottom: 1px solid var(--ls-line);
    font-weight: 400;
    text-align: left;
  }

  .lesson-paper,
  .lesson-end.later {
    display: none;
  }

  .lesson-references {
    font-size: var(--ls-small);
  }

  .lesson a {
    color: var(--ls-focus);
  }

  .lesson-count {
    display: grid;
    flex: 1;
    gap: 4px;
    color: var(--ls-mute);
    font-size: var(--ls-small);
  }

  .lesson progress {
    width: min(96px, 100%);
    height: 4px;
    border: 0;
    border-radius: 2px;
    overflow: hidden;
    appearance: none;
    background: var(--ls-line);
  }

  .lesson progress::-webkit-progress-bar {
    background: var(--ls-line);
  }

  .lesson progress::-webkit-progress-value {
    background: var(--ls-ink);
  }

  .lesson progress::-moz-progress-bar {
    background: var(--ls-ink);
  }

  .lesson .square {
    width: 36px;
    min-height: 36px;
    padding: 0;
  }

  .lesson .primary {
    min-height: 36px;
    border-color: var(--ls-ink);
    background: var(--ls-ink);
    color: var(--ls-panel);
    font-weight: 600;
  }

  .lesson .primary:hover {
    background: var(--ls-mute);
  }

  @container (min-width: 1800px) {
    .frame:has(> losscape-lesson) {
      --ls-setup: 420px;
    }
  }

  @container (max-width: 860px) {
    losscape-lesson {
      position: sticky;
      z-index: 11;
      top: 0;
      border-right: 0;
    }

    .lesson {
      max-height: 44dvh;
      padding: 8px 12px;
    }

    .lesson-words {
      margin: 6px 0;
    }

    .under-way .lesson-question,
    .lesson-topic {
      display: none;
    }

    .lesson-head {
      position: absolute;
      right: 8px;
    }

    .lesson h2 {
      padding-right: 40px;
    }
  }

  /* The whole lesson, and the pictures of the step that is open. */
  @media print {
    losscape-lesson {
      position: static;
      border: 0;
      background: none;
    }

    .lesson {
      display: block;
      max-height: none;
      padding: 0 0 12px;
    }

    .lesson-words {
      overflow: visible;
    }

    .lesson .lesson-question {
      display: block;
    }

    .lesson .lesson-paper,
    .lesson .lesson-end {
      display: block;
    }

    .lesson :is(.lesson-head button, .lesson-text, .claim-check, .lesson-nav) {
      display: none;
    }

    .lesson-head {
      position: static;
    }

    .lesson ol {
      display: grid;
      gap: 6px;
      margin: 0 0 8px;
      padding-left: 20px;
    }

    .lesson :is(h2, h3) {
      break-after: avoid;
    }

    .lesson :is(li, table) {
      break-inside: avoid;
    }
  }
`;
