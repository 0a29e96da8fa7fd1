// SPDX-License-Identifier: Apache-2.0
// The frames of the programs: data, model, losses, training. They read data.csv, which the page saves beside them.
import type { Pieces, WrittenLoss } from './program.ts';

const head = (what: string, { link, missing = '' }: { link: string; missing?: string }) => [
  `# A Losscape experiment in ${what}: ${link}`,
  '# data.csv holds its samples ("Data" beside this program). Weights and batches are drawn anew here, so that numbers',
  `# agree in kind and not to the digit.${missing}`,
];

/** y as the loss wants it, from y as data.csv has it. */
const encoded = (loss: WrittenLoss, { task }: Pieces, hot: string) =>
  task === 'regression' ? 'y' : loss.target === 'class' ? hot : loss.target === 'binary' ? 'y' : '2 * y - 1';

/** Uniform in ± of this, as the engine draws weights for the activation. */
const reach = ({ activationId }: Pieces) =>
  ['tanh', 'sigmoid', 'softsign', 'hard_tanh', 'hard_sigmoid'].includes(activationId)
    ? 'math.sqrt(6 / (fan_in + fan_out))'
    : 'math.sqrt(6 / fan_in)';

/**
 * A loss is one of the target's own unit, the model gives numbers without it. `unit` is what the engine divides by, so
 * that steps are as long whatever the unit is.
 */
const inUnit = (pieces: Pieces, loss: string) => (pieces.task === 'regression' ? `(${loss} / unit)` : loss);
const answer = (pieces: Pieces, score: string) =>
  pieces.task === 'regression' ? `mean + scale * ${score}` : score;
const named = ({ task }: Pieces) => `name, loss, target${task === 'regression' ? ', unit' : ''}`;

const sizes = ({ inputs, units, outputs }: Pieces) => [inputs, ...units, outputs];
const defined = ({ losses }: Pieces) => losses.flatMap(({ lines }) => ['', '', ...lines]);
const unitOf = ({ degree }: WrittenLoss) =>
  degree === undefined || degree === 1 ? 'scale' : degree === 0 ? '1' : `scale**${degree}`;
const listed = (pieces: Pieces, hot: string) =>
  pieces.losses.map(
    (loss) =>
      `    (${JSON.stringify(loss.title)}, ${loss.name}, ${encoded(loss, pieces, hot)}${pieces.task === 'regression' ? `, ${unitOf(loss)}` : ''}),`,
  );

// What the target's numbers are measured from and in.
const target = (deviation: string) => ['mean = y[train].mean()', `scale = y[train].${deviation} or 1`];

const numpyData = ({ task }: Pieces) => [
  'rows = list(csv.reader(open("data.csv")))[1:]',
  'x = np.array([[float(v) for v in row[:-2]] for row in rows], np.float32)',
  'y = np.array([[float(row[-2])] for row in rows], np.float32)',
  'train = np.array([row[-1] == "train" for row in rows])',
  '',
  '',
  'def standardise(v):',
  '    scale = v[train].std(0)',
  '    return (v - v[train].mean(0)) / np.where(scale > 0, scale, 1)',
  '',
  '',
  'x = standardise(x)',
  ...(task === 'regression' ? target('std()') : []),
];

