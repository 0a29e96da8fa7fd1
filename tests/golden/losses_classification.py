# SPDX-License-Identifier: Apache-2.0
"""Losses of scores against labels: binary, margin, several classes, imbalance. i: inputs, p: parameters."""
import math

import torch
import torch.nn.functional as F

from losses_form import golden

TORCH = 'torch 1.13'


def index(i):
    """Class numbers [N] of a target [1, N]."""
    return i.target[0].long()


def rows(i):
    """Logits [N, C] of a prediction [C, N]."""
    return i.prediction.T


def weights(i):
    w = i.get('class_weights')
    return None if w is None else w[:, 0]


def hot(i):
    return F.one_hot(index(i), i.prediction.shape[0]).double().T


def p_y(i):
    return (torch.softmax(i.prediction, 0) * hot(i)).sum(0, keepdim=True)


def margin(i):
    return i.prediction * i.target


@golden('binary_cross_entropy_with_logits', {}, dict(pos_weight=2.5), source=TORCH)
def _(i, p):
    return F.binary_cross_entropy_with_logits(
        i.prediction, i.target, reduction='none', pos_weight=torch.tensor(float(p.pos_weight)).double()
    )


@golden('binary_cross_entropy_with_logits', dict(label_smoothing=0.2))
def _(i, p):
    s = p.label_smoothing
    q = torch.sigmoid(i.prediction)
    t = i.target * (1 - s) + s / 2
    return -(t * torch.log(q) + (1 - t) * torch.log(1 - q))


@golden('binary_cross_entropy', source=TORCH)
def _(i, p):
    return F.binary_cross_entropy(i.prediction, i.target, reduction='none')


@golden('multilabel_soft_margin', source=TORCH)
@golden('multilabel_soft_margin', source=TORCH, optional=('class_weights',))
def _(i, p):
    return F.multilabel_soft_margin_loss(rows(i), i.target.T, weight=weights(i), reduction='none')[None]


@golden('multilabel_soft_margin', source=TORCH, optional=('pos_weight',))
@golden('multilabel_soft_margin', source=TORCH, optional=('class_weights', 'pos_weight'))
def _(i, p):
    return F.binary_cross_entropy_with_logits(
        rows(i), i.target.T, weight=weights(i), pos_weight=i.pos_weight[:, 0], reduction='none'
    ).mean(1)[None]


@golden('cross_entropy', {}, dict(label_smoothing=0.3), source=TORCH)
@golden('cross_entropy', {}, dict(label_smoothing=0.1), source=TORCH, optional=('class_weights',))
@golden('cross_entropy', dict(label_smoothing=0.1), source=TORCH, optional=('class_weights',), given=dict(target=[2, -100, 0]))
def _(i, p):
    return F.cross_entropy(
        rows(i), index(i), weight=weights(i), label_smoothing=p.label_smoothing, reduction='none'
    )[None]


@golden('cross_entropy_soft_targets', source=TORCH)
@golden('cross_entropy_soft_targets', source=TORCH, optional=('class_weights',))
def _(i, p):
    return F.cross_entropy(rows(i), i.target.T, weight=weights(i), reduction='none')[None]


@golden('nll', source=TORCH)
@golden('nll', source=TORCH, optional=('class_weights',))
def _(i, p):
    return F.nll_loss(rows(i), index(i), weight=weights(i), reduction='none')[None]


@golden('cross_entropy_probabilities')
def _(i, p):
    share = i.prediction / i.prediction.sum(0, keepdim=True)
    return -torch.log((share * hot(i)).sum(0, keepdim=True))


@golden('linear_cross_entropy', source=TORCH)
@golden('linear_cross_entropy', source=TORCH, optional=('bias',))
def _(i, p):
    z = i.weights @ i.prediction
    if i.get('bias') is not None:
        z = z + i.bias
    return F.cross_entropy(z.T, index(i), reduction='none')[None]


@golden('poly1_cross_entropy', {}, dict(epsilon=-0.5))
def _(i, p):
    return -torch.log(p_y(i)) + p.epsilon * (1 - p_y(i))


@golden('poly1_cross_entropy_soft_targets', {}, dict(epsilon=-0.5))
def _(i, p):
    log_p = F.log_softmax(i.prediction, 0)
    each = i.target * (-log_p - p.epsilon * log_p.exp())
    return each.sum(0, keepdim=True) + p.epsilon


