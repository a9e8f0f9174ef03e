"""The Gaussian hypergeometric function F(1, b; c; z), all the Pareto/NBD model needs of it, without overflow or gaps."""

from __future__ import annotations

import numpy as np

from rulekit.kpi.clv.customers import Floats

_DIGITS = 30.0
"""ln 1e13: terms are taken until what is left out is about 1e-13 of the value."""

_MOST_TERMS = 1000
"""Enough for 1e-8 of the value at z = 0.9999."""


def hypergeometric_of_one(second: Floats, third: Floats, argument: Floats) -> Floats:
    """F(1, b; c; z) for 0 < b < c and 0 <= z < 1 by Gauss's continued fraction (NIST DLMF 15.7.5 with a = 0).

    Every step lies between 0 and 1, so nothing cancels; scipy's own function is no number where b and c are large and z is near
    1.

    >>> float(hypergeometric_of_one(np.array([1.0]), np.array([2.0]), np.array([0.5]))[0])  # -ln(1 - z) / z
    1.3862943611198906
    """
    fraction = np.ones_like(argument)
    for step in range(_terms(float(argument.max(initial=0.0))), 0, -1):
        half = step // 2
        if step % 2:
            factor = (second + half) * (third - 1 + half) / ((third + 2 * half - 1) * (third + 2 * half))
        else:
            factor = half * (third - second - 1 + half) / ((third + 2 * half - 2) * (third + 2 * half - 1))
        fraction = 1 - factor * argument / fraction
    return 1 / fraction


def _terms(argument: float) -> int:
    """How many terms are enough: each divides the error by (1 + w) / (1 - w), where w = √(1 - z)."""
    root = np.sqrt(1 - argument)
    return int(min(_MOST_TERMS, 4 + _DIGITS / (2 * np.arctanh(min(root, 0.999)))))
