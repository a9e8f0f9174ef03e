"""BG/NBD by maximum a posteriori: what is usual, corrected by the customers -> the model.

Priors are an opinion; these are the defaults of pymc-marketing 0.19. r is Weibull with shape 2 and scale 1, alpha with shape 2
and scale 10 weeks; phi = a / (a + b), the mean chance to leave, is uniform, and kappa = a + b is Pareto with exponent 1 from 1
on. What is highest is the density of r, alpha, phi and kappa, as in its `find_MAP`.
"""

from __future__ import annotations

import numpy as np

from rulekit.kpi.clv.bg_nbd import BgNbd, log_likelihoods
from rulekit.kpi.clv.customers import Customers, Floats
from rulekit.kpi.clv.histories import Histories
from rulekit.kpi.clv.maximise import LOG_BOUNDS, Prior, fit
from rulekit.kpi.clv.not_observable import NotObservable

_STARTS = ((0.5, 0.2, 0.5, 3.0), (1.0, 1.0, 0.1, 5.5), (0.1, 0.05, 1.0, 1.1), (5.0, 1.0, 0.05, 20.0))
"""r, alpha, the odds to leave phi / (1 - phi), and kappa."""

_USUAL_R = 1.0
_USUAL_ALPHA_WEEKS = 10.0


def fit_bg_nbd_map(customers: Customers) -> BgNbd | NotObservable:
    """The model of customers whose time is in weeks; nobody leaves, or everybody, is an answer here."""
    found = fit(customers, _log_likelihoods, _STARTS, _PRIOR)
    if isinstance(found, NotObservable):
        return found
    r, alpha, a, b = map(float, _plain(found.parameters))
    return BgNbd(r, alpha * found.scale, a, b, found.log_likelihood)


def _plain(parameters: Floats) -> Floats:
    """r, alpha, a and b."""
    r, alpha, odds, kappa = parameters
    return np.array([r, alpha, kappa * odds / (1 + odds), kappa / (1 + odds)])


def _log_likelihoods(parameters: Floats, histories: Histories) -> Floats:
    return log_likelihoods(_plain(parameters), histories)


def _log_density(parameters: Floats, scale: float) -> float:
    r, alpha, _, kappa = parameters
    shares = np.array([r / _USUAL_R, alpha * scale / _USUAL_ALPHA_WEEKS])
    return float((np.log(shares) - shares**2).sum() - 2 * np.log(kappa))


_PRIOR = Prior(_log_density, {2: LOG_BOUNDS, 3: (0.0, LOG_BOUNDS[1])})
