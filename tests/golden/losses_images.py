# SPDX-License-Identifier: Apache-2.0
"""Images [H, W, N], signals and series [T, N]: convolutions and transforms of PyTorch. i: inputs, p: parameters."""
import math

import torch
import torch.nn.functional as F

from losses_form import golden

ONE = torch.ones((), dtype=torch.float64)


def each_image(f, i):
    """One loss an image, from images [H, W]."""
    return torch.stack([f(i.prediction[..., k], i.target[..., k]) for k in range(i.prediction.shape[-1])])[None]


def bell(half, sigma):
    x = torch.arange(-half, half + 1, dtype=torch.float64)
    w = torch.exp(-(x**2) / (2 * sigma**2))
    w = torch.outer(w, w)
    return (w / w.sum())[None, None]


def convolved(x, kernel, padding=0):
    return F.conv2d(x[None, None], kernel, padding=padding)[0, 0]


def factors(x, y, kernel, c1, c2, padding=0):
    def mean(v):
        return convolved(v, kernel, padding)

    mx, my = mean(x), mean(y)
    vx, vy, cov = mean(x * x) - mx**2, mean(y * y) - my**2, mean(x * y) - mx * my
    return (2 * mx * my + c1) / (mx**2 + my**2 + c1), (2 * cov + c2) / (vx + vy + c2)


@golden('psnr', {}, dict(data_range=3))
def _(i, p):
    return each_image(lambda x, y: -10 * torch.log10(p.data_range**2 / torch.clamp(((x - y) ** 2).mean(), min=1e-10 * p.data_range**2)), i)


def ssim_factors(x, y, p):
    half = (min(int(p.window), *x.shape) - 1) // 2
    return factors(x, y, bell(half, p.sigma), (0.01 * p.data_range) ** 2, (0.03 * p.data_range) ** 2)


@golden('ssim', {}, dict(window=3, data_range=2), dict(sigma=0.7))
def _(i, p):
    def one(x, y):
        luminance, structure = ssim_factors(x, y, p)
        return 1 - (luminance * structure).mean()

    return each_image(one, i)


