// SPDX-License-Identifier: Apache-2.0
// The visitor's theme on every page, and the element's tokens in force for what surrounds it.
import { tokens } from '../element/styles/tokens.ts';

export const themes = ['auto', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

/** Storage may be forbidden; then a choice lasts as long as the page. */
export const stored = {
  get(key: string): string {
    try {
      return localStorage.getItem(`losscape.${key}`) ?? '';
    } catch {
      return '';
    }
  },
  set(key: string, value: string): void {
    try {
      localStorage.setItem(`losscape.${key}`, value);
    } catch {}
  },
};

export function storedTheme(): Theme {
  const theme = stored.get('theme') as Theme;
  return themes.includes(theme) ? theme : 'auto';
}

export function putTokensInForce(): void {
  const sheet = new CSSStyleSheet();
  const themed = tokens.cssText.replaceAll(/:host\(\[theme='(\w+)'\]\)/g, ":root[data-theme='$1']");
  const rest = themed.replaceAll(":host(:not([theme='light']))", ":root:not([data-theme='light'])");
  sheet.replaceSync(rest.replaceAll(':host', ':root'));
  document.adoptedStyleSheets.push(sheet);
}
