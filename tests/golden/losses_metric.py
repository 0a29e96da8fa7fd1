# SPDX-License-Identifier: Apache-2.0
"""Contrastive, proxy and ranking losses: plain loops over anchors, pairs and lists. i: inputs, p: parameters."""
import math

import torch
import torch.nn.functional as F

from losses_form import golden

TORCH = 'torch 1.13'


def unit(x):
    return x / torch.linalg.norm(x, dim=0, keepdim=True)


def cosines(x, y):
    return unit(x).T @ unit(y)


def mean_or_zero(terms):
    return torch.stack(terms).mean() if terms else torch.zeros((), dtype=torch.float64)


def positive_mean(terms):
    return mean_or_zero([t for t in terms if t > 0])


def batch(i):
    """Embeddings [D, N], and for each anchor the lists of its positives and negatives."""
    y, n = i.labels[0].tolist(), i.labels.shape[1]
    same = [[j for j in range(n) if j != a and y[j] == y[a]] for a in range(n)]
    other = [[j for j in range(n) if y[j] != y[a]] for a in range(n)]
    return i.embeddings, same, other, n


@golden('contrastive', {}, dict(margin=4))
def _(i, p):
    d = torch.linalg.norm(i.first - i.second, dim=0, keepdim=True)
    return (1 - i.target) * d**2 / 2 + i.target * torch.relu(p.margin - d) ** 2 / 2


@golden('triplet_margin', {}, dict(p=1), dict(swap=1, margin=2), source=TORCH)
def _(i, p):
    return F.triplet_margin_loss(
        i.anchor.T, i.positive.T, i.negative.T, margin=p.margin, p=p.p, eps=p.epsilon, swap=bool(p.swap), reduction='none'
    )[None]


@golden('triplet_cosine', source=TORCH)
def _(i, p):
    return F.triplet_margin_with_distance_loss(
        i.anchor.T,
        i.positive.T,
        i.negative.T,
        margin=p.margin,
        distance_function=lambda x, y: 1 - F.cosine_similarity(x, y),
        reduction='none',
    )[None]


@golden('contrastive_pairs', {}, dict(positive_margin=0.4, negative_margin=1.6), samples=6)
def _(i, p):
    e, same, other, n = batch(i)
    u = unit(e)
    d = [[torch.linalg.norm(u[:, a] - u[:, b]) for b in range(n)] for a in range(n)]
    near = [torch.relu(d[a][b] - p.positive_margin) for a in range(n) for b in same[a]]
    far = [torch.relu(p.negative_margin - d[a][b]) for a in range(n) for b in other[a]]
    return positive_mean(near) + positive_mean(far)


@golden('batch_hard_triplet', {}, dict(margin=3), samples=6)
def _(i, p):
    e, same, other, n = batch(i)
    terms = []
    for a in range(n):
        far = max(torch.linalg.norm(e[:, a] - e[:, b]) for b in same[a])
        near = min(torch.linalg.norm(e[:, a] - e[:, b]) for b in other[a])
        terms.append(torch.relu(far - near + p.margin))
    return mean_or_zero(terms)


@golden('info_nce', {}, dict(temperature=0.5))
def _(i, p):
    s = cosines(i.first, i.second) / p.temperature
    return F.cross_entropy(s, torch.arange(len(s)), reduction='none')[None]


@golden('clip', {}, dict(temperature=0.5))
def _(i, p):
    s = cosines(i.first, i.second) / p.temperature
    y = torch.arange(len(s))
    return (F.cross_entropy(s, y, reduction='none') + F.cross_entropy(s.T, y, reduction='none'))[None] / 2


@golden('nt_xent', {}, dict(temperature=0.1))
def _(i, p):
    e = torch.cat([i.first, i.second], 1)
    n, s = i.first.shape[1], cosines(e, e) / p.temperature
    terms = []
    for a in range(2 * n):
        rest = [j for j in range(2 * n) if j != a]
        terms.append(-torch.log(torch.exp(s[a, (a + n) % (2 * n)]) / torch.exp(s[a, rest]).sum()))
    return mean_or_zero(terms)


