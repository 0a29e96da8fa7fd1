# SPDX-License-Identifier: Apache-2.0
"""Regression losses, robust ones, and losses with uncertainty. i: inputs, p: parameters."""
import math

import torch
import torch.nn.functional as F

from losses_form import golden

TORCH = 'torch 1.13'


def e(i):
    return i.prediction - i.target


@golden('mse', source=TORCH)
def _(i, p):
    return F.mse_loss(i.prediction, i.target, reduction='none')


@golden('half_squared_error')
def _(i, p):
    return e(i) ** 2 / 2


@golden('rmse')
def _(i, p):
    return torch.sqrt(torch.mean(e(i) ** 2))


@golden('mae', source=TORCH)
def _(i, p):
    return F.l1_loss(i.prediction, i.target, reduction='none')


@golden('huber', {}, dict(delta=0.5), source=TORCH)
def _(i, p):
    return F.huber_loss(i.prediction, i.target, reduction='none', delta=p.delta)


@golden('smooth_l1', {}, dict(beta=0.3), source=TORCH)
def _(i, p):
    return F.smooth_l1_loss(i.prediction, i.target, reduction='none', beta=p.beta)


@golden('pseudo_huber', {}, dict(delta=0.4))
def _(i, p):
    return p.delta**2 * (torch.sqrt(1 + (e(i) / p.delta) ** 2) - 1)


@golden('charbonnier', {}, dict(epsilon=0.5))
def _(i, p):
    return torch.sqrt(e(i) ** 2 + p.epsilon**2)


@golden('log_cosh')
def _(i, p):
    return torch.log(torch.cosh(e(i)))


@golden('quantile', {}, dict(q=0.9))
def _(i, p):
    u = i.target - i.prediction
    return torch.maximum(p.q * u, (p.q - 1) * u)


@golden('multi_quantile')
def _(i, p):
    u = i.target - i.prediction
    return torch.maximum(i.levels * u, (i.levels - 1) * u).sum(0, keepdim=True)


@golden('expectile', dict(tau=0.8))
def _(i, p):
    return torch.abs(p.tau - (i.target < i.prediction).double()) * e(i) ** 2


@golden('epsilon_insensitive', {}, dict(epsilon=1))
def _(i, p):
    return torch.clamp(torch.abs(e(i)) - p.epsilon, min=0)


@golden('squared_epsilon_insensitive', {}, dict(epsilon=1))
def _(i, p):
    return torch.clamp(torch.abs(e(i)) - p.epsilon, min=0) ** 2


@golden('msle')
def _(i, p):
    return (torch.log(1 + i.prediction) - torch.log(1 + i.target)) ** 2


@golden('rmsle')
def _(i, p):
    return torch.sqrt(torch.mean((torch.log(1 + i.prediction) - torch.log(1 + i.target)) ** 2))


@golden('mape')
def _(i, p):
    return torch.abs(e(i)) / torch.clamp(torch.abs(i.target), min=p.epsilon)


@golden('smape')
def _(i, p):
    return 2 * torch.abs(e(i)) / (torch.abs(i.prediction) + torch.abs(i.target))


@golden('wmape')
def _(i, p):
    return torch.abs(e(i)).sum() / torch.abs(i.target).sum()


@golden('mase', {}, dict(season=2))
def _(i, p):
    m = int(p.season)
    scale = torch.abs(i.history[m:] - i.history[:-m]).mean(0, keepdim=True)
    return torch.abs(e(i)).mean(0, keepdim=True) / scale


# ---- robust -----------------------------------------------------------------------------------------------------

@golden('barron', {}, dict(alpha=-3, c=0.5), dict(alpha=0.4, c=2), dict(alpha=1.9), dict(alpha=3.5), dict(alpha=6, c=0.7))
def _(i, p):
    z, b = (e(i) / p.c) ** 2, abs(p.alpha - 2)
    return b / p.alpha * ((z / b + 1) ** (p.alpha / 2) - 1)


@golden('cauchy', {}, dict(c=0.3))
def _(i, p):
    return torch.log(1 + (e(i) / p.c) ** 2 / 2)


@golden('geman_mcclure', {}, dict(c=0.3))
def _(i, p):
    z = (e(i) / p.c) ** 2
    return 2 * z / (z + 4)


@golden('welsch', {}, dict(c=0.7))
def _(i, p):
    return 1 - torch.exp(-((e(i) / p.c) ** 2) / 2)


@golden('tukey_biweight', {}, dict(c=1.2))
def _(i, p):
    inside = p.c**2 / 6 * (1 - (1 - (e(i) / p.c) ** 2) ** 3)
    return torch.where(torch.abs(e(i)) <= p.c, inside, torch.full_like(inside, p.c**2 / 6))


@golden('fair', {}, dict(c=0.4))
def _(i, p):
    r = torch.abs(e(i)) / p.c
    return p.c**2 * (r - torch.log(1 + r))


@golden('wing', {}, dict(width=1, curvature=0.3))
def _(i, p):
    r = torch.abs(e(i))
    c = p.width - p.width * math.log(1 + p.width / p.curvature)
    return torch.where(r < p.width, p.width * torch.log(1 + r / p.curvature), r - c)


# ---- counts and positive amounts --------------------------------------------------------------------------------

@golden('poisson_nll', {}, dict(full=1), source=TORCH)
def _(i, p):
    return F.poisson_nll_loss(i.prediction, i.target, log_input=True, full=bool(p.full), reduction='none')


@golden('poisson_nll_rate', {}, dict(full=1), source=TORCH)
def _(i, p):
    return F.poisson_nll_loss(
        i.prediction, i.target, log_input=False, full=bool(p.full), eps=p.epsilon, reduction='none'
    )


