# SPDX-License-Identifier: Apache-2.0
"""Adversarial, multi-task, regularisation, continual and curriculum losses. i: inputs, p: parameters."""
import math

import torch
import torch.nn.functional as F

from losses_form import golden


def sp(x):
    return torch.log(1 + torch.exp(x))


# ---- adversarial ------------------------------------------------------------------------------------------------

@golden('gan_discriminator')
def _(i, p):
    return -torch.log(torch.sigmoid(i.real)) - torch.log(1 - torch.sigmoid(i.fake))


@golden('gan_generator_minimax')
def _(i, p):
    return torch.log(1 - torch.sigmoid(i.fake))


@golden('gan_generator')
def _(i, p):
    return -torch.log(torch.sigmoid(i.fake))


@golden('lsgan_discriminator', {}, dict(fake_label=-1, real_label=0.9))
def _(i, p):
    return ((i.real - p.real_label) ** 2 + (i.fake - p.fake_label) ** 2) / 2


@golden('lsgan_generator', {}, dict(target_label=0))
def _(i, p):
    return (i.fake - p.target_label) ** 2 / 2


@golden('wgan_critic')
def _(i, p):
    return i.fake - i.real


@golden('wgan_generator')
def _(i, p):
    return -i.fake


@golden('wgan_gp', {}, dict(weight=2, norm=3))
def _(i, p):
    return p.weight * (torch.linalg.norm(i.gradient, dim=0, keepdim=True) - p.norm) ** 2


@golden('wgan_lp', {}, dict(norm=1.5))
def _(i, p):
    return p.weight * torch.relu(torch.linalg.norm(i.gradient, dim=0, keepdim=True) - p.norm) ** 2


@golden('r1_penalty')
def _(i, p):
    return p.weight / 2 * (i.gradient**2).sum(0, keepdim=True)


@golden('gan_hinge')
def _(i, p):
    return torch.relu(1 - i.real) + torch.relu(1 + i.fake)


@golden('relativistic_discriminator')
def _(i, p):
    return sp(-(i.real - i.fake.mean())) + sp(i.fake - i.real.mean())


@golden('relativistic_generator')
def _(i, p):
    return sp(-(i.fake - i.real.mean())) + sp(i.real - i.fake.mean())


# ---- many tasks -------------------------------------------------------------------------------------------------

@golden('uncertainty_weighting')
def _(i, p):
    return (torch.exp(-i.log_variance) * i.losses / 2 + i.log_variance / 2).sum()


@golden('uncertainty_weighting_classification')
def _(i, p):
    return (torch.exp(-i.log_variance) * i.losses + i.log_variance / 2).sum()


@golden('uncertainty_weighting_liebel')
def _(i, p):
    return (i.losses / (2 * i.scale**2) + torch.log(1 + i.scale**2)).sum()


@golden('weighted_sum')
def _(i, p):
    return (i.weights * i.losses).sum()


@golden('dynamic_weight_average', {}, dict(temperature=0.7))
def _(i, p):
    w = len(i.losses) * torch.softmax(i.last / i.before / p.temperature, 0)
    return (w * i.losses).sum()


@golden('gradnorm', {}, dict(alpha=0.5))
def _(i, p):
    mean = i.gradient_norms.mean().detach()
    rate = i.losses / i.first_losses
    goal = mean * (rate / rate.mean()) ** p.alpha
    return torch.abs(i.gradient_norms - goal.detach()).sum()


@golden('geometric_mean')
def _(i, p):
    return torch.prod(i.losses) ** (1 / len(i.losses))


# ---- parameters -------------------------------------------------------------------------------------------------

@golden('l1_penalty')
def _(i, p):
    return p.weight * torch.abs(i.parameters).sum()


@golden('l2_penalty')
def _(i, p):
    return p.weight / 2 * (i.parameters**2).sum()


@golden('elastic_net', {}, dict(l1_ratio=0.2))
def _(i, p):
    r = p.l1_ratio
    return p.weight * (r * torch.abs(i.parameters).sum() + (1 - r) / 2 * (i.parameters**2).sum())


@golden('group_lasso')
def _(i, p):
    d = i.parameters.shape[0]
    return p.weight * math.sqrt(d) * torch.linalg.norm(i.parameters, dim=0).sum()