@golden('supcon', {}, dict(temperature=0.5), samples=6)
def _(i, p):
    e, same, other, n = batch(i)
    s = cosines(e, e) / p.temperature
    terms = []
    for a in range(n):
        rest = torch.exp(s[a, same[a] + other[a]]).sum()
        terms.append(-torch.stack([s[a, b] - torch.log(rest) for b in same[a]]).mean())
    return mean_or_zero(terms)


@golden('n_pairs', {}, dict(l2=0.1))
def _(i, p):
    s = i.first.T @ i.second
    ce = F.cross_entropy(s, torch.arange(len(s)), reduction='none')
    return (ce + p.l2 * ((i.first**2).sum(0) + (i.second**2).sum(0)))[None]


@golden('circle', {}, dict(gamma=2, margin=0.1), samples=6)
def _(i, p):
    e, same, other, n = batch(i)
    s = cosines(e, e)
    terms = []
    for a in range(n):
        ap = torch.relu(1 + p.margin - s[a, same[a]]).detach()
        an = torch.relu(s[a, other[a]] + p.margin).detach()
        pull = torch.logsumexp(-p.gamma * ap * (s[a, same[a]] - 1 + p.margin), 0)
        push = torch.logsumexp(p.gamma * an * (s[a, other[a]] - p.margin), 0)
        terms.append(F.softplus(pull + push, threshold=1000))
    return positive_mean(terms)


@golden('multi_similarity', {}, dict(alpha=1, beta=5, base=0.1), samples=6)
def _(i, p):
    e, same, other, n = batch(i)
    s = cosines(e, e) - p.base
    pull = [torch.log(1 + torch.exp(-p.alpha * s[a, same[a]]).sum()) / p.alpha for a in range(n)]
    push = [torch.log(1 + torch.exp(p.beta * s[a, other[a]]).sum()) / p.beta for a in range(n)]
    return mean_or_zero(pull) + mean_or_zero(push)


@golden('nca', {}, dict(scale=0.2), samples=6)
def _(i, p):
    e, same, other, n = batch(i)
    near = [[torch.exp(-p.scale * ((e[:, a] - e[:, b]) ** 2).sum()) for b in range(n)] for a in range(n)]
    return mean_or_zero(
        [-torch.log(sum(near[a][b] for b in same[a]) / sum(near[a][b] for b in same[a] + other[a])) for a in range(n)]
    )


@golden('simsiam', source=TORCH)
def _(i, p):
    return -F.cosine_similarity(i.prediction, i.target.detach(), dim=0)[None]


@golden('byol', source=TORCH)
def _(i, p):
    return 2 - 2 * F.cosine_similarity(i.prediction, i.target.detach(), dim=0)[None]


@golden('alignment_uniformity', {}, dict(weight=0.3, t=0.5))
def _(i, p):
    x, y = unit(i.first), unit(i.second)

    def uniformity(v):
        return torch.log(torch.exp(-p.t * torch.pdist(v.T) ** 2).mean())

    return ((x - y) ** 2).sum(0).mean() + p.weight * (uniformity(x) + uniformity(y)) / 2


@golden('barlow_twins', {}, dict(weight=0.4), samples=4)
def _(i, p):
    def standardised(v):
        return (v - v.mean(1, keepdim=True)) / v.std(1, unbiased=False, keepdim=True)

    c = standardised(i.first) @ standardised(i.second).T / i.first.shape[1]
    own = torch.diagonal(c)
    return ((1 - own) ** 2).sum() + p.weight * ((c**2).sum() - (own**2).sum())


@golden('vicreg', {}, dict(invariance=1, variance=2, covariance=3), samples=4)
def _(i, p):
    def spread(v):
        cov = torch.cov(v)
        off = (cov**2).sum() - (torch.diagonal(cov) ** 2).sum()
        return p.variance * torch.relu(1 - torch.sqrt(v.var(1) + p.epsilon)).mean() + p.covariance * off / len(v)

    return p.invariance * F.mse_loss(i.first, i.second) + spread(i.first) + spread(i.second)


# ---- proxies ----------------------------------------------------------------------------------------------------