export function pytorch(pieces: Pieces): string {
  const { task, steps, seed, batch, schedule, decay, clip, decoupled } = pieces;
  const layers = sizes(pieces)
    .slice(1)
    .flatMap((units, i, all) => [
      `nn.Linear(${sizes(pieces)[i]}, ${units})`,
      ...(i < all.length - 1 ? [pieces.activation] : []),
    ]);
  // Decay apart from the gradient is AdamW's; PyTorch has it for no other.
  const own = decoupled ? pieces.optimizer.replace(/^Adam\(/, 'AdamW(') : pieces.optimizer;
  const optimizer = `torch.optim.${own.replace('(', '(net.parameters(), ')}${decay > 0 || own.startsWith('AdamW') ? `, weight_decay=${decay}` : ''})`;
  return [
    ...head('PyTorch', pieces),
    'import copy',
    'import csv',
    'import math',
    '',
    'import torch',
    'import torch.nn.functional as F',
    'from torch import nn',
    '',
    `torch.manual_seed(${seed})`,
    'rows = list(csv.reader(open("data.csv")))[1:]',
    'x = torch.tensor([[float(v) for v in row[:-2]] for row in rows])',
    'y = torch.tensor([[float(row[-2])] for row in rows])',
    'train = torch.tensor([row[-1] == "train" for row in rows])',
    '',
    '',
    'def standardise(v):',
    '    scale = v[train].std(0, unbiased=False)',
    '    return (v - v[train].mean(0)) / torch.where(scale > 0, scale, torch.ones_like(scale))',
    '',
    '',
    'x = standardise(x)',
    ...(task === 'regression' ? target('std(unbiased=False)') : []),
    ...defined(pieces),
    '',
    '',
    ...(schedule ? ['def factor(t):', `    return ${schedule}`, '', ''] : []),
    `start = nn.Sequential(${layers.join(', ')})`,
    'for layer in start:',
    '    if isinstance(layer, nn.Linear):',
    '        fan_out, fan_in = layer.weight.shape',
    `        nn.init.uniform_(layer.weight, -1, 1).data.mul_(${reach(pieces)})`,
    '        nn.init.zeros_(layer.bias)',
    '',
    `rate, steps, batch = ${pieces.rate}, ${steps}, ${batch}`,
    'lanes = [',
    ...listed(pieces, `F.one_hot(y[:, 0].long(), ${pieces.outputs}).float()`),
    ']',
    `for ${named(pieces)} in lanes:`,
    '    net = copy.deepcopy(start)',
    `    optimizer = ${optimizer}`,
    ...(schedule ? ['    scheduler = torch.optim.lr_scheduler.LambdaLR(optimizer, factor)'] : []),
    `    shuffle = torch.Generator().manual_seed(${seed})`,
    '    index = train.nonzero()[:, 0]',
    '    step = 0',
    '    while step < steps:',
    '        for some in index[torch.randperm(len(index), generator=shuffle)].split(batch):',
    '            optimizer.zero_grad()',
    `            ${inUnit(pieces, `loss(${answer(pieces, 'net(x[some])')}, target[some]).mean()`)}.backward()`,
    ...(clip.value > 0 ? [`            nn.utils.clip_grad_value_(net.parameters(), ${clip.value})`] : []),
    ...(clip.norm > 0 ? [`            nn.utils.clip_grad_norm_(net.parameters(), ${clip.norm})`] : []),
    '            optimizer.step()',
    ...(schedule ? ['            scheduler.step()'] : []),
    '            step += 1',
    '            if step == steps:',
    '                break',
    '    with torch.no_grad():',
    '        for part, chosen in (("train", train), ("validation", ~train)):',
    `            print(name, part, loss(${answer(pieces, 'net(x[chosen])')}, target[chosen]).mean().item())`,
    '',
  ].join('\n');
}

export function keras(pieces: Pieces): string {
  const { steps, seed, batch, schedule, decay, clip } = pieces;
  const options = [
    decay > 0 && `weight_decay=${decay}`,
    clip.value > 0 && `clipvalue=${clip.value}`,
    clip.norm > 0 && `global_clipnorm=${clip.norm}`,
  ].filter(Boolean);
  const optimizer = `keras.optimizers.${pieces.optimizer}${options.map((each) => `, ${each}`).join('')})`;
  return [
    ...head('Keras 3', pieces),
    'import csv',
    'import math',
    '',
    'import keras',
    'import numpy as np',
    'from keras import layers, ops',
    '',
    `keras.utils.set_random_seed(${seed})`,
    ...numpyData(pieces),
    ...defined(pieces),
    '',
    '',
    'def weights(shape, dtype=None):',
    '    fan_in, fan_out = shape',
    `    reach = ${reach(pieces)}`,
    '    return keras.random.uniform(shape, -reach, reach, dtype=dtype)',
    '',
    '',
    'start = keras.Sequential([',
    `    keras.Input((${pieces.inputs},)),`,
    ...sizes(pieces)
      .slice(1)
      .map((units, i, all) => {
        const activation = i < all.length - 1 ? `, activation=${pieces.activation}` : '';
        return `    layers.Dense(${units}${activation}, kernel_initializer=weights),`;
      }),
    '])',
    '',
    ...(schedule
      ? [
          '',
          'class Factor(keras.callbacks.Callback):',
          '    t = 0',
          '',
          '    def on_train_batch_begin(self, batch, logs=None):',
          '        t = self.t',
          `        self.model.optimizer.learning_rate = rate * (${schedule})`,
          '        self.t += 1',
          '',
          '',
        ]
      : []),
    `rate, steps, batch = ${pieces.rate}, ${steps}, ${batch}`,
    'epochs = math.ceil(steps / math.ceil(train.sum() / batch))',
    'lanes = [',
    ...listed(pieces, `np.eye(${pieces.outputs}, dtype=np.float32)[y[:, 0].astype(int)]`),
    ']',
    `for ${named(pieces)} in lanes:`,
    '    net = keras.models.clone_model(start)',
    '    net.set_weights(start.get_weights())',
    `    net.compile(${optimizer}, lambda y, z, loss=loss${pieces.task === 'regression' ? ', unit=unit' : ''}: ${inUnit(pieces, `loss(${answer(pieces, 'z')}, y)`)})`,
    `    net.fit(x[train], target[train], batch, epochs, verbose=0${schedule ? ', callbacks=[Factor()]' : ''})`,
    '    for part, chosen in (("train", train), ("validation", ~train)):',
    `        print(name, part, float(ops.mean(loss(${answer(pieces, 'net(x[chosen])')}, target[chosen]))))`,
    '',
  ].join('\n');
}

export function jax(pieces: Pieces): string {
  const { steps, seed, batch, schedule, decay, clip, decoupled } = pieces;
  const apart = decoupled && /^(adamw|lion)\(/.test(pieces.optimizer);
  const made = `optax.${pieces.optimizer.replace('rate', schedule ? 'lambda t: rate * factor(t)' : 'rate')}${apart ? `, weight_decay=${decay}` : ''})`;
  const before = [
    clip.value > 0 && `optax.clip(${clip.value})`,
    clip.norm > 0 && `optax.clip_by_global_norm(${clip.norm})`,
    decay > 0 && !apart && `optax.add_decayed_weights(${decay})`,
  ].filter(Boolean);
  const optimizer = before.length > 0 ? `optax.chain(${[...before, made].join(', ')})` : made;
  const traced = schedule
    .replaceAll('math.cos', 'jnp.cos')
    .replaceAll('math.sqrt', 'jnp.sqrt')
    .replaceAll(/\bmin\(/g, 'jnp.minimum(')
    .replaceAll(/\bmax\(/g, 'jnp.maximum(');
  return [
    ...head('JAX with optax', pieces),
    'import csv',
    'import math',
    '',
    'import jax',
    'import jax.numpy as jnp',
    'import numpy as np',
    'import optax',
    '',
    ...numpyData(pieces),
    ...defined(pieces),
    '',
    '',
    ...(schedule ? ['def factor(t):', `    return ${traced}`, '', ''] : []),
    `activation = ${pieces.activation}`,
    `sizes = [${sizes(pieces).join(', ')}]`,
    '',
    '',
    'def first(key):',
    '    weights = []',
    '    for fan_in, fan_out in zip(sizes, sizes[1:]):',
    '        key, own = jax.random.split(key)',
    `        reach = ${reach(pieces)}`,
    '        weights.append((jax.random.uniform(own, (fan_in, fan_out), minval=-reach, maxval=reach), jnp.zeros(fan_out)))',
    '    return weights',
    '',
    '',
    'def net(weights, x):',
    '    for w, b in weights[:-1]:',
    '        x = activation(x @ w + b)',
    '    w, b = weights[-1]',
    '    return x @ w + b',
    '',
    '',
    `rate, steps, batch = ${pieces.rate}, ${steps}, ${batch}`,
    'lanes = [',
    ...listed(pieces, `np.eye(${pieces.outputs}, dtype=np.float32)[y[:, 0].astype(int)]`),
    ']',
    `for ${named(pieces)} in lanes:`,
    `    optimizer = ${optimizer}`,
    `    weights = first(jax.random.PRNGKey(${seed}))`,
    '    state = optimizer.init(weights)',
    '',
    '    @jax.jit',
    '    def update(weights, state, x, y):',
    `        gradients = jax.grad(lambda w: ${inUnit(pieces, `loss(${answer(pieces, 'net(w, x)')}, y).mean()`)})(weights)`,
    '        change, state = optimizer.update(gradients, state, weights)',
    '        return optax.apply_updates(weights, change), state',
    '',
    `    shuffle = np.random.default_rng(${seed})`,
    '    index = train.nonzero()[0]',
    '    step = 0',
    '    while step < steps:',
    '        order = shuffle.permutation(index)',
    '        for at in range(0, len(order), batch):',
    '            some = order[at : at + batch]',
    '            weights, state = update(weights, state, x[some], target[some])',
    '            step += 1',
    '            if step == steps:',
    '                break',
    '    for part, chosen in (("train", train), ("validation", ~train)):',
    `        print(name, part, float(loss(${answer(pieces, 'net(weights, x[chosen])')}, target[chosen]).mean()))`,
    '',
  ].join('\n');
}
