// SPDX-License-Identifier: Apache-2.0
// The card of the embeddings.
import { css } from 'lit';

export const embedding = css`
  /* Panels are square: height is what they lack. */
  .charts:has(losscape-embedding) {
    grid-auto-rows: minmax(300px, 1fr);
  }
`;
