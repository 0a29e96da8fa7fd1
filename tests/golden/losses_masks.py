# SPDX-License-Identifier: Apache-2.0
"""Masks by shape, distance, class likeness and calibration, with PyTorch's pooling. i: inputs, p: parameters."""
import torch
import torch.nn.functional as F

from losses_form import golden
from losses_images import convolved, each_image


def eroded(x):
    v = x[None, None]
    down = -F.max_pool2d(-v, (3, 1), 1, (1, 0))
    across = -F.max_pool2d(-v, (1, 3), 1, (0, 1))
    return torch.minimum(down, across)[0, 0]


def opened(x):
    return F.max_pool2d(eroded(x)[None, None], 3, 1, 1)[0, 0]


def skeleton(x, iterations):
    lines = F.relu(x - opened(x))
    for _ in range(int(iterations)):
        x = eroded(x)
        part = F.relu(x - opened(x))
        lines = lines + F.relu(part - lines * part)
    return lines


def centreline(x, y, p):
    line, truth = skeleton(x, p.iterations), skeleton(y, p.iterations)
    precision = ((line * y).sum() + p.smooth) / (line.sum() + p.smooth)
    recall = ((truth * x).sum() + p.smooth) / (truth.sum() + p.smooth)
    return 1 - 2 * precision * recall / (precision + recall)


@golden('cldice', {}, dict(iterations=1, smooth=0.1))
def _(i, p):
    return each_image(lambda x, y: centreline(x, y, p), i)


@golden('dice_cldice', {}, dict(alpha=0.2))
def _(i, p):
    def one(x, y):
        dice = 1 - (2 * (x * y).sum() + p.smooth) / (x.sum() + y.sum() + p.smooth)
        return (1 - p.alpha) * dice + p.alpha * centreline(x, y, p)

    return each_image(one, i)


@golden('hausdorff_erosion', {}, dict(erosions=2, alpha=1))
def _(i, p):
    cross = 0.2 * torch.tensor([[0, 1, 0], [1, 1, 1], [0, 1, 0]], dtype=torch.float64)[None, None]

    def one(x, y):
        bound, total = (x - y) ** 2, 0
        for k in range(1, int(p.erosions) + 1):
            left = F.relu(convolved(bound, cross, 1) - 0.5)
            if float(left.max()) != float(left.min()):
                left = (left - left.min()) / (left.max() - left.min())
            total = total + left * k**p.alpha
            bound = left
        return total.mean()

    return each_image(one, i)


@golden('log_hausdorff_distance_transform', {}, dict(alpha=1.5))
def _(i, p):
    each = (i.prediction - i.target) ** 2 * (i.prediction_field**p.alpha + i.target_field**p.alpha)
    return torch.log(1 + each.mean(0, keepdim=True))


@golden('unified_focal', {}, dict(weight=0.3, gamma=0.8, delta=0.7))
def _(i, p):
    t, x = i.target, torch.clamp(i.prediction, 1e-7, 1 - 1e-7)
    entropy = -t * torch.log(x)
    focal = torch.cat([(1 - p.delta) * (1 - x[:1]) ** p.gamma * entropy[:1], p.delta * entropy[1:]])
    tp, fn, fp = (t * x).sum(1), (t * (1 - x)).sum(1), ((1 - t) * x).sum(1)
    index = (tp + 1e-7) / (tp + p.delta * fn + (1 - p.delta) * fp + 1e-7)
    tversky = torch.cat([1 - index[:1], torch.clamp(1 - index[1:], min=1e-7) ** (1 - p.gamma)])
    return p.weight * focal.mean(1) + (1 - p.weight) * tversky


@golden('generalized_wasserstein_dice', {}, dict(smooth=0.5))
def _(i, p):
    q, m, y = torch.softmax(i.prediction, 0), i.distances / i.distances.max(), i.target[0].long()
    out = []
    for n in range(q.shape[2]):
        hits = errors = 0
        for k in range(q.shape[1]):
            w = (m[y[k, n]] * q[:, k, n]).sum()
            errors = errors + w
            if y[k, n] != 0:
                hits = hits + 1 - w
        out.append(1 - (2 * hits + p.smooth) / (2 * hits + errors + p.smooth))
    return torch.stack(out)[None]


@golden('generalized_dice_focal', {}, dict(gamma=0.5, dice_weight=2))
def _(i, p):
    x, t = i.prediction, i.target
    q, area = torch.sigmoid(x), t.sum(1)
    w = 1 / area**2
    w = torch.where(torch.isinf(w), torch.where(torch.isinf(w), torch.zeros_like(w), w).max(0).values.expand_as(w), w)
    dice = 1 - (2 * (w * (q * t).sum(1)).sum(0) + p.smooth) / ((w * (q.sum(1) + area)).sum(0) + p.smooth)
    pt = torch.where(t > 0.5, q, 1 - q)
    focal = -((1 - pt) ** p.gamma) * torch.log(pt)
    return (p.dice_weight * dice + p.focal_weight * focal.mean((0, 1)))[None]


@golden('generalized_dice_focal', dict(weights=1), dict(weights=2, smooth=1, smooth_above=0.5))
def _(i, p):
    x, t = i.prediction, i.target
    q, area = torch.sigmoid(x), t.sum(1)
    w = (1 / area if p.weights == 1 else torch.ones_like(area))
    assert torch.isfinite(w).all()
    top = 2 * (w * (q * t).sum(1)).sum(0) + p.smooth * p.smooth_above
    pt = torch.where(t > 0.5, q, 1 - q)
    focal = -((1 - pt) ** p.gamma) * torch.log(pt)
    return (1 - top / ((w * (q.sum(1) + area)).sum(0) + p.smooth) + focal.mean((0, 1)))[None]


@golden('nacl', {}, dict(alpha=1))
def _(i, p):
    z, y = i.prediction.permute(3, 0, 1, 2), i.target[0].permute(2, 0, 1).long()
    hot = F.one_hot(y, z.shape[1]).permute(0, 3, 1, 2).double()
    share = F.conv2d(hot, torch.ones(z.shape[1], 1, 3, 3, dtype=torch.float64) / 9, padding=1, groups=z.shape[1])
    ce = F.cross_entropy(z, y, reduction='none').mean((1, 2))
    return (ce + p.alpha * (share - z).abs().mean((1, 2, 3)))[None]


@golden('deep_supervision', {}, dict(decay=0.3, least=0.2))
def _(i, p):
    return sum(max(p.decay**k, p.least) * i.losses[k : k + 1] for k in range(i.losses.shape[0]))
