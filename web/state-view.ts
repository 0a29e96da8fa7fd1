// SPDX-License-Identifier: Apache-2.0
// What of the playground is seen: which plots, which controls, how high. What a card is stands in element/views.ts, where
// a control is in element/figure.ts.

import { hint, numberIn, parseNumber } from './state-text.ts';
import type { Field, LaneLoss, State } from './state-types.ts';

/** Plots in the order of the stage: the picture of each lane, then the cards. */
export const viewIds = [
  'fit',
  'loss',
  'metric',
  'shape',
  'network',
  'surface',
  'race',
  'samples',
  'gradients',
  'embedding',
  'terms',
  'cost',
] as const;
export type ViewId = (typeof viewIds)[number];
export type CardId = Exclude<ViewId, 'fit'>;

/** What can be shown and hidden, by groups, which have names too. */
export const controlGroups = {
  setup: ['data', 'model', 'optimizer', 'chance', 'sample'],
  lanes: ['add', 'formula', 'params', 'terms', 'numbers', 'shares'],
  stage: ['key', 'cards', 'take', 'doctor'],
  transport: ['scrub', 'reset', 'seed', 'step', 'play', 'speed', 'race', 'readouts'],
} as const;
export type ControlGroup = keyof typeof controlGroups;
export type ControlId = (typeof controlGroups)[ControlGroup][number];
const groups = Object.keys(controlGroups) as ControlGroup[];
const controls = [...groups, ...Object.values(controlGroups).flat()];

type Lists = { view: ViewId; controls: ControlGroup | ControlId; hide: ControlGroup | ControlId };

/** Some of `known`, in the order given; the empty list is written none because an empty value looks like a mistake. */
function listField<K extends keyof Lists>(
  key: K,
  known: readonly Lists[K][],
  usual: readonly Lists[K][] | ((above: State) => readonly Lists[K][]),
): Field<K> {
  const fallback = (above: State) => [...(typeof usual === 'function' ? usual(above) : usual)];
  const parse: Field<keyof Lists>['parse'] = (text, above, report) => {
    const given = [
      ...new Set(
        text
          .toLowerCase()
          .split(/[\s,]+/)
          .filter(Boolean),
      ),
    ];
    if (given.join() === 'none') return [];
    const right = known
      .filter((id) => given.includes(id))
      .sort((a, b) => given.indexOf(a) - given.indexOf(b));
    const used = right.length > 0 ? right : fallback(above);
    for (const id of given)
      if (!used.includes(id as never)) report('unknown_id', id, hint(id, known), used.join(','));
    return used as never;
  };
  const field = {
    key,
    type: 'ids',
    group: 'stage',
    control: 'none',
    default: fallback,
    format: (list: readonly string[]) => list.join(',') || 'none',
    parse,
  };
  return field as unknown as Field<K>;
}

/** Between a picture with a button and the largest screens, in pixels. */
const heights = { id: 'height', default: 360, low: 160, high: 8640, log: false, help: '' };

function heightField(): Field<'height'> {
  return {
    key: 'height',
    type: 'number',
    group: 'stage',
    control: 'none',
    default: () => 'auto',
    format: String,
    parse: (text, _above, report) => {
      if (text === 'auto' || text === 'fill') return text;
      const pixels = text.trim().replace(/px$/, '');
      if (Number.isFinite(parseNumber(pixels))) return numberIn(pixels, heights, true, report);
      report('form', text, `${heights.default}, fill, auto`, 'auto');
      return 'auto';
    },
  };
}

/** Losses that compare embeddings have no shape of one sample; what they look at stands there instead. */
const usualViews = (embeds: (loss: LaneLoss) => boolean | undefined) => (above: State) =>
  above.losses.some(embeds) ? (['fit', 'embedding', 'loss', 'metric'] as const) : viewIds.slice(0, 4);

export const viewFields = (embeds: (loss: LaneLoss) => boolean | undefined) =>
  [
    listField('view', viewIds, usualViews(embeds)),
    listField('controls', controls, groups),
    listField('hide', controls, []),
    heightField(),
  ] as const;

/** Keys of what is seen, which a run does not have. */
export const viewKeys = viewFields(() => false).map(({ key }) => key);
