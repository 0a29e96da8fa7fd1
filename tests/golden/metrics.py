# SPDX-License-Identifier: Apache-2.0
"""Golden values of metrics -> metrics.json: scikit-learn's where it has the metric, else the definition in numpy.

    python3 tests/golden/metrics.py tests/golden/metrics.json

Needs python3-sklearn (1.2 was used) and scipy. Never run by tests: they read metrics.json. What is not defined is
written "nan"; scikit-learn 1.2 raises for the ROC area of one class alone, where later versions return nan.
"""
import json
import sys
import warnings

import numpy as np
from scipy.spatial.distance import cdist, directed_hausdorff
from scipy.stats import norm
from sklearn import metrics as sk
from sklearn.calibration import calibration_curve
from sklearn.preprocessing import label_binarize

warnings.simplefilter('ignore')
CASES = []


def plain(v):
    if isinstance(v, (list, tuple, np.ndarray)):
        return [plain(e) for e in v]
    v = float(v)
    return 'nan' if np.isnan(v) else 'inf' if np.isinf(v) else v


def case(metric, inputs, value, source, params=None, curve=None, about=''):
    row = dict(metric=metric, about=about, source=source, params=params or {}, value=plain(value))
    row['inputs'] = {k: plain(np.asarray(v, float).ravel()) for k, v in inputs.items()}
    if curve is not None:
        row['curve'] = {axis: plain(v) for axis, v in zip('xyz', curve)}
    CASES.append(row)


def regression():
    rng = np.random.default_rng(1)
    y = rng.normal(2, 3, 40)
    sets = {
        'random': (y + rng.normal(0, 1, 40), y),
        'even count with ties': ([1, 2, 2, 5], [1, 1, 3, 9]),
        'zero targets': ([1, 0, -2], [0, 0, 3]),
        'constant target': ([1, 2, 3], [2, 2, 2]),
        'constant target that is met': ([2, 2], [2, 2]),
        'constant prediction': (np.full(40, y.mean()), y),
        'one sample': ([3], [2.5]),
    }
    for about, (p, t) in sets.items():
        p, t = np.asarray(p, float), np.asarray(t, float)
        given = dict(prediction=p, target=t)
        for name, f in {
            'median_absolute_error': sk.median_absolute_error,
            'mean_absolute_error': sk.mean_absolute_error,
            'root_mean_squared_error': lambda a, b: sk.mean_squared_error(a, b, squared=False),
            'r2': sk.r2_score,
            'mape': sk.mean_absolute_percentage_error,
        }.items():
            case(name, given, f(t, p), 'scikit-learn', about=about)
        size = np.abs(t) + np.abs(p)
        ratio = np.where(size > 0, 2 * np.abs(t - p) / np.where(size > 0, size, 1), 0)
        case('smape', given, ratio.mean(), 'definition', about=about)


def forecasting():
    rng = np.random.default_rng(2)
    past = np.cumsum(rng.normal(0, 1, 60))
    y = past[-1] + np.cumsum(rng.normal(0, 1, 12))
    p = y + rng.normal(0, 0.7, 12)
    for season in (1, 7):
        naive = np.abs(past[season:] - past[:-season]).mean()
        given = dict(prediction=p, target=y, training=past)
        case('mase', given, np.abs(p - y).mean() / naive, 'definition', dict(season=season))
    case('mase', dict(prediction=[1], target=[2], training=[4, 4, 4]), np.nan, 'definition', about='constant series')
    for members in (1, 2, 9):
        x = y + rng.normal(0, 1, (members, 12))
        x[0] = np.round(x[0])
        apart = np.abs(x[:, None] - x[None]).mean((0, 1))
        value = (np.abs(x - y).mean(0) - apart / 2).mean()
        case('crps', dict(prediction=x, target=y), value, 'definition', about=f'{members} members')
    s = rng.uniform(0.2, 2, 12)
    z = (y - p) / s
    value = (s * (z * (2 * norm.cdf(z) - 1) + 2 * norm.pdf(z) - 1 / np.sqrt(np.pi))).mean()
    case('gaussian_crps', dict(prediction=p, target=y, deviation=s), value, 'definition')
    case('gaussian_crps', dict(prediction=p, target=y, deviation=0 * s), np.abs(p - y).mean(), 'definition')
    low, high = p - 0.6, p + 0.6
    low[0] = y[0]
    value = ((y >= low) & (y <= high)).mean()
    case('interval_coverage', dict(prediction=[low, high], target=y), value, 'definition')


