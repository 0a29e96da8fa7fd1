// SPDX-License-Identifier: Apache-2.0
// Rows of the state that belong to the optimiser: parameters of entries, and what goes with any of them.
import type { ParamInfo } from './engine/types.ts';
import { formatParams, parseParams } from './state-text.ts';
import type { Field, State } from './state-types.ts';

/** Parameters of the entry that another row names: `momentum=0.8,dampening=0.1`. */
export function paramsField<K extends 'optimizer_params' | 'schedule_params'>(
  key: K,
  entry: (above: State) => { owner: string; params: ParamInfo[] },
): Field<K> {
  return {
    key,
    type: 'params',
    group: 'optimizer',
    control: 'params',
    default: () => ({}),
    parse: (text, above, report) => {
      const { owner, params } = entry(above);
      return parseParams(text.split(/[,:]/).filter(Boolean), params, owner, report);
    },
    format: (params) => formatParams(params, ','),
  };
}
