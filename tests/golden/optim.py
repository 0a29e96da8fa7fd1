# SPDX-License-Identifier: Apache-2.0
"""Golden trajectories of optimisers, schedules and what goes with them -> optim.json.

    python3 tests/golden/optim.py > tests/golden/optim.json

Needs python3-torch (1.13 was used). Never run by tests: they read optim.json. What that PyTorch lacks is written
down plainly in optim_plain.py, from the papers and the authors' code. Everything is double precision. Each case
trains a small net on two alternating batches; the weights after some of the steps are kept.
"""
import json
import math

import torch
from torch.optim import lr_scheduler as schedules

import optim_plain as plain

STEPS = [1, 5, 20]
MODELS = {'linear': ([3, 1], 'mse'), 'net': ([2, 3, 1], 'mse'), 'classes': ([2, 4, 3], 'cross_entropy')}
DATA = {}


def make_data():
    for index, (name, (sizes, loss)) in enumerate(MODELS.items()):
        rng = torch.Generator().manual_seed(index + 1)

        def draw(*shape):
            return torch.randn(*shape, generator=rng, dtype=torch.float64).mul(1000).round().div(1000)

        x = [draw(5, sizes[0]) for _ in range(2)]
        y = [draw(5, 1) if loss == 'mse' else torch.tensor([[0], [2], [1], [1], [2]]) for _ in range(2)]
        count = sum(a * b + b for a, b in zip(sizes, sizes[1:]))
        DATA[name] = (x, y, draw(count) * 0.7)


def build(name):
    sizes = MODELS[name][0]
    layers = []
    for a, b in zip(sizes, sizes[1:]):
        layers += [torch.nn.Linear(a, b, dtype=torch.float64), torch.nn.Tanh()]
    net = torch.nn.Sequential(*layers[:-1])
    torch.nn.utils.vector_to_parameters(DATA[name][2].clone(), net.parameters())
    return net


def vector(net):
    return torch.nn.utils.parameters_to_vector(net.parameters()).detach().tolist()


def train(case):
    name = case['model']
    net, (xs, ys, _) = build(name), DATA[name]
    parameters = list(net.parameters())
    optimizer = case['make'](parameters)
    schedule = case['torch_schedule'](optimizer) if case.get('torch_schedule') else None
    options = case.get('options', {})
    warmup = options.get('warmup', 0)
    mean_net = None
    if 'ema' in options:
        d = options['ema']
        mean_net = torch.optim.swa_utils.AveragedModel(net, avg_fn=lambda mean, p, n: d * mean + (1 - d) * p)
    seen = []
    kept = []
    for t in range(STEPS[-1]):
        x, y = xs[t % 2], ys[t % 2]

        def closure():
            for p in parameters:
                p.grad = None
            prediction = net(x)
            if MODELS[name][1] == 'mse':
                loss = torch.nn.functional.mse_loss(prediction, y)
            else:
                loss = torch.nn.functional.cross_entropy(prediction, y[:, 0])
            loss.backward()
            return loss.item()

        def treat():
            if options.get('centralize'):
                for p in parameters:
                    if p.dim() > 1:
                        p.grad -= p.grad.mean(dim=1, keepdim=True)
            if 'clip_value' in options:
                torch.nn.utils.clip_grad_value_(parameters, options['clip_value'])
            if 'clip_norm' in options:
                for p in parameters:
                    torch.nn.utils.clip_grad_norm_([p], options['clip_norm'])
            if 'clip_global_norm' in options:
                torch.nn.utils.clip_grad_norm_(parameters, options['clip_global_norm'])
            if case.get('add_decay'):
                for p in parameters:
                    p.grad += case['add_decay'] * p.detach()

        loss = closure()
        scheduled = optimizer.param_groups[0]['lr']
        if warmup:
            optimizer.param_groups[0]['lr'] = scheduled * min(1, (t + 1) / warmup)
        if hasattr(optimizer, 'first_step'):
            optimizer.first_step()
            closure()
            optimizer.return_home()
        treat()
        if case.get('shrink'):
            with torch.no_grad():
                for p in parameters:
                    p.mul_(1 - optimizer.param_groups[0]['lr'] * case['shrink'])
        if case['optimizer'] == 'lbfgs':
            optimizer.step(closure)
        else:
            optimizer.step()
        optimizer.param_groups[0]['lr'] = scheduled
        if isinstance(schedule, schedules.ReduceLROnPlateau):
            seen.append(loss)
            if len(seen) == case['schedule_params']['every']:
                schedule.step(sum(seen) / len(seen))
                seen = []
        elif schedule and t + 1 < STEPS[-1]:
            schedule.step()
        if mean_net:
            mean_net.update_parameters(net)
        if t + 1 in STEPS:
            kept.append(vector(mean_net.module if mean_net else net))
    return kept


