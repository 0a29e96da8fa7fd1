// SPDX-License-Identifier: Apache-2.0
// Which cards of the stage are open. What each one is stands in element/views.ts.
import { hint } from './state-text.ts';
import type { Field } from './state-types.ts';

/** In the order of the stage. */
export const viewIds = [
  'loss',
  'metric',
  'shape',
  'network',
  'surface',
  'race',
  'samples',
  'gradients',
] as const;
export type ViewId = (typeof viewIds)[number];

/** Open unless said otherwise. */
const usual: readonly ViewId[] = ['loss', 'metric', 'shape'];

export function viewField(): Field<'view'> {
  return {
    key: 'view',
    type: 'ids',
    group: 'stage',
    control: 'none',
    default: () => [...usual],
    // The empty list is written none because an empty value looks like a mistake.
    format: (view) => view.join(',') || 'none',
    parse: (text, _above, report) => {
      if (text.trim() === 'none') return [];
      const given = text
        .split(',')
        .map((id) => id.trim().toLowerCase())
        .filter(Boolean);
      const known = viewIds.filter((id) => given.includes(id));
      for (const id of given)
        if (!(viewIds as readonly string[]).includes(id))
          report('unknown_id', id, hint(id, [...viewIds]), known.join(','));
      return given.length === 0 ? [...usual] : known;
    },
  };
}