@golden('brier')
def _(i, p):
    return ((torch.softmax(i.prediction, 0) - hot(i)) ** 2).sum(0, keepdim=True)


@golden('confidence_penalty', {}, dict(beta=0.7))
def _(i, p):
    q = torch.softmax(i.prediction, 0)
    return -torch.log(p_y(i)) + p.beta * (q * torch.log(q)).sum(0, keepdim=True)


@golden('perplexity')
def _(i, p):
    return torch.exp(F.cross_entropy(rows(i), index(i)))


@golden('ordinal_cross_entropy')
def _(i, p):
    k = torch.arange(i.prediction.shape[0])[:, None]
    return F.binary_cross_entropy_with_logits(i.prediction, (i.target > k).double(), reduction='none').sum(0, keepdim=True)


# ---- margins ----------------------------------------------------------------------------------------------------

@golden('hinge')
def _(i, p):
    return torch.relu(1 - margin(i))


@golden('squared_hinge')
def _(i, p):
    return torch.relu(1 - margin(i)) ** 2


@golden('cubed_hinge')
def _(i, p):
    return torch.relu(1 - margin(i)) ** 3


@golden('smoothed_hinge', {}, dict(gamma=0.5))
def _(i, p):
    v = margin(i)
    return torch.where(v >= 1 - p.gamma, torch.relu(1 - v) ** 2 / (2 * p.gamma), 1 - p.gamma / 2 - v)


@golden('modified_huber')
def _(i, p):
    v = margin(i)
    return torch.where(v >= -1, torch.relu(1 - v) ** 2, -4 * v)


@golden('perceptron')
def _(i, p):
    return torch.relu(-margin(i))


@golden('soft_margin', source=TORCH)
def _(i, p):
    return F.soft_margin_loss(i.prediction, i.target, reduction='none')


@golden('exponential')
def _(i, p):
    return torch.exp(-margin(i))


@golden('savage')
def _(i, p):
    return 1 / (1 + torch.exp(margin(i))) ** 2


@golden('tangent')
def _(i, p):
    return (2 * torch.atan(margin(i)) - 1) ** 2


@golden('ramp')
def _(i, p):
    return torch.clamp((1 - margin(i)) / 2, 0, 1)


@golden('sigmoid_loss')
def _(i, p):
    return 1 / (1 + torch.exp(margin(i)))


@golden('zero_one')
def _(i, p):
    return (margin(i) < 0).double() + 0 * i.prediction


@golden('sparsemax_binary')
def _(i, p):
    u = -margin(i)
    return torch.where(u <= -1, torch.zeros_like(u), torch.where(u >= 1, u, (u + 1) ** 2 / 4))


@golden('hinge_embedding', {}, dict(margin=2), source=TORCH)
def _(i, p):
    return F.hinge_embedding_loss(i.distance, i.target, margin=p.margin, reduction='none')


@golden('margin_ranking', {}, dict(margin=0.7), source=TORCH)
def _(i, p):
    return F.margin_ranking_loss(i.first, i.second, i.target, margin=p.margin, reduction='none')


# ---- imbalance --------------------------------------------------------------------------------------------------

@golden('sigmoid_focal', {}, dict(gamma=0.5, alpha=0.6))
def _(i, p):
    q = torch.sigmoid(i.prediction)
    p_t = q * i.target + (1 - q) * (1 - i.target)
    a_t = p.alpha * i.target + (1 - p.alpha) * (1 - i.target)
    return -a_t * (1 - p_t) ** p.gamma * torch.log(p_t)


@golden('sigmoid_focal', dict(weighted=0), dict(weighted=0, gamma=0.5))
def _(i, p):
    bce = F.binary_cross_entropy_with_logits(i.prediction, i.target, reduction='none')
    return (1 - torch.exp(-bce)) ** p.gamma * bce  # torchvision with alpha = −1


@golden('softmax_focal', {}, dict(gamma=0.5))
@golden('softmax_focal', optional=('class_weights',))
def _(i, p):
    w = 1 if i.get('class_weights') is None else (i.class_weights * hot(i)).sum(0, keepdim=True)
    return -w * (1 - p_y(i)) ** p.gamma * torch.log(p_y(i))


