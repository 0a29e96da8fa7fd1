// SPDX-License-Identifier: Apache-2.0
// A file for the visitor.

/** `Huber · step 120` → `losscape-huber-step-120`. */
export const slug = (words: string): string =>
  `losscape-${words
    .toLowerCase()
    .normalize('NFKD')
    .replaceAll(/[^\p{L}\p{N}]+/gu, '-')
    .replaceAll(/^-|-$/g, '')}`;

/** Has the browser save `content` under a name. */
export function save(name: string, type: string, content: string | Blob): void {
  const address = URL.createObjectURL(content instanceof Blob ? content : new Blob([content], { type }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  // The browser has to have read it; how long that takes nobody says.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
