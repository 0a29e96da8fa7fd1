// SPDX-License-Identifier: Apache-2.0
// The row of the state that lists a model's layers: `conv2d:channels=4:relu,max_pool,dense:units=16:frozen`; a number is a
// dense layer of so many units: `8,8`.
import type { Catalog, LayerChoice } from './engine/types.ts';
import {
  find,
  formatParams,
  hint,
  ids,
  normalParams,
  numberIn,
  parseParams,
  type Report,
} from './state-text.ts';
import { type Field, unitRange } from './state-types.ts';

export const maxListedLayers = 40;

/** The name of a layer that keeps its weights, among a layer's words. */
const frozenWord = 'frozen';

export function layersField(catalog: Catalog): Field<'layers'> {
  const dense = find(catalog.layers, 'dense')?.params ?? [];
  const unit = find(dense, 'units') ?? unitRange;
  const fallback = () => denseLayers(catalog.defaults.hidden);
  const one = (text: string, report: Report): Required<LayerChoice>[] => {
    const [name = '', ...words] = text.split(':');
    if (/^\s*[-+.\d]/.test(name) && words.length === 0) {
      const params = normalParams(new Map([['units', numberIn(name, unit, true, report)]]), dense);
      return [{ id: 'dense', params, activation: '', frozen: false }];
    }
    const entry = find(catalog.layers, name.trim().toLowerCase());
    if (!entry) {
      report('unknown_id', name, hint(name, ids(catalog.layers)));
      return [];
    }
    const pairs = words.filter((word) => word.includes('='));
    const choice = { id: entry.id, params: parseParams(pairs, entry.params, entry.id, report) };
    let activation = '';
    let frozen = false;
    for (const word of words.filter((each) => !each.includes('=')).map((each) => each.trim().toLowerCase())) {
      if (word === frozenWord) frozen = true;
      else if (find(catalog.activations, word)) activation = word;
      else report('unknown_id', `${entry.id}:${word}`, hint(word, [...ids(catalog.activations), frozenWord]));
    }
    return [{ ...choice, activation, frozen }];
  };
  return {
    key: 'layers',
    type: 'layers',
    group: 'model',
    control: 'layers',
    default: fallback,
    // The empty list, a linear model, is written 0 because an empty value looks like a mistake.
    parse: (text, _above, report) => {
      if (text.trim() === '0') return [];
      const layers = text
        .split(',')
        .filter(Boolean)
        .flatMap((part) => one(part, report));
      if (layers.length > maxListedLayers)
        report('too_many', String(layers.length), String(maxListedLayers), String(maxListedLayers));
      if (layers.length === 0) return fallback();
      const units = plainUnits(layers);
      return (units ? denseLayers(units) : layers).slice(0, maxListedLayers);
    },
    format: (layers) =>
      (layers.length === 0 ? '0' : plainUnits(layers)?.join(',')) ??
      layers
        .map(({ id, params, activation, frozen }) => {
          const entry = find(catalog.layers, id);
          const changed = normalParams(new Map(Object.entries(params)), entry?.params ?? []);
          return [id, formatParams(changed, ':'), activation, frozen ? frozenWord : '']
            .filter(Boolean)
            .join(':');
        })
        .join(','),
  };
}

/** The list that numbers of units stand for. */
export const denseLayers = (hidden: readonly number[]): Required<LayerChoice>[] =>
  hidden.map((units) => ({ id: 'dense', params: { units }, activation: '', frozen: false }));

/** Units of hidden layers that are plainly dense, which a list of numbers says in short; undefined for any others. */
export function plainUnits(layers: readonly Required<LayerChoice>[]): number[] | undefined {
  const plain = layers.every(({ id, activation, frozen }) => id === 'dense' && !activation && !frozen);
  return plain ? layers.map(({ params }) => params.units ?? unitRange.default) : undefined;
}