@golden('softmax_focal', dict(label_smoothing=0.1), dict(label_smoothing=0.3, gamma=0.5))
@golden('softmax_focal', dict(label_smoothing=0.2), optional=('class_weights',))
def _(i, p):
    q = torch.softmax(i.prediction, 0)
    y = hot(i) * (1 - p.label_smoothing) + p.label_smoothing / len(q)  # as Keras CategoricalFocalCrossentropy
    w = 1 if i.get('class_weights') is None else i.class_weights
    return (-w * y * (1 - q) ** p.gamma * torch.log(q)).sum(0, keepdim=True)


@golden('asymmetric_multilabel', {}, dict(gamma_positive=0, gamma_negative=2, clip=0.2))
def _(i, p):
    q = torch.sigmoid(i.prediction)
    no = torch.clamp(1 - q + p.clip, max=1)
    loss = i.target * torch.log(q) * (1 - q) ** p.gamma_positive
    return -(loss + (1 - i.target) * torch.log(no) * (1 - no) ** p.gamma_negative)


@golden('asymmetric_single_label', {}, dict(gamma_negative=2, label_smoothing=0.3))
def _(i, p):
    logs, o = torch.log_softmax(i.prediction, 0), hot(i)
    q = torch.exp(logs)
    w = (1 - q * o - (1 - q) * (1 - o)) ** (p.gamma_positive * o + p.gamma_negative * (1 - o))
    targets = o * (1 - p.label_smoothing) + p.label_smoothing / o.shape[0]
    return -(targets * logs * w).sum(0, keepdim=True)


@golden('class_balanced_cross_entropy', {}, dict(beta=0.9))
def _(i, p):
    w = (1 - p.beta) / (1 - p.beta**i.counts)
    w = w / w.sum() * w.numel()
    return F.cross_entropy(rows(i), index(i), weight=w[:, 0], reduction='none')[None]


@golden('logit_adjusted', {}, dict(tau=1.7))
def _(i, p):
    prior = i.counts / i.counts.sum()
    return F.cross_entropy((i.prediction + p.tau * torch.log(prior)).T, index(i), reduction='none')[None]


@golden('ldam', {}, dict(max_margin=1, scale=5))
def _(i, p):
    m = i.counts**-0.25
    m = p.max_margin * m / m.max()
    return F.cross_entropy((p.scale * (i.prediction - m * hot(i))).T, index(i), reduction='none')[None]


# ---- label noise ------------------------------------------------------------------------------------------------

def nce(i):
    logs = torch.log_softmax(i.prediction, 0)
    return (logs * hot(i)).sum(0, keepdim=True) / logs.sum(0, keepdim=True)


@golden('generalized_cross_entropy', {}, dict(q=0.2))
def _(i, p):
    return (1 - p_y(i) ** p.q) / p.q


@golden('symmetric_cross_entropy', {}, dict(alpha=2, beta=0.5, log_zero=-9))
def _(i, p):
    q, o = torch.softmax(i.prediction, 0), hot(i)
    log_o = torch.where(o > 0, torch.zeros_like(o), torch.full_like(o, p.log_zero))
    return p.alpha * -torch.log(p_y(i)) - p.beta * (q * log_o).sum(0, keepdim=True)


@golden('mae_probability')
@golden('jc_l1_sigma')
def _(i, p):
    return torch.abs(torch.softmax(i.prediction, 0) - hot(i)).sum(0, keepdim=True)


@golden('normalized_cross_entropy')
def _(i, p):
    return nce(i)


@golden('normalized_generalized_cross_entropy', {}, dict(q=0.2))
def _(i, p):
    q = torch.softmax(i.prediction, 0) ** p.q
    return (1 - p_y(i) ** p.q) / (q.shape[0] - q.sum(0, keepdim=True))


@golden('normalized_focal', {}, dict(gamma=2))
def _(i, p):
    q = torch.softmax(i.prediction, 0)
    f = (1 - q) ** p.gamma * torch.log(q)
    return (f * hot(i)).sum(0, keepdim=True) / f.sum(0, keepdim=True)


@golden('normalized_reverse_cross_entropy')
def _(i, p):
    return (1 - p_y(i)) / (i.prediction.shape[0] - 1)


@golden('active_passive', {}, dict(alpha=0.3, beta=2, log_zero=-9))
def _(i, p):
    return p.alpha * nce(i) - p.beta * p.log_zero * (1 - p_y(i))


@golden('soft_bootstrap', {}, dict(beta=0.4))
def _(i, p):
    q = torch.softmax(i.prediction, 0)
    return -((p.beta * hot(i) + (1 - p.beta) * q) * torch.log(q)).sum(0, keepdim=True)


