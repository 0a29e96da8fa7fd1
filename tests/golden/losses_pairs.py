# SPDX-License-Identifier: Apache-2.0
"""Pairs and triplets of labelled batches: plain loops over anchors. i: inputs, p: parameters."""
import math

import torch

from losses_form import golden
from losses_metric import batch, cosines, mean_or_zero, positive_mean, unit


def setting(i):
    """Cosines, distances of the normalised embeddings, positives and negatives of each anchor, count."""
    e, same, other, n = batch(i)
    u = unit(e)
    d = [[torch.linalg.norm(u[:, a] - u[:, b]) for b in range(n)] for a in range(n)]
    return cosines(e, e), d, same, other, n


def logsum(terms):
    return torch.log(sum(torch.exp(t) for t in terms))


@golden('lifted_structure', {}, dict(margin=2), samples=6)
def _(i, p):
    _, d, same, other, n = setting(i)
    terms = []
    for a in range(n):
        for b in same[a]:
            if other[a]:
                far = sum(torch.exp(p.margin - d[a][k]) for k in other[a]) + sum(torch.exp(p.margin - d[b][k]) for k in other[b])
                terms.append(torch.relu(torch.log(far) + d[a][b]) ** 2)
            else:
                terms.append(torch.zeros((), dtype=torch.float64))
    return mean_or_zero(terms) / 2


@golden('generalized_lifted_structure', {}, dict(margin=2), samples=6)
def _(i, p):
    _, d, same, other, n = setting(i)
    return mean_or_zero(
        [
            torch.relu(logsum([d[a][k] for k in same[a]]) + logsum([p.margin - d[a][k] for k in other[a]]))
            for a in range(n)
            if same[a] and other[a]
        ]
    )


@golden('nt_xent_labelled', {}, dict(temperature=0.5), samples=6)
def _(i, p):
    s, _, same, other, n = setting(i)
    e = torch.exp(s / p.temperature)
    return mean_or_zero(
        [-torch.log(e[a, b] / (e[a, b] + sum(e[a, k] for k in other[a]))) for a in range(n) for b in same[a]]
    )


@golden('intra_pair_variance', {}, dict(positive_slack=0.2, negative_slack=0.3), samples=6)
def _(i, p):
    s, _, same, other, n = setting(i)
    near = [s[a, b] for a in range(n) for b in same[a]]
    far = [s[a, b] for a in range(n) for b in other[a]]
    low, high = mean_or_zero(near), mean_or_zero(far)
    return positive_mean([torch.relu((1 - p.positive_slack) * low - x) ** 2 for x in near]) + positive_mean(
        [torch.relu(x - (1 + p.negative_slack) * high) ** 2 for x in far]
    )


@golden('snr_contrastive', {}, dict(positive_margin=0.3, negative_margin=3), samples=6)
def _(i, p):
    e, same, other, n = batch(i)
    u = unit(e)

    def d(a, b):
        return torch.var(u[:, a] - u[:, b]) / torch.var(u[:, a])

    near = [torch.relu(d(a, b) - p.positive_margin) for a in range(n) for b in same[a]]
    far = [torch.relu(p.negative_margin - d(a, b)) for a in range(n) for b in other[a]]
    return positive_mean(near) + positive_mean(far)


@golden('threshold_consistent_margin', {}, dict(negative_margin=0.1, positive_weight=2), samples=6)
def _(i, p):
    s, _, same, other, n = setting(i)
    near = [p.positive_margin - s[a, b] for a in range(n) for b in same[a] if s[a, b] <= p.positive_margin]
    far = [s[a, b] - p.negative_margin for a in range(n) for b in other[a] if s[a, b] >= p.negative_margin]
    return p.positive_weight * mean_or_zero(near) + p.negative_weight * mean_or_zero(far)


@golden('ranked_list', {}, dict(alpha=1.6, positive_temperature=2, balance=0.3), samples=6)
def _(i, p):
    _, d, same, other, n = setting(i)
    terms = []
    for a in range(n):
        far = [d[a][b] - (p.alpha - p.margin) for b in same[a] if d[a][b] > p.alpha - p.margin]
        near = [p.alpha - d[a][b] for b in other[a] if d[a][b] < p.alpha]
        side = []
        for values, t in ((far, p.positive_temperature), (near, p.negative_temperature)):
            w = [torch.exp(t * v) for v in values]
            side.append(sum(x * v for x, v in zip(w, values)) / sum(w) if w else 0.0)
        terms.append((1 - p.balance) * side[0] + p.balance * side[1] + 0 * d[a][a])
    return mean_or_zero(terms)


@golden('histogram', {}, dict(bins=10), samples=6)
def _(i, p):
    s, _, same, other, n = setting(i)
    nodes = int(p.bins) + 1
    delta = 2 / int(p.bins)

    def hist(pairs):
        h = [torch.zeros((), dtype=torch.float64) for _ in range(nodes)]
        for x in pairs:
            k = min(int(math.floor((float(x) + 1) / delta)), nodes - 2)
            up = (x - (-1 + k * delta)) / delta
            h[k] = h[k] + (1 - up) / len(pairs)
            h[k + 1] = h[k + 1] + up / len(pairs)
        return h

    near = hist([s[a, b] for a in range(n) for b in same[a] if a < b])
    far = hist([s[a, b] for a in range(n) for b in other[a] if a < b])
    return sum(far[r] * sum(near[: r + 1]) for r in range(nodes))


