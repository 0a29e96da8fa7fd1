// SPDX-License-Identifier: Apache-2.0
// What the declarations of losscape/element say about lit. Its code is bundled, so the package does not bring lit's own
// declarations; the build points `import 'lit'` here.

export declare class LitElement extends HTMLElement {
  static readonly observedAttributes: string[];
  /** Resolves when the element shows its state. */
  readonly updateComplete: Promise<boolean>;
  requestUpdate(): void;
  connectedCallback(): void;
  disconnectedCallback(): void;
  attributeChangedCallback(name: string, old: string | null, value: string | null): void;
  protected updated(changed: PropertyValues): void;
  protected render(): unknown;
}
export type PropertyValues = Map<PropertyKey, unknown>;
export interface CSSResult {
  readonly cssText: string;
}
export interface TemplateResult<Kind extends number = number> {
  readonly strings: TemplateStringsArray;
  readonly values: unknown[];
  readonly _$litType$: Kind;
}
export declare const nothing: unique symbol;
