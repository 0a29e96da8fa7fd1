# SPDX-License-Identifier: Apache-2.0
"""Boxes, segmentation, divergences, distillation, similarity. i: inputs, p: parameters."""
import math

import torch
import torch.nn.functional as F

from losses_form import golden

TORCH = 'torch 1.13'


def total(x):
    return x.sum(0, keepdim=True)


# ---- boxes: torchvision's formulas, boxes as columns ------------------------------------------------------------

def box_parts(i, eps):
    x1, y1, x2, y2 = i.prediction
    a1, b1, a2, b2 = i.target
    w = torch.clamp(torch.minimum(x2, a2) - torch.maximum(x1, a1), min=0)
    h = torch.clamp(torch.minimum(y2, b2) - torch.maximum(y1, b1), min=0)
    inter = w * h
    union = (x2 - x1) * (y2 - y1) + (a2 - a1) * (b2 - b1) - inter
    cw = torch.maximum(x2, a2) - torch.minimum(x1, a1)
    ch = torch.maximum(y2, b2) - torch.minimum(y1, b1)
    return inter / (union + eps), union, cw, ch


def diou(i, eps):
    iou, _, cw, ch = box_parts(i, eps)
    x1, y1, x2, y2 = i.prediction
    a1, b1, a2, b2 = i.target
    rho = ((x1 + x2) / 2 - (a1 + a2) / 2) ** 2 + ((y1 + y2) / 2 - (b1 + b2) / 2) ** 2
    return 1 - iou + rho / (cw**2 + ch**2 + eps)


@golden('iou', samples=4)
def _(i, p):
    return (1 - box_parts(i, p.epsilon)[0])[None]


@golden('log_iou', samples=2, given=dict(prediction=[0, 0.2, 0.1, 0, 2, 2.5, 1.4, 2], target=[1, 0, 0.3, 0.2, 3, 2, 2, 3]))
def _(i, p):
    return -torch.log(box_parts(i, p.epsilon)[0])[None]


@golden('giou', samples=4)
def _(i, p):
    iou, union, cw, ch = box_parts(i, p.epsilon)
    return (1 - iou + (cw * ch - union) / (cw * ch + p.epsilon))[None]


@golden('diou', samples=4)
def _(i, p):
    return diou(i, p.epsilon)[None]


@golden('ciou', samples=4)
def _(i, p):
    iou, *_ = box_parts(i, p.epsilon)
    x1, y1, x2, y2 = i.prediction
    a1, b1, a2, b2 = i.target
    v = 4 / math.pi**2 * (torch.atan((a2 - a1) / (b2 - b1)) - torch.atan((x2 - x1) / (y2 - y1))) ** 2
    with torch.no_grad():
        alpha = v / (1 - iou + v + p.epsilon)
    return (diou(i, p.epsilon) + alpha * v)[None]


@golden('eiou', samples=4)
def _(i, p):
    _, _, cw, ch = box_parts(i, p.epsilon)
    x1, y1, x2, y2 = i.prediction
    a1, b1, a2, b2 = i.target
    w, h = (x2 - x1) - (a2 - a1), (y2 - y1) - (b2 - b1)
    return (diou(i, p.epsilon) + w**2 / (cw**2 + p.epsilon) + h**2 / (ch**2 + p.epsilon))[None]


# Collapsed to no height within the target: A and U grow alike, by the width, with the bottom edge.
FLAT = dict(prediction=[0.5, 0.5, 1.5, 0.5], target=[0, 0, 2, 2])


@golden('log_iou', source='by hand', samples=1, given=FLAT)
def _(i, p):
    height, least = i.prediction[3] - i.prediction[1], p.epsilon
    iou = height / (4 + least)
    return ((iou.detach() - iou) / least - math.log(least))[None]


@golden('iou', source='by hand', samples=1, given=FLAT)
@golden('giou', source='by hand', samples=1, given=FLAT)
def _(i, p):
    height = i.prediction[3] - i.prediction[1]
    return (1 - height / (4 + p.epsilon))[None]


# ---- divergences ------------------------------------------------------------------------------------------------

@golden('kl_divergence', source=TORCH)
def _(i, p):
    return total(F.kl_div(i.prediction, i.target, reduction='none'))


