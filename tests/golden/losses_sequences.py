# SPDX-License-Identifier: Apache-2.0
"""CTC, large vocabularies, latent distributions, lists by exchange, and a few more. i: inputs, p: parameters."""
import math

import torch
import torch.nn.functional as F

from losses_form import golden
from losses_metric import unit, weighted_pairs

TORCH = 'torch 1.13'


@golden('ctc', {}, dict(per_label=1), source=TORCH, given=dict(target=[1, 2, 2, 2, 1, 2, 0, 2, 0]))
def _(i, p):
    z, y = i.prediction, i.target
    n = z.shape[2]
    lengths = torch.tensor([(list(y[:, k]) + [0.0]).index(0.0) for k in range(n)])
    log_p = torch.log_softmax(z, 0).permute(1, 2, 0)
    each = F.ctc_loss(
        log_p,
        y.T.long(),
        torch.full((n,), z.shape[1]),
        lengths,
        reduction='none',
        zero_infinity=bool(p.zero_infinity),
    )
    if p.per_label:
        each = each / lengths.clamp(min=1)
    return each[None]


@golden('ctc', source='every path', given=dict(target=[1, 2, 0, 1, 1, 0, 0, 2, 0]), optional=('mask',))
def _(i, p):
    log_p, y, mask = torch.log_softmax(i.prediction, 0), i.target, i.mask[0]
    out = []
    for n in range(log_p.shape[2]):
        labels = [int(c) for c in y[:, n]]
        labels = labels[: (labels + [0]).index(0)]
        frames = [t for t in range(log_p.shape[1]) if float(mask[t, n])]
        total = torch.zeros((), dtype=torch.float64)
        for path in torch.cartesian_prod(*[torch.arange(log_p.shape[0])] * len(frames)).tolist():
            kept = [c for k, c in enumerate(path) if c != 0 and (k == 0 or path[k - 1] != c)]
            if kept == labels:
                total = total + torch.exp(sum(log_p[c, t, n] for c, t in zip(path, frames)))
        out.append(-torch.log(total))
    return torch.stack(out)[None]


@golden('adaptive_log_softmax', {}, optional=('rare_tail',), samples=3, given=dict(target=[0, 2, 7]))
@golden('adaptive_log_softmax', {}, samples=3, given=dict(target=[0, 3, 6]))
def _(i, p):
    tails = [i.tail] + ([i.get('rare_tail')] if i.get('rare_tail') is not None else [])
    frequent = i.head.shape[0] - len(tails)
    out = []
    for n, y in enumerate(i.target[0].long().tolist()):
        head = torch.log_softmax(i.head[:, n], 0)
        if y < frequent:
            out.append(-head[y])
            continue
        y -= frequent
        for k, tail in enumerate(tails):
            if y < tail.shape[0]:
                out.append(-head[frequent + k] - torch.log_softmax(tail[:, n], 0)[y])
                break
            y -= tail.shape[0]
    return torch.stack(out)[None]


@golden('noise_contrastive_estimation')
def _(i, p):
    k = i.negatives.shape[0]
    positive = -torch.log(torch.exp(i.positive) / (torch.exp(i.positive) + k * torch.exp(i.positive_log_q)))
    noise = k * torch.exp(i.negative_log_q)
    return positive - torch.log(noise / (torch.exp(i.negatives) + noise)).sum(0, keepdim=True)


@golden('ghm_c', {}, dict(bins=3), samples=8)
def _(i, p):
    x, t = i.prediction.reshape(-1), i.target.reshape(-1)
    g = (torch.sigmoid(x) - t).abs().detach()
    index = torch.clamp((g * p.bins).floor(), max=p.bins - 1)
    weights = torch.zeros_like(g)
    used = 0
    for b in range(int(p.bins)):
        inside = index == b
        if inside.any():
            weights[inside] = g.numel() / float(inside.sum())
            used += 1
    return (F.binary_cross_entropy_with_logits(x, t, reduction='none') * weights / used).sum() / g.numel()


@golden('warp', {}, dict(margin=0.3), samples=4)
def _(i, p):
    out = []
    for n in range(i.positive.shape[1]):
        over = [p.margin - i.positive[0, n] + s for s in i.negatives[:, n]]
        over = [v for v in over if v > 0]
        r = len(over)
        out.append(sum(1 / k for k in range(1, r + 1)) / r * sum(over) if r else 0 * i.positive[0, n])
    return torch.stack(out)[None]


@golden('large_margin_softmax', {}, dict(m=2), dict(m=3), dict(m=1), samples=5)
def _(i, p):
    w, e = i.proxies, i.embeddings
    c = (unit(w).T @ unit(e)).clamp(-1, 1)
    theta = torch.acos(c)
    k = torch.floor(p.m * theta.detach() / math.pi)
    hot = F.one_hot(i.target[0].long(), w.shape[1]).T.bool()
    psi = torch.where(hot, (-1) ** k * torch.cos(p.m * theta) - 2 * k, c)
    z = torch.linalg.norm(w, dim=0)[:, None] * torch.linalg.norm(e, dim=0)[None] * psi
    return F.cross_entropy(z.T, i.target[0].long(), reduction='none')[None]