@golden('hard_bootstrap', {}, dict(beta=0.4))
def _(i, p):
    q = torch.softmax(i.prediction, 0)
    best = F.one_hot(q.argmax(0), q.shape[0]).double().T
    return -((p.beta * hot(i) + (1 - p.beta) * best) * torch.log(q)).sum(0, keepdim=True)


@golden('jsd_augmix', {}, dict(alpha=2))
def _(i, p):
    views = [torch.softmax(z, 0) for z in (i.prediction, i.view1, i.view2)]
    m = torch.log(sum(views) / 3)
    kl = sum(F.kl_div(m, q, reduction='none').sum(0, keepdim=True) for q in views) / 3
    return F.cross_entropy(rows(i), index(i), reduction='none')[None] + p.alpha * kl


# ---- margins over classes ---------------------------------------------------------------------------------------

@golden('multi_margin', {}, dict(margin=0.6, p=2), source=TORCH)
@golden('multi_margin', source=TORCH, optional=('class_weights',))
def _(i, p):
    return F.multi_margin_loss(
        rows(i), index(i), p=int(p.p), margin=p.margin, weight=weights(i), reduction='none'
    )[None]


@golden('crammer_singer')
def _(i, p):
    own = (i.prediction * hot(i)).sum(0)
    return ((i.prediction + 1 - hot(i)).max(0).values - own)[None]


@golden('categorical_hinge')
def _(i, p):
    own = (i.prediction * hot(i)).sum(0)
    return torch.relu(1 + ((1 - hot(i)) * i.prediction).max(0).values - own)[None]


@golden('multiclass_perceptron')
def _(i, p):
    return (i.prediction.max(0).values - (i.prediction * hot(i)).sum(0))[None]


@golden('multilabel_margin', source=TORCH)
def _(i, p):
    c, n = i.prediction.shape
    listed = torch.full((n, c), -1, dtype=torch.long)
    for k in range(n):
        present = torch.nonzero(i.target[:, k])[:, 0]
        listed[k, : len(present)] = present
    return F.multilabel_margin_loss(rows(i), listed, reduction='none')[None]


@golden('sparsemax')
def _(i, p):
    def one(z, y):
        s, _ = torch.sort(z, descending=True)
        k = torch.arange(1, len(z) + 1)
        size = int((1 + k * s > torch.cumsum(s, 0)).sum())
        tau = (s[:size].sum() - 1) / size
        return 0.5 * (s[:size] ** 2 - tau**2).sum() + 0.5 - z[y]

    return torch.stack([one(z, y) for z, y in zip(rows(i), index(i))])[None]


# ---- Janocha & Czarnecki ----------------------------------------------------------------------------------------

def outputs(i):
    return i.prediction, hot(i), torch.softmax(i.prediction, 0)


def total(x):
    return x.sum(0, keepdim=True)


@golden('jc_l1')
def _(i, p):
    o, y, s = outputs(i)
    return total(torch.abs(y - o))


@golden('jc_l2')
def _(i, p):
    o, y, s = outputs(i)
    return total((y - o) ** 2)


@golden('jc_l2_sigma')
def _(i, p):
    o, y, s = outputs(i)
    return total((y - s) ** 2)


@golden('jc_linf_sigma')
def _(i, p):
    o, y, s = outputs(i)
    return torch.abs(s - y).max(0, keepdim=True).values


def shortfall(i):
    o, y, s = outputs(i)
    return torch.relu(0.5 - (2 * y - 1) * o)


@golden('jc_hinge')
def _(i, p):
    return total(shortfall(i))


@golden('jc_hinge2')
def _(i, p):
    return total(shortfall(i) ** 2)


@golden('jc_hinge3')
def _(i, p):
    return total(shortfall(i) ** 3)


@golden('jc_log')
def _(i, p):
    o, y, s = outputs(i)
    return -total(y * torch.log(s))


@golden('jc_log2')
def _(i, p):
    o, y, s = outputs(i)
    return total((y * torch.log(s)) ** 2)


@golden('jc_tanimoto')
def _(i, p):
    o, y, s = outputs(i)
    return -total(s * y) / (total(s**2) + total(y**2) - total(s * y))


@golden('jc_cauchy_schwarz')
def _(i, p):
    o, y, s = outputs(i)
    return -torch.log(total(s * y) / torch.sqrt(total(s**2) * total(y**2)))
