// SPDX-License-Identifier: Apache-2.0
// The experiment as a program for another library. Names, parameters and their values are those of the catalogue and the
// state; what has no counterpart is said, not guessed.
import type { DataInfo } from '../../../engine/types.ts';
import { type LaneLoss, type Schema, type State, unitRange } from '../../../state.ts';
import { type Loss, readLoss, type Target, writeLoss } from './language.ts';
import { lossTexts } from './losses.ts';
import { jax, keras, pytorch } from './programs.ts';
import { activations, type Framework, optimizers, schedules, spellings } from './spellings.ts';

/** A loss as a Python function. */
export interface WrittenLoss {
  /** Of the function. */
  name: string;
  title: string;
  lines: string[];
  target: Target;
  /** Power of the target's unit that it has, if it has one. */
  degree: number | undefined;
}

/** What the three programs are made of. */
export interface Pieces {
  link: string;
  steps: number;
  seed: number;
  batch: number;
  inputs: number;
  outputs: number;
  task: DataInfo['task'];
  units: number[];
  activation: string;
  activationId: string;
  rate: string;
  /** The factor on the rate after t steps; empty where it stays. */
  schedule: string;
  /** Constructor of the optimiser with an open bracket. */
  optimizer: string;
  decay: number;
  decoupled: boolean;
  clip: { value: number; norm: number };
  losses: WrittenLoss[];
}

export interface Program {
  code: string;
  /** What of the experiment is not in it. */
  missing: string[];
}

type Values = Record<string, number>;

const filled = (text: string, values: Values) =>
  text.replaceAll(/\{(\w+)\}/g, (_, id) => String(values[id] ?? Number.NaN));

const identifier = (words: string) => {
  const name = words
    .toLowerCase()
    .replaceAll(/\W+/g, '_')
    .replaceAll(/^_+|_+$/g, '');
  return /^[a-z]/.test(name) ? name : `loss_${name}`;
};

/** Of a listed loss its text, of a typed one what was typed. */
function lossOf(schema: Schema, lane: LaneLoss): Loss | undefined {
  const entry = schema.loss(lane.id, lane.text);
  const text = lane.text ?? lossTexts[lane.id as keyof typeof lossTexts];
  if (!text || entry.target === 'none') return undefined;
  try {
    const loss = readLoss(text, entry.target as Target);
    for (const { id, default: fallback } of entry.params) loss.params[id] = lane.params[id] ?? fallback;
    return loss;
  } catch {
    return undefined;
  }
}

/** A lane's loss as a function; undefined where it cannot be written. */
export function writtenLoss(
  framework: Framework,
  schema: Schema,
  lane: LaneLoss,
  index: number,
): WrittenLoss | undefined {
  const loss = lossOf(schema, lane);
  if (!loss || (lane.terms?.length ?? 0) > 0 || (lane.weight ?? 1) !== 1 || lane.class_weights)
    return undefined;
  try {
    const body = writeLoss(loss, spellings[framework]);
    const names = Object.keys(loss.params).filter((id) => new RegExp(`\\b${id}\\b`).test(body.join('\n')));
    const params = names.map((id) => `, ${id === 'lambda' ? 'lambda_' : id}=${loss.params[id]}`).join('');
    const { title, degree } = schema.loss(lane.id, lane.text);
    const name = lane.text ? `typed_${index + 1}` : `${identifier(lane.id)}_${index + 1}`;
    const model = loss.target === 'real' ? 'p' : 'z';
    // In a loss of labels p stands for the probabilities.
    const chance = loss.target === 'class' ? 'softmax' : 'sigmoid';
    const probability =
      model === 'z' && /\bp\b/.test(body.join('\n'))
        ? [`p = ${(spellings[framework].functions[chance] ?? '').replace('$0', 'z')}`]
        : [];
    const lines = [
      `def ${name}(${model}, y${params}):`,
      ...[...probability, ...body].map((line) => `    ${line}`),
    ];
    return { name, title, lines, target: loss.target, degree };
  } catch {
    return undefined;
  }
}

const makers = { pytorch, keras, jax };

/** `steps` is how far the run is; `link` leads back to the experiment. */
export function programOf(
  framework: Framework,
  schema: Schema,
  state: State,
  data: DataInfo,
  steps: number,
  link: string,
): Program {
  const missing: string[] = [];
  const { catalog } = schema;
  const title = (entries: readonly { id: string; title: string }[], id: string) =>
    entries.find((each) => each.id === id)?.title ?? id;
  const dense = state.layers.every((layer) => layer.id === 'dense' && !layer.frozen);
  if (!dense) missing.push('layers');
  const units = dense ? state.layers.map(({ params }) => params.units ?? unitRange.default) : [];

  const activation = activations[framework][state.activation];
  if (!activation) missing.push(title(catalog.activations, state.activation));
  const sliders = schema.optimizerSliders(state.optimizer);
  const values: Values = {
    ...Object.fromEntries(sliders.map((each) => [each.id, each.default])),
    ...state.optimizer_params,
  };
  const optimizer = optimizers[framework][state.optimizer];
  if (!optimizer) missing.push(title(catalog.optimizers, state.optimizer));
  const scheduled = Object.fromEntries(
    schema.scheduleSliders(state.schedule).map((each) => [each.id, each.default]),
  );
  const schedule = schedules[state.schedule] ?? '';
  if (!schedule && state.schedule !== 'constant') missing.push(title(catalog.schedules, state.schedule));
  for (const key of ['warmup', 'ema', 'centralize', 'clip_norm'] as const)
    if (state[key] > 0) missing.push(key);
  if (state.init) missing.push('init');
  if (state.branches.length > 0) missing.push('branches');
  if (state.stop.length > 0) missing.push('stop');

  const losses = state.losses.flatMap((lane, i) => {
    const written = writtenLoss(framework, schema, lane, i);
    const fits = written && (data.task === 'multiclass') === (written.target === 'class');
    if (!fits) missing.push(schema.loss(lane.id, lane.text).title);
    return fits ? [written] : [];
  });
  const code = makers[framework]({
    link,
    steps: steps || 500,
    seed: state.seed,
    batch: state.batch_size,
    inputs: data.inputs.length,
    outputs: data.task === 'multiclass' ? data.classes.length : 1,
    task: data.task,
    units,
    activation: activation ?? activations[framework].tanh ?? '',
    activationId: state.activation,
    rate: String(state.learning_rate),
    schedule: schedule && filled(schedule, { ...scheduled, ...state.schedule_params }),
    optimizer: filled(optimizer ?? optimizers[framework].sgd ?? '', values),
    decay: state.weight_decay,
    decoupled: state.decoupled_weight_decay >= 0.5,
    clip: { value: state.clip_value, norm: state.clip_global_norm },
    losses,
  });
  return { code, missing };
}
