// SPDX-License-Identifier: Apache-2.0
// What a training step spends its time on: the instructions of its program, put to layers, loss and update by what their
// labels say (`matmul [8, 2]·[2, 16] + bias`) and by their order.
export type Phase = 'forward' | 'loss' | 'backward' | 'update';

export interface CostPart {
  phase: Phase;
  /** Names of the layers, of forward and backward: one that has an instruction of its own, with what is fused to it. */
  layers: readonly string[];
  /** Places of its instructions in the program. */
  instructions: number[];
}

/** A layer: its name, which begins with its kind, the shape of what comes out, and those of its trained numbers. */
export interface CostLayer {
  name: string;
  /** '' for none. */
  activation: string;
  shape: readonly number[];
  parameters: readonly { shape: readonly number[] }[];
}

/** Layers up to the next one that has an instruction of its own. */
interface Group {
  layers: CostLayer[];
  forward(label: string): boolean;
  backward(label: string): boolean;
  /** Whether it says what the layers before get: those are next. */
  passes(label: string): boolean;
  /** Whether each of its instructions comes once a pass. */
  single: boolean;
}

const kindOf = (name: string) => name.replace(/\d+$/, '');
const written = (shape: readonly number[]) => `[${shape.join(', ')}]`;
/** Instructions that take numbers from one place to another. */
const moves = /^(transpose|broadcast|slice|pad|concat|copy) /;
const opOf = (label: string) => label.slice(0, label.indexOf(' '));
/** The first shape of a label: what an instruction that is no product runs over. */
const shapeIn = (label: string) =>
  (/\[([\d, ]*)\]/.exec(label)?.[1] ?? '').split(', ').filter(Boolean).map(Number);

/** A layer that has an instruction of its own, by that; undefined for one that is fused to what is before it. */
function groupOf(layer: CostLayer): Group | undefined {
  const kind = kindOf(layer.name);
  const layers = [layer];
  const weights = layer.parameters.map(({ shape }) => shape);
  if (/^conv|pool|upsample/.test(kind)) {
    const own = weights.filter((shape) => shape.length > 2 && shape.at(-1) !== 1).map(written);
    const mine = (label: string) =>
      kind.startsWith('conv')
        ? opOf(label).startsWith('conv') && own.some((each) => label.includes(each))
        : opOf(label).startsWith(kind);
    const passes = (label: string) => mine(label) && !opOf(label).endsWith('weight');
    return { layers, forward: mine, backward: mine, passes, single: true };
  }
  const matrices = weights.filter(({ length }) => length === 2).slice(0, kind === 'dense' ? 1 : undefined);
  if (matrices.length === 0 || kind.endsWith('norm')) return undefined;
  const passes = (label: string) => matrices.some((shape) => label.startsWith(`matmul ${written(shape)}ᵀ·`));
  const weighs = matrices.map(([out, inputs]) =>
    RegExp(`^matmul \\[${out}, (\\d+)\\]·\\[${inputs}, \\1\\]ᵀ$`),
  );
  return {
    layers,
    forward: (label) => matrices.some((shape) => label.startsWith(`matmul ${written(shape)}·`)),
    backward: (label) => passes(label) || weighs.some((form) => form.test(label)),
    passes,
    single: matrices.length === 1,
  };
}

function groupsOf(layers: readonly CostLayer[]): Group[] {
  const groups: Group[] = [];
  // What comes before the first layer with an instruction of its own, such as noise, is with that.
  let early: CostLayer[] = [];
  for (const layer of layers) {
    const group = groupOf(layer);
    const last = groups.at(-1);
    if (group) {
      group.layers.unshift(...early);
      early = [];
      groups.push(group);
    } else if (last) last.layers.push(layer);
    else early.push(layer);
  }
  return groups;
}

/** Of a program's labels, in its order: the parts of a step, in the order in which one thinks of them. */
export function partsOf(labels: readonly string[], layers: readonly CostLayer[]): CostPart[] {
  const groups = groupsOf(layers);
  const place = walk(labels, groups, layers);
  const parts: CostPart[] = [];
  const part = (phase: Phase, group?: Group) => {
    const at = (k: number) => place[k]?.phase === phase && (!group || groups[place[k].group] === group);
    const instructions = labels.flatMap((_, k) => (at(k) ? [k] : []));
    const names = group?.layers.map(({ name }) => name) ?? [];
    if (instructions.length > 0) parts.push({ phase, layers: names, instructions });
  };
  for (const group of groups) part('forward', group);
  part('loss');
  for (const group of groups.toReversed()) part('backward', group);
  part('update');
  return parts;
}