@golden('kl_divergence_log_target', source=TORCH)
def _(i, p):
    return total(F.kl_div(i.prediction, i.target, reduction='none', log_target=True))


@golden('reverse_kl_divergence', source=TORCH)
def _(i, p):
    return total(F.kl_div(i.target, i.prediction, reduction='none', log_target=True))


@golden('kl_divergence_probabilities')
def _(i, p):
    return total(i.target * torch.log(i.target / i.prediction))


@golden('generalized_kl')
def _(i, p):
    return total(i.target * (torch.log(i.target) - i.prediction) + torch.exp(i.prediction) - i.target)


@golden('js_divergence')
def _(i, p):
    a, b = i.prediction, i.target
    m = (a + b) / 2
    return total(a * torch.log(a / m) + b * torch.log(b / m)) / 2


@golden('jeffreys')
def _(i, p):
    return total((i.prediction - i.target) * torch.log(i.prediction / i.target))


@golden('squared_hellinger')
def _(i, p):
    return total((torch.sqrt(i.prediction) - torch.sqrt(i.target)) ** 2) / 2


@golden('bhattacharyya')
def _(i, p):
    return -torch.log(total(torch.sqrt(i.prediction * i.target)))


@golden('total_variation_distance')
def _(i, p):
    return total(torch.abs(i.prediction - i.target)) / 2


@golden('wasserstein_1d')
def _(i, p):
    return total(torch.abs(torch.cumsum(i.prediction - i.target, 0)[:-1]))


@golden('cramer_distance')
def _(i, p):
    return total(torch.cumsum(i.prediction - i.target, 0)[:-1] ** 2)


@golden('distillation', {}, dict(temperature=4), source=TORCH)
def _(i, p):
    t = p.temperature
    student = F.log_softmax(i.prediction / t, 0)
    return t * t * total(F.kl_div(student, F.softmax(i.teacher / t, 0), reduction='none'))


@golden('cosine_similarity', source=TORCH)
def _(i, p):
    return -F.cosine_similarity(i.prediction, i.target, dim=0)[None]


@golden('cosine_distance', source=TORCH)
def _(i, p):
    return 1 - F.cosine_similarity(i.prediction, i.target, dim=0)[None]


@golden('cosine_embedding', {}, dict(margin=-0.5))
def _(i, p):  # PyTorch's own adds 1e-12 to each squared length: equal to 1e-12 only
    c = F.cosine_similarity(i.first, i.second, dim=0)
    return torch.where(i.target[0] > 0, 1 - c, torch.clamp(c - p.margin, min=0))[None]


@golden('mmd_rbf', {}, dict(bandwidth=0.6))
def _(i, p):
    def kernel(x, y):
        return torch.exp(-((x.T[:, None] - y.T[None]) ** 2).sum(-1) / (2 * p.bandwidth**2)).mean()

    return kernel(i.prediction, i.prediction) + kernel(i.target, i.target) - 2 * kernel(i.prediction, i.target)


@golden('coral_domain')
def _(i, p):
    d = i.prediction.shape[0]
    return ((torch.cov(i.prediction) - torch.cov(i.target)) ** 2).sum() / (4 * d * d)


# ---- segmentation: [C, P, N], sums over pixels ------------------------------------------------------------------

def masked(i):
    m = 1 if i.get('mask') is None else i.mask
    return i.prediction * m, i.target * m


def dice(x, t, s):
    return 1 - (2 * (x * t).sum(1) + s) / (x.sum(1) + t.sum(1) + s)


def tversky(i, p):
    x, t = masked(i)
    tp, fp, fn = (x * t).sum(1), (x * (1 - t)).sum(1), ((1 - x) * t).sum(1)
    return (tp + p.smooth) / (tp + p.alpha * fp + p.beta * fn + p.smooth)


@golden('dice', {}, dict(smooth=1))
@golden('dice', optional=('mask',))
def _(i, p):
    return dice(*masked(i), p.smooth)


@golden('dice_squared', {}, dict(smooth=1))
def _(i, p):
    x, t = masked(i)
    return 1 - (2 * (x * t).sum(1) + p.smooth) / ((x**2).sum(1) + (t**2).sum(1) + p.smooth)


@golden('jaccard', {}, dict(smooth=1))
@golden('jaccard', optional=('mask',))
def _(i, p):
    x, t = masked(i)
    inter = (x * t).sum(1)
    return 1 - (inter + p.smooth) / (x.sum(1) + t.sum(1) - inter + p.smooth)


