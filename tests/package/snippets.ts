// SPDX-License-Identifier: Apache-2.0
// The snippets of the documentation, as a reader copies them.
import { readFileSync } from 'node:fs';

export interface Snippet {
  /** File and number in it. */
  name: string;
  language: 'html' | 'js';
  /** The file of the reader's that it is, where its first line names one. */
  file?: string;
  text: string;
}

const entities: Record<string, string> = { '&lt;': '<', '&gt;': '>', '&amp;': '&' };
const decoded = (text: string) => text.replace(/&(lt|gt|amp);/g, (entity) => entities[entity] ?? entity);

/** Every HTML and JavaScript snippet of a file: fenced with its language in Markdown, all of `<pre>` on a page. */
export function snippetsOf(root: string, file: string): Snippet[] {
  const content = readFileSync(`${root}/${file}`, 'utf8');
  const found = file.endsWith('.html')
    ? [...content.matchAll(/<pre><code>([\s\S]*?)<\/code><\/pre>/g)].map(([, text = '']) => decoded(text))
    : [...content.matchAll(/^```(?:html|js)\n([\s\S]*?)^```/gm)].map(([, text = '']) => text);
  return found.map((text, i) => ({
    name: `${file} ${i + 1}`,
    language: text.trimStart().startsWith('<') ? 'html' : 'js',
    file: /^\/\/ (\S+\.js)\b/.exec(text)?.[1],
    text,
  }));
}