@golden('latency_weighted', {}, dict(alpha=2, beta=1.5), given=dict(latency=[1.5, 2, 3, 4, 5, 6]))
def _(i, p):
    return i.losses * p.alpha * torch.log(i.latency) ** p.beta


# ---- latent distributions ---------------------------------------------------------------------------------------


def divergence(i):
    q = torch.distributions.Normal(i.mu, torch.exp(i.log_variance / 2))
    normal = torch.distributions.Normal(torch.zeros_like(i.mu), torch.ones_like(i.mu))
    return torch.distributions.kl_divergence(q, normal).sum(0, keepdim=True)


@golden('gaussian_kl', source=TORCH)
def _(i, p):
    return divergence(i)


@golden('vae_elbo', source=TORCH)
def _(i, p):
    return F.binary_cross_entropy_with_logits(i.prediction, i.target, reduction='none').sum(0, keepdim=True) + divergence(i)


@golden('vae_gaussian', {}, dict(noise=0.4))
def _(i, p):
    return ((i.prediction - i.target) ** 2).sum(0, keepdim=True) / (2 * p.noise**2) + divergence(i)


@golden('beta_vae', {}, dict(beta=1.5))
def _(i, p):
    return F.mse_loss(i.prediction, i.target, reduction='none').sum(0, keepdim=True) + p.beta * divergence(i)


@golden('sure', {}, dict(noise=0.7, epsilon=0.2))
def _(i, p):
    n = i.prediction.shape[0]
    spread = (i.probe * (i.perturbed - i.prediction)).sum(0) / (p.epsilon * n)
    return (((i.prediction - i.noisy) ** 2).sum(0) / n - p.noise**2 + 2 * p.noise**2 * spread)[None]


# ---- lists ------------------------------------------------------------------------------------------------------


def lambda_loss(s, y, p, scheme):
    """allRank's lambdaLoss, one list, by loops."""
    n = len(s)
    order = sorted(range(n), key=lambda k: -float(s[k]))
    rank = {item: place + 1 for place, item in enumerate(order)}

    def discount(r):
        return math.log2(1 + r)

    best = sum((2 ** float(g) - 1) / discount(k + 1) for k, g in enumerate(sorted(y.tolist(), reverse=True)) if k < p.k)
    if best == 0:
        return 0 * s.sum()
    gain = [(2 ** float(g) - 1) / best for g in y]
    total = 0 * s.sum()
    for a in range(n):
        for b in range(n):
            if rank[a] > p.k or rank[b] > p.k or (scheme != 1 and y[a] <= y[b]):
                continue
            apart = abs(rank[a] - rank[b])
            exchange = abs(1 / discount(rank[a]) - 1 / discount(rank[b])) * abs(gain[a] - gain[b])
            distance = abs(1 / discount(apart) - 1 / discount(apart + 1)) * abs(gain[a] - gain[b]) if apart else 0
            w = {0: exchange, 1: gain[a] / discount(rank[a]), 2: distance, 3: None}[scheme]
            if scheme == 3:
                w = p.mu * distance + exchange
            total = total - w * torch.log2(torch.sigmoid(p.sigma * (s[a] - s[b])))
    return total


def lists(i, p, scheme):
    return torch.stack([lambda_loss(i.prediction[:, n], i.target[:, n], p, scheme) for n in range(i.prediction.shape[1])])[None]


@golden('lambdarank', {}, dict(sigma=2, k=2))
def _(i, p):
    return lists(i, p, 0)


@golden('ndcg_loss1', {}, dict(sigma=2, k=3))
def _(i, p):
    return lists(i, p, 1)


@golden('ndcg_loss2', {}, dict(k=3))
def _(i, p):
    return lists(i, p, 2)


@golden('ndcg_loss2_plus_plus', {}, dict(mu=2))
def _(i, p):
    return lists(i, p, 3)


@golden('pairwise_quantile', {}, dict(tau=0.8))
def _(i, p):
    out = []
    for n in range(i.prediction.shape[1]):
        s, y = i.prediction[:, n], i.target[:, n]
        u = [(y[a] - y[b]) - (s[a] - s[b]) for a in range(len(s)) for b in range(len(s)) if y[a] > y[b]]
        out.append(torch.stack([torch.maximum(p.tau * v, (p.tau - 1) * v) for v in u]).mean())
    return torch.stack(out)[None]


@golden('gumbel_approx_ndcg', {}, dict(noise_scale=0.5, temperature=1))
def _(i, p):
    out = []
    for n in range(i.prediction.shape[1]):
        s, y = i.prediction[:, n] + p.noise_scale * i.noise[:, n], i.target[:, n]
        gain = 2**y - 1
        best = sum(g / math.log2(2 + k) for k, g in enumerate(sorted(gain.tolist(), reverse=True)))
        ranks = [1 + sum(torch.sigmoid((s[b] - s[a]) / p.temperature) for b in range(len(s)) if b != a) for a in range(len(s))]
        out.append(-sum(g / torch.log2(1 + r) for g, r in zip(gain, ranks)) / best)
    return torch.stack(out)[None]


weighted_pairs('pairwise_quantile', lambda p: lambda s, y: torch.maximum(p.tau * (y - s), (p.tau - 1) * (y - s)))
