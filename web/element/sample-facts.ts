// SPDX-License-Identifier: Apache-2.0
// What there is to say about one sample: its place, what a lane predicts, its loss and gradient.
import type { RunInfo } from '../engine/types.ts';
import { formatGiven, formatNumber } from '../views/format.ts';
import type { Experiment } from './experiment.ts';
import { sampleGradient } from './sample-gradient.ts';
import { strings } from './strings.ts';

export interface Fact {
  name: string;
  value: string;
}

const withUnit = (value: number, unit: string, format = formatNumber) =>
  `${format(value)}${unit ? ` ${unit}` : ''}`;

/** The sample's inputs and its target. */
export function givenFacts({ data }: RunInfo, sample: number): Fact[] {
  const inputs = data.inputs.map((axis, i) => ({
    name: axis.name,
    value: withUnit(data.x[i]?.[sample] ?? Number.NaN, axis.unit, formatGiven),
  }));
  const y = data.y[sample] ?? Number.NaN;
  const value = data.task === 'regression' ? withUnit(y, data.target.unit) : (data.classes[y] ?? String(y));
  return [...inputs, { name: data.target.name, value }];
}

/** What one lane makes of the sample; nothing before its first frame. */
export function laneFacts(
  { info, frame }: Pick<Experiment, 'info' | 'frame'>,
  sample: number,
  lane: number,
): Fact[] {
  const now = frame?.lanes[lane];
  if (!info || !now?.predictions || !now.losses) return [];
  const n = info.data.y.length;
  const output = info.data.task === 'multiclass' ? (info.data.y[sample] ?? 0) : 0;
  const unit = info.data.task === 'regression' ? info.data.target.unit : '';
  return [
    { name: strings.prediction, value: withUnit(now.predictions[output * n + sample] ?? Number.NaN, unit) },
    { name: strings.loss, value: formatNumber(now.losses[sample] ?? Number.NaN) },
    { name: strings.gradient, value: formatNumber(sampleGradient(info, now, sample)) },
  ];
}

export const sampleFacts = (experiment: Experiment, sample: number, lane: number): Fact[] =>
  experiment.info ? [...givenFacts(experiment.info, sample), ...laneFacts(experiment, sample, lane)] : [];
