// SPDX-License-Identifier: Apache-2.0
// Metrics on arrays of the caller's, without a run.
import type { Core } from './core.ts';
import { catalog, type MetricId, type MetricInputs } from './generated/catalog.ts';
import { curveOf, LossError } from './session.ts';
import type { MetricCurve } from './types.ts';

/** A metric as a function of its inputs and its parameter, which has a default. NaN where it is not defined. */
export interface MetricFunction<Id extends MetricId> {
  (inputs: MetricInputs[Id], params?: Record<string, number>): number;
  /** Its curve, for those that have one. */
  curve(inputs: MetricInputs[Id], params?: Record<string, number>): MetricCurve;
}

/** Throws LossError for an id that is not in the catalogue; the function does for inputs that do not fit. */
export function metricOn<Id extends MetricId>(core: Core, id: Id): MetricFunction<Id> {
  const entry = catalog.metrics.find((each) => each.id === id);
  if (!entry) throw new LossError(`there is no metric '${id}'; see catalog.metrics`);
  const call = (inputs: MetricInputs[Id], params: Record<string, number>, curve: boolean) => {
    const given = inputs as Record<string, ArrayLike<number> | undefined>;
    const names = entry.inputs.map((input) => input.id);
    const unknown = Object.keys(given).find((name) => !names.includes(name));
    if (unknown) throw new LossError(`${id} has no input '${unknown}'; it takes ${names.join(', ')}`);
    const [parameter] = entry.params.map((param) => param.id);
    const odd = Object.keys(params).find((name) => name !== parameter);
    if (odd) throw new LossError(`${id} has no parameter '${odd}'; it takes ${parameter ?? 'none'}`);
    const [prediction, target, other] = names.map((name) => given[name]);
    const result = core.metric(id, prediction, target, other, params[parameter ?? ''], curve);
    if (result === undefined) throw new LossError(core.error());
    return result;
  };
  const value = (inputs: MetricInputs[Id], params = {}) => call(inputs, params, false) as number;
  return Object.assign(value, {
    curve: (inputs: MetricInputs[Id], params = {}) => curveOf(call(inputs, params, true) as Float64Array),
  });
}
