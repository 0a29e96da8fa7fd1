// SPDX-License-Identifier: Apache-2.0
// The terms of a loss in its lane's card.
import { css } from 'lit';

export const terms = css`
  losscape-terms {
    flex: 1 1 100%;
    min-width: 0;
  }

  .terms {
    display: grid;
    gap: 4px;
    margin: 4px 0 8px;
    padding: 0;
    list-style: none;
  }

  .term {
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto 24px;
    gap: 0 8px;
    align-items: center;
    padding: 4px 0 4px 12px;
    border-left: 3px solid var(--ls-line);
  }

  .term-title {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }

  .term-reading {
    display: flex;
    gap: 12px;
    margin: 0;
  }

  .term-reading div {
    display: flex;
    gap: 4px;
    align-items: baseline;
  }

  .term-reading dt {
    color: var(--ls-mute);
    font-size: var(--ls-small);
  }

  .term-reading dd {
    min-width: 4em;
    margin: 0;
    text-align: right;
  }

  .term-controls {
    display: flex;
    flex-wrap: wrap;
    grid-column: 1 / -1;
    gap: 0 16px;
    align-items: center;
  }

  .lane-form .term-controls .slider {
    flex: 1 1 168px;
    max-width: 260px;
    margin: 0;
  }

  .term-controls select,
  .terms-end select {
    min-width: 0;
    max-width: 100%;
  }

  .term-now {
    color: var(--ls-mute);
  }

  .terms-end .select {
    max-width: 100%;
  }

  .terms-end {
    display: flex;
    flex-wrap: wrap;
    gap: 4px 16px;
    align-items: center;
    padding-bottom: 8px;
  }

  @container (max-width: 480px) {
    .term {
      grid-template-columns: minmax(0, 1fr) 24px;
    }

    .term-reading {
      grid-row: 2;
      grid-column: 1 / -1;
      justify-content: space-between;
    }
  }
`;
