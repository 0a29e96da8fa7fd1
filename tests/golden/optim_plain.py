# SPDX-License-Identifier: Apache-2.0
"""Optimisers that PyTorch 1.13 lacks, one weight tensor at a time in numpy doubles, as their papers write them.

Each takes the parameters of a torch module and has what optim.py uses of a torch optimiser: param_groups and step().
"""
import numpy as np
import torch


class Plain:
    def __init__(self, parameters, lr):
        self.parameters = list(parameters)
        self.param_groups = [dict(lr=lr)]
        self.memory = [dict() for _ in self.parameters]
        self.t = 0

    def step(self):
        self.t += 1
        for p, memory in zip(self.parameters, self.memory):
            w, g = p.detach().numpy().copy(), p.grad.numpy().copy()
            p.data = torch.from_numpy(np.ascontiguousarray(self.next(w, g, memory)))

    @property
    def lr(self):
        return self.param_groups[0]['lr']


def mean(memory, key, beta, value):
    memory[key] = beta * memory.get(key, np.zeros_like(value)) + (1 - beta) * value
    return memory[key]


class Lion(Plain):
    """Chen et al. 2023, arXiv:2302.06675, algorithm 2."""

    def next(self, w, g, memory, beta1=0.9, beta2=0.99):
        m = memory.get('m', np.zeros_like(g))
        c = beta1 * m + (1 - beta1) * g
        memory['m'] = beta2 * m + (1 - beta2) * g
        return w - self.lr * np.sign(c)


class Lamb(Plain):
    """You et al. 2020, arXiv:1904.00962, algorithm 2; the ratio is 1 where a norm is 0, as in the authors' code."""

    def __init__(self, parameters, lr, decay=0.01):
        super().__init__(parameters, lr)
        self.decay = decay

    def next(self, w, g, memory, beta1=0.9, beta2=0.999, epsilon=1e-6):
        m = mean(memory, 'm', beta1, g) / (1 - beta1 ** self.t)
        v = mean(memory, 'v', beta2, g * g) / (1 - beta2 ** self.t)
        r = m / (np.sqrt(v) + epsilon) + self.decay * w
        long, step = np.linalg.norm(w), np.linalg.norm(r)
        ratio = long / step if long > 0 and step > 0 else 1.0
        return w - self.lr * ratio * r


class Adafactor(Plain):
    """Shazeer & Stern 2018, arXiv:1804.04235, algorithms 4 and 5, as PyTorch 2.5 has them."""

    def __init__(self, parameters, lr, decay=0.0):
        super().__init__(parameters, lr)
        self.decay = decay

    def next(self, w, g, memory, beta2_decay=-0.8, d=1.0, epsilon2=1e-3):
        epsilon1 = float(np.finfo(np.float32).eps)
        keep = 1 - self.t ** beta2_decay
        rho = min(self.lr, 1 / np.sqrt(self.t))
        alpha = max(epsilon2, np.linalg.norm(w) / np.sqrt(w.size)) * rho
        w = w * (1 - self.lr * self.decay)
        if g.ndim > 1:
            rows = mean(memory, 'rows', keep, (g ** 2).sum(1, keepdims=True) / g.shape[1])
            columns = mean(memory, 'columns', keep, (g ** 2).sum(0, keepdims=True) / g.shape[0])
            v = rows @ columns / max(rows.mean(), epsilon1)
        else:
            v = mean(memory, 'v', keep, g ** 2)
        u = g / np.sqrt(np.maximum(v, epsilon1 ** 2))
        return w - alpha / max(1, np.linalg.norm(u) / (np.sqrt(u.size) * d)) * u


def newton_schulz(g):
    """Jordan et al. 2024: five steps of the quintic iteration."""
    x = g / max(np.linalg.norm(g), 1e-7)
    if g.shape[0] > g.shape[1]:
        x = x.T
    for _ in range(5):
        a = x @ x.T
        x = 3.4445 * x + (-4.7750 * a + 2.0315 * a @ a) @ x
    return x.T if g.shape[0] > g.shape[1] else x


class Muon(Plain):
    """Jordan et al. 2024, SingleDeviceMuonWithAuxAdam: Muon for matrices, Adam for vectors."""

    def __init__(self, parameters, lr, decay=0.0):
        super().__init__(parameters, lr)
        self.decay = decay

    def next(self, w, g, memory, momentum=0.95, vector_rate=0.5):
        w = w * (1 - self.lr * self.decay)
        if g.ndim > 1:
            m = mean(memory, 'm', momentum, g)
            u = newton_schulz((1 - momentum) * g + momentum * m)
            return w - self.lr * max(1, g.shape[0] / g.shape[1]) ** 0.5 * u
        m = mean(memory, 'm', 0.9, g) / (1 - 0.9 ** self.t)
        v = mean(memory, 'v', 0.95, g * g) / (1 - 0.95 ** self.t)
        return w - self.lr * vector_rate * m / (np.sqrt(v) + 1e-10)


