// SPDX-License-Identifier: Apache-2.0
// The step in a link, `at=500`: the run it opens goes there and rests.
import { numberIn, type Problem } from '../state-text.ts';

/** Further than this nobody waits for a link. */
const range = { id: 'at', default: 0, low: 0, high: 100_000, help: '' };

export interface Moment {
  /** The text without the step. */
  rest: string;
  /** 0 where there is none. */
  step: number;
  problems: Problem[];
}

export function momentOf(text: string): Moment {
  const pairs = text.split('&');
  const problems: Problem[] = [];
  const [given] = pairs.filter((pair) => /^at=./.test(pair)).map((pair) => pair.slice('at='.length));
  const step =
    given === undefined
      ? 0
      : numberIn(given, range, true, (kind, got, right, used = '') =>
          problems.push({ key: 'at', kind, got, right, used }),
        );
  return { rest: pairs.filter((pair) => !/^at=/.test(pair)).join('&'), step, problems };
}
