// SPDX-License-Identifier: Apache-2.0
// Base of the element's parts. They render into the element's one shadow root: one style sheet, one set of ids, ::part.
import { LitElement } from 'lit';
import type { Experiment } from './experiment.ts';
import type { Look } from './look.ts';

export abstract class Part extends LitElement {
  static override properties = { experiment: { attribute: false }, look: { attribute: false } };
  declare experiment: Experiment;
  declare look: Look;
  #ends: (() => void)[] = [];

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.adopt();
    this.#ends = this.subscribe();
    if (this.hasUpdated) this.attached();
  }

  protected override firstUpdated(): void {
    this.attached();
  }

  // `static styles` of a part that is loaded late join those of the element.
  private adopt(): void {
    const root = this.getRootNode();
    if (!(root instanceof ShadowRoot)) return;
    const { elementStyles } = this.constructor as typeof LitElement;
    const sheets = elementStyles.flatMap((style) =>
      style instanceof CSSStyleSheet ? [style] : style.styleSheet ? [style.styleSheet] : [],
    );
    const missing = sheets.filter((sheet) => !root.adoptedStyleSheets.includes(sheet));
    if (missing.length > 0) root.adoptedStyleSheets = [...root.adoptedStyleSheets, ...missing];
  }

  /** Called when the part has been rendered, and again whenever it comes back to the page. */
  protected attached(): void {}

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    for (const end of this.#ends) end();
    this.#ends = [];
  }

  /** What the part listens to while it is on the page. */
  protected subscribe(): (() => void)[] {
    return [this.experiment.on('change', () => this.requestUpdate())];
  }

  /** Keeps `target` informed of its size; the call is repeated when it changes. */
  protected watchSize(target: Element, resized: () => void): void {
    const observer = new ResizeObserver(resized);
    observer.observe(target);
    this.#ends.push(() => observer.disconnect());
  }
}

/** `work`, at most once in `interval` milliseconds; the last call is made up for. */
export function atMost(interval: number, work: () => void): () => void {
  let last = Number.NEGATIVE_INFINITY;
  let waiting = false;
  const run = () => {
    waiting = false;
    last = performance.now();
    work();
  };
  return () => {
    if (waiting) return;
    const wait = last + interval - performance.now();
    // A frame's time is not exact: what comes a hair too early is in time.
    if (wait < 4) run();
    else {
      waiting = true;
      setTimeout(run, wait);
    }
  };
}

/** Registers a tag once, also when the module is loaded twice. */
export function define(tag: string, element: CustomElementConstructor): void {
  if (!customElements.get(tag)) customElements.define(tag, element);
}
