# SPDX-License-Identifier: Apache-2.0
# What PyTorch's layers and activations compute, with the gradient by the input: writes layers.json.
# Weights and inputs are not stored; both sides make element i of a run of numbers as sin(step * i + start).
# Run by hand where python3-torch is installed: python3 tests/golden/layers.py
import json
import math
import pathlib

import torch
import torch.nn as nn
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)


def wave(count, step, start, scale):
    return torch.tensor([scale * math.sin(step * i + start) for i in range(count)])


def set_weights(modules):
    """All parameters in order, as one run of numbers."""
    at = 0
    total = sum(p.numel() for m in modules for p in m)
    run = wave(total, 0.7, 0.3, 0.5)
    with torch.no_grad():
        for m in modules:
            for p in m:
                p.copy_(run[at : at + p.numel()].reshape(p.shape))
                at += p.numel()


def features_last(x):
    """[features ..., B] as the core keeps it -> [B, features ...] as PyTorch does, and back by features_first."""
    return x.movedim(-1, 0)


def features_first(x):
    return x.movedim(0, -1)


def steps_in(x):  # [D, T, B] -> [B, T, D]
    return x.permute(2, 1, 0)


def steps_out(x):  # [B, T, D] -> [D, T, B]
    return x.permute(2, 1, 0)


cases = []


def case(layer, shape, parameters, forward, activation="linear", training=True, size=1.5):
    x = wave(math.prod(shape), 0.9, 0.1, size).reshape(shape).requires_grad_()
    set_weights([parameters])
    y = forward(x)
    weights = wave(y.numel(), 0.4, 0.2, 1.0).reshape(y.shape)
    out = {"layer": layer, "activation": activation, "shape": list(shape), "training": int(training), "size": size}
    out["output"] = [float(f"{v:.15g}") for v in y.detach().reshape(-1).tolist()]
    (y * weights).sum().backward()
    out["gradient"] = [float(f"{v:.15g}") for v in x.grad.reshape(-1).tolist()]
    cases.append(out)


def plain(layer, shape, module, into=features_last, back=features_first, **more):
    case(layer, shape, list(module.parameters()), lambda x: back(module(into(x))), **more)


plain("dense:units=3", (4, 5), nn.Linear(4, 3))
dense = nn.Linear(4, 3)
case("dense:units=3", (4, 2, 5), list(dense.parameters()), lambda x: steps_out(dense(steps_in(x))))
plain("conv1d:channels=4:size=3:stride=2:padding=1", (2, 7, 3), nn.Conv1d(2, 4, 3, stride=2, padding=1))
plain("conv1d:channels=4:size=2:dilation=3:groups=2", (2, 7, 3), nn.Conv1d(2, 4, 2, dilation=3, groups=2))
plain("conv2d:channels=3:size=3:padding=1", (2, 5, 4, 2), nn.Conv2d(2, 3, 3, padding=1))
plain("conv2d:channels=4:size=2:stride=2:dilation=2:groups=2", (2, 6, 5, 2), nn.Conv2d(2, 4, 2, stride=2, dilation=2, groups=2))
plain("conv_transpose2d:channels=3:size=3:stride=2:padding=1", (2, 4, 3, 2), nn.ConvTranspose2d(2, 3, 3, stride=2, padding=1))
plain("max_pool:size=2", (2, 5, 4, 2), nn.MaxPool2d(2))
plain("max_pool:size=3:stride=1", (2, 6, 3), nn.MaxPool1d(3, stride=1))
plain("avg_pool:size=2:stride=1", (2, 5, 4, 2), nn.AvgPool2d(2, stride=1))
plain("avg_pool:size=2", (2, 6, 3), nn.AvgPool1d(2))
plain("upsample:factor=2", (2, 3, 2, 2), nn.Upsample(scale_factor=2, mode="nearest"))
plain("global_average", (3, 4, 2, 2), nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten()))
plain("batch_norm", (3, 6), nn.BatchNorm1d(3))
plain("batch_norm", (3, 4, 2, 3), nn.BatchNorm2d(3))
plain("batch_norm", (3, 6), nn.BatchNorm1d(3).eval(), training=False)
plain("layer_norm", (5, 3), nn.LayerNorm(5))
plain("layer_norm", (2, 3, 2, 3), nn.LayerNorm((2, 3, 2)))
plain("group_norm:groups=2", (4, 3, 2, 3), nn.GroupNorm(2, 4))
plain("instance_norm", (3, 4, 2, 2), nn.InstanceNorm2d(3, affine=True))
plain("flatten", (2, 3, 2, 3), nn.Flatten())


class Attention(nn.Module):
    def __init__(self, width, heads, causal):
        super().__init__()
        self.heads, self.causal = heads, causal
        self.parts = nn.ModuleList([nn.Linear(width, width) for _ in range(4)])

    def forward(self, x):
        q, k, v, o = self.parts
        mask = torch.triu(torch.ones(x.shape[1], x.shape[1], dtype=torch.bool), 1) if self.causal else None
        y, _ = F.multi_head_attention_forward(
            *[t.transpose(0, 1) for t in (x, x, x)], x.shape[2], self.heads,
            torch.cat([q.weight, k.weight, v.weight]), torch.cat([q.bias, k.bias, v.bias]), None, None, False, 0.0,
            o.weight, o.bias, attn_mask=mask)
        return y.transpose(0, 1)


for causal in (0, 1):
    plain(f"attention:heads=2:causal={causal}", (4, 3, 2), Attention(4, 2, causal), steps_in, steps_out)
for name, kind in (("gru", nn.GRU), ("lstm", nn.LSTM)):
    cell = kind(3, 4, batch_first=True)
    case(f"{name}:units=4", (3, 5, 2), list(cell.parameters()), lambda x, cell=cell: steps_out(cell(steps_in(x))[0]))

activations = {
    "tanh": torch.tanh, "relu": F.relu, "sigmoid": torch.sigmoid, "softplus": F.softplus, "leaky_relu": F.leaky_relu,
    "elu": F.elu, "selu": F.selu, "gelu": F.gelu, "silu": F.silu, "mish": F.mish, "softsign": F.softsign,
    "hard_tanh": F.hardtanh, "hard_sigmoid": F.hardsigmoid, "hard_swish": F.hardswish, "relu6": F.relu6,
    "linear": lambda x: x,
}
for name, f in activations.items():
    case("activation", (3, 7), [], lambda x, f=f: f(x), activation=name, size=7.5)
prelu = nn.PReLU()
case("activation", (3, 7), list(prelu.parameters()), prelu, activation="prelu", size=7.5)

here = pathlib.Path(__file__).parent
lines = ",\n".join(json.dumps(c) for c in cases)
(here / "layers.json").write_text("[\n" + lines + "\n]\n")
print(len(cases), "cases")
