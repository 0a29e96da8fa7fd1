// SPDX-License-Identifier: Apache-2.0
// The custom properties in force, resolved to what a canvas needs. A probe element lets the browser do the resolving:
// light-dark(), system colours and the host page's overrides included.
import type { Theme } from '../views/theme.ts';

const lanes = [1, 2, 3, 4];
const classes = [1, 2, 3, 4, 5, 6];

export class Look {
  theme: Theme;
  readonly #probe: HTMLElement;
  readonly #queries = [
    '(prefers-color-scheme: dark)',
    '(forced-colors: active)',
    '(prefers-contrast: more)',
  ].map((query) => matchMedia(query));

  /** `root` is where the properties are in force; `changed` is called when the system's theme changes. */
  constructor(root: ParentNode, changed: () => void) {
    this.#probe = document.createElement('span');
    this.#probe.className = 'probe';
    this.#probe.ariaHidden = 'true';
    root.append(this.#probe);
    this.theme = this.read();
    for (const query of this.#queries) query.addEventListener('change', changed);
    this.#changed = changed;
  }

  readonly #changed: () => void;

  dispose(): void {
    for (const query of this.#queries) query.removeEventListener('change', this.#changed);
    this.#probe.remove();
  }

  read(): Theme {
    const style = getComputedStyle(this.#probe);
    const color = (name: string) => {
      this.#probe.style.color = `var(--ls-${name})`;
      return style.color;
    };
    this.theme = {
      panel: color('panel'),
      ink: color('ink'),
      mute: color('mute'),
      line: color('line'),
      lanes: lanes.map((lane) => color(`lane-${lane}`)),
      laneInk: lanes.map((lane) => color(`lane-ink-${lane}`)),
      classes: classes.map((label) => color(`class-${label}`)),
      tint: Number(style.getPropertyValue('--ls-tint')) || 0.4,
      font: style.fontFamily,
      size: Number.parseFloat(style.fontSize) || 12,
    };
    return this.theme;
  }
}