@golden('orthogonality')
def _(i, p):
    w = i.parameters
    return p.weight * ((w.T @ w - torch.eye(w.shape[1])) ** 2).sum()


@golden('sparse_kl', {}, dict(rho=0.2))
def _(i, p):
    r = i.activations.mean(1)
    return (p.rho * torch.log(p.rho / r) + (1 - p.rho) * torch.log((1 - p.rho) / (1 - r))).sum()


@golden('activation_l1')
def _(i, p):
    return p.weight * torch.abs(i.activations).mean()


@golden('entropy_bonus')
def _(i, p):
    q = torch.softmax(i.prediction, 0)
    return p.weight * (q * torch.log(q)).sum(0, keepdim=True)


@golden('jacobian_penalty')
def _(i, p):
    return p.weight / 2 * (i.jacobian**2).sum((0, 1))[None]


@golden('ewc', {}, dict(weight=3))
def _(i, p):
    return p.weight / 2 * (i.fisher * (i.parameters - i.anchor) ** 2).sum()


@golden('synaptic_intelligence')
@golden('mas')
def _(i, p):
    return p.weight * (i.importance * (i.parameters - i.anchor) ** 2).sum()


@golden('fedprox')
def _(i, p):
    return p.weight / 2 * ((i.parameters - i.anchor) ** 2).sum()


@golden('l2_sp', {}, dict(weight=3))
def _(i, p):
    return p.weight / 2 * ((i.parameters - i.anchor) ** 2).sum()


@golden('lwf', {}, dict(weight=0.5, temperature=4))
def _(i, p):
    t = p.temperature
    ce = F.cross_entropy(i.prediction.T, i.target[0].long(), reduction='none')
    kd = F.kl_div(F.log_softmax(i.old / t, 0), F.softmax(i.teacher / t, 0), reduction='none').sum(0)
    return (ce + p.weight * t * t * kd)[None]


@golden('right_for_right_reasons', {}, dict(weight=2))
def _(i, p):
    return p.weight * ((i.mask * i.gradient) ** 2).sum(0, keepdim=True)


@golden('attribution_smoothness')
def _(i, p):
    return p.weight * torch.abs(i.gradient[1:] - i.gradient[:-1]).sum(0, keepdim=True)


@golden('self_paced_hard', {}, dict(age=2))
def _(i, p):
    return torch.where(i.losses < p.age, i.losses - p.age, torch.zeros_like(i.losses))


@golden('self_paced_linear', {}, dict(age=2))
def _(i, p):
    v = torch.clamp(1 - i.losses / p.age, min=0).detach()
    return v * i.losses + p.age * (v * v / 2 - v)


@golden('superloss', {}, dict(tau=1, strength=0.25))
def _(i, p):
    # sigma minimises (l − tau)·sigma + lambda·log(sigma)²: found here by bisection of its derivative in log sigma
    out = []
    for loss in i.losses.reshape(-1):
        beta = (loss.item() - p.tau) / p.strength
        low, high = (1.0, 1.0) if beta <= -2 / math.e else (-60.0, 1.0)
        for _ in range(200):  # s with beta·e^s + 2s = 0
            mid = (low + high) / 2
            low, high = (mid, high) if beta * math.exp(mid) + 2 * mid < 0 else (low, mid)
        s = (low + high) / 2
        out.append((loss - p.tau) * math.exp(s) + p.strength * s * s)
    return torch.stack(out).reshape(i.losses.shape)


@golden('baikal')
def _(i, p):
    return -(torch.log(i.prediction) - i.target / i.prediction).mean(0, keepdim=True)


@golden('expected_latency')
def _(i, p):
    return p.weight * (torch.softmax(i.prediction, 0) * i.latency).sum(0, keepdim=True)


@golden('flops_penalty')
def _(i, p):
    return p.weight * (torch.sigmoid(i.prediction) * i.cost).sum() / i.cost.sum()


@golden('quantum_infidelity')
def _(i, p):
    a, b = torch.complex(i.real, i.imaginary), torch.complex(i.target_real, i.target_imaginary)
    a, b = a / torch.sqrt((a.abs() ** 2).sum(0)), b / torch.sqrt((b.abs() ** 2).sum(0))
    return 1 - ((a.conj() * b).sum(0).abs() ** 2)[None]
