// SPDX-License-Identifier: Apache-2.0
// A loss along one line: one number of its first prediction moves, everything else is held.
import type { Core } from './core.ts';
import { catalog, type LossId } from './generated/catalog.ts';
import { type AnyLoss, listedLoss } from './listed-loss.ts';
import type { ArrayInput } from './loss-types.ts';
import { coreHere } from './remote.ts';
import { sampleInputs } from './sample-inputs.ts';
import type { LossInfo, LossInputInfo } from './types.ts';

/** What the number that moves is. `class` is the score of the right one of three classes, the others being 0. */
export type CurveAxis = 'residual' | 'margin' | 'class' | 'number';

export interface LossCurve {
  axis: CurveAxis;
  /** The input whose number moves. */
  input: string;
  /** Samples the loss is a mean over while one number of one of them moves. */
  samples: number;
  /** Of equal length: the number, the loss, and its derivative by the number. */
  x: Float64Array;
  value: Float64Array;
  gradient: Float64Array;
}

// How far a number of a domain is moved.
const reaches: Record<string, readonly [number, number]> = {
  probability: [0.01, 0.99],
  distribution: [0.01, 0.99],
  'log-distribution': [-5, 0],
  cosine: [-0.95, 0.95],
  positive: [0.05, 4],
  'non-negative': [0, 4],
  boxes: [-1, 1.9],
};
const residuals: readonly [number, number] = [-6, 6];
const scores: readonly [number, number] = [-4, 4];

// What stands still beside it: a target, or a second prediction such as a variance.
const held: Record<string, number> = {
  binary: 1,
  signed: 1,
  count: 2,
  positive: 1,
  'non-negative': 1,
  probability: 0.5,
};

function axisOf({ target, inputs }: LossInfo, first: LossInputInfo): CurveAxis {
  if (target === 'class') return 'class';
  const needed = inputs.filter(({ optional }) => !optional);
  if (needed.length === 2 && needed.every(({ dims, domain }) => dims[0] === '*' && domain === 'real'))
    return needed[1]?.role === 'target' ? 'residual' : 'number';
  return target === 'none' || first.domain !== 'real' ? 'number' : 'margin';
}

/** The curve of a loss of the catalogue, over a stretch that shows its form; about a millisecond. */
export function curveOf(core: Core, id: LossId, params: Record<string, number> = {}, points = 61): LossCurve {
  const info = catalog.losses.find((loss) => loss.id === id) as LossInfo;
  const first = info.inputs.find(({ role }) => role === 'prediction') as LossInputInfo;
  const axis = axisOf(info, first);
  const [low, high] = axis === 'residual' ? residuals : (reaches[first.domain] ?? scores);
  const x = Float64Array.from({ length: points }, (_, i) => low + ((high - low) * i) / (points - 1));
  const pointwise = info.inputs.every(({ dims }) => dims[0] === '*');
  const at = { axis, input: first.id, x };
  const opened = () => listedLoss(core, id, params as never) as unknown as AnyLoss;
  const alone = info.output !== 'batch' && info.family !== 'adversarial';
  if ((pointwise || axis === 'class') && alone) {
    using f = opened();
    return { ...at, samples: 1, ...together(f, info, first, x) };
  }
  // Losses that compare samples with one another need some; each of the others is one sample.
  const samples = info.output === 'batch' || info.family === 'contrastive and metric' ? 16 : 1;
  using f = opened();
  return { ...at, samples: pointwise ? 1 : samples, ...oneByOne(f, info, first, x, pointwise ? 1 : samples) };
}

const scoresOf = ({ target }: LossInfo) => (target === 'class' ? 3 : 1);

/** n samples of a pointwise or class loss, all alike. */
function heldInputs(info: LossInfo, first: LossInputInfo, n: number): Record<string, Float32Array> {
  const inputs: Record<string, Float32Array> = {};
  for (const input of info.inputs) {
    if (input.optional) continue;
    const value = input.domain === 'class' ? 0 : (held[input.domain] ?? 0);
    inputs[input.id] = new Float32Array(input === first ? scoresOf(info) * n : n).fill(
      input.role === 'target' ? value + origin(info) : value,
    );
  }
  return inputs;
}

// A forecast is measured by the size of what it forecasts, which must not be 0.
const origin = ({ family }: LossInfo) => (family === 'forecasting' ? 2 : 0);

/** All places in one call, one sample each: for losses whose samples do not know of each other. */
function together(f: AnyLoss, info: LossInfo, first: LossInputInfo, x: Float64Array) {
  const inputs = heldInputs(info, first, x.length);
  const scores = scoresOf(info);
  const moved = inputs[first.id] as Float32Array;
  for (const [i, place] of x.entries()) moved[i * scores] = place + origin(info);
  const { value, gradient } = f.valueAndGradient(inputs, { reduction: 'none' });
  const slope = gradient[first.id] as Float32Array;
  return {
    value: Float64Array.from(value as Float32Array),
    gradient: x.map((_, i) => slope[i * scores] as number),
  };
}

function oneByOne(f: AnyLoss, info: LossInfo, first: LossInputInfo, x: Float64Array, samples: number) {
  const pointwise = first.dims[0] === '*';
  const made = pointwise ? heldInputs(info, first, samples) : undefined;
  const shaped = made ? undefined : sampleInputs(info.inputs, samples).inputs;
  const inputs: Record<string, ArrayInput> = made ?? shaped ?? {};
  const moved = (made?.[first.id] ?? shaped?.[first.id]?.data) as Float32Array;
  const value = new Float64Array(x.length);
  const gradient = new Float64Array(x.length);
  for (const [i, place] of x.entries()) {
    moved[0] = place + (pointwise ? origin(info) : 0);
    const result = f.valueAndGradient(inputs);
    value[i] = result.value as number;
    const slope = result.gradient[first.id] as Float32Array | { data: Float32Array };
    gradient[i] = ('data' in slope ? slope.data : slope)[0] as number;
  }
  return { value, gradient };
}

/** curveOf() on the core of this thread. */
export type CurveMaker = (id: LossId, params?: Record<string, number>, points?: number) => LossCurve;

/** What the page draws curves with. */
export async function lossCurves(): Promise<CurveMaker> {
  const core = await coreHere();
  return (id, params, points) => curveOf(core, id, params, points);
}