interface Place {
  phase: Phase;
  /** Of forward and backward. */
  group: number;
}

function walk(labels: readonly string[], groups: readonly Group[], layers: readonly CostLayer[]): Place[] {
  const last = groups.length - 1;
  const product = labels.find((label) => groups[last]?.forward(label)) ?? '';
  const samples = Number(/·\[\d+, (\d+)\]/.exec(product)?.[1]);
  const outputs = layers.at(-1)?.shape[0];
  const all = layers.flatMap(({ parameters }) => parameters.map(({ shape }) => written(shape)));
  let phase: 'forward' | 'loss' | 'backward' = 'forward';
  /** The group that works; none before the first. */
  let now = -1;
  /** What the group has done on the way back, and whether it has passed the gradient on. */
  let done = new Set<string>();
  let passed = false;

  const enter = (group: number) => {
    if (group !== now || phase !== 'backward') {
      done = new Set();
      passed = false;
    }
    phase = 'backward';
    now = group;
  };

  const forward = (label: string, before: string): Place | undefined => {
    // The same product several times in a row is of one layer unless it is linear.
    const again = label === before && groups[now]?.layers.some(({ activation }) => activation !== '');
    const next = again ? -1 : groups.findIndex((group, k) => k > now && group.forward(label));
    if (next < 0 && !groups[now]?.forward(label)) return undefined;
    if (next >= 0) now = next;
    phase = now === last ? 'loss' : 'forward';
    return { phase: 'forward', group: now };
  };

  const backward = (label: string): Place | undefined => {
    const from = phase === 'loss' ? last : now;
    const here = groups[from]?.backward(label);
    const fresh = here && !(phase === 'backward' && done.has(label));
    const below =
      fresh || phase === 'loss' ? -1 : groups.findLastIndex((each, k) => k < from && each.backward(label));
    if (!here && below < 0) return undefined;
    enter(below < 0 ? from : below);
    done.add(label);
    passed ||= groups[now]?.passes(label) ?? false;
    return { phase: 'backward', group: now };
  };

  // A layer of several products, such as a GRU, has many on the way back.
  const final = groups[0]?.single ? -1 : labels.findLastIndex((label) => groups[0]?.backward(label));
  let at = 0;
  const ended = () => phase === 'backward' && now === 0 && done.size > 0 && at > final;

  const ofShape = (group: number, shape: readonly number[]) =>
    Boolean(
      groups[group]?.layers.some(
        ({ name, shape: each, parameters }) =>
          written([...each, samples]) === written(shape) ||
          (kindOf(name).endsWith('norm') && parameters.some((own) => written(own.shape) === written(shape))),
      ),
    );

  /** Where the instructions belong that no layer is known by: those of elements, sums, copies. */
  const between = (label: string): Place => {
    const shape = shapeIn(label);
    const here: Place = { phase: 'forward', group: Math.max(now, 0) };
    const loss: Place = { phase: 'loss', group: -1 };
    const update: Place = { phase: 'update', group: -1 };
    if (shape.length < 2 || label.startsWith('write back')) return update;
    if (phase === 'loss') return loss;
    const lossy = shape.length === 2 && shape.at(-1) === samples && (shape[0] === outputs || shape[0] === 1);
    if (phase === 'forward') {
      if (ofShape(now, shape)) return here;
      if (lossy || shape.every((n) => n === 1)) return loss;
      const next = groups.findIndex((_, k) => k > now && ofShape(k, shape));
      if (next >= 0) return { phase: 'forward', group: next };
    } else {
      if (passed && ofShape(now - 1, shape)) enter(now - 1);
      if (ofShape(now, shape) && now < last) return { phase: 'backward', group: now };
      if (!ended() && (lossy || shape.every((n) => n === 1))) return loss;
    }
    // What has no axis of samples is about weights alone.
    if (ended() || all.includes(written(shape)) || !shape.includes(samples)) return update;
    if (phase === 'forward') return now < 0 && !moves.test(label) ? loss : here;
    if (passed && now > 0) enter(now - 1);
    return { phase: 'backward', group: now };
  };

  return labels.map((label, k) => {
    at = k;
    const back = phase === 'forward' ? undefined : backward(label);
    if (back) return back;
    // An update that asks for a gradient elsewhere goes through the model again.
    if (ended() && groups[0]?.forward(label) && label.includes(`, ${samples}]`)) {
      phase = 'forward';
      now = -1;
    }
    return (phase !== 'backward' && forward(label, labels[k - 1] ?? '')) || between(label);
  });
}
