// SPDX-License-Identifier: Apache-2.0
// The experiment for Losscape itself: as a program on npm, and as HTML to embed.
import type { Schema, State } from '../../../state.ts';

/** What differs from the defaults, as an object of the language. */
export function losscapeProgram(schema: Schema, state: State, steps: number): string {
  const { hidden, layers, ...rest } = schema.spec(state);
  const spec = { ...rest, layers: hidden?.length ? hidden : layers };
  const kept = Object.entries(spec).filter(
    ([key]) => key === 'losses' || key === 'data' || schema.changed(state, key as keyof State),
  );
  const fields = kept.map(([key, value]) => `  ${key}: ${literal(value)},`);
  return `// npm install losscape
import { train } from 'losscape';

using run = await train({
${fields.join('\n')}
});
run.step(${steps || 500});
for (const lane of run.frame().lanes) console.log(lane.train_loss, lane.validation_loss);
`;
}

const literal = (value: unknown): string =>
  JSON.stringify(value)
    .replaceAll(/"(\w+)":/g, '$1: ')
    .replaceAll(/,(?=\S)/g, ', ');

const quoted = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');

export type Embedding = 'element' | 'iframe' | 'markdown';

/** HTML or Markdown that shows the experiment elsewhere. `link` is its address. */
export function embedding(
  form: Embedding,
  schema: Schema,
  state: State,
  link: string,
  title: string,
): string {
  if (form === 'iframe')
    return `<iframe src="${quoted(link)}" title="${quoted(title)}" style="width: 100%; height: 640px; border: 0" loading="lazy"></iframe>\n`;
  if (form === 'markdown')
    return `[${title.replaceAll(/[[\]]/g, '')}](${link.replaceAll(/[()]/g, encodeURIComponent)})\n`;
  const attributes = schema.fields
    .filter(({ key }) => schema.changed(state, key) || key === 'losses')
    .map((field) => ` ${field.key}="${quoted(field.format(state[field.key]))}"`);
  return `<script type="module">import 'losscape/element';</script>\n<loss-playground${attributes.join('')}></loss-playground>\n`;
}