@golden('tversky', {}, dict(alpha=0.2, beta=1.4, smooth=0.5))
def _(i, p):
    return 1 - tversky(i, p)


@golden('focal_tversky', {}, dict(gamma=4 / 3))
def _(i, p):
    return (1 - tversky(i, p)) ** p.gamma


@golden('log_cosh_dice')
def _(i, p):
    return torch.log(torch.cosh(dice(*masked(i), p.smooth)))


@golden('generalized_dice', {}, dict(smooth=1))
def _(i, p):
    x, t = masked(i)
    w = 1 / t.sum(1) ** 2  # an absent class gets the largest weight of its sample
    largest = torch.where(torch.isinf(w), torch.zeros_like(w), w).max(0, keepdim=True).values
    w = torch.where(torch.isinf(w), largest, w)
    top = 2 * (w * (x * t).sum(1)).sum(0) + p.smooth
    return (1 - top / ((w * (x.sum(1) + t.sum(1))).sum(0) + p.smooth))[None]


@golden('bce_dice', {}, dict(dice_weight=0.3, ce_weight=2))
def _(i, p):
    ce = F.binary_cross_entropy_with_logits(i.prediction, i.target, reduction='none').mean(1)
    return p.dice_weight * dice(torch.sigmoid(i.prediction), i.target, p.smooth) + p.ce_weight * ce


@golden('dice_cross_entropy', {}, dict(dice_weight=0.3, ce_weight=2))
def _(i, p):
    q = torch.softmax(i.prediction, 0)
    ce = -(i.target * torch.log(q)).sum(0).mean(0)
    return (p.dice_weight * dice(q, i.target, p.smooth).mean(0) + p.ce_weight * ce)[None]


@golden('dice_focal', {}, dict(gamma=0.5, focal_weight=3))
def _(i, p):
    q = torch.sigmoid(i.prediction)
    p_t = q * i.target + (1 - q) * (1 - i.target)
    focal = (-((1 - p_t) ** p.gamma) * torch.log(p_t)).mean(1)
    return p.dice_weight * dice(q, i.target, p.smooth) + p.focal_weight * focal


def jaccard_steps(t):
    inter, union = t.sum() - t.cumsum(0), t.sum() + (1 - t).cumsum(0)
    jaccard = 1 - inter / union
    return torch.cat([jaccard[:1], jaccard[1:] - jaccard[:-1]])


@golden('lovasz_hinge')
def _(i, p):
    out = []
    for x, t in zip(i.prediction.T, i.target.T):
        errors, order = torch.sort(1 - x * (2 * t - 1), descending=True)
        out.append(torch.dot(torch.relu(errors), jaccard_steps(t[order])))
    return torch.stack(out)[None]


@golden('lovasz_softmax')
def _(i, p):
    out = []
    for n in range(i.prediction.shape[2]):
        each = []
        for x, t in zip(i.prediction[..., n], i.target[..., n]):
            if t.sum() == 0:
                continue
            errors, order = torch.sort(torch.abs(t - x), descending=True)
            each.append(torch.dot(errors, jaccard_steps(t[order])))
        out.append(torch.stack(each).mean())
    return torch.stack(out)[None]


@golden('mcc')
def _(i, p):
    x, t, e = i.prediction, i.target, p.epsilon
    tp, tn = total(x * t) + e, total((1 - x) * (1 - t)) + e
    fp, fn = total(x * (1 - t)) + e, total((1 - x) * t) + e
    return 1 - (tp * tn - fp * fn) / torch.sqrt((tp + fp) * (tp + fn) * (tn + fp) * (tn + fn))


@golden('hausdorff_distance_transform', {}, dict(alpha=1))
def _(i, p):
    far = i.prediction_field**p.alpha + i.target_field**p.alpha
    return ((i.prediction - i.target) ** 2 * far).mean(0, keepdim=True)


# ---- what MONAI has beside: smooth_nr apart from smooth_dr, soft labels, other class weights -------------------

# Labels between 0 and 1, some equal to the prediction's neighbourhood, none equal to it.
SOFT = [((7 * k) % 11) / 11 for k in range(3 * 6 * 3)]


