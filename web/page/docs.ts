// SPDX-License-Identifier: Apache-2.0
// The reference page: its tables are made from the rows of state.ts and the catalogue, so that they cannot drift.
import { html, nothing, render, type TemplateResult } from 'lit';
import { words } from '../element/docs-words.ts';
import type { LossCurve } from '../element/loss-curve.ts';
import '../element/loss-curve.ts';
import type { LossRace } from '../element/loss-race.ts';
import '../element/loss-race.ts';
import { strings } from '../element/strings.ts';
import { catalog } from '../engine/generated/catalog.ts';
import type { EntryInfo, ParamInfo } from '../engine/types.ts';
import { type Field, Schema } from '../state.ts';
import { putTokensInForce, storedTheme } from './theme.ts';

const schema = new Schema(catalog);
const defaults = schema.defaults();

const span = (range: ParamInfo) => `${range.low} … ${range.high}`;

function allowed(field: Field): string {
  const range = field.range?.(defaults);
  if (range) return span(range);
  const entries = {
    activation: catalog.activations,
    init: catalog.inits,
    optimizer: catalog.optimizers,
    schedule: catalog.schedules,
    data: catalog.data,
  };
  if (field.key in entries) return entries[field.key as keyof typeof entries].map(({ id }) => id).join(', ');
  return words.forms[field.type] ?? '';
}

const table = (heads: readonly string[], rows: TemplateResult[]) =>
  html`<table><thead><tr>${heads.map((head) => html`<th scope="col">${head}</th>`)}</tr></thead><tbody>${rows}</tbody></table>`;

const settings = schema.fields.map(
  (field) => html`<tr>
    <th scope="row"><code>${field.key}</code></th>
    <td>${allowed(field)}</td>
    <td><code>${field.format(defaults[field.key]) || '–'}</code></td>
  </tr>`,
);

const described = (entries: readonly EntryInfo[]) =>
  entries.map(
    ({ id, title, help, params }) => html`<tr>
      <th scope="row"><code>${id}</code><br />${title}</th>
      <td>${help}${params.map((param) => html`<div><code>${param.id}</code> ${span(param)}, ${param.default}</div>`)}</td>
    </tr>`,
  );

const data = catalog.data.map(
  (set) => html`<tr>
    <th scope="row"><code>${set.id}</code><br />${set.title}</th>
    <td>${set.help}${set.real ? html`<br /><small>${strings.source(set.source, set.licence)}</small>` : nothing}</td>
  </tr>`,
);

function put(id: string, content: TemplateResult): void {
  const place = document.getElementById(id);
  if (place) render(content, place);
}

putTokensInForce();
const theme = storedTheme();
document.documentElement.dataset.theme = theme;
for (const figure of document.querySelectorAll<LossCurve | LossRace>('loss-curve, loss-race'))
  figure.theme = theme;
put('settings', table(words.settingHeads, settings));
put('layers', table(words.layerHeads, described(catalog.layers)));
put('stops', table(words.stopHeads, described(catalog.stops)));
put('data', table(words.dataHeads, data));
