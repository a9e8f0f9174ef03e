"""Pareto/NBD, the second model: how often customers buy, and how long they stay; they may leave at any time.

Schmittlein, Morrison & Colombo (1987), "Counting Your Customers: Who Are They and What Will They Do Next?", Management Science
33(1), in the notation of Fader & Hardie (2005), "A Note on Deriving the Pareto/NBD Model and Related Expressions". Own purchase
rates are gamma over the customers (r, alpha), own rates to leave too (s, beta).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from rulekit.kpi.clv.customers import Customers, Floats, newcomer
from rulekit.kpi.clv.histories import Histories
from rulekit.kpi.clv.hypergeometric import hypergeometric_of_one
from rulekit.kpi.clv.maximise import fit
from rulekit.kpi.clv.not_observable import NotObservable
from rulekit.kpi.clv.statistics_library import special

_STARTS = ((0.5, 0.3, 0.5, 0.3), (1.0, 1.0, 1.0, 1.0), (0.2, 0.05, 2.0, 2.0), (5.0, 1.0, 0.3, 0.1))


@dataclass(frozen=True, slots=True)
class ParetoNbd:
    """A fitted model: r and alpha of the purchase rates, s and beta of the rates to leave; alpha and beta in the unit of time."""

    r: float
    alpha: float
    s: float
    beta: float
    log_likelihood: float

    def alive(self, customers: Customers) -> Floats:
        """P(alive) of each customer: still there, against still there or left since the last purchase."""
        stayed, left = _log_stayed_and_left(self, customers.frequency, customers.recency, customers.age)
        alive: Floats = special().expit(stayed - left)
        return alive

    def expected(self, customers: Customers, time: float) -> Floats:
        """E[Y(t) | x, t_x, T]: the purchases of each customer within `time` after the end of observation.

        P(alive) · (r + x) (beta + T) / ((alpha + T) (s - 1)) · (1 - ((beta + T) / (beta + T + t))^(s - 1)), written so that s = 1
        is no gap.
        """
        older = self.beta + customers.age
        stretch = np.log1p(time / older)
        kept = stretch * special().exprel((1 - self.s) * stretch)
        purchases: Floats = self.alive(customers) * (self.r + customers.frequency) / (self.alpha + customers.age) * older * kept
        return purchases

    def expected_of_new(self, time: float) -> float:
        """E[X(t)]: the repeat purchases of a new customer within `time` after the first purchase."""
        return float(self.expected(newcomer(), time)[0])


def fit_pareto_nbd(customers: Customers) -> ParetoNbd | NotObservable:
    """The model by maximum likelihood."""
    found = fit(customers, _log_likelihoods, _STARTS)
    if isinstance(found, NotObservable):
        return found
    r, alpha, s, beta = map(float, found.parameters)
    return ParetoNbd(r, alpha * found.scale, s, beta * found.scale, found.log_likelihood)


def _log_likelihoods(parameters: Floats, histories: Histories) -> Floats:
    """The logarithm of Γ(r + x) alpha^r beta^s / Γ(r) · (stayed + left) for each history."""
    r, alpha, s, beta = parameters
    model, functions = ParetoNbd(r, alpha, s, beta, 0.0), special()
    constant = functions.gammaln(r + histories.frequency) - functions.gammaln(r) + r * np.log(alpha) + s * np.log(beta)
    stayed, left = _log_stayed_and_left(model, histories.frequency, histories.recency, histories.age)
    likelihoods: Floats = constant + np.logaddexp(stayed, left)
    return likelihoods


def _log_stayed_and_left(model: ParetoNbd, frequency: Floats, recency: Floats, age: Floats) -> tuple[Floats, Floats]:
    """The two parts of the likelihood in logarithms: still there at T, and left between t_x and T (-∞ where these are the same).

    Stayed is (alpha + T)^-(r + x) (beta + T)^-s. Left is s times the integral of (alpha + u)^-(r + x) (beta + u)^-(s + 1) over u
    from t_x to T: G(t_x) - G(T), see `_log_tail`.
    """
    stayed = -(model.r + frequency) * np.log(model.alpha + age) - model.s * np.log(model.beta + age)
    early, late = _log_tail(model, frequency, recency), _log_tail(model, frequency, age)
    share = -np.expm1(np.minimum(late - early, 0.0))
    left = np.where(share > 0, early + np.log(np.where(share > 0, share, 1.0)), -np.inf)
    return stayed, left


def _log_tail(model: ParetoNbd, frequency: Floats, time: Floats) -> Floats:
    """The logarithm of G(u), the whole of that integral from u on.

    With n = r + s + x it has two cases, those of the note after Euler's transformation:
    s / n (alpha + u)^(1 - r - x) (beta + u)^-(s + 1) F(1, s + 1; n + 1; (beta - alpha) / (beta + u)) for alpha < beta,
    s / n (alpha + u)^-(r + x) (beta + u)^-s F(1, r + x; n + 1; (alpha - beta) / (alpha + u)) for alpha >= beta: F stays small
    however large x is.
    """
    purchases = model.r + frequency
    bought, stayed = np.log(model.alpha + time), np.log(model.beta + time)
    if model.alpha < model.beta:
        later = np.full(time.shape, model.s + 1)
        series = hypergeometric_of_one(later, purchases + model.s + 1, (model.beta - model.alpha) / (model.beta + time))
        powers = (1 - purchases) * bought - (model.s + 1) * stayed
    else:
        series = hypergeometric_of_one(purchases, purchases + model.s + 1, (model.alpha - model.beta) / (model.alpha + time))
        powers = -purchases * bought - model.s * stayed
    tail: Floats = np.log(model.s / (purchases + model.s)) + powers + np.log(series)
    return tail
