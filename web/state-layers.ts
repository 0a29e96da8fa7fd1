// SPDX-License-Identifier: Apache-2.0
// The row of the state that lists a model's layers: `conv2d:channels=4:relu,max_pool,dense:units=16:frozen`.
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
import { type Field, maxLayers, unitRange } from './state-types.ts';

export const maxListedLayers = 40;

/** The name of a layer that keeps its weights, among a layer's words. */
const frozenWord = 'frozen';

export function layersField(catalog: Catalog): Field<'layers'> {
  const one = (text: string, report: Report): Required<LayerChoice>[] => {
    const [name = '', ...words] = text.split(':');
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
    control: 'none',
    default: () => [],
    parse: (text, _above, report) => {
      const layers = text
        .split(',')
        .filter(Boolean)
        .flatMap((part) => one(part, report));
      if (layers.length > maxListedLayers)
        report('too_many', String(layers.length), String(maxListedLayers), String(maxListedLayers));
      return layers.slice(0, maxListedLayers);
    },
    format: (layers) =>
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

/** The list that says what `hidden` says in short. */
export const denseLayers = (hidden: readonly number[]): Required<LayerChoice>[] =>
  hidden.map((units) => ({ id: 'dense', params: { units }, activation: '', frozen: false }));

/** The short form of `layers`: the units of hidden dense layers, `8,8`. */
export function hiddenField(catalog: Catalog): Field<'hidden'> {
  const fallback = () => [...catalog.defaults.hidden];
  return {
    key: 'hidden',
    type: 'integers',
    group: 'model',
    control: 'layers',
    default: fallback,
    // The empty list, a linear model, is written 0 because an empty value looks like a mistake.
    format: (units) => units.join(',') || '0',
    parse: (text, _above, report) => {
      if (text.trim() === '0') return [];
      const unit = { ...unitRange, default: catalog.defaults.hidden[0] ?? 1 };
      const layers = text.split(',').map((part) => numberIn(part, unit, true, report));
      const most = maxLayers;
      if (layers.length > most)
        report('too_many', String(layers.length), String(most), layers.slice(0, most).join(','));
      return layers.slice(0, most);
    },
  };
}
