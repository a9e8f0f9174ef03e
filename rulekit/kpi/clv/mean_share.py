"""The integral of the BG/NBD model: what share of purchases is left, over a beta of the chance to leave after each."""

from __future__ import annotations

import numpy as np

from rulekit.kpi.clv.customers import Floats
from rulekit.kpi.clv.statistics_library import special

_STEP = 0.25
"""The widest step; where the beta is narrow, half its deviation."""

_REACH = 40.0
"""The integrand falls at least like e^-|distance|: e^-40 is below the last digit of a float."""


def mean_share(power: Floats, horizon: Floats, a: float, b: Floats) -> Floats:
    """The mean over p ~ beta(a, b) of g(p) = (1 - (1 + p h)^-k) / (p k h), for each k = `power`, h = `horizon` > 0 and b.

    g falls from 1 to g(1). What g(1) + (1 - g(1)) (1 - p)^m, equal at both ends, has for a mean is known; the difference, which
    vanishes at both ends, is summed in even steps of ln(p / (1 - p)): for such a function that converges exponentially (Trefethen
    & Weideman 2014, "The Exponentially Convergent Trapezoidal Rule").
    """
    power, horizon, b = power[:, None], horizon[:, None], b[:, None]
    functions, chance = special(), power * horizon
    step = min(_STEP, float(np.sqrt(1 / a + 1 / b.max())) / 2)
    places = np.arange(-_REACH - np.log(max(1.0, float(chance.max()))), _REACH, step)
    log_p, log_rest = -np.logaddexp(0.0, -places), -np.logaddexp(0.0, places)
    p = np.exp(log_p)
    whole = functions.betaln(a, b)
    weights = np.exp(a * log_p + b * log_rest - whole)
    last = -np.expm1(-power * np.log1p(horizon)) / chance
    bend = np.maximum(1.0, chance / 2)
    known = last + (1 - last) * np.exp(functions.betaln(a, b + bend) - whole)
    difference = -np.expm1(-power * np.log1p(p * horizon)) / (p * chance) - last - (1 - last) * np.exp(bend * log_rest)
    mean: Floats = known[:, 0] + step * (weights * difference).sum(axis=1)
    return mean