@golden('poisson_deviance')
def _(i, p):
    own = torch.where(i.target > 0, i.target * torch.log(torch.clamp(i.target, min=1e-300)), 0 * i.target)
    return 2 * (own - i.target * torch.log(i.prediction) + i.prediction - i.target)


@golden('gamma_deviance')
def _(i, p):
    return 2 * (torch.log(i.prediction / i.target) + i.target / i.prediction - 1)


@golden('tweedie_deviance', {}, dict(power=2.5))
def _(i, p):
    q, x, y = p.power, i.prediction, i.target
    return 2 * (y ** (2 - q) / ((1 - q) * (2 - q)) - y * x ** (1 - q) / (1 - q) + x ** (2 - q) / (2 - q))


@golden('negative_binomial_nll', source='torch.distributions')
def _(i, p):
    mu, r = i.prediction, i.dispersion
    return -torch.distributions.NegativeBinomial(r, probs=mu / (mu + r)).log_prob(i.target)


@golden('exponential_nll', source='torch.distributions')
def _(i, p):
    return -torch.distributions.Exponential(torch.exp(i.prediction)).log_prob(i.target)


@golden('cox_partial_likelihood', samples=6)
def _(i, p):
    x, t, event = i.prediction[0], i.time[0], i.event[0]
    terms = [torch.log(torch.exp(x[t >= t[k]]).sum()) - x[k] for k in range(len(x)) if event[k]]
    return torch.stack(terms).mean()


# ---- uncertainty ------------------------------------------------------------------------------------------------

@golden('gaussian_nll', {}, dict(full=1), source=TORCH)
def _(i, p):
    return F.gaussian_nll_loss(i.prediction, i.target, i.variance, full=bool(p.full), eps=p.epsilon, reduction='none')


@golden('heteroscedastic_gaussian')
def _(i, p):
    return (torch.exp(-i.log_variance) * e(i) ** 2 + i.log_variance) / 2


@golden('beta_nll', {}, dict(beta=1))
def _(i, p):
    return (i.variance**p.beta).detach() * (torch.log(i.variance) + e(i) ** 2 / i.variance) / 2


@golden('laplace_nll', source='torch.distributions')
def _(i, p):
    return -torch.distributions.Laplace(i.prediction, i.scale).log_prob(i.target)


@golden('student_t_nll', source='torch.distributions')
def _(i, p):
    return -torch.distributions.StudentT(i.freedom, i.prediction, i.scale).log_prob(i.target)


@golden('logistic_nll')
def _(i, p):
    z = e(i) / i.scale
    return z + 2 * torch.log(1 + torch.exp(-z)) + torch.log(i.scale)


@golden('evidential_regression', {}, dict(weight=0.3))
def _(i, p):
    omega = 2 * i.beta * (1 + i.nu)
    nll = 0.5 * torch.log(math.pi / i.nu) - i.alpha * torch.log(omega)
    nll = nll + (i.alpha + 0.5) * torch.log(e(i) ** 2 * i.nu + omega)
    nll = nll + torch.lgamma(i.alpha) - torch.lgamma(i.alpha + 0.5)
    return nll + p.weight * torch.abs(e(i)) * (2 * i.nu + i.alpha)


@golden('evidential_classification', {}, dict(weight=0.2))
def _(i, p):
    o = F.one_hot(i.target[0].long(), i.prediction.shape[0]).double()
    alpha = torch.relu(i.prediction.T) + 1
    s = alpha.sum(1, keepdim=True)
    q = alpha / s
    fit = ((o - q) ** 2 + q * (1 - q) / (s + 1)).sum(1)
    wrong = o + (1 - o) * alpha
    one = torch.distributions.Dirichlet(torch.ones_like(wrong))
    kl = torch.distributions.kl_divergence(torch.distributions.Dirichlet(wrong), one)
    return (fit + p.weight * kl)[None]


@golden('crps_gaussian')
def _(i, p):
    z = (i.target - i.prediction) / i.scale
    phi = torch.exp(-(z**2) / 2) / math.sqrt(2 * math.pi)
    cdf = (1 + torch.erf(z / math.sqrt(2))) / 2
    return i.scale * (z * (2 * cdf - 1) + 2 * phi - 1 / math.sqrt(math.pi))


@golden('crps_ensemble', {}, dict(fair=1))
def _(i, p):
    x, m = i.prediction, i.prediction.shape[0]
    spread = torch.abs(x[:, None] - x[None]).sum((0, 1)) / (2 * (m * (m - 1) if p.fair else m * m))
    return (torch.abs(x - i.target).mean(0) - spread)[None]


@golden('energy_score')
def _(i, p):
    x, m = i.prediction, i.prediction.shape[1]
    out = []
    for n in range(x.shape[2]):
        near = sum(torch.linalg.norm(x[:, a, n] - i.target[:, n]) for a in range(m)) / m
        far = sum(torch.linalg.norm(x[:, a, n] - x[:, b, n]) for a in range(m) for b in range(m) if a != b)
        out.append(near - far / (2 * m * m))
    return torch.stack(out)[None]


@golden('mixture_density_nll', source='torch.distributions')
def _(i, p):
    mix = torch.distributions.Categorical(logits=i.logits.T)
    part = torch.distributions.Normal(i.mean.T, torch.exp(i.log_scale.T))
    return -torch.distributions.MixtureSameFamily(mix, part).log_prob(i.target[0])[None]


@golden('interval_score', {}, dict(alpha=0.5))
def _(i, p):
    outside = torch.relu(i.low - i.target) + torch.relu(i.target - i.high)
    return i.high - i.low + 2 / p.alpha * outside
