// SPDX-License-Identifier: Apache-2.0
// The card of the terms over the run.
import { css } from 'lit';

export const termCurves = css`
  .charts > .view:has(> losscape-term-curves) {
    grid-column: 1 / -1;
  }

  /* Two plots stand above one another. */
  .charts:has(losscape-term-curves) {
    grid-auto-rows: minmax(320px, auto);
  }
`;
