// SPDX-License-Identifier: Apache-2.0
// A composite loss in the URL: `mse+0.1*l2`, `huber:delta=0.5+0.3*mae:schedule=linear:steps=500@pcgrad`. Terms are
// joined by +, a weight stands before a *, the balancer after an @.
import type {
  BalancerInfo,
  Catalog,
  LossComposite,
  LossInfo,
  LossTerm,
  RegulariserInfo,
} from './engine/types.ts';
import { find, formatParams, hint, ids, parseNumber, parseParams, type Report } from './state-text.ts';

/** What a lane minimises besides its loss, in normal form: what is not there is not needed. */
export type Composite = LossComposite;

export const schedules = ['constant', 'linear', 'cosine', 'warm_up'] as const;
const defaultSteps = 1000;
const maxTerms = 8;

/** `2*mse:…+0.1*l2@pcgrad` → the text of the main loss without its weight, and the rest. */
export function splitTerms(text: string): { main: string; weight: string; terms: string[]; balance: string } {
  // The + of 1e+5 joins nothing.
  const [sum = '', balance = ''] = text.replace(/(\de)\+(\d)/gi, '$1$2').split('@');
  const [first = '', ...terms] = sum.split('+');
  const [, weight = '', main = ''] = /^(?:([^*:]*)\*)?(.*)$/s.exec(first) ?? [];
  return { main, weight, terms: terms.filter(Boolean), balance };
}

function weightOf(text: string, report: Report): number {
  const weight = parseNumber(text.trim());
  if (Number.isFinite(weight) && Math.abs(weight) <= 1e6) return weight + 0;
  report('not_a_number', text, '[-1000000, 1000000]', '1');
  return 1;
}

export const classWeights = ['none', 'inverse', 'effective'] as const;

/** Whether samples of a loss may count by their class. */
export const weighsClasses = (loss: LossInfo, regression: boolean) => !regression && !loss.together;

/** `class_weights=inverse`, or `1/50`: a number for each class. */
export function parseClassWeights(text: string, report: Report): Composite['class_weights'] {
  const named = classWeights.find((each) => each === text);
  if (named) return named === 'none' ? undefined : named;
  const given = text.split('/').map(parseNumber);
  if (given.length > 1 && given.every((weight) => weight >= 0 && weight <= 1e6) && given.some(Boolean))
    return given;
  report('form', `class_weights=${text}`, `${classWeights.join(', ')}, 1/50`, 'none');
  return undefined;
}

const classWeightsText = (weights: Composite['class_weights']) =>
  !weights || weights === 'none'
    ? ''
    : `class_weights=${typeof weights === 'string' ? weights : weights.join('/')}`;

/** The rest of a composite loss whose main one is `loss`; what cannot be is reported and left out. */
export function parseComposite(
  { weight, terms, balance }: ReturnType<typeof splitTerms>,
  loss: LossInfo,
  regression: boolean,
  catalog: Catalog,
  report: Report,
): Composite {
  const candidates: (LossInfo | RegulariserInfo)[] = [
    ...catalog.regularisers.filter((each) => !(regression && each.classes_only)),
    ...catalog.losses.filter((each) => each.target === loss.target),
  ];
  const term = (text: string): LossTerm[] => {
    const [, share = '', name = '', rest = ''] = /^(?:([^*:]*)\*)?([^:]*):?(.*)$/s.exec(text) ?? [];
    const id = name.trim().toLowerCase();
    const entry = find(candidates, id);
    if (!entry) {
      report('unknown_id', name, hint(id, ids(candidates)));
      return [];
    }
    const pairs = rest.split(':').filter(Boolean);
    const own = (key: string) => pairs.find((pair) => pair.startsWith(`${key}=`))?.slice(key.length + 1);
    const others = pairs.filter((pair) => !/^(schedule|steps)=/.test(pair));
    const schedule = own('schedule') ?? 'constant';
    const steps = own('steps');
    const made: LossTerm = { id, weight: share ? weightOf(share, report) : 1 };
    const params = parseParams(others, entry.params, id, report);
    if (Object.keys(params).length > 0) made.params = params;
    if (!schedules.includes(schedule as never)) report('unknown_id', schedule, hint(schedule, schedules));
    else if (schedule !== 'constant') {
      const count = steps === undefined ? defaultSteps : Math.round(parseNumber(steps));
      if (!(count >= 1 && count <= 1e9))
        report('range', `steps=${steps}`, '[1, 1000000000]', String(defaultSteps));
      made.schedule = schedule as LossTerm['schedule'];
      made.steps = count >= 1 && count <= 1e9 ? count : defaultSteps;
    }
    return [made];
  };
  const all = terms.flatMap(term);
  if (all.length > maxTerms)
    report('too_many', String(all.length), String(maxTerms), ids(all.slice(0, maxTerms)).join('+'));
  const composite: Composite = {};
  const main = weight ? weightOf(weight, report) : 1;
  if (main !== 1) composite.weight = main;
  if (all.length > 0) composite.terms = all.slice(0, maxTerms);
  const [name = '', ...pairs] = balance.split(':');
  if (!name || name === 'fixed') return composite;
  const balancer: BalancerInfo | undefined = find(catalog.balancers, name);
  if (!balancer) report('unknown_id', name, hint(name, ids(catalog.balancers)));
  else {
    composite.balance = name;
    const params = parseParams(pairs, balancer.params, name, report);
    if (Object.keys(params).length > 0) composite.balance_params = params;
  }
  return composite;
}

/** The text of a lane's loss, `main` being that of its main one. */
export function formatComposite(
  text: string,
  { weight, class_weights, terms, balance, balance_params }: Composite,
): string {
  const join = (parts: (string | undefined)[]) => parts.filter(Boolean).join(':');
  const main = join([text, classWeightsText(class_weights)]);
  const first = weight === undefined || weight === 1 ? main : `${weight}*${main}`;
  const others = (terms ?? []).map(({ id, weight: share = 1, params = {}, schedule, steps }) =>
    join([
      share === 1 ? id : `${share}*${id}`,
      formatParams(params, ':'),
      schedule && schedule !== 'constant' ? `schedule=${schedule}` : '',
      schedule && schedule !== 'constant' && steps !== defaultSteps ? `steps=${steps}` : '',
    ]),
  );
  const share =
    balance && balance !== 'fixed' ? `@${join([balance, formatParams(balance_params ?? {}, ':')])}` : '';
  // 1e-7 has no +, 1e+21 would: it is beyond any range.
  return [first, ...others].join('+') + share;
}