def labels():
    rng = np.random.default_rng(3)
    three = rng.integers(0, 3, 50)
    sets = {
        'two classes': (rng.integers(0, 2, 30), rng.integers(0, 2, 30)),
        'three classes': (np.where(rng.random(50) < 0.6, three, rng.integers(0, 3, 50)), three),
        'a class that is never predicted': ([0, 0, 1, 1, 0], [0, 1, 2, 1, 2]),
        'a class that never occurs': ([0, 2, 1, 2, 0], [0, 1, 1, 0, 0]),
        'a number that neither uses': ([0, 3, 0, 3], [0, 3, 3, 3]),
        'one class': ([0, 0, 0], [0, 0, 0]),
        'one true class': ([1, 1, 0], [0, 0, 0]),
        'constant prediction': ([1, 1, 1, 1], [0, 1, 0, 1]),
        'all wrong': ([1, 0, 1], [0, 1, 0]),
    }
    for about, (p, t) in sets.items():
        given = dict(prediction=p, target=t)
        macro = dict(average='macro', zero_division=0)
        for name, value in {
            'accuracy': sk.accuracy_score(t, p),
            'balanced_accuracy': sk.balanced_accuracy_score(t, p),
            'precision': sk.precision_score(t, p, **macro),
            'recall': sk.recall_score(t, p, **macro),
            'f1': sk.f1_score(t, p, **macro),
            'matthews': sk.matthews_corrcoef(t, p),
        }.items():
            case(name, given, value, 'scikit-learn', about=about)


def expected_error(prob, came, bins):
    which = np.searchsorted(np.linspace(0, 1, bins + 1)[1:-1], prob)
    gaps = [(which == b).sum() * abs(prob[which == b].mean() - came[which == b].mean()) for b in set(which)]
    return sum(gaps) / len(prob)


def two_classes():
    rng = np.random.default_rng(4)
    t = rng.integers(0, 2, 60)
    sets = {
        'random': (np.clip(0.5 + 0.25 * (t - 0.5) + 0.2 * rng.normal(size=60), 0, 1), t),
        'ties': (np.round(rng.random(60), 1), t),
        'edges of bins': (np.arange(11) / 10, np.arange(11) % 2),
        'constant': (np.full(8, 0.25), [0, 1, 1, 0, 0, 0, 1, 0]),
        'perfect': ([0, 0, 1, 1], [0, 0, 1, 1]),
        'all wrong': ([1, 1, 0, 0], [0, 0, 1, 1]),
        'no positives': ([0.1, 0.2, 0.2], [0, 0, 0]),
        'no negatives': ([0.1, 0.2, 0.2], [1, 1, 1]),
        'one sample': ([0.4], [1]),
    }
    for about, (p, t) in sets.items():
        p, t = np.asarray(p, float), np.asarray(t, int)
        given = dict(prediction=p, target=t)
        both = 0 < t.sum() < len(t)
        fpr, tpr, at = sk.roc_curve(t, p, drop_intermediate=False)
        at[0] = np.inf  # what scikit-learn returns since 1.3
        auc = sk.roc_auc_score(t, p) if both else np.nan
        case('roc_auc', given, auc, 'scikit-learn', curve=(fpr, tpr, at), about=about)
        precision, recall, at = sk.precision_recall_curve(t, p)
        curve = (recall, precision, np.append(at, np.inf))
        case('average_precision', given, sk.average_precision_score(t, p) + 0, 'scikit-learn', curve=curve, about=about)
        case('log_loss', given, sk.log_loss(t, p, labels=[0, 1]), 'scikit-learn', about=about)
        brier = sk.brier_score_loss(t, p, pos_label=1) if both else ((p - t) ** 2).mean()
        case('brier', given, brier, 'scikit-learn' if both else 'definition', about=about)
        for bins in (10, 3):
            if both:
                came, said = calibration_curve(t, p, n_bins=bins)
                count = np.bincount(np.searchsorted(np.linspace(0, 1, bins + 1)[1:-1], p), minlength=bins)
                curve = (said, came, count[count > 0])
            value = expected_error(p, t.astype(float), bins)
            case('calibration_error', given, value, 'definition', dict(bins=bins), curve if both else None, about)


