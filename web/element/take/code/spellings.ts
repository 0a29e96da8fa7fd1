// SPDX-License-Identifier: Apache-2.0
// How libraries spell what the catalogue has: by id, with the entry's own parameters in braces. What is not here has no
// counterpart there, or one that computes something else.
import type { Spelling } from './language.ts';

export type Framework = 'pytorch' | 'keras' | 'jax';

export const spellings: Record<Framework, Spelling> = {
  pytorch: {
    module: 'torch',
    functions: {
      softplus: 'F.softplus($0)',
      sigmoid: 'torch.sigmoid($0)',
      log_sigmoid: 'F.logsigmoid($0)',
      relu: 'F.relu($0)',
      max: 'torch.maximum($0, $1)',
      min: 'torch.minimum($0, $1)',
      where: 'torch.where($0, $1, $2)',
      log_cosh: '($0 + F.softplus(-2 * ($0)) - math.log(2))',
      softmax: 'F.softmax($0, dim=1)',
      log_softmax: 'F.log_softmax($0, dim=1)',
      stop_gradient: '($0).detach()',
    },
    over: (name, of) =>
      `torch.${name === 'max' || name === 'min' ? `a${name}` : name}(${of}, dim=1, keepdim=True)`,
    constant: (text) => `torch.tensor(float(${text}))`,
  },
  keras: {
    module: 'ops',
    functions: {
      softplus: 'ops.softplus($0)',
      sigmoid: 'ops.sigmoid($0)',
      log_sigmoid: 'ops.log_sigmoid($0)',
      relu: 'ops.relu($0)',
      max: 'ops.maximum($0, $1)',
      min: 'ops.minimum($0, $1)',
      where: 'ops.where($0, $1, $2)',
      log_cosh: '($0 + ops.softplus(-2 * ($0)) - math.log(2))',
      softmax: 'ops.softmax($0, axis=1)',
      log_softmax: 'ops.log_softmax($0, axis=1)',
      stop_gradient: 'ops.stop_gradient($0)',
    },
    over: (name, of) => `ops.${name}(${of}, axis=1, keepdims=True)`,
    constant: (text) => text,
  },
  jax: {
    module: 'jnp',
    functions: {
      softplus: 'jax.nn.softplus($0)',
      sigmoid: 'jax.nn.sigmoid($0)',
      log_sigmoid: 'jax.nn.log_sigmoid($0)',
      relu: 'jax.nn.relu($0)',
      max: 'jnp.maximum($0, $1)',
      min: 'jnp.minimum($0, $1)',
      where: 'jnp.where($0, $1, $2)',
      log_cosh: '($0 + jax.nn.softplus(-2 * ($0)) - math.log(2))',
      softmax: 'jax.nn.softmax($0, axis=1)',
      log_softmax: 'jax.nn.log_softmax($0, axis=1)',
      stop_gradient: 'jax.lax.stop_gradient($0)',
    },
    over: (name, of) => `${name === 'logsumexp' ? 'jax.nn' : 'jnp'}.${name}(${of}, axis=1, keepdims=True)`,
    constant: (text) => text,
  },
};

