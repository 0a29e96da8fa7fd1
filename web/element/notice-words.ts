// SPDX-License-Identifier: Apache-2.0
// The words of what was repaired, fetched with the notice of it.
import type { Problem } from '../state.ts';
import { formatCount } from '../views/format.ts';

export const words = {
  title: (count: number) => (count === 1 ? 'One setting was repaired' : `${count} settings were repaired`),
  recovered: (step: number) =>
    `Training had stopped unexpectedly. It was begun again and is back at step ${formatCount(step)}.`,
  dismiss: 'Dismiss',
  problem: (problem: Problem): string => problemText(problem),
};

function problemText({ key, kind, got, right, used }: Problem): string {
  const using = used ? `; using ${used}` : '';
  switch (kind) {
    case 'unknown_key':
      return right.includes(',')
        ? `“${got}” is not a setting; there are ${right}`
        : `“${got}” is not a setting; did you mean ${right}?`;
    case 'twice':
      return `${key} is given twice; using ${used}, not ${got}`;
    case 'not_a_number':
      return `${key} must be a number in ${right}, got “${got}”${using}`;
    case 'range':
      return `${key} must be in ${right}, got ${got}${using}`;
    case 'unknown_id':
      return `${key}: there is no “${got}”; ${right.includes(',') ? `try one of ${right}` : `did you mean ${right}?`}${using}`;
    case 'task':
      return `${key}: ${got} cannot train on ${used}; these can: ${right}`;
    case 'too_many':
      return `${key}: at most ${right}, got ${got}${using}`;
    case 'form':
      return `${key} must look like ${right}, got “${got}”${using}`;
    case 'engine':
      return `${key}: ${got}${using}`;
  }
}