def several_classes():
    rng = np.random.default_rng(5)
    t = rng.integers(0, 4, 80)
    logits = rng.normal(size=(80, 4)) + 1.2 * np.eye(4)[t]
    p = np.exp(logits) / np.exp(logits).sum(1, keepdims=True)
    rounded = np.round(p, 1) + 1e-3
    sets = {
        'random': (p, t),
        'ties': (rounded / rounded.sum(1, keepdims=True), t),
        'constant': (np.full((12, 4), 0.25), np.arange(12) % 4),
        'an empty class': (p, np.where(t == 2, 1, t)),
        'one class': (p[:5], np.full(5, 3)),
    }
    for about, (p, t) in sets.items():
        given = dict(prediction=p.T, target=t)
        hot = label_binarize(t, classes=range(4))
        whole = set(t) == set(range(4))
        auc = sk.roc_auc_score(t, p, multi_class='ovr', average='macro') if whole else np.nan
        case('roc_auc', given, auc, 'scikit-learn', about=about)
        case('average_precision', given, sk.average_precision_score(hot, p, average='macro'), 'scikit-learn', about=about)
        case('log_loss', given, sk.log_loss(t, p, labels=range(4)), 'scikit-learn', about=about)
        case('brier', given, ((p - hot) ** 2).sum(1).mean(), 'definition', about=about)
        came = (p.argmax(1) == t).astype(float)
        case('calibration_error', given, expected_error(p.max(1), came, 10), 'definition', about=about)


def iou_of(a, b):
    width = max(0, min(a[2], b[2]) - max(a[0], b[0]))
    height = max(0, min(a[3], b[3]) - max(a[1], b[1]))
    both = width * height
    either = (a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1]) - both
    return both / either if either > 0 else 0


def average_precision_of(found, truth, label, least):
    """Straight from the definition: for every recall reached, the best precision at that recall or beyond."""
    truths = [g for g in truth if g[1] == label]
    found = sorted((f for f in found if f[1] == label), key=lambda f: -f[2])
    free, hits = list(truths), []
    for f in found:
        overlaps = [(iou_of(f[3:], g[2:]), -i) for i, g in enumerate(free) if g[0] == f[0]]
        best = max(overlaps, default=(0, 0))
        hits.append(best[0] >= least)
        if hits[-1]:
            free.pop(-best[1])
    points = [(sum(hits[: k + 1]) / len(truths), sum(hits[: k + 1]) / (k + 1)) for k in range(len(hits))]
    area, before = 0.0, 0.0
    for recall in sorted({r for r, _ in points}):
        area += (recall - before) * max(p for r, p in points if r >= recall)
        before = recall
    return area


def regions():
    rng = np.random.default_rng(6)
    masks = {
        'random': (rng.random(64) < 0.4, rng.random(64) < 0.4),
        'both empty': (np.zeros(9), np.zeros(9)),
        'one empty': (np.zeros(9), np.ones(9)),
        'equal': (np.arange(9) % 2, np.arange(9) % 2),
    }
    for about, (p, t) in masks.items():
        p, t = np.asarray(p, int), np.asarray(t, int)
        given = dict(prediction=p, target=t)
        case('iou', given, sk.jaccard_score(t, p, zero_division=0), 'scikit-learn', about=about)
        case('dice', given, sk.f1_score(t, p, zero_division=0), 'scikit-learn', about=about)
    for n, m in ((12, 7), (1, 1)):
        a, b = rng.normal(size=(n, 2)), rng.normal(size=(m, 2))
        value = max(directed_hausdorff(a, b)[0], directed_hausdorff(b, a)[0])
        case('hausdorff', dict(prediction=a.T, target=b.T), value, 'scipy')

    def boxes(n):
        start = rng.uniform(0, 8, (n, 2))
        return np.hstack([start, start + rng.uniform(0.5, 4, (n, 2))])

    a = boxes(20)
    b = a + rng.normal(0, 0.2, (20, 4))
    b[0] += 100
    b[1] = b[1, [0, 1, 0, 1]]
    a[1] = b[1]
    case('box_iou', dict(prediction=a.T, target=b.T), np.mean([iou_of(p, t) for p, t in zip(a, b)]), 'definition')
    truth = np.hstack([rng.integers(0, 4, (24, 1)), rng.integers(0, 3, (24, 1)), boxes(24)])
    near = truth[rng.permutation(24)[:18]].copy()
    near[:, 2:] += rng.normal(0, 0.25, (18, 4))
    twice = near[:6] + np.array([0, 0, 0.1, 0.1, 0.1, 0.1])
    stray = np.hstack([rng.integers(0, 4, (9, 1)), rng.integers(0, 3, (9, 1)), boxes(9)])
    found = np.vstack([near, twice, stray])
    found = np.hstack([found[:, :2], np.round(rng.random((33, 1)), 4), found[:, 2:]])
    for least in (0.3, 0.5, 0.75):
        value = np.mean([average_precision_of(found.tolist(), truth.tolist(), c, least) for c in set(truth[:, 1])])
        given = dict(prediction=found.T, target=truth.T)
        case('mean_average_precision', given, value, 'definition', dict(iou=least))


