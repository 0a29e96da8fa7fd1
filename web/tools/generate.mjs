// SPDX-License-Identifier: Apache-2.0
// The catalogue that the core prints → web/engine/generated/: its JSON and the TypeScript types of its ids and parameters.
// Called as: node generate.mjs CATALOG.json FOLDER
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import temml from 'temml';
import { writeIfChanged } from './common.mjs';

const [input, folder] = process.argv.slice(2);
const catalog = JSON.parse(readFileSync(input, 'utf8'));

// Formulas that entries carry are TeX; those that the graph prints are MathML already.
const mathml = (formula) =>
  formula.startsWith('<math') ? formula : temml.renderToString(formula, { throwOnError: true });
// What nobody needs before the first step goes into a module of its own: it is two thirds of the catalogue.
const notes = {};
catalog.losses = catalog.losses.map(({ avoid, cite, facts, formula, gradient_formula, ...loss }) => {
  notes[loss.id] = {
    avoid,
    cite,
    facts,
    formula: mathml(formula),
    gradient_formula: mathml(gradient_formula),
  };
  return loss;
});

const literal = (value) => JSON.stringify(value);
const union = (entries) => entries.map((entry) => literal(entry.id)).join(' | ') || 'never';

// { huber: { delta?: number }; mse: {} } – one row an entry.
const paramsOf = (entries) =>
  entries
    .map(({ id, params }) => {
      const fields = params.map(
        (p) =>
          `\n    /** ${p.help} Default ${p.default}, in [${p.low}, ${p.high}]. */\n    ${p.id}?: number;`,
      );
      return `  ${id}: {${fields.join('')}${fields.length ? '\n  ' : ''}};`;
    })
    .join('\n');

const inputsOf = (entries) =>
  entries.map(({ id, inputs }) => `  ${id}: ${inputs.map((i) => literal(i.id)).join(' | ')};`).join('\n');

const header =
  '// SPDX-License-Identifier: Apache-2.0\n// Generated from the core by web/tools/generate.mjs.\n';
writeIfChanged(
  join(folder, 'catalog.ts'),
  `${header}import type { Catalog } from '../types.ts';

export type LossId = ${union(catalog.losses)};
export type DataId = ${union(catalog.data)};
export type ActivationId = ${union(catalog.activations)};
export type OptimizerId = ${union(catalog.optimizers)};

export interface LossParams {
${paramsOf(catalog.losses)}
}

/** Names of the inputs of every loss. */
export interface LossInputs {
${inputsOf(catalog.losses)}
}

export const catalog: Catalog = ${JSON.stringify(catalog)};
`,
);
writeIfChanged(
  join(folder, 'loss-notes.ts'),
  `${header}import type { LossNotes } from '../types.ts';
import type { LossId } from './catalog.ts';

export const lossNotes: Record<LossId, LossNotes> = ${JSON.stringify(notes)};
`,
);
