# SPDX-License-Identifier: Apache-2.0
"""Golden values of losses -> losses.json, from PyTorch where it has the loss, else from the textbook formula.

    build/native/losscape_catalog > /tmp/catalog.json
    build/native/losscape_catalog --dims > /tmp/dims.txt
    python3 tests/golden/losses.py /tmp/catalog.json /tmp/dims.txt tests/golden/losses.json

Needs python3-torch (1.13 was used). Never run by tests: they read losses.json. Formulas in the files next to
this one are written the plain way, without the core's stable forms, in double precision; gradients are
autograd's. Inputs are random numbers of the domain that the catalogue declares.
"""
import json
import sys
import zlib
from types import SimpleNamespace

import torch

from losses_form import CASES
import losses_classification  # noqa: F401  (each fills CASES)
import losses_images  # noqa: F401
import losses_masks  # noqa: F401
import losses_metric  # noqa: F401
import losses_overlap  # noqa: F401
import losses_pairs  # noqa: F401
import losses_regression  # noqa: F401
import losses_sequences  # noqa: F401
import losses_training  # noqa: F401

EXTENTS = dict(C=3, D=3, K=4, M=4, P=6, Q=3, T=5, S=4, H=6, W=5, B=3, L=3, G=2, F=7, E=4)


def numbers(input_, shape, rng, extents):
    """Random numbers of a declared domain; mirrors tests/cc/built_loss.h in kind, not in value."""
    u = torch.rand(shape, generator=rng, dtype=torch.float64)
    i = torch.arange(u.numel()).reshape(shape)
    domain = input_['domain']
    if domain == 'real':
        return 4 * u - 2
    if domain == 'binary':
        return ((i * 5 + i // 3 + i // 7 + 1) % 2 == 0).double()
    if domain == 'signed':
        return 2 * ((i * 5 + i // 2) % 2).double() - 1
    if domain == 'class':
        return ((i * 2 + 1) % extents['C']).double()
    if domain == 'count':
        return torch.floor(6 * u)
    if domain == 'grade':
        return ((i * 2 + i // 3) % 3).double()
    if domain in ('non-negative', 'positive'):
        return 0.2 + 2.3 * u
    if domain == 'probability':
        return 0.05 + 0.9 * u
    if domain == 'cosine':
        return 1.8 * u - 0.9
    if domain in ('distribution', 'log-distribution'):
        p = 0.1 + u
        p = p / p.sum(0, keepdim=True)
        return p.log() if domain == 'log-distribution' else p
    if domain == 'boxes':
        start = 2 * u[:2]
        return torch.cat([start, start + 0.8 + u[2:]])
    if domain == 'mask':
        return (i % 5 != 4).double()
    raise ValueError(domain)


def rounded(t):
    return [float(f'{v:.13g}') for v in t.detach().reshape(-1).tolist()]


def golden(entry, case, index):
    rng = torch.Generator().manual_seed(zlib.crc32(entry['id'].encode()) + index)
    extents = dict(EXTENTS, N=case.samples)
    params = {p['id']: p['default'] for p in entry['params']}
    params.update(case.params)
    inputs = {}
    for input_ in entry['inputs']:
        if input_['optional'] and input_['id'] not in case.optional:
            continue
        dims = input_['dims']
        shape = [2, case.samples] if dims == ['*'] else [int(d) if d.isdigit() else extents[d] for d in dims]
        t = numbers(input_, shape, rng, extents)
        if input_['id'] in case.given:
            t = torch.tensor(case.given[input_['id']], dtype=torch.float64).reshape(shape)
        # What is written is what is computed with.
        t = torch.tensor(rounded(t), dtype=torch.float64).reshape(shape)
        inputs[input_['id']] = t.requires_grad_(input_['role'] == 'prediction')
    value = case.formula(SimpleNamespace(**inputs, get=inputs.get), SimpleNamespace(**params))
    assert torch.isfinite(value).all(), (entry['id'], value)
    value.sum().backward()
    out = {'loss': entry['id'], 'source': case.source}
    if case.params:
        out['params'] = case.params
    out['inputs'] = {k: {'shape': list(t.shape), 'values': rounded(t)} for k, t in inputs.items()}
    out['value'] = rounded(value)
    out['gradient'] = {
        k: rounded(t.grad if t.grad is not None else torch.zeros_like(t))
        for k, t in inputs.items()
        if t.requires_grad and not case.value_only
    }
    return out


def main(catalog, dims, target):
    entries = {e['id']: e for e in json.load(open(catalog))['losses']}
    for id_, *axes in (line.split() for line in open(dims)):
        for input_, own in zip(entries[id_]['inputs'], axes):
            input_['dims'] = list(own)
    missing = sorted(set(CASES) - set(entries))
    if missing:
        sys.exit(f'no such losses: {missing}')
    rows = [golden(e, c, i) for e in entries.values() for i, c in enumerate(CASES.get(e['id'], []))]
    with open(target, 'w') as f:
        f.write('[\n' + ',\n'.join(json.dumps(r, separators=(',', ':')) for r in rows) + '\n]\n')
    without = [id_ for id_ in entries if id_ not in CASES]
    print(f'{len(rows)} cases of {len(CASES)} losses; without: {" ".join(without)}')


if __name__ == '__main__':
    main(*sys.argv[1:])