def ranking():
    rng = np.random.default_rng(7)
    score, grade = rng.normal(size=(5, 12)), rng.integers(0, 4, (5, 12)).astype(float)
    grade[3] = 0
    tied = np.round(score)
    query = np.repeat(np.arange(5), 12)
    for about, s in {'random': score, 'ties': tied, 'constant': 0 * score}.items():
        for k in (1, 4, 12, 50):
            given = dict(prediction=s, target=grade, query=query)
            case('ndcg', given, sk.ndcg_score(grade, s, k=k), 'scikit-learn', dict(k=k), about=about)
            order = np.argsort(-s, axis=1, kind='stable')
            ranked = np.take_along_axis(grade, order, 1) > 0
            found = [r[:k].sum() / r.sum() for r in ranked if r.sum()]
            case('recall_at_k', given, np.mean(found), 'definition', dict(k=k), about=about)
        first = [1 / (np.flatnonzero(r)[0] + 1) if r.any() else 0 for r in ranked]
        case('mean_reciprocal_rank', given, np.mean(first), 'definition', about=about)
    shuffled = rng.permutation(60)
    mixed = dict(prediction=score.ravel()[shuffled], target=grade.ravel()[shuffled], query=query[shuffled])
    case('ndcg', mixed, sk.ndcg_score(grade, score, k=4), 'scikit-learn', dict(k=4), about='queries mixed')
    case('ndcg', dict(prediction=score[0], target=grade[0]), sk.ndcg_score(grade[:1], score[:1], k=10), 'scikit-learn')
    case('recall_at_k', dict(prediction=[1, 2], target=[0, 0]), np.nan, 'definition', about='nothing relevant')


def the_rest():
    rng = np.random.default_rng(8)
    logs = np.log(rng.uniform(0.01, 1, 30))
    lengths = rng.integers(1, 6, 30)
    case('perplexity', dict(log_probability=logs), np.exp(-logs.mean()), 'definition')
    case('bits_per_character', dict(log_probability=logs), -(logs / np.log(2)).mean(), 'definition')
    value = -(logs / np.log(2)).sum() / lengths.sum()
    case('bits_per_character', dict(log_probability=logs, characters=lengths), value, 'definition')
    a, b = rng.normal(size=(30, 2)), rng.normal(0.5, 1.3, size=(25, 2))
    for width in (0, 0.4):
        every = np.vstack([a, b])
        all_apart = cdist(every, every)[np.triu_indices(55, 1)]
        # The median of an odd count; for an even one the upper of the two in the middle.
        square = width**2 if width else np.sort(all_apart)[len(all_apart) // 2] ** 2
        kernel = lambda u, v: np.exp(-(cdist(u, v) ** 2) / (2 * square)).mean()
        value = kernel(a, a) + kernel(b, b) - 2 * kernel(a, b)
        case('mmd', dict(prediction=a.T, target=b.T), value, 'definition', dict(bandwidth=width))
    case('mmd', dict(prediction=[1, 1], target=[1, 1]), np.nan, 'definition', about='all points alike')
    for k in (1, 5, 30):
        apart = cdist(b, b) + np.diag(np.full(25, np.inf))
        radius = np.sort(apart, 1)[:, min(k, 25) - 1]
        value = (cdist(b, a).min(1) <= radius).mean() if k < 25 else np.nan
        case('coverage', dict(prediction=a.T, target=b.T), value, 'definition', dict(k=k))
    r = rng.random((4, 4))
    start = rng.random(4)
    case('backward_transfer', dict(scores=r), np.mean([r[3, j] - r[j, j] for j in range(3)]), 'definition')
    value = np.mean([r[j - 1, j] - start[j] for j in range(1, 4)])
    case('forward_transfer', dict(scores=r, untrained=start), value, 'definition')
    case('forgetting', dict(scores=r), np.mean([r[:3, j].max() - r[3, j] for j in range(3)]), 'definition')
    case('forgetting', dict(scores=[[1]]), np.nan, 'definition', about='one task')


for make in (regression, forecasting, labels, two_classes, several_classes, regions, ranking, the_rest):
    make()
with open(sys.argv[1], 'w') as out:
    out.write('[\n' + ',\n'.join(json.dumps(row) for row in CASES) + '\n]\n')
