// SPDX-License-Identifier: Apache-2.0
// What the loss catalogue is asked for: its text in the address, which losses answer it, and in which order.
import { influenceDistances } from '../engine/notes.ts';
import type { LossInfo, LossNotes } from '../engine/types.ts';

export const problems = ['regression', 'binary', 'multiclass', 'other'] as const;
export const takes = [
  'numbers',
  'scores',
  'distributions',
  'vectors',
  'lists',
  'series',
  'images',
  'boxes',
  'weights',
] as const;
export const facts = [
  'trains',
  'convex',
  'bounded_gradient',
  'smooth',
  'symmetric',
  'proper',
  'calibrated',
] as const;
export const sorts = ['name', 'pull', 'bound', 'curvature', 'cost'] as const;

export type Problem = (typeof problems)[number];
export type Takes = (typeof takes)[number];
export type Fact = (typeof facts)[number];
export type Sort = (typeof sorts)[number];

/** Empty strings ask for nothing. */
export interface Query {
  q: string;
  problem: Problem | '';
  takes: Takes | '';
  family: string;
  facts: Fact[];
  sort: Sort | '';
  /** Largest first. */
  falling: boolean;
  /** Distance at which the pull is compared: one of influenceDistances. */
  at: number;
  /** The loss whose details are open. */
  open: string;
}

export interface Entry {
  loss: LossInfo;
  notes: LossNotes;
  /** Nanoseconds an element, once measured here. */
  cost?: number | undefined;
}

export const everything: Query = {
  q: '',
  problem: '',
  takes: '',
  family: '',
  facts: [],
  sort: '',
  falling: false,
  at: 10,
  open: '',
};

const known = <T extends string>(list: readonly T[], text: string | null): T | '' =>
  list.find((each) => each === text) ?? '';

