// SPDX-License-Identifier: Apache-2.0
// Paper is light, whatever the theme on the screen.

interface Printed extends HTMLElement {
  theme: string;
  drawNow(): void;
}

/** Has the element drawn for paper when the page is printed; returns what ends that. */
export function lightOnPaper(element: Printed): () => void {
  let { theme } = element;
  const before = () => {
    ({ theme } = element);
    element.setAttribute('theme', 'light');
    element.drawNow();
  };
  const after = () => {
    element.theme = theme;
  };
  addEventListener('beforeprint', before);
  addEventListener('afterprint', after);
  return () => {
    removeEventListener('beforeprint', before);
    removeEventListener('afterprint', after);
  };
}