@golden('ms_ssim', {}, dict(window=3, sigma=1, data_range=5), dict(scales=1))
def _(i, p):
    powers = [0.0448, 0.2856, 0.3001, 0.2363, 0.1333]

    def one(x, y):
        sizes = [min(x.shape)]
        while len(sizes) < p.scales and sizes[-1] >= 4:
            sizes.append(sizes[-1] // 2)
        out, total = 1, sum(powers[: len(sizes)])
        for j in range(len(sizes)):
            if j:
                x, y = F.avg_pool2d(x[None, None], 2)[0, 0], F.avg_pool2d(y[None, None], 2)[0, 0]
            luminance, structure = ssim_factors(x, y, p)
            last = j + 1 == len(sizes)
            factor = (luminance * structure if last else structure).mean()
            out = out * torch.clamp(factor, min=1e-6) ** (powers[j] / total)
        return 1 - out

    return each_image(one, i)


@golden('ms_ssim_l1', {}, dict(alpha=0.5, data_range=4))
def _(i, p):
    def one(x, y):
        product = 1
        for sigma in (0.5, 1, 2, 4, 8):
            luminance, structure = factors(
                x, y, bell(16, sigma), (0.01 * p.data_range) ** 2, (0.03 * p.data_range) ** 2, padding=16
            )
            product = product * structure
        l1 = convolved((x - y).abs(), bell(16, 8), 16)
        return (p.alpha * (1 - luminance * product) + (1 - p.alpha) * l1 / p.data_range).mean()

    return each_image(one, i)


@golden('total_variation', {}, dict(isotropic=1))
def _(i, p):
    x = i.prediction
    down, across = x[1:] - x[:-1], x[:, 1:] - x[:, :-1]
    if p.isotropic:
        return torch.sqrt(down[:, :-1] ** 2 + across[:-1] ** 2).sum((0, 1))[None]
    return (down.abs().sum((0, 1)) + across.abs().sum((0, 1)))[None]


@golden('inverse_depth_smoothness')
def _(i, p):
    d, image = i.prediction, i.image
    x = (d[:, :-1] - d[:, 1:]).abs() * torch.exp(-(image[:, :, :-1] - image[:, :, 1:]).abs().mean(0))
    y = (d[:-1] - d[1:]).abs() * torch.exp(-(image[:, :-1] - image[:, 1:]).abs().mean(0))
    return (x.mean((0, 1)) + y.mean((0, 1)))[None]


@golden('pyramid_l1', {}, dict(levels=2))
def _(i, p):
    def one(x, y):
        total, x, y = (x - y).abs().mean(), x[None, None], y[None, None]
        for _ in range(1, int(p.levels)):
            if min(x.shape[2:]) < 2:
                break
            x, y = F.avg_pool2d(x, 2), F.avg_pool2d(y, 2)
            total = total + (x - y).abs().mean()
        return total

    return each_image(one, i)


@golden('multi_scale', {}, dict(scales=2))
def _(i, p):
    def one(x, y):
        terms = [((x - y) ** 2).mean()]
        for sigma in [1, 2, 4, 8, 16][: int(p.scales) - 1]:
            kernel = bell(3 * sigma, sigma)
            terms.append(((convolved(x, kernel, 3 * sigma) - convolved(y, kernel, 3 * sigma)) ** 2).mean())
        return torch.stack(terms).mean()

    return each_image(one, i)


@golden('local_ncc')
def _(i, p):
    ones = torch.ones(1, 1, 3, 3, dtype=torch.float64)

    def one(x, y):
        def total(v):
            return convolved(v, ones, 1)

        cross = total(x * y) - total(x) * total(y) / 9
        vx = torch.clamp(total(x * x) - total(x) ** 2 / 9, min=1e-5)
        vy = torch.clamp(total(y * y) - total(y) ** 2 / 9, min=1e-5)
        return -(cross**2 / (vx * vy)).mean()

    return each_image(one, i)


@golden('mutual_information', {}, dict(bins=8, sigma_ratio=1))
def _(i, p):
    bins = int(p.bins)
    centres = torch.linspace(0, 1, bins, dtype=torch.float64)
    sigma = p.sigma_ratio / (bins - 1)

    def one(x, y):
        def levels(v):
            w = torch.exp(-((v.clamp(0, 1)[:, None] - centres) ** 2) / (2 * sigma**2))
            return w / w.sum(1, keepdim=True)

        a, b = levels(x), levels(y)
        joint, apart = a.T @ b / len(x), torch.outer(a.mean(0), b.mean(0))
        return -(joint * torch.log((joint + 1e-7) / (apart + 1e-7) + 1e-7)).sum()

    return each_image(one, i)


def inner_gradient(v, axis):
    """MONAI's spatial_gradient: central differences, one element off every border."""
    if axis == 0:
        return (v[2:, 1:-1] - v[:-2, 1:-1]) / 2
    return (v[1:-1, 2:] - v[1:-1, :-2]) / 2


@golden('diffusion_regulariser')
def _(i, p):
    u = i.prediction
    return (inner_gradient(u, 0) ** 2 + inner_gradient(u, 1) ** 2).mean((0, 1))[None]


@golden('bending_energy')
def _(i, p):
    first = [inner_gradient(i.prediction, k) for k in (0, 1)]
    energy = sum(inner_gradient(first[k], k) ** 2 for k in (0, 1)) + 2 * inner_gradient(first[0], 1) ** 2
    return energy.mean((0, 1))[None]


# ---- signals ----------------------------------------------------------------------------------------------------


@golden('spectral_amplitude')
def _(i, p):
    def one(x, y):
        a, b = torch.fft.fft2(x, norm='ortho'), torch.fft.fft2(y, norm='ortho')
        return ((torch.sqrt(a.real**2 + a.imag**2) - torch.sqrt(b.real**2 + b.imag**2)) ** 2).mean()

    return each_image(one, i)


def spectrogram(x, window):
    length = min(int(window), len(x))
    step = max(1, length // 4)
    s = torch.stft(
        x, length, step, length, torch.hann_window(length, dtype=torch.float64), center=False, return_complex=True
    )
    return torch.sqrt(torch.clamp(s.real**2 + s.imag**2, min=1e-7))


def convergence(x, y):
    return torch.norm(y - x) / torch.norm(y)


def log_magnitude(x, y):
    return F.l1_loss(torch.log(x), torch.log(y))


@golden('spectral_convergence', {}, dict(window=4))
def _(i, p):
    return each_image(lambda x, y: convergence(spectrogram(x, p.window), spectrogram(y, p.window)), i)


@golden('log_stft_magnitude', {}, dict(window=4))
def _(i, p):
    return each_image(lambda x, y: log_magnitude(spectrogram(x, p.window), spectrogram(y, p.window)), i)


@golden('multi_resolution_stft', {}, dict(window=8))
def _(i, p):
    def one(x, y):
        total = 0
        for w in (p.window, p.window // 2, p.window // 4):
            a, b = spectrogram(x, w), spectrogram(y, w)
            total = total + convergence(a, b) + log_magnitude(a, b)
        return total / 3

    return each_image(one, i)


def soft_alignment(cost, gamma):
    t, s = cost.shape
    far = 1e10 * ONE
    r = [[far] * (s + 1) for _ in range(t + 1)]
    r[0][0] = 0 * ONE
    for i in range(1, t + 1):
        for j in range(1, s + 1):
            three = torch.stack([r[i - 1][j - 1], r[i - 1][j], r[i][j - 1]])
            r[i][j] = cost[i - 1, j - 1] - gamma * torch.logsumexp(-three / gamma, 0)
    return r[t][s]


def costs(x, y):
    return (x[:, None] - y[None, :]) ** 2


@golden('soft_dtw', {}, dict(gamma=0.1))
def _(i, p):
    return each_image(lambda x, y: soft_alignment(costs(x, y), p.gamma), i)


@golden('dilate', dict(gamma=1), dict(gamma=0.1, alpha=0.2), {})
def _(i, p):
    def one(x, y):
        cost = costs(x, y) + 0 * x.sum()
        if not cost.requires_grad:
            cost.requires_grad_(True)
        shape = soft_alignment(cost, p.gamma)
        a = torch.autograd.grad(shape, cost, create_graph=True)[0]
        t = len(x)
        k = torch.arange(t, dtype=torch.float64)
        return p.alpha * shape + (1 - p.alpha) * (a * (k[:, None] - k[None, :]) ** 2).sum() / t**2

    return each_image(one, i)