def proxy(i):
    """Cosines [C, N], or [C, K, N] for several proxies a class, and the classes."""
    d, *rest = i.proxies.shape
    c = cosines(i.proxies.reshape(d, -1), i.embeddings)
    return c.reshape(*rest, -1), i.target[0].long()


def ce(scores, y):
    return F.cross_entropy(scores.T, y, reduction='none')[None]


def one_hot(y, c):
    return F.one_hot(y, len(c)).double().T


@golden('normalized_softmax', {}, dict(temperature=0.5))
def _(i, p):
    c, y = proxy(i)
    return ce(c / p.temperature, y)


@golden('cosface', {}, dict(scale=3, margin=0.1))
def _(i, p):
    c, y = proxy(i)
    return ce(p.scale * (c - p.margin * one_hot(y, c)), y)


def arc(c, y, p):
    theta = torch.acos(c)
    turned = torch.where(theta + p.margin < math.pi, torch.cos(theta + p.margin), c - p.margin * math.sin(p.margin))
    o = one_hot(y, c)
    return ce(p.scale * (o * turned + (1 - o) * c), y)


@golden('arcface', {}, dict(scale=3, margin=1.2))
def _(i, p):
    return arc(*proxy(i), p)


@golden('subcenter_arcface', {}, dict(scale=3, margin=1.2))
def _(i, p):
    c, y = proxy(i)
    return arc(c.max(1).values, y, p)


@golden('sphereface', {}, dict(m=2), dict(m=3))
def _(i, p):
    c, y = proxy(i)
    theta = torch.acos(c)
    k = torch.floor(p.m * theta / math.pi).detach()
    psi = (-1) ** k * torch.cos(p.m * theta) - 2 * k
    o = one_hot(y, c)
    return ce(torch.linalg.norm(i.embeddings, dim=0) * (o * psi + (1 - o) * c), y)


@golden('proxy_nca', {}, dict(scale=0.3))
def _(i, p):
    _, y = proxy(i)
    d = ((unit(i.proxies)[:, :, None] - unit(i.embeddings)[:, None]) ** 2).sum(0)
    return ce(-p.scale * d, y)


@golden('proxy_anchor', {}, dict(alpha=2, margin=0.3), samples=4)
def _(i, p):
    s, y = proxy(i)
    pull, push = [], []
    for c in range(len(s)):
        if (y == c).any():
            pull.append(torch.log(1 + torch.exp(-p.alpha * (s[c, y == c] - p.margin)).sum()))
        push.append(torch.log(1 + torch.exp(p.alpha * (s[c, y != c] + p.margin)).sum()))
    return mean_or_zero(pull) + mean_or_zero(push)


@golden('soft_triple', {}, dict(gamma=1, scale=3, margin=0.2))
def _(i, p):
    c, y = proxy(i)
    s = (torch.softmax(c / p.gamma, 1) * c).sum(1)
    return ce(p.scale * (s - p.margin * one_hot(y, s)), y)


@golden('p2s_grad')
def _(i, p):
    c, y = proxy(i)
    return ((c - one_hot(y, c)) ** 2).mean(0, keepdim=True)


@golden('center')
def _(i, p):
    y = i.target[0].long()
    return ((i.embeddings - i.proxies[:, y]) ** 2).sum(0, keepdim=True) / 2


# ---- ranking ----------------------------------------------------------------------------------------------------

def lists(i):
    """Scores and grades of each list, masked items left out."""
    for n in range(i.prediction.shape[1]):
        there = [k for k in range(i.prediction.shape[0]) if i.get('mask') is None or i.mask[k, n] > 0]
        yield i.prediction[there, n], i.target[there, n]


def each_list(i, f):
    return torch.stack([f(s, y) for s, y in lists(i)])[None]


def over_pairs(i, f, chosen=lambda a, b, y: y[a] > y[b]):
    def one(s, y):
        terms = [f(s[a] - s[b], y[a] - y[b]) for a in range(len(s)) for b in range(len(s)) if chosen(a, b, y)]
        return mean_or_zero(terms) + 0 * s.sum()

    return each_list(i, one)


MASKED = dict(optional=('mask',))


