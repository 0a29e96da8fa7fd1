# SPDX-License-Identifier: Apache-2.0
"""How a golden formula is registered: @golden('huber', dict(delta=0.5)) above a function of inputs and parameters."""
from types import SimpleNamespace

CASES = {}


def golden(id_, *param_sets, source='formula', samples=3, optional=(), given=None, value_only=False):
    """One case a parameter set (one with the defaults if there is none). `optional` inputs are given too."""

    def register(formula):
        for params in param_sets or ({},):
            CASES.setdefault(id_, []).append(
                SimpleNamespace(
                    params=params,
                    formula=formula,
                    source=source,
                    samples=samples,
                    optional=optional,
                    given=given or {},
                    value_only=value_only,
                )
            )
        return formula

    return register
