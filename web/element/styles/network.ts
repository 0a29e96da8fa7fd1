// SPDX-License-Identifier: Apache-2.0
// The card of the net.
import { css } from 'lit';

export const network = css`
  .charts > .view:has(> losscape-network) {
    min-height: 380px;
  }

  .network header {
    align-items: center;
    justify-content: start;
  }

  .network header .note {
    margin-left: auto;
  }

  .net-box {
    min-height: 220px;
  }

  .net-tools,
  .net-edits,
  .net-walk {
    display: flex;
    flex-wrap: wrap;
    gap: 4px 8px;
    align-items: center;
  }

  .net-tools {
    justify-content: space-between;
    padding: 4px 16px;
  }

  .net-tools .tiny {
    position: static;
  }

  .net-chosen,
  .net-units {
    min-width: 4.5em;
    text-align: center;
  }

  .net-play {
    display: flex;
    gap: 8px;
    align-items: center;
    padding: 4px 12px;
  }

  .net-words {
    min-height: 3.2em;
    margin: 0;
    padding: 0 16px 4px;
    color: var(--ls-mute);
    font-size: var(--ls-small);
  }

  .net-take {
    padding: 4px 12px;
    border-color: var(--ls-ink);
    font-weight: 600;
  }

  .net-table caption {
    padding-top: 12px;
    color: var(--ls-mute);
    text-align: left;
  }

  .net-table {
    max-height: 320px;
    padding: 0 16px 12px;
    overflow: auto;
    font-size: var(--ls-small);
  }

  @container (max-width: 620px) {
    .network header .note {
      display: none;
    }
  }
`;
