// SPDX-License-Identifier: Apache-2.0
// The model in the setup panel: units of dense layers in short, or a list of layers of any kind.
import { html, nothing } from 'lit';
import type { LayerChoice, LayerInfo, ParamInfo } from '../engine/types.ts';
import { maxLayers, unitRange } from '../state.ts';
import { denseLayers, maxListedLayers, plainUnits } from '../state-layers.ts';
import { allowed, find, stepOf } from '../state-text.ts';
import { icons } from './icons.ts';
import { define, Part } from './part.ts';
import { strings } from './strings.ts';

type Layer = Required<LayerChoice>;

class Layers extends Part {
  static override properties = { ...Part.properties, listed: { state: true } };
  /** The list is shown although numbers would do. */
  declare listed?: boolean;

  protected override render() {
    const { experiment } = this;
    const { layers } = experiment.state;
    const units = plainUnits(layers);
    const linear = layers.length === 0;
    const short = units && units.length <= maxLayers && !this.listed;
    return html`
      ${short ? this.short(units) : this.list(layers)}
      <p class="about"><small>
        ${linear ? `${strings.linearModel} · ` : ''}${strings.parameterCount(experiment.info?.parameters ?? 0)}
      </small></p>
    `;
  }

  private short(hidden: number[]) {
    const data = this.experiment.info?.data;
    const outputs = data?.task === 'multiclass' ? data.classes.length : 1;
    return html`
      <ol class="layers" aria-label=${strings.label('layers')}>
        <li class="chip end">${strings.inputs(data?.inputs.length ?? 1)}</li>
        ${hidden.map((units, layer) => this.units(units, layer))}
        ${
          hidden.length < maxLayers
            ? html`<li><button class="chip add" aria-label=${strings.addLayer} title=${strings.addLayer} @click=${() => this.setHidden([...hidden, hidden.at(-1) ?? unitRange.default])}>${icons.plus}</button></li>`
            : nothing
        }
        <li class="chip end">${strings.outputs(outputs)}</li>
      </ol>
      <button class="link" @click=${this.more}>
        ${strings.moreLayers}
      </button>
    `;
  }

  private units(units: number, layer: number) {
    const hidden = plainUnits(this.experiment.state.layers) ?? [];
    return html`<li class="chip">
      ${this.number(unitRange, units, strings.unitsOfLayer(layer + 1), (value) => this.setHidden(hidden.with(layer, value)))}
      <button class="tiny" aria-label=${strings.removeLayer(layer + 1)} @click=${() => this.setHidden(hidden.toSpliced(layer, 1))}>
        ${icons.cross}
      </button>
    </li>`;
  }

  private list(layers: Layer[]) {
    const plain = plainUnits(layers) !== undefined;
    const back = () => {
      this.listed = false;
      const hidden = (plainUnits(layers) ?? []).slice(0, maxLayers);
      this.setHidden(hidden.map((units) => Math.min(unitRange.high, units)));
    };
    return html`
      <ol class="layer-list" aria-label=${strings.label('layers')}>
        ${layers.map((layer, at) => this.layer(layer, at))}
      </ol>
      <div class="row">
        ${
          layers.length < maxListedLayers
            ? html`<button class="link" @click=${() => this.setLayers([...layers, ...denseLayers([unitRange.default])])}>${strings.addLayer}</button>`
            : nothing
        }
        ${plain ? html`<button class="link" @click=${back}>${strings.fewerLayers}</button>` : nothing}
      </div>
    `;
  }

  private layer(layer: Layer, at: number) {
    const { layers } = this.experiment.state;
    const { catalog } = this.experiment.schema;
    const entry = find(catalog.layers, layer.id) as LayerInfo;
    const number = at + 1;
    const set = (patch: Partial<Layer>) => this.setLayers(layers.with(at, { ...layer, ...patch }));
    const kind = (event: Event) =>
      set({ id: (event.target as HTMLSelectElement).value, params: {}, activation: '', frozen: false });
    const activation = (event: Event) => set({ activation: (event.target as HTMLSelectElement).value });
    return html`<li class="layer-row" title=${entry.help}>
      <div class="row">
        <select aria-label=${strings.layerKind(number)} @change=${kind}>
          ${catalog.layers.map(({ id, title }) => html`<option lang="en" value=${id} ?selected=${id === layer.id}>${title}</option>`)}
        </select>
        <button class="tiny" aria-pressed=${layer.frozen} aria-label=${strings.freeze(number)} title=${strings.freeze(number)} @click=${() => set({ frozen: !layer.frozen })}>
          ${layer.frozen ? icons.locked : icons.unlocked}
        </button>
        <button class="tiny" ?disabled=${at === 0} aria-label=${strings.moveLayerUp(number)} @click=${() => this.setLayers(layers.toSpliced(at, 1).toSpliced(at - 1, 0, layer))}>
          ${icons.up}
        </button>
        <button class="tiny" aria-label=${strings.removeLayer(number)} @click=${() => this.setLayers(layers.toSpliced(at, 1))}>
          ${icons.cross}
        </button>
      </div>
      <div class="layer-params">
        ${entry.params.map(
          (param) => html`<label>
            <span>${strings.param(param.id)}</span>
            ${this.number(param, layer.params[param.id] ?? param.default, strings.layerParam(number, strings.param(param.id)), (value) => set({ params: { ...layer.params, [param.id]: value } }))}
          </label>`,
        )}
        ${entry.activated || layer.activation ? this.activation(layer, entry, number, activation) : nothing}
      </div>
    </li>`;
  }

  private activation(layer: Layer, entry: LayerInfo, number: number, input: (event: Event) => void) {
    const { activations } = this.experiment.schema.catalog;
    const none = entry.activated ? strings.modelActivation : strings.noActivation;
    return html`<select aria-label=${strings.layerActivation(number)} @change=${input}>
      <option value="" ?selected=${layer.activation === ''}>${none}</option>
      ${activations.map(({ id, title }) => html`<option lang="en" value=${id} ?selected=${id === layer.activation}>${title}</option>`)}
    </select>`;
  }

  private number(range: ParamInfo, value: number, label: string, input: (value: number) => void) {
    const set = (event: Event) => {
      const field = event.target as HTMLInputElement;
      const typed = Number(field.value);
      const next = allowed(Number.isFinite(typed) ? typed : range.default, range);
      field.value = String(next);
      input(next);
    };
    return html`<input
      type="number" min=${range.low} max=${range.high} step=${stepOf(range) || 'any'} .value=${String(value)}
      aria-label=${label} title=${range.help || nothing} @change=${set}
    />`;
  }

  private setHidden(hidden: number[]) {
    this.setLayers(denseLayers(hidden));
  }

  private more() {
    this.listed = true;
    if (this.experiment.state.layers.length === 0) this.setHidden([unitRange.default]);
  }

  private setLayers(layers: Layer[]) {
    this.experiment.change({ layers });
  }
}

define('losscape-layers', Layers);