/** Each comes with its further arguments: weight decay, clipping. The rate is called `rate`. */
export const optimizers: Record<Framework, Record<string, string>> = {
  pytorch: {
    sgd: 'SGD(lr=rate',
    momentum: 'SGD(lr=rate, momentum={momentum}, dampening={dampening}',
    nesterov: 'SGD(lr=rate, momentum={momentum}, nesterov=True',
    adagrad:
      'Adagrad(lr=rate, lr_decay={lr_decay}, initial_accumulator_value={initial_accumulator}, eps={epsilon}',
    adadelta: 'Adadelta(lr=rate, rho={rho}, eps={epsilon}',
    rmsprop: 'RMSprop(lr=rate, alpha={alpha}, momentum={momentum}, centered=bool({centered}), eps={epsilon}',
    rprop: 'Rprop(lr=rate, etas=({eta_minus}, {eta_plus}), step_sizes=({min_step}, {max_step})',
    adam: 'Adam(lr=rate, betas=({beta1}, {beta2}), eps={epsilon}',
    amsgrad: 'Adam(lr=rate, betas=({beta1}, {beta2}), eps={epsilon}, amsgrad=True',
    adamw: 'AdamW(lr=rate, betas=({beta1}, {beta2}), eps={epsilon}',
    adamax: 'Adamax(lr=rate, betas=({beta1}, {beta2}), eps={epsilon}',
    nadam: 'NAdam(lr=rate, betas=({beta1}, {beta2}), eps={epsilon}, momentum_decay={momentum_decay}',
    radam: 'RAdam(lr=rate, betas=({beta1}, {beta2}), eps={epsilon}',
  },
  keras: {
    sgd: 'SGD(rate',
    nesterov: 'SGD(rate, momentum={momentum}, nesterov=True',
    adagrad: 'Adagrad(rate, initial_accumulator_value={initial_accumulator}, epsilon={epsilon}',
    adadelta: 'Adadelta(rate, rho={rho}, epsilon={epsilon}',
    rmsprop: 'RMSprop(rate, rho={alpha}, momentum={momentum}, centered=bool({centered}), epsilon={epsilon}',
    adam: 'Adam(rate, beta_1={beta1}, beta_2={beta2}, epsilon={epsilon}',
    amsgrad: 'Adam(rate, beta_1={beta1}, beta_2={beta2}, epsilon={epsilon}, amsgrad=True',
    adamw: 'AdamW(rate, beta_1={beta1}, beta_2={beta2}, epsilon={epsilon}',
    adamax: 'Adamax(rate, beta_1={beta1}, beta_2={beta2}, epsilon={epsilon}',
    lion: 'Lion(rate, beta_1={beta1}, beta_2={beta2}',
  },
  jax: {
    sgd: 'sgd(rate',
    nesterov: 'sgd(rate, momentum={momentum}, nesterov=True',
    adadelta: 'adadelta(rate, rho={rho}, eps={epsilon}',
    rmsprop: 'rmsprop(rate, decay={alpha}, momentum={momentum}, centered=bool({centered}), eps={epsilon}',
    adam: 'adam(rate, b1={beta1}, b2={beta2}, eps={epsilon}',
    amsgrad: 'amsgrad(rate, b1={beta1}, b2={beta2}, eps={epsilon}',
    adamw: 'adamw(rate, b1={beta1}, b2={beta2}, eps={epsilon}',
    adamax: 'adamax(rate, b1={beta1}, b2={beta2}, eps={epsilon}',
    radam: 'radam(rate, b1={beta1}, b2={beta2}, eps={epsilon}',
    lion: 'lion(rate, b1={beta1}, b2={beta2}',
  },
};

/** The factor on the learning rate after t steps, in Python's words. */
export const schedules: Record<string, string> = {
  step: '{gamma} ** (t // {step_size})',
  multi_step: '{gamma} ** sum(t >= m for m in ({milestone1}, {milestone2}, {milestone3}))',
  exponential: '{gamma} ** t',
  linear: '{start_factor} + ({end_factor} - {start_factor}) * min(t, {total}) / {total}',
  polynomial: '(1 - min(t, {total}) / {total}) ** {power}',
  cosine: '{min_factor} + (1 - {min_factor}) * (1 + math.cos(math.pi * min(t, {total}) / {total})) / 2',
  inverse_sqrt: 'math.sqrt({hold} / max(t + 1, {hold}))',
};

export const activations: Record<Framework, Record<string, string>> = {
  pytorch: {
    tanh: 'nn.Tanh()',
    relu: 'nn.ReLU()',
    sigmoid: 'nn.Sigmoid()',
    softplus: 'nn.Softplus()',
    leaky_relu: 'nn.LeakyReLU(0.01)',
    prelu: 'nn.PReLU()',
    elu: 'nn.ELU()',
    selu: 'nn.SELU()',
    gelu: 'nn.GELU()',
    silu: 'nn.SiLU()',
    mish: 'nn.Mish()',
    softsign: 'nn.Softsign()',
    hard_tanh: 'nn.Hardtanh()',
    hard_sigmoid: 'nn.Hardsigmoid()',
    hard_swish: 'nn.Hardswish()',
    relu6: 'nn.ReLU6()',
  },
  keras: {
    tanh: '"tanh"',
    relu: '"relu"',
    sigmoid: '"sigmoid"',
    softplus: '"softplus"',
    elu: '"elu"',
    selu: '"selu"',
    gelu: '"gelu"',
    silu: '"silu"',
    mish: '"mish"',
    softsign: '"softsign"',
    relu6: '"relu6"',
  },
  jax: {
    tanh: 'jnp.tanh',
    relu: 'jax.nn.relu',
    sigmoid: 'jax.nn.sigmoid',
    softplus: 'jax.nn.softplus',
    leaky_relu: 'jax.nn.leaky_relu',
    elu: 'jax.nn.elu',
    selu: 'jax.nn.selu',
    gelu: 'lambda x: jax.nn.gelu(x, approximate=False)',
    silu: 'jax.nn.silu',
    mish: 'jax.nn.mish',
    softsign: 'jax.nn.soft_sign',
    hard_tanh: 'jax.nn.hard_tanh',
    relu6: 'jax.nn.relu6',
  },
};
