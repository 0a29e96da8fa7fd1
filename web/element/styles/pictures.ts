// SPDX-License-Identifier: Apache-2.0
// A lane's samples as pictures: the line below them.
import { css } from 'lit';

export const pictures = css`
  losscape-pictures {
    display: grid;
    grid-template-rows: minmax(0, 1fr) auto;
    min-height: 248px;
  }

  .picture-foot {
    display: flex;
    flex-wrap: wrap;
    gap: 0 4px;
    align-items: center;
    min-height: 32px;
    padding: 0 12px 4px;
    color: var(--ls-mute);
    font-size: var(--ls-small);
  }

  .picture-foot .tiny {
    position: static;
  }

  .picture-foot .end {
    margin-left: auto;
  }
`;