@golden('ranknet', {}, dict(sigma=2))
@golden('ranknet', **MASKED)
def _(i, p):
    return over_pairs(i, lambda s, y: torch.log(1 + torch.exp(-p.sigma * s)))


@golden('pairwise_hinge', {}, dict(margin=2))
@golden('pairwise_hinge', **MASKED)
def _(i, p):
    return over_pairs(i, lambda s, y: torch.relu(p.margin - s))


@golden('pairwise_soft_zero_one')
def _(i, p):
    return over_pairs(i, lambda s, y: 1 / (1 + torch.exp(s)))


@golden('pairwise_mse')
@golden('pairwise_mse', **MASKED)
def _(i, p):
    return over_pairs(i, lambda s, y: (s - y) ** 2, chosen=lambda a, b, y: a != b)


@golden('listnet')
@golden('listnet', **MASKED)
def _(i, p):
    return each_list(i, lambda s, y: -(y * torch.log_softmax(s, 0)).sum())


@golden('listnet_softmax_grades')
@golden('listnet_softmax_grades', **MASKED)
def _(i, p):
    return each_list(i, lambda s, y: -(torch.softmax(y, 0) * torch.log_softmax(s, 0)).sum())


@golden('poly1_softmax_ranking', {}, dict(epsilon=3))
def _(i, p):
    def one(s, y):
        q = torch.softmax(s, 0)
        return -(y * torch.log(q)).sum() + p.epsilon * (1 - (y / y.sum() * q).sum())

    return each_list(i, one)


@golden('unique_softmax')
@golden('unique_softmax', **MASKED)
def _(i, p):
    def one(s, y):
        terms = [
            (2 ** y[a] - 1) * (torch.log(torch.exp(s[a]) + torch.exp(s[y < y[a]]).sum()) - s[a]) for a in range(len(s))
        ]
        return torch.stack(terms).sum()

    return each_list(i, one)


@golden('listmle')
@golden('listmle', **MASKED)
def _(i, p):
    def one(s, y):
        s = s[torch.sort(y, descending=True, stable=True).indices]
        return sum(torch.logsumexp(s[k:], 0) - s[k] for k in range(len(s)))

    return each_list(i, one)


def soft_ranks(s, t):
    n = len(s)
    return torch.stack([1 + sum(torch.sigmoid((s[j] - s[a]) / t) for j in range(n) if j != a) for a in range(n)])


@golden('approx_ndcg', {}, dict(temperature=1))
@golden('approx_ndcg', **MASKED)
def _(i, p):
    def one(s, y):
        gain = 2**y - 1
        best = torch.sort(gain, descending=True).values / torch.log2(2 + torch.arange(len(s)).double())
        return -(gain / torch.log2(1 + soft_ranks(s, p.temperature))).sum() / best.sum()

    return each_list(i, one)


@golden('approx_mrr', {}, dict(temperature=1))
@golden('approx_mrr', **MASKED)
def _(i, p):
    return each_list(i, lambda s, y: -(y / soft_ranks(s, p.temperature)).sum() / y.sum())


@golden('bpr')
def _(i, p):
    return -torch.log(torch.sigmoid(i.positive - i.negative))


@golden('top1')
def _(i, p):
    return torch.sigmoid(i.negative - i.positive) + torch.sigmoid(i.negative**2)


@golden('adaptive_hinge')
def _(i, p):
    return torch.relu(1 + i.negatives.max(0, keepdim=True).values - i.positive)


@golden('skip_gram')
def _(i, p):
    return -torch.log(torch.sigmoid(i.positive)) - torch.log(torch.sigmoid(-i.negatives)).sum(0, keepdim=True)


@golden('sampled_softmax')
def _(i, p):
    own = i.positive - i.positive_log_q
    return torch.log(torch.exp(own) + torch.exp(i.negatives - i.negative_log_q).sum(0, keepdim=True)) - own


@golden('weighted_mf', {}, dict(alpha=2))
def _(i, p):
    return (1 + p.alpha * i.count) * (i.prediction - (i.count > 0).double()) ** 2