@golden('range', {}, dict(margin=4, intra_weight=0.5, inter_weight=3), samples=8)
def _(i, p):
    e, y = i.embeddings, i.labels[0].tolist()
    spread, centres = torch.zeros((), dtype=torch.float64), []
    for c in sorted(set(y)):
        members = [k for k, label in enumerate(y) if label == c]
        d = [((e[:, a] - e[:, b]) ** 2).sum() for a in members for b in members if a < b]
        d = sorted(d, key=float, reverse=True) + [torch.zeros((), dtype=torch.float64)] * 2
        if float(d[1]) > 0:
            spread = spread + 2 / (1 / d[0] + 1 / d[1])
        centres.append(e[:, members].mean(1))
    out = p.intra_weight * spread
    gaps = [((a - b) ** 2).sum() for k, a in enumerate(centres) for b in centres[:k]]
    if gaps:
        out = out + p.inter_weight * torch.relu(p.margin - min(gaps, key=float))
    return out


# ---- triplets ---------------------------------------------------------------------------------------------------


@golden('tuplet_margin', {}, dict(margin=30, scale=4), samples=6)
def _(i, p):
    s, _, same, other, n = setting(i)
    m = math.radians(p.margin)
    terms = []
    for a in range(n):
        for b in same[a]:
            c = s[a, b].clamp(-1, 1)
            eased = c if float(c) > 1 - 1e-12 else torch.cos(torch.acos(c) - m)
            eased = torch.cos(torch.tensor(m, dtype=torch.float64)) * c if float(c) > 1 - 1e-12 else eased
            terms.append(torch.log(1 + sum(torch.exp(p.scale * (s[a, k] - eased)) for k in other[a]) + 0 * c))
    return positive_mean(terms)


@golden('angular', {}, dict(angle=25), samples=6)
def _(i, p):
    e, same, other, n = batch(i)
    u = unit(e)
    t = math.tan(math.radians(p.angle)) ** 2
    terms = []
    for a in range(n):
        for b in same[a]:
            ap = u[:, a] @ u[:, b]
            both = u[:, a] + u[:, b]
            total = 1 + sum(torch.exp(4 * t * (both @ u[:, k]) - 2 * (1 + t) * ap) for k in other[a])
            terms.append(torch.log(total + 0 * ap))
    return positive_mean(terms)


@golden('margin_based', {}, dict(margin=0.1, beta=0.9), samples=6)
def _(i, p):
    _, d, same, other, n = setting(i)
    terms = []
    for a in range(n):
        for b in same[a]:
            for k in other[a]:
                terms += [torch.relu(d[a][b] - p.beta + p.margin), torch.relu(p.beta - d[a][k] + p.margin)]
    return positive_mean(terms)


@golden('pnp', *[dict(variant=v, temperature=0.2) for v in range(5)], samples=6)
def _(i, p):
    s, _, same, other, n = setting(i)
    total = torch.zeros((), dtype=torch.float64)
    for a in range(n):
        terms = []
        for b in same[a] + [a]:
            r = sum((torch.sigmoid((s[a, k] - s[a, b]) / p.temperature) for k in other[a]), 0 * s[a, b])
            terms.append(
                [
                    r,
                    torch.log(1 + r),
                    (1 + r) * torch.log(1 + r),
                    (p.b * r - torch.log(1 + p.b * r)) / p.b**2,
                    1 - 1 / (1 + r) ** p.alpha,
                ][int(p.variant)]
            )
        total = total + sum(terms) / len(terms)
    return total / n


@golden('fast_ap', {}, dict(bins=20), samples=6)
def _(i, p):
    _, d, same, other, n = setting(i)
    nodes, delta = int(p.bins) + 1, 4 / int(p.bins)
    terms = []
    for a in range(n):
        if not same[a]:
            continue

        def hist(members):
            return [sum((torch.relu(1 - abs(d[a][b] ** 2 - r * delta) / delta) for b in members), 0 * d[a][a]) for r in range(nodes)]

        near, far = hist(same[a]), hist(other[a])
        ap = 0 * d[a][a]
        for r in range(nodes):
            h, above = sum(near[: r + 1]), sum(near[: r + 1]) + sum(far[: r + 1])
            if float(near[r] * h) > 0 and float(above) > 0:
                ap = ap + near[r] * h / above
        terms.append(1 - ap / len(same[a]))
    return mean_or_zero(terms)


@golden('dynamic_soft_margin', {}, dict(bins=4), samples=6)
def _(i, p):
    _, d, same, other, n = setting(i)
    gaps = [d[a][b] - d[a][k] for a in range(n) for b in same[a] for k in other[a]]
    bins = int(p.bins)
    hist = [0.0] * (bins + 2)
    for g in gaps:
        u = (float(g) + 2) * bins / 4
        k = math.floor(u)
        hist[k] += 1 - (u - k)
        hist[k + 1] += u - k
    total = sum(hist)
    return mean_or_zero([sum(hist[: math.floor((float(g) + 2) * bins / 4) + 1]) / total * g for g in gaps])


@golden('instance', {}, dict(gamma=4), samples=6)
def _(i, p):
    s = cosines(i.embeddings, i.embeddings) * p.gamma
    return torch.nn.functional.cross_entropy(s, i.labels[0].long())


@golden('manifold', {}, dict(alpha=0.3, margin=0.1), samples=5)
def _(i, p):
    e = torch.cat([i.embeddings, i.proxies], 1)
    n, m = i.embeddings.shape[1], e.shape[1]
    s = cosines(e, e)
    root = s.sum(1).abs() ** -0.5
    walk = root[:, None] * s * root[None, :]
    walk = walk - torch.diag(torch.diag(walk))
    f = (1 - p.alpha) * torch.linalg.inv(torch.eye(m, dtype=torch.float64) - p.alpha * walk)[:n, n:]
    terms = []
    for a, y in enumerate(i.labels[0].long().tolist()):
        others = [torch.exp(f[a, k] - f[a, y] + p.margin) for k in range(f.shape[1]) if k != y]
        terms.append(torch.log(1 + sum(others)))
    return mean_or_zero(terms)