def parts(i, p):
    """MONAI compute_tp_fp_fn, ord=1."""
    x, t = masked(i)
    both = (x.sum(1) + t.sum(1) - torch.abs(x - t).sum(1)) / 2 if p.soft else (x * t).sum(1)
    return both, x.sum(1) - both, t.sum(1) - both, p.smooth * p.smooth_above, p.smooth


NR_DR = dict(smooth=0.7, smooth_above=0.2)
SOFT_LABELS = dict(soft=1, smooth=0.3)


@golden('dice', NR_DR)
@golden('dice', SOFT_LABELS, given=dict(target=SOFT))
@golden('dice', SOFT_LABELS, given=dict(target=SOFT), optional=('mask',))
def _(i, p):
    tp, fp, fn, nr, dr = parts(i, p)
    return 1 - (2 * tp + nr) / (2 * (tp + fp / 2 + fn / 2) + dr)


@golden('log_cosh_dice', dict(SOFT_LABELS, smooth_above=0.2), given=dict(target=SOFT))
def _(i, p):
    tp, fp, fn, nr, dr = parts(i, p)
    return torch.log(torch.cosh(1 - (2 * tp + nr) / (2 * tp + fp + fn + dr)))


@golden('jaccard', NR_DR)
@golden('jaccard', SOFT_LABELS, given=dict(target=SOFT))
def _(i, p):
    tp, fp, fn, nr, dr = parts(i, p)
    return 1 - (tp + nr) / (tp + fp + fn + dr)


@golden('tversky', NR_DR)
@golden('tversky', dict(SOFT_LABELS, alpha=0.3, beta=0.9), given=dict(target=SOFT))
def _(i, p):
    tp, fp, fn, nr, dr = parts(i, p)
    return 1 - (tp + nr) / (tp + p.alpha * fp + p.beta * fn + dr)


@golden('focal_tversky', NR_DR)
@golden('focal_tversky', SOFT_LABELS, given=dict(target=SOFT))
def _(i, p):
    tp, fp, fn, nr, dr = parts(i, p)
    return (1 - (tp + nr) / (tp + p.alpha * fp + p.beta * fn + dr)) ** p.gamma


# A perfect fit: below 1e-7 the power goes on as its chord, u·1e-7^(γ − 1).
@golden('focal_tversky', source='by hand', samples=1, given=dict(prediction=[1, 0] * 9, target=[1, 0] * 9))
def _(i, p):
    return (1 - tversky(i, p)) * 1e-7 ** (p.gamma - 1)


@golden('dice_squared', NR_DR)
def _(i, p):
    x, t = masked(i)
    return 1 - (2 * (x * t).sum(1) + p.smooth * p.smooth_above) / ((x**2).sum(1) + (t**2).sum(1) + p.smooth)


@golden('generalized_dice', dict(weights=1), dict(weights=2), dict(NR_DR, weights=1))
@golden('generalized_dice', dict(weights=1), dict(soft=1), given=dict(target=SOFT))
def _(i, p):
    tp, fp, fn, nr, dr = parts(i, p)
    w = 1 / (tp + fn) ** [2, 1, 0][int(p.weights)]
    assert torch.isfinite(w).all()
    return (1 - (2 * (w * tp).sum(0) + nr) / ((w * (2 * tp + fp + fn)).sum(0) + dr))[None]


def dice_nr_dr(x, t, p):
    return 1 - (2 * (x * t).sum(1) + p.smooth * p.smooth_above) / (x.sum(1) + t.sum(1) + p.smooth)


@golden('bce_dice', NR_DR)
def _(i, p):
    ce = F.binary_cross_entropy_with_logits(i.prediction, i.target, reduction='none').mean(1)
    return dice_nr_dr(torch.sigmoid(i.prediction), i.target, p) + ce


@golden('dice_cross_entropy', NR_DR)
def _(i, p):
    q = torch.softmax(i.prediction, 0)
    return (dice_nr_dr(q, i.target, p).mean(0) - (i.target * torch.log(q)).sum(0).mean(0))[None]


@golden('dice_focal', NR_DR)
def _(i, p):
    q = torch.sigmoid(i.prediction)
    p_t = q * i.target + (1 - q) * (1 - i.target)
    return dice_nr_dr(q, i.target, p) - ((1 - p_t) ** p.gamma * torch.log(p_t)).mean(1)
