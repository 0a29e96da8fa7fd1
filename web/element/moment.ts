// SPDX-License-Identifier: Apache-2.0
// The moment of a run in a link: `learning_rate@100=0.01&at=500`. The run it opens goes there, by way of what was changed,
// and rests.
import { decode, numberIn, type Problem } from '../state-text.ts';
import { type Changeable, changeable } from './trail.ts';

/** Further than this nobody waits for a link. */
const range = { id: 'at', default: 0, low: 0, high: 100_000, help: '' };

/** After `step` steps `key` becomes what the text says. */
export interface WrittenTurn {
  step: number;
  key: Changeable;
  text: string;
}

export interface Moment {
  /** The text without what was taken from it. */
  rest: string;
  /** 0 where there is none. */
  step: number;
  /** In the order of their steps. */
  turns: WrittenTurn[];
  problems: Problem[];
}

export function momentOf(text: string): Moment {
  const problems: Problem[] = [];
  const rest: string[] = [];
  const turns: WrittenTurn[] = [];
  let given: string | undefined;
  const stepIn = (key: string, number: string) =>
    numberIn(number, range, true, (kind, got, right, used = '') =>
      problems.push({ key, kind, got, right, used }),
    );
  for (const pair of text.split('&')) {
    const [, name, at = '', value = ''] = /^(\w+)@?([^=]*)=(.*)$/s.exec(decode(pair)) ?? [];
    const key = changeable.find((each) => each === name);
    if (name === 'at') given ??= value || undefined;
    else if (key && at) turns.push({ step: stepIn(`${key}@${at}`, at), key, text: value });
    else rest.push(pair);
  }
  turns.sort((a, b) => a.step - b.step);
  const last = turns.at(-1)?.step ?? 0;
  return {
    rest: rest.join('&'),
    step: given === undefined ? last : stepIn('at', given),
    turns,
    problems,
  };
}