CASES = []


def case(optimizer, make, lr, params=None, options=None, models=('net',), **more):
    for model in models:
        CASES.append(dict(model=model, optimizer=optimizer, learning_rate=lr, params=params or {},
                          options=options or {}, make=make, **more))


def optimizers():
    o = torch.optim
    everywhere = tuple(MODELS)
    case('sgd', lambda p: o.SGD(p, 0.1), 0.1, models=everywhere)
    case('momentum', lambda p: o.SGD(p, 0.05, momentum=0.9), 0.05, models=everywhere)
    case('momentum', lambda p: o.SGD(p, 0.05, momentum=0.8, dampening=0.3), 0.05,
         dict(momentum=0.8, dampening=0.3), models=everywhere)
    case('nesterov', lambda p: o.SGD(p, 0.05, momentum=0.9, nesterov=True), 0.05, models=everywhere)
    case('adagrad', lambda p: o.Adagrad(p, 0.1), 0.1, models=everywhere)
    case('adagrad', lambda p: o.Adagrad(p, 0.1, lr_decay=0.2, initial_accumulator_value=0.1), 0.1,
         dict(lr_decay=0.2, initial_accumulator=0.1))
    case('adadelta', lambda p: o.Adadelta(p), 1, models=everywhere)
    case('rmsprop', lambda p: o.RMSprop(p), 0.01, models=everywhere)
    case('rmsprop', lambda p: o.RMSprop(p, 0.01, alpha=0.9, momentum=0.5, centered=True), 0.01,
         dict(alpha=0.9, momentum=0.5, centered=1))
    case('adam', lambda p: o.Adam(p, 0.01), 0.01, models=everywhere)
    case('adam', lambda p: o.Adam(p, 0.02, betas=(0.5, 0.9), eps=1e-3), 0.02,
         dict(beta1=0.5, beta2=0.9, epsilon=1e-3))
    case('amsgrad', lambda p: o.Adam(p, 0.01, betas=(0.9, 0.9), amsgrad=True), 0.01, dict(beta2=0.9),
         models=everywhere)
    case('adamw', lambda p: o.AdamW(p, 0.01), 0.01, models=everywhere)
    case('adamax', lambda p: o.Adamax(p, 0.01), 0.01, models=everywhere)
    case('nadam', lambda p: plain.NAdam(p, 0.01), 0.01, models=everywhere)
    case('radam', lambda p: o.RAdam(p, 0.01), 0.01, models=everywhere)
    case('rprop', lambda p: o.Rprop(p, 0.01), 0.01, models=everywhere)
    case('lion', lambda p: plain.Lion(p, 0.01), 0.01, models=everywhere)
    case('lamb', lambda p: plain.Lamb(p, 0.02), 0.02, models=everywhere)
    case('lamb', lambda p: plain.Lamb(p, 0.02, decay=0), 0.02, options=dict(weight_decay=0))
    case('adafactor', lambda p: plain.Adafactor(p, 0.05), 0.05, models=everywhere)
    case('adafactor', lambda p: plain.Adafactor(p, 0.05, decay=0.3), 0.05, options=dict(weight_decay=0.3))
    case('muon', lambda p: plain.Muon(p, 0.02), 0.02, models=everywhere)
    case('muon', lambda p: plain.Muon(p, 0.02, decay=0.3), 0.02, options=dict(weight_decay=0.3))
    case('lookahead', lambda p: plain.Lookahead(p, o.Adam(p, 0.01)), 0.01, models=everywhere)
    case('lookahead', lambda p: plain.Lookahead(p, o.Adam(p, 0.01), 3, 0.8), 0.01, dict(steps=3, alpha=0.8))
    case('sam', lambda p: plain.Sam(p, 0.05), 0.05, models=everywhere)
    case('lbfgs', lambda p: o.LBFGS(p, 0.5, max_iter=1, history_size=4), 0.5, dict(history_size=4, halvings=0),
         models=everywhere)
    case('lbfgs', lambda p: plain.Lbfgs(p, 1), 1, models=everywhere)
    case('sam', lambda p: plain.Sam(p, 0.05, rho=0.5), 0.05, dict(rho=0.5), dict(clip_value=0.1))


