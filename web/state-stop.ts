// SPDX-License-Identifier: Apache-2.0
// The row of the state that lists the rules which stop a lane: `validation:patience=50,target:loss=0.01`.
import type { Catalog, StopChoice } from './engine/types.ts';
import { find, formatParams, hint, ids, normalParams, parseParams, type Report } from './state-text.ts';
import type { Field } from './state-types.ts';

export function stopField({ stops }: Catalog): Field<'stop'> {
  const one = (text: string, report: Report): Required<StopChoice>[] => {
    const [name = '', ...pairs] = text.split(':');
    const rule = find(stops, name.trim().toLowerCase());
    if (rule) return [{ id: rule.id, params: parseParams(pairs, rule.params, rule.id, report) }];
    report('unknown_id', name, hint(name, ids(stops)));
    return [];
  };
  return {
    key: 'stop',
    type: 'stops',
    group: 'optimizer',
    control: 'stops',
    default: () => [],
    parse: (text, _above, report) => {
      const rules = text
        .split(',')
        .filter(Boolean)
        .flatMap((part) => one(part, report));
      return [...new Map(rules.map((rule) => [rule.id, rule])).values()];
    },
    format: (rules) =>
      rules
        .map(({ id, params }) => {
          const changed = normalParams(new Map(Object.entries(params)), find(stops, id)?.params ?? []);
          return [id, formatParams(changed, ':')].filter(Boolean).join(':');
        })
        .join(','),
  };
}
