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
catalog.losses = catalog.losses.map(
  ({ use, avoid, cite, facts, profile, formula, gradient_formula, ...loss }) => {
    notes[loss.id] = {
      use,
      avoid,
      cite,
      facts,
      profile,
      formula: mathml(formula),
      gradient_formula: mathml(gradient_formula),
    };
    return loss;
  },
);

const metricNotes = {};
catalog.metrics = catalog.metrics.map(({ group, low, high, definition, cite, axes, ...metric }) => {
  metricNotes[metric.id] = { group, low, high, definition, cite, axes };
  return metric;
});

// What leaving a field out says too: false, and these.
const silent = { accepts: null, step: 0, degree: null, when: '', image: null, output: 'sample' };
/** A replacer; `this` is the object that has the field. */
function unsaid(key, value) {
  const counted = key === 'step' && value === 1 && this.integer;
  return value === false || counted || (key in silent && silent[key] === value) ? undefined : value;
}

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
      // {} would take anything.
      return `  ${id}: ${fields.length ? `{${fields.join('')}\n  }` : 'Record<string, never>'};`;
    })
    .join('\n');

const settingFields = catalog.settings
  .map(({ id, help, group, default: value, low, high }) => {
    const otherwise = group === 'data' ? 'The data set has its own default' : `Default ${value}`;
    return `\n  /** ${help.replace(/\.?$/, '.')} ${otherwise}, in [${low}, ${high}]. */\n  ${id}?: number;`;
  })
  .join('');

const inputsOf = (entries) =>
  entries.map(({ id, inputs }) => `  ${id}: ${inputs.map((i) => literal(i.id)).join(' | ')};`).join('\n');

// { huber: { prediction: ArrayInput; target: ArrayInput } }
const arraysOf = (entries, type) =>
  entries
    .map(({ id, inputs, output }) => {
      const fields = inputs.map((i) => `${i.id}${i.optional ? '?' : ''}: ${type}`);
      if (output === 'sample') fields.push(`sample_weight?: ${type}`);
      return `  ${id}: { ${fields.join('; ')} };`;
    })
    .join('\n');

// { 'Brier score': 'mse' }: other names as they are written and as an id would be; those that several losses share go to
// the first, as in web/engine/loss-names.ts.
const ids = new Set(catalog.losses.map(({ id }) => id));
const aliases = new Map();
for (const { id, title, aliases: names } of [
  ...catalog.losses.map((entry) => ({ ...entry, title: '' })),
  ...catalog.losses.map((entry) => ({ ...entry, aliases: [] })),
]) {
  for (const name of [...names, title]) {
    const plain = name
      .toLowerCase()
      .replace(/[^\p{L}\p{N}]+/gu, '_')
      .replace(/^_|_$/g, '');
    for (const each of [name, plain]) if (each && !ids.has(each) && !aliases.has(each)) aliases.set(each, id);
  }
}
const predictionsOf = (entries) =>
  entries
    .map(({ id, inputs }) => `  ${id}: ${union(inputs.filter((i) => i.role === 'prediction'))};`)
    .join('\n');
// An optimizer may have its own default for a setting; it is given as a field of the spec all the same.
const settings = new Set(catalog.settings.map(({ id }) => id));

// Of every list that something is chosen from: its ids, and the parameters of each where entries have some.
const lists = {
  Loss: catalog.losses,
  Data: catalog.data,
  Activation: catalog.activations,
  Layer: catalog.layers,
  Init: catalog.inits,
  Optimizer: catalog.optimizers.map(({ id, params }) => ({
    id,
    params: params.filter((p) => !settings.has(p.id)),
  })),
  Metric: catalog.metrics,
  Schedule: catalog.schedules,
  Stop: catalog.stops,
  Regulariser: catalog.regularisers,
  Balancer: catalog.balancers,
};
const withParams = ['Loss', 'Layer', 'Optimizer', 'Schedule', 'Stop', 'Regulariser', 'Balancer'];
const idsAndParams = [
  ...Object.entries(lists).map(([name, entries]) => `export type ${name}Id = ${union(entries)};`),
  ...withParams.map((name) => `\nexport interface ${name}Params {\n${paramsOf(lists[name])}\n}`),
].join('\n');

const header =
  '// SPDX-License-Identifier: Apache-2.0\n// Generated from the core by web/tools/generate.mjs.\n';
writeIfChanged(
  join(folder, 'catalog.ts'),
  `${header}import type { ArrayInput } from '../loss-types.ts';
import type { Catalog, Numbers } from '../types.ts';

${idsAndParams}

/** The numeric fields of a spec. */
export interface SpecNumbers {${settingFields}
}
export type SettingId = keyof SpecNumbers;

/** Names of the inputs of every loss. */
export interface LossInputs {
${inputsOf(catalog.losses)}
}

/** Arrays that every metric takes; rows follow one another. */
export interface MetricInputs {
${arraysOf(catalog.metrics, 'Numbers')}
}

/** What loss(id) takes. */
export interface LossArrays {
${arraysOf(catalog.losses, 'ArrayInput')}
}

/** Other names of losses. */
export interface LossAliases {
${[...aliases].map(([name, id]) => `  ${literal(name)}: ${literal(id)};`).join('\n')}
}

/** What each loss is differentiated by. */
export interface LossPredictions {
${predictionsOf(catalog.losses)}
}

export const catalog: Catalog = ${JSON.stringify(catalog, unsaid)};
`,
);
writeIfChanged(
  join(folder, 'loss-notes.ts'),
  `${header}import type { LossNotes } from '../types.ts';
import type { LossId } from './catalog.ts';

export const lossNotes: Record<LossId, LossNotes> = ${JSON.stringify(notes)};
`,
);
writeIfChanged(
  join(folder, 'metric-notes.ts'),
  `${header}import type { MetricNotes } from '../types.ts';
import type { MetricId } from './catalog.ts';

export const metricNotes: Record<MetricId, MetricNotes> = ${JSON.stringify(metricNotes)};
`,
);