def options():
    o = torch.optim
    for options_ in (dict(clip_value=0.2), dict(clip_norm=0.3), dict(clip_global_norm=0.4),
                     dict(clip_value=0.3, clip_norm=0.4, clip_global_norm=0.5), dict(centralize=1),
                     dict(ema=0.9), dict(warmup=8)):
        case('momentum', lambda p: o.SGD(p, 0.05, momentum=0.9), 0.05, options=options_)
        case('adam', lambda p: o.Adam(p, 0.02), 0.02, options=options_, models=('classes',))
    w = 0.1
    decay = dict(weight_decay=w)
    case('sgd', lambda p: o.SGD(p, 0.1, weight_decay=w), 0.1, options=decay)
    case('nesterov', lambda p: o.SGD(p, 0.05, momentum=0.9, nesterov=True, weight_decay=w), 0.05, options=decay)
    case('adam', lambda p: o.Adam(p, 0.01, weight_decay=w), 0.01, options=decay)
    case('rmsprop', lambda p: o.RMSprop(p, 0.01, weight_decay=w), 0.01, options=decay)
    case('adagrad', lambda p: o.Adagrad(p, 0.1, weight_decay=w), 0.1, options=decay)
    case('adadelta', lambda p: o.Adadelta(p, 1, weight_decay=w), 1, options=decay)
    case('adamax', lambda p: o.Adamax(p, 0.01, weight_decay=w), 0.01, options=decay)
    case('nadam', lambda p: plain.NAdam(p, 0.01, w), 0.01, options=decay)
    case('radam', lambda p: o.RAdam(p, 0.01, weight_decay=w), 0.01, options=decay)
    case('adamw', lambda p: o.AdamW(p, 0.01, weight_decay=w), 0.01, options=decay)
    case('lion', lambda p: plain.Lion(p, 0.01), 0.01, options=decay, shrink=w)
    case('adamw', lambda p: o.Adam(p, 0.01, weight_decay=w), 0.01,
         options=dict(weight_decay=w, decoupled_weight_decay=0))
    case('momentum', lambda p: o.SGD(p, 0.05, momentum=0.9), 0.05,
         options=dict(weight_decay=w, decoupled_weight_decay=1), shrink=w)
    case('sam', lambda p: plain.Sam(p, 0.05), 0.05, options=decay, add_decay=w)
    case('momentum', lambda p: o.SGD(p, 0.05, momentum=0.9, weight_decay=w), 0.05,
         options=dict(weight_decay=w, clip_global_norm=0.4, centralize=1, warmup=4))


