// SPDX-License-Identifier: Apache-2.0
// Data of the visitor's own as one more entry of the catalogue, so that every row of the state knows what fits them.
import type { Catalog, DataEntryInfo, OwnData } from './engine/types.ts';

/** What `data` is while own data are in use. They stay in the page: a link cannot carry them. */
export const ownId = 'own';

export function withOwn(catalog: Catalog, own: OwnData): Catalog {
  const like = catalog.data.find(({ real, task }) => real && task === own.task);
  const n = own.y.length;
  const params = (like?.params ?? []).map((param) =>
    param.id === 'samples'
      ? { ...param, default: n, low: 1, high: n }
      : { ...param, default: param.id === 'noise' ? 0 : param.default },
  );
  const entry: DataEntryInfo = {
    id: ownId,
    title: 'Your data',
    help: `${own.target_name ?? 'The target'} from ${own.input_names?.join(', ') ?? `${own.x.length} inputs`}.`,
    params,
    task: own.task,
    real: true,
    external: true,
    source: '',
    licence: '',
    inputs: own.x.length,
    image: own.image ?? null,
  };
  return { ...catalog, data: [...catalog.data, entry] };
}