class Lookahead:
    """Zhang et al. 2019, arXiv:1907.08610, algorithm 1, around a torch optimiser."""

    def __init__(self, parameters, fast, steps=5, alpha=0.5):
        self.parameters = list(parameters)
        self.fast, self.steps, self.alpha, self.t = fast, steps, alpha, 0
        self.param_groups = fast.param_groups
        self.slow = [p.detach().numpy().copy() for p in self.parameters]

    def step(self):
        self.fast.step()
        self.t += 1
        if self.t % self.steps == 0:
            for i, p in enumerate(self.parameters):
                self.slow[i] = self.slow[i] + self.alpha * (p.detach().numpy() - self.slow[i])
                p.data = torch.from_numpy(self.slow[i].copy())


class Sam(Plain):
    """Foret et al. 2021, arXiv:2010.01412, algorithm 1 with p = 2, around SGD with momentum."""

    def __init__(self, parameters, lr, rho=0.05):
        super().__init__(parameters, lr)
        self.rho = rho

    def first_step(self):
        length = np.sqrt(sum((p.grad.numpy() ** 2).sum() for p in self.parameters)) + 1e-12
        self.home = [p.detach().numpy().copy() for p in self.parameters]
        for p in self.parameters:
            p.data = torch.from_numpy(p.detach().numpy() + self.rho / length * p.grad.numpy())

    def return_home(self):
        for p, w in zip(self.parameters, self.home):
            p.data = torch.from_numpy(w)

    def next(self, w, g, memory, momentum=0.9):
        memory['v'] = momentum * memory.get('v', np.zeros_like(g)) + g
        return w - self.lr * memory['v']


class NAdam(Plain):
    """Dozat 2016, as PyTorch's documentation has it. PyTorch 1.13 itself multiplies one factor twice and keeps the
    product in single precision; both were mended later."""

    def __init__(self, parameters, lr, decay=0.0):
        super().__init__(parameters, lr)
        self.decay = decay

    def next(self, w, g, memory, beta1=0.9, beta2=0.999, epsilon=1e-8, momentum_decay=4e-3):
        g = g + self.decay * w
        mu = beta1 * (1 - 0.5 * 0.96 ** (self.t * momentum_decay))
        mu_next = beta1 * (1 - 0.5 * 0.96 ** ((self.t + 1) * momentum_decay))
        memory['product'] = memory.get('product', 1.0) * mu
        m = mean(memory, 'm', beta1, g)
        v = mean(memory, 'v', beta2, g * g) / (1 - beta2 ** self.t)
        ahead = mu_next * m / (1 - memory['product'] * mu_next) + (1 - mu) * g / (1 - memory['product'])
        return w - self.lr * ahead / (np.sqrt(v) + epsilon)


class Lbfgs(Plain):
    """Nocedal & Wright 2006, algorithm 7.4 with the scaling of eq. 7.20 and the backtracking of algorithm 3.1."""

    def __init__(self, parameters, lr, size=6, halvings=6):
        super().__init__(parameters, lr)
        self.size, self.halvings = size, halvings
        self.pairs, self.scale = [], 1.0

    def go(self, w):
        torch.nn.utils.vector_to_parameters(torch.from_numpy(w.copy()), self.parameters)

    def step(self, closure):
        loss = closure()
        self.t += 1
        w = np.concatenate([p.detach().numpy().reshape(-1) for p in self.parameters])
        g = np.concatenate([p.grad.numpy().reshape(-1) for p in self.parameters])
        if self.t > 1:
            y = g - self.last
            if y @ self.moved > 1e-10:
                self.pairs = (self.pairs + [(self.moved, y)])[-self.size:]
                self.scale = (y @ self.moved) / (y @ y)
        q, weights = -g, []
        for s, y in reversed(self.pairs):
            weights.append(s @ q / (y @ s))
            q = q - weights[-1] * y
        d = q * self.scale
        for (s, y), weight in zip(self.pairs, reversed(weights)):
            d = d + s * (weight - y @ d / (y @ s))
        t = self.lr * (min(1, 1 / np.abs(g).sum()) if self.t == 1 else 1)
        for _ in range(self.halvings):
            self.go(w + t * d)
            if closure() <= loss + 1e-4 * t * (g @ d):
                break
            t /= 2
        self.moved = t * d if g @ d < -1e-9 else 0 * d
        self.last = g
        self.go(w + self.moved)