def scheduled():
    o, s = torch.optim, schedules

    def add(id_, make, params, optimizer='momentum'):
        base = {'momentum': lambda p: o.SGD(p, 0.05, momentum=0.9), 'adam': lambda p: o.Adam(p, 0.05),
                'sgd': lambda p: o.SGD(p, 0.05)}[optimizer]
        case(optimizer, base, 0.05, schedule=id_, schedule_params=params, torch_schedule=make)

    add('step', lambda x: s.StepLR(x, 4, 0.5), dict(step_size=4, gamma=0.5))
    add('multi_step', lambda x: s.MultiStepLR(x, [3, 7, 11], 0.4),
        dict(milestone1=3, milestone2=7, milestone3=11, gamma=0.4))
    add('exponential', lambda x: s.ExponentialLR(x, 0.93), dict(gamma=0.93))
    add('linear', lambda x: s.LinearLR(x, 0.2, 0.9, 12), dict(start_factor=0.2, end_factor=0.9, total=12))
    add('polynomial', lambda x: s.PolynomialLR(x, 15, 1.7), dict(total=15, power=1.7))
    add('cosine', lambda x: s.CosineAnnealingLR(x, 20, 0.005), dict(total=20, min_factor=0.1))
    add('warm_restarts', lambda x: s.CosineAnnealingWarmRestarts(x, 3, 2, 0.005),
        dict(first=3, growth=2, min_factor=0.1))
    cycle = dict(total=20, pct_start=0.3, div_factor=20, final_div_factor=100)
    for optimizer in ('momentum', 'adam', 'sgd'):
        moves = optimizer != 'sgd'
        add('one_cycle', lambda x, moves=moves: s.OneCycleLR(
            x, 0.05, total_steps=20, pct_start=0.3, div_factor=20, final_div_factor=100, cycle_momentum=moves),
            cycle, optimizer)
    add('one_cycle', lambda x: s.OneCycleLR(x, 0.05, total_steps=20, cycle_momentum=False),
        dict(total=20, cycle_momentum=0))
    add('cyclic', lambda x: s.CyclicLR(x, 0.01, 0.05, 4, 3, base_momentum=0.7, max_momentum=0.95),
        dict(base_factor=0.2, step_size_up=4, step_size_down=3, base_momentum=0.7, max_momentum=0.95))
    add('cyclic', lambda x: s.CyclicLR(x, 0.01, 0.05, 3, mode='triangular2', cycle_momentum=False),
        dict(base_factor=0.2, step_size_up=3, step_size_down=3, cycle_gamma=0.5, cycle_momentum=0), 'sgd')
    add('cyclic', lambda x: s.CyclicLR(x, 0.01, 0.05, 3, mode='exp_range', gamma=0.95, cycle_momentum=False),
        dict(base_factor=0.2, step_size_up=3, step_size_down=3, gamma=0.95, cycle_momentum=0), 'sgd')
    add('inverse_sqrt', lambda x: s.LambdaLR(x, lambda t: math.sqrt(5 / max(t + 1, 5))), dict(hold=5))
    add('plateau', lambda x: s.ReduceLROnPlateau(x, factor=0.5, patience=1, threshold=0.2, cooldown=1,
                                                 min_lr=0.01),
        dict(every=2, factor=0.5, patience=1, threshold=0.2, cooldown=1, min_factor=0.2))
    case('sgd', lambda p: o.SGD(p, 0.05), 0.05, options=dict(warmup=6), schedule='cosine',
         schedule_params=dict(total=20, min_factor=0.1),
         torch_schedule=lambda x: s.CosineAnnealingLR(x, 20, 0.005))


def digits(values):
    return [float('%.12g' % v) for v in values]


def main():
    make_data()
    optimizers()
    options()
    scheduled()
    print('{"models": {')
    rows = []
    for name, (sizes, loss) in MODELS.items():
        x, y, theta = DATA[name]
        rows.append('"%s": %s' % (name, json.dumps(dict(
            sizes=sizes, loss=loss, x=[b.T.reshape(-1).tolist() for b in x],
            y=[b.T.reshape(-1).tolist() for b in y], theta=digits(theta.tolist())))))
    print(',\n'.join(rows))
    print('}, "steps": %s, "cases": [' % STEPS)
    rows = []
    for c in CASES:
        row = {k: c[k] for k in ('model', 'optimizer', 'learning_rate', 'params', 'options', 'schedule',
                                 'schedule_params') if c.get(k)}
        row['weights'] = [digits(w) for w in train(c)]
        rows.append(json.dumps(row))
    print(',\n'.join(rows))
    print(']}')


if __name__ == '__main__':
    main()
