// SPDX-License-Identifier: Apache-2.0
// Why a lane has stopped, in its card. Its room is there before its words.
import { css } from 'lit';

export const stopped = css`
  losscape-stopped {
    display: flex;
    flex: 1 1 100%;
    gap: 0 12px;
    align-items: center;
    justify-content: space-between;
    min-width: 0;
    min-height: 40px;
    font-size: var(--ls-small);
  }

  losscape-stopped p {
    margin: 0;
  }

  losscape-stopped button {
    flex: none;
  }
`;
