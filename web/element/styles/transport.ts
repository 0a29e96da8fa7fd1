// SPDX-License-Identifier: Apache-2.0
// The transport: buttons, the sentence on the race, read-outs.
import { css } from 'lit';

export const transport = css`
  losscape-transport {
    display: flex;
    flex-wrap: wrap;
    gap: 4px 24px;
    align-items: center;
    padding: 4px 16px 8px;
  }

  losscape-scrub {
    flex: 1 0 100%;
  }

  .transport-buttons {
    display: flex;
    gap: 8px;
    align-items: center;
  }

  .speed select {
    min-height: 40px;
  }

  .race {
    flex: 1;
    min-width: 0;
    margin: 0;
    overflow: hidden;
    text-overflow: ellipsis;
  }

  .readouts {
    display: flex;
    gap: 16px;
    margin: 0;
  }

  .readout dt {
    color: var(--ls-mute);
    font-size: var(--ls-small);
    line-height: 1.3;
  }

  .readout dd {
    min-width: 3.2em;
    margin: 0;
    line-height: 1.3;
  }

  [data-read='step'] dd {
    min-width: 4.4em;
  }

  @container (max-width: 1240px) {
    .wide {
      display: none;
    }

    .transport-buttons .quiet {
      padding: 0;
      width: 40px;
      place-content: center;
    }
  }

  @container (max-width: 860px) {
    losscape-transport {
      flex-wrap: wrap;
      padding: 8px 12px calc(8px + env(safe-area-inset-bottom));
    }

    .race {
      order: 3;
      flex: 1 0 100%;
      font-size: var(--ls-small);
      white-space: nowrap;
    }

    .readouts {
      margin-left: auto;
    }
  }

  @container (max-width: 520px) {
    .transport-buttons .quiet,
    .play {
      width: 44px;
      min-height: 44px;
    }

    .scrub-box,
    losscape-scrub .quiet {
      height: 44px;
    }

    .transport-buttons {
      width: 100%;
    }

    .speed {
      flex: 1;
      min-width: 0;
    }

    .speed select {
      width: 100%;
      padding: 4px 8px;
    }

    .readouts {
      flex-wrap: wrap;
      gap: 0 8px;
      width: 100%;
      justify-content: space-between;
    }

    .readout {
      display: flex;
      gap: 4px;
      align-items: baseline;
    }

    .readout dd,
    [data-read='step'] dd {
      min-width: 2.6em;
    }
  }
`;
