// SPDX-License-Identifier: Apache-2.0
// The row of the state that lists the lanes: `mse+0.1*l2,huber:delta=0.5,typed~…`.
import type { LossChoice } from './engine/types.ts';
import type { Schema } from './state.ts';
import {
  formatComposite,
  parseClassWeights,
  parseComposite,
  splitTerms,
  weighsClasses,
} from './state-terms.ts';
import {
  escapeLoss,
  find,
  formatParams,
  hint,
  ids,
  normalParams,
  parseOwnParams,
  parseParams,
  type Report,
  someOf,
  unescapeLoss,
} from './state-text.ts';
import { type Field, type LaneLoss, maxLanes, type State } from './state-types.ts';

export function lossesField(schema: Schema): Field<'losses'> {
  const normal = ({ id = 'typed', params = {} }: LossChoice): LaneLoss => ({
    id,
    params: normalParams(new Map(Object.entries(params)), schema.loss(id).params),
  });
  const fallback = (above: State) => {
    const made = ids(schema.made(above));
    const chosen = schema.catalog.defaults.losses.filter(({ id }) => id && made.includes(id));
    return chosen.length > 0 ? chosen.map(normal) : made.slice(0, 2).map((id) => ({ id, params: {} }));
  };
  const one = (text: string, above: State, report: Report): LaneLoss[] => {
    if (text.startsWith('typed~')) {
      const [name = '', ...values] = text.split(':');
      const own = unescapeLoss(name.slice('typed~'.length));
      return [{ id: 'typed', text: own, params: ownParams(schema, own, values, report) }];
    }
    const parts = splitTerms(text);
    const [name = '', ...pairs] = parts.main.split(':');
    const id = name.trim().toLowerCase();
    const loss =
      find(schema.catalog.losses, id) ??
      schema.catalog.losses.find((each) => each.aliases.some((alias) => alias.toLowerCase() === id));
    const suited = ids(schema.suited(above));
    if (!loss) {
      report('unknown_id', name, hint(id, suited));
      return [];
    }
    if (!suited.includes(loss.id)) {
      report('task', loss.id, someOf(suited), above.data);
      return [];
    }
    const regression = schema.dataEntry(above).task === 'regression';
    const composite = parseComposite(parts, loss, regression, schema.catalog, report);
    const weights = pairs.filter((pair) => pair.startsWith('class_weights='));
    const by = weights.at(-1)?.slice('class_weights='.length);
    if (by && weighsClasses(loss, regression)) {
      const class_weights = parseClassWeights(by, report);
      if (class_weights) composite.class_weights = class_weights;
    }
    const others = weighsClasses(loss, regression) ? pairs.filter((pair) => !weights.includes(pair)) : pairs;
    return [{ id: loss.id, params: parseParams(others, loss.params, loss.id, report), ...composite }];
  };
  return {
    key: 'losses',
    type: 'losses',
    group: 'lanes',
    control: 'lanes',
    default: fallback,
    parse: (text, above, report) => {
      const lanes = text
        .split(',')
        .filter(Boolean)
        .flatMap((part) => one(part, above, report));
      if (lanes.length > maxLanes)
        report('too_many', String(lanes.length), String(maxLanes), ids(lanes.slice(0, maxLanes)).join(', '));
      return lanes.length > 0 ? lanes.slice(0, maxLanes) : fallback(above);
    },
    format: (lanes) =>
      lanes
        .map((lane) => {
          const name = lane.text ? `typed~${escapeLoss(lane.text)}` : lane.id;
          const main = [name, formatParams(lane.params, ':')].filter(Boolean).join(':');
          return lane.text ? main : formatComposite(main, lane);
        })
        .join(','),
  };
}

// Held within its ranges as soon as the loss was read.
function ownParams(schema: Schema, text: string, pairs: string[], report: Report): Record<string, number> {
  const { params } = schema.loss('typed', text);
  return schema.typedFormula(text) !== undefined
    ? parseParams(pairs, params, 'typed', report)
    : parseOwnParams(pairs, report);
}