@golden('logistic_mf', {}, dict(alpha=3))
def _(i, p):
    w = p.alpha * i.count
    return (1 + w) * torch.log(1 + torch.exp(i.prediction)) - w * i.prediction


@golden('cosine_contrastive', {}, dict(margin=0, weight=20))
def _(i, p):
    return 1 - i.positive + p.weight * torch.relu(i.negatives - p.margin).mean(0, keepdim=True)


# ---- distances, swaps, sums and weights beside the usual ones ---------------------------------------------------

@golden('contrastive', dict(distance=1, margin=4), dict(distance=2))
def _(i, p):
    if p.distance == 1:
        d = ((i.first - i.second) ** 2).sum(0, keepdim=True)
    else:
        d = 1 - F.cosine_similarity(i.first, i.second, dim=0)[None]
    return (1 - i.target) * d**2 / 2 + i.target * torch.relu(p.margin - d) ** 2 / 2


@golden('contrastive_pairs', dict(distance=1), dict(distance=2, positive_margin=0.1, negative_margin=0.7), samples=6)
def _(i, p):
    e, same, other, n = batch(i)
    u = unit(e)

    def d(a, b):
        return ((u[:, a] - u[:, b]) ** 2).sum() if p.distance == 1 else 1 - u[:, a] @ u[:, b]

    near = [torch.relu(d(a, b) - p.positive_margin) for a in range(n) for b in same[a]]
    far = [torch.relu(p.negative_margin - d(a, b)) for a in range(n) for b in other[a]]
    return positive_mean(near) + positive_mean(far)


@golden('triplet_cosine', dict(swap=1), dict(swap=1, margin=0.4), source=TORCH, samples=5)
def _(i, p):
    return F.triplet_margin_with_distance_loss(
        i.anchor.T,
        i.positive.T,
        i.negative.T,
        margin=p.margin,
        swap=True,
        distance_function=lambda x, y: 1 - F.cosine_similarity(x, y),
        reduction='none',
    )[None]


@golden('supcon', dict(similarity=1), dict(similarity=1, temperature=0.5), samples=6)
def _(i, p):
    e, same, other, n = batch(i)
    u = unit(e)
    terms = []
    for a in range(n):
        s = {b: -torch.linalg.norm(u[:, a] - u[:, b]) / p.temperature for b in same[a] + other[a]}
        rest = torch.stack([torch.exp(v) for v in s.values()]).sum()
        terms.append(-torch.stack([s[b] - torch.log(rest) for b in same[a]]).mean())
    return mean_or_zero(terms)


# Weights of the pairs' better items, divided by the count of pairs (rax), or by nothing.
def over_weighted_pairs(i, p, f, chosen=lambda a, b, y: y[a] > y[b]):
    out = []
    for n in range(i.prediction.shape[1]):
        s, y = i.prediction[:, n], i.target[:, n]
        w = torch.ones_like(y) if i.get('item_weights') is None else i.item_weights[:, n]
        there = [k for k in range(len(s)) if i.get('mask') is None or i.mask[k, n] > 0]
        terms = [w[a] * f(s[a] - s[b], y[a] - y[b]) for a in there for b in there if chosen(a, b, y)]
        total = sum(terms) if terms else 0 * s.sum()
        out.append(total if p.sum else total / max(1, len(terms)))
    return torch.stack(out)[None]


def weighted_pairs(id_, term, **chosen):
    def formula(i, p):
        return over_weighted_pairs(i, p, term(p), **chosen)

    golden(id_, dict(sum=1))(formula)
    golden(id_, {}, dict(sum=1), optional=('item_weights',))(formula)
    golden(id_, {}, optional=('mask', 'item_weights'))(formula)


weighted_pairs('ranknet', lambda p: lambda s, y: torch.log(1 + torch.exp(-p.sigma * s)))
weighted_pairs('pairwise_hinge', lambda p: lambda s, y: torch.relu(p.margin - s))
weighted_pairs('pairwise_soft_zero_one', lambda p: lambda s, y: 1 / (1 + torch.exp(s)))
weighted_pairs('pairwise_mse', lambda p: lambda s, y: (s - y) ** 2, chosen=lambda a, b, y: a != b)