/** Whatever the text holds that is no query is left out. */
export function parseQuery(text: string): Query {
  const given = new URLSearchParams(text.replace(/^#/, ''));
  const at = Number(given.get('at'));
  const asked = (given.get('facts') ?? '').split(',');
  return {
    q: given.get('q') ?? '',
    problem: known(problems, given.get('problem')),
    takes: known(takes, given.get('takes')),
    family: given.get('family') ?? '',
    facts: facts.filter((fact) => asked.includes(fact)),
    sort: known(sorts, given.get('sort')),
    falling: given.get('order') === 'falling',
    at: influenceDistances.find((distance) => distance === at) ?? everything.at,
    open: given.get('open') ?? '',
  };
}

/** The text of a query, what asks for nothing left out. */
export function formatQuery(query: Query): string {
  const { q, problem, takes, family, facts, sort, falling, at, open } = query;
  const pairs = {
    q,
    problem,
    takes,
    family,
    facts: facts.join(','),
    sort,
    order: sort && falling ? 'falling' : '',
    at: at === everything.at ? '' : String(at),
    open,
  };
  const text = (value: string) => encodeURIComponent(value).replaceAll('%20', '+').replaceAll('%2C', ',');
  return Object.entries(pairs)
    .filter(([, value]) => value)
    .map(([key, value]) => `${key}=${text(value)}`)
    .join('&');
}

/** What a loss is given to judge, by the shape of its first prediction. */
export function takesOf({ inputs }: LossInfo): Takes {
  const { domain, dims } = inputs.find(({ role }) => role === 'prediction') ?? { domain: '', dims: ['*'] };
  if (domain === 'boxes') return 'boxes';
  if (/distribution/.test(domain)) return 'distributions';
  const letters = dims.join('');
  if (/T|F/.test(letters) || letters === 'NH') return 'series';
  if (/HW|[NC]P/.test(letters)) return 'images';
  if (/P|G/.test(letters)) return 'weights';
  if (dims.includes('C')) return 'scores';
  if (dims.includes('D')) return 'vectors';
  return dims[0] === '*' || letters === 'N' ? 'numbers' : 'lists';
}

export const trains = ({ tasks }: LossInfo) => tasks.length > 0;

function holds({ loss, notes }: Entry, fact: Fact): boolean {
  if (fact === 'trains') return trains(loss);
  // A jump of the slope is known only where it was looked for.
  if (fact === 'smooth') return notes.profile.influence !== null && notes.facts.kinks.length === 0;
  return notes.facts[fact];
}

/** A loss that regresses trains on labels too, but it was not made for them. */
const madeFor = ({ tasks, target }: LossInfo, problem: Problem) =>
  problem === 'other'
    ? tasks.length === 0
    : tasks.includes(problem) && (problem === 'regression' || target !== 'real');

const plain = (text: string) => text.toLowerCase().replace(/[\s_–-]+/g, ' ');
const texts = new WeakMap<Entry, string>();

function textOf(entry: Entry): string {
  const { loss, notes } = entry;
  let text = texts.get(entry);
  if (text === undefined) {
    text = plain([loss.title, loss.id, loss.family, ...loss.aliases, loss.use, notes.cite].join(' '));
    texts.set(entry, text);
  }
  return text;
}

/** How well a name answers: 0 is the name itself; 3 is a loss that only mentions the words. */
function distance({ loss }: Entry, q: string): number {
  const names = [loss.id, loss.title, ...loss.aliases].map(plain);
  if (names.includes(q)) return 0;
  if (names.some((name) => name.startsWith(q))) return 1;
  return names.some((name) => name.includes(q)) ? 2 : 3;
}

/** What a column shows; null where there is nothing to compare. */
export function measure({ notes, cost }: Entry, sort: Sort, at: number): number | null {
  const { influence, bound, limit, curvature } = notes.profile;
  switch (sort) {
    case 'pull':
      return influence?.[influenceDistances.indexOf(at as never)] ?? (influence ? Infinity : null);
    case 'bound':
      return bound ?? (limit ? Infinity : null);
    case 'curvature':
      return curvature;
    case 'cost':
      return cost ?? null;
    case 'name':
      return null;
  }
}

/** The losses that answer a query, in its order; without one, the closest names first, else as in the catalogue. */
export function answer(entries: readonly Entry[], query: Query): Entry[] {
  const q = plain(query.q).trim();
  const words = q.split(' ').filter(Boolean);
  const found = entries.filter(
    (entry) =>
      (!query.problem || madeFor(entry.loss, query.problem)) &&
      (!query.takes || takesOf(entry.loss) === query.takes) &&
      (!query.family || entry.loss.family === query.family) &&
      query.facts.every((fact) => holds(entry, fact)) &&
      words.every((word) => textOf(entry).includes(word)),
  );
  const { sort, at } = query;
  const sign = query.falling ? -1 : 1;
  if (sort === 'name') {
    return found.sort((a, b) => sign * a.loss.title.localeCompare(b.loss.title, 'en'));
  }
  if (sort) {
    const value = (entry: Entry) => measure(entry, sort, at);
    // What cannot be compared stands last, whichever way the rest runs.
    return found.sort((a, b) => {
      const [x, y] = [value(a), value(b)];
      if (x === null || y === null) return Number(x === null) - Number(y === null);
      return x === y ? 0 : sign * (x < y ? -1 : 1);
    });
  }
  return q ? found.sort((a, b) => distance(a, q) - distance(b, q)) : found;
}

// The data that show what a loss is for, and the usual loss to race it against.
const races = {
  regression: { data: 'cars', against: 'mse', more: '&outliers=20' },
  binary: { data: 'moons', against: 'binary_cross_entropy_with_logits', more: '' },
  multiclass: { data: 'penguins', against: 'cross_entropy', more: '' },
} as const;

/** The playground's address, in which the loss is trained; undefined for losses that no data set can train. */
export function raceOf(loss: LossInfo, params: Record<string, number> = {}): string | undefined {
  const many = loss.inputs.some(({ role, dims }) => role === 'prediction' && dims.includes('C'));
  const task = (['regression', many ? 'multiclass' : 'binary', 'multiclass'] as const).find((each) =>
    loss.tasks.includes(each),
  );
  if (!task) return undefined;
  const { data, against, more } = races[task];
  const values = Object.entries(params).map(([id, value]) => `:${id}=${value}`);
  const lanes = [...(loss.id === against ? [] : [against]), loss.id + values.join('')];
  return `./#data=${data}&losses=${lanes.join(',')}${more}`;
}
