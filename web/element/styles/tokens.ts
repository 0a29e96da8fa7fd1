// SPDX-License-Identifier: Apache-2.0
// Colours, type and spacing as custom properties; web/docs/design-language.md says why these. A page overrides them on
// the element: `loss-playground { --ls-lane-1: navy }`.
import { css } from 'lit';

export const tokens = css`
  :host {
    color-scheme: light dark;
    --ls-ground: light-dark(#f6f6f3, #0f1215);
    --ls-panel: light-dark(#ffffff, #171b20);
    --ls-soft: light-dark(#eeeeea, #20262c);
    --ls-line: light-dark(#e2e3df, #2b3138);
    --ls-edge: light-dark(#82898f, #737c85);
    --ls-ink: light-dark(#1a1d21, #eceef0);
    --ls-mute: light-dark(#5a626a, #9ea7b0);
    --ls-focus: light-dark(#0b57d0, #8ab4f8);
    --ls-warn: light-dark(#fff4d6, #3a2f12);
    --ls-bad: light-dark(#fde7e4, #44211c);

    /* Okabe–Ito, lightened on the dark ground; the ink twins are legible as small text. */
    --ls-lane-1: light-dark(#0072b2, #56b4e9);
    --ls-lane-2: light-dark(#d55e00, #f0894a);
    --ls-lane-3: light-dark(#009e73, #3ecfa0);
    --ls-lane-4: light-dark(#b0568c, #e39bc2);
    --ls-lane-ink-1: light-dark(#00639b, #7cc5f0);
    --ls-lane-ink-2: light-dark(#b04c00, #f59d68);
    --ls-lane-ink-3: light-dark(#00734f, #5cdab2);
    --ls-lane-ink-4: light-dark(#94406f, #ecb2d0);

    /* Classes take the colours of the set that the first lanes leave over. */
    --ls-class-1: light-dark(#d18f00, #e8ab2e);
    --ls-class-2: light-dark(#3f9fd6, #4f9fd8);
    --ls-class-3: light-dark(#a9609a, #c083b4);
    --ls-class-4: light-dark(#7d8790, #a6afb7);
    --ls-class-5: light-dark(#b8aa00, #d9cc3f);
    --ls-class-6: light-dark(#2c8f72, #4db896);
    --ls-tint: 0.36;

    --ls-font: Inter, system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'Liberation Sans', sans-serif;
    --ls-text: 14px;
    --ls-small: 12px;
    --ls-radius: 10px;
    --ls-setup: 288px;
  }

  :host([theme='light']) {
    color-scheme: light;
  }

  :host([theme='dark']) {
    color-scheme: dark;
    --ls-tint: 0.34;
  }

  @media (prefers-color-scheme: dark) {
    :host(:not([theme='light'])) {
      --ls-tint: 0.34;
    }
  }

  @media (prefers-contrast: more) {
    :host {
      --ls-mute: light-dark(#33393f, #d3d8dd);
      --ls-line: light-dark(#8d9399, #6e7780);
      --ls-edge: light-dark(#1a1d21, #eceef0);
    }
  }

  @media (forced-colors: active) {
    :host {
      --ls-ground: Canvas;
      --ls-panel: Canvas;
      --ls-soft: Canvas;
      --ls-line: GrayText;
      --ls-edge: ButtonBorder;
      --ls-ink: CanvasText;
      --ls-mute: CanvasText;
      --ls-focus: Highlight;
      --ls-warn: Canvas;
      --ls-bad: Canvas;
      --ls-lane-1: CanvasText;
      --ls-lane-2: LinkText;
      --ls-lane-3: Highlight;
      --ls-lane-4: VisitedText;
      --ls-lane-ink-1: CanvasText;
      --ls-lane-ink-2: LinkText;
      --ls-lane-ink-3: CanvasText;
      --ls-lane-ink-4: CanvasText;
      --ls-class-1: LinkText;
      --ls-class-2: CanvasText;
      --ls-class-3: VisitedText;
      --ls-class-4: GrayText;
      --ls-class-5: Highlight;
      --ls-class-6: CanvasText;
      --ls-tint: 0.25;
    }
  }
`;
