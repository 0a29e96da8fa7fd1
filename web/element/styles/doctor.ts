// SPDX-License-Identifier: Apache-2.0
// The doctor's line. The room it takes is kept from the beginning, in layout.ts.
import { css } from 'lit';

export const doctor = css`
  losscape-doctor {
    display: flex;
    flex: 1;
    min-width: 0;
  }

  .doctor {
    position: relative;
    display: flex;
    flex: 1;
    gap: 4px 12px;
    align-items: center;
    min-width: 0;
    padding: 0 4px;
    color: var(--ls-mute);
  }

  .doctor[data-state='finding'],
  .doctor[data-state='serious'] {
    padding: 0 4px 0 12px;
    border: 1px solid var(--ls-edge);
    border-radius: 8px;
    background: var(--ls-warn);
    color: var(--ls-ink);
  }

  .doctor[data-state='serious'] {
    background: var(--ls-bad);
  }

  .doctor .sign {
    flex: none;
    width: 8px;
    height: 8px;
    border: 2px solid var(--ls-edge);
    border-radius: 50%;
  }

  .doctor[data-state='fine'] .sign {
    border-color: var(--ls-lane-3);
    background: var(--ls-lane-3);
  }

  .doctor-words {
    display: -webkit-box;
    flex: 1;
    min-width: 0;
    margin: 0;
    overflow: hidden;
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 1;
    line-clamp: 1;
  }

  .doctor b {
    font-weight: 600;
  }

  .doctor .lane-key {
    width: 20px;
    margin-right: 6px;
  }

  .doctor button {
    flex: none;
    max-width: 100%;
    min-height: 26px;
    padding: 1px 10px;
    font-size: var(--ls-small);
  }

  .doctor .link {
    border: 0;
    background: none;
    color: inherit;
  }

  .doctor-rest {
    position: absolute;
    z-index: 7;
    top: calc(100% + 4px);
    right: 0;
    display: grid;
    gap: 8px;
    width: min(640px, 100%);
    margin: 0;
    padding: 12px;
    border: 1px solid var(--ls-edge);
    border-radius: 8px;
    background: var(--ls-panel);
    box-shadow: 0 8px 24px rgb(0 0 0 / 16%);
    list-style: none;
  }

  .doctor-rest li {
    display: flex;
    flex-wrap: wrap;
    gap: 4px 12px;
    align-items: center;
    justify-content: space-between;
  }

  .doctor-rest p {
    flex: 1 1 240px;
    margin: 0;
  }

  @container (max-width: 860px) {
    .doctor {
      flex-wrap: wrap;
      align-content: center;
    }

    .doctor-words {
      flex: 1 1 calc(100% - 24px);
      -webkit-line-clamp: 2;
      line-clamp: 2;
    }
  }
`;
