// SPDX-License-Identifier: Apache-2.0
// Names short enough for a line's end, made from what the catalogue knows.
import type { LossInfo } from '../engine/types.ts';
import type { LaneLoss, Schema, State } from '../state.ts';
import type { Experiment } from './experiment.ts';
import { strings } from './strings.ts';

const comfortable = 14;

const abbreviation = /^[a-z0-9]{2,4}$/;

/** An id that is an abbreviation (MSE), else a short title, else an alias that is one (BCE), else the title. */
export function shortTitle(loss: Pick<LossInfo, 'id' | 'title' | 'aliases'>): string {
  if (abbreviation.test(loss.id)) return loss.id.toUpperCase();
  const title = loss.title.replace(/ \(.*\)$/, '');
  if (title.length <= comfortable) return title;
  const brief = loss.aliases.find((name) => abbreviation.test(name));
  return brief ? brief.toUpperCase() : title;
}

const params = (loss: LaneLoss) => Object.values(loss.params).join(', ');
const weights = ({ weight = 1, terms = [] }: LaneLoss) =>
  [...(weight === 1 ? [] : [weight]), ...terms.map((term) => term.weight ?? 1)].join(', ');

/** Short titles of the lanes; lanes of one loss are told apart by their parameters, their weights or, alike in those too, by number. */
export function shortTitles(schema: Schema, state: Pick<State, 'losses'>): string[] {
  const titles = state.losses.map(({ id, text, terms = [], class_weights = 'none' }) => {
    const [first] = terms;
    const more = terms.length > 1 ? ` + ${terms.length}` : first ? ` + ${first.id.replaceAll('_', ' ')}` : '';
    const title = shortTitle(schema.loss(id, text)) + more;
    return class_weights === 'none' ? title : strings.weighted(title);
  });
  return titles.map((title, lane) => {
    const alike = state.losses.filter((_, other) => titles[other] === title);
    const loss = state.losses[lane];
    if (alike.length === 1 || !loss) return title;
    const told = [params, weights].find((way) => new Set(alike.map(way)).size === alike.length);
    return `${title} ${told ? told(loss) : lane + 1}`.trim();
  });
}

/**
 * Short titles of the lanes that the run in being has. For as long as a run with other losses is being opened, the state's
 * would be put to the curves and numbers of the run before.
 */
export function namesOf({ schema, state, info }: Pick<Experiment, 'schema' | 'state' | 'info'>): string[] {
  const lanes = info?.lanes ?? [];
  const same =
    lanes.length === state.losses.length && lanes.every(({ loss }, i) => loss === state.losses[i]?.id);
  if (!info || same) return shortTitles(schema, state);
  return shortTitles(schema, {
    losses: lanes.map(({ loss, text, params }) => ({ id: loss, params, ...(text ? { text } : {}) })),
  });
}
