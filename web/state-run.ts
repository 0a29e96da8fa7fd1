// SPDX-License-Identifier: Apache-2.0
// Rows of the state that say how a run goes: samples moved by hand, branches, speed, whether it starts by itself.
import type { Branch } from './engine/types.ts';
import type { Schema } from './state.ts';
import { numberIn, parseNumber, type Report } from './state-text.ts';
import { defaultSpeed, type Edit, type Field, lastStep, type State } from './state-types.ts';

/** Samples that were moved: `5:198:50`. */
export function editsField(schema: Schema): Field<'edits'> {
  const one = (text: string, above: State, report: Report): Edit[] => {
    const [index = Number.NaN, ...values] = text.split(':').map(parseNumber);
    const entry = schema.dataEntry(above);
    const good = Number.isInteger(index) && index >= 0 && index < above.samples;
    if (
      good &&
      values.length === entry.inputs + 1 &&
      values.every((value) => Number.isFinite(Math.fround(value)))
    ) {
      const numbers = values.map((value) => value + 0);
      return [{ index, x: numbers.slice(0, -1), y: numbers.at(-1) ?? 0 }];
    }
    const inputs = Array.from({ length: entry.inputs }, (_, i) => (entry.inputs === 1 ? 'x' : `x${i + 1}`));
    report('form', text, ['index', ...inputs, 'y'].join(':'));
    return [];
  };
  return {
    key: 'edits',
    type: 'points',
    group: 'data',
    control: 'points',
    default: () => [],
    parse: (text, above, report) => {
      const all = text
        .split(',')
        .filter(Boolean)
        .flatMap((part) => one(part, above, report));
      return [...new Map(all.map((edit) => [edit.index, edit])).values()].sort((a, b) => a.index - b.index);
    },
    format: (edits) => edits.map((edit) => [edit.index, ...edit.x, edit.y].join(':')).join(','),
  };
}

/** Lanes that are another until a step: `2:0:40`. */
export function branchesField(schema: Schema): Field<'branches'> {
  const one = (text: string, above: State, report: Report): Branch[] => {
    const [lane = Number.NaN, from = Number.NaN, step = Number.NaN, rate] = text.split(':').map(parseNumber);
    const whole = [lane, from, step].every(Number.isInteger);
    if (!whole || from < 0 || from >= lane || lane >= above.losses.length || step < 1 || step > lastStep) {
      report('form', text, 'lane:from:step');
      return [];
    }
    const branch = { lane, from, step };
    if (rate === undefined) return [branch];
    const range = schema.setting('learning_rate', above);
    return [{ ...branch, learning_rate: numberIn(String(rate), range, false, report) }];
  };
  return {
    key: 'branches',
    type: 'branches',
    group: 'transport',
    control: 'none',
    default: () => [],
    parse: (text, above, report) => {
      const all = text
        .split(',')
        .filter(Boolean)
        .flatMap((part) => one(part, above, report));
      return [...new Map(all.map((branch) => [branch.lane, branch])).values()].sort(
        (a, b) => a.lane - b.lane,
      );
    },
    format: (branches) =>
      branches
        .map(({ lane, from, step, learning_rate }) =>
          [lane, from, step, ...(learning_rate === undefined ? [] : [learning_rate])].join(':'),
        )
        .join(','),
  };
}

export function speedField(): Field<'speed'> {
  const top = 100_000;
  const range = { id: 'speed', default: defaultSpeed, low: 0.1, high: top, log: true, help: '' };
  return {
    key: 'speed',
    type: 'number',
    group: 'transport',
    control: 'speed',
    default: () => defaultSpeed,
    parse: (text, _above, report) =>
      text === 'max' ? Number.POSITIVE_INFINITY : numberIn(text, range, false, report),
    format: (value) => (value === Number.POSITIVE_INFINITY ? 'max' : String(value)),
  };
}

export function autoplayField(): Field<'autoplay'> {
  return {
    key: 'autoplay',
    type: 'flag',
    group: 'transport',
    control: 'none',
    default: () => true,
    parse: (text, _above, report) => {
      if (['off', 'false', '0', 'no'].includes(text)) return false;
      if (text === 'seen') return text;
      if (!['', 'on', 'true', '1', 'yes'].includes(text)) report('form', text, 'on, off, seen', 'on');
      return true;
    },
    format: (value) => (value === true ? 'on' : value || 'off'),
  };
}
