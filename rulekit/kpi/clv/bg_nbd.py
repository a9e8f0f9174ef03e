"""BG/NBD and MBG/NBD: how often customers buy, and after which purchase they stay away for good.

Fader, Hardie & Lee (2005), "'Counting Your Customers' the Easy Way: An Alternative to the Pareto/NBD Model", Marketing Science
24(2). While active a customer buys at random with an own rate, gamma over the customers (r, alpha); after each repeat purchase
the customer leaves with an own probability, beta over the customers (a, b). Who bought once cannot have left. In the modified
model (Batislam, Denizel & Filiztekin 2007, "Empirical Validation and Comparison of Models for Customer Base Analysis",
International Journal of Research in Marketing 24(3); Hoppe & Wagner 2007, "Customer Base Analysis: The Case for a Central Variant
of the Betageometric/NBD Model", Marketing Journal of Research and Management 3(2)) the first purchase is a chance to leave too.
So there were n chances, x or x + 1; the rest is the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np

from rulekit.kpi.clv.customers import Customers, Floats, newcomer
from rulekit.kpi.clv.histories import Histories
from rulekit.kpi.clv.maximise import fit
from rulekit.kpi.clv.mean_share import mean_share
from rulekit.kpi.clv.not_observable import NotObservable
from rulekit.kpi.clv.statistics_library import special

_STARTS = ((0.5, 0.2, 1.0, 2.0), (1.0, 1.0, 0.5, 5.0), (0.1, 0.05, 0.2, 0.2), (5.0, 1.0, 1.0, 20.0))

_BLOCK = 1000
"""Histories taken together in an integral: a bound on memory."""


@dataclass(frozen=True, slots=True)
class BgNbd:
    """A fitted model: r and alpha (in the unit of time) of the purchase rates, a and b of the chance to leave.

    `leaves_at_once`: a customer may leave after the first purchase too (MBG/NBD).
    """

    r: float
    alpha: float
    a: float
    b: float
    log_likelihood: float
    leaves_at_once: bool = False

    def alive(self, customers: Customers) -> Floats:
        """P(alive) of each customer (Fader & Hardie, "Computing P(alive) Using the BG/NBD Model")."""
        alive: Floats = special().expit(-_log_odds_left(self, customers.frequency, customers.recency, customers.age))
        return alive

    def expected(self, customers: Customers, time: float) -> Floats:
        """E[Y(t) | x, t_x, T]: the purchases of each customer within `time` after the end of observation."""
        return self.alive(customers) * _expected_alive(self, customers.frequency, customers.age, time)

    def expected_of_new(self, time: float) -> float:
        """E[X(t)]: the repeat purchases of a new customer within `time` after the first purchase."""
        return float(self.expected(newcomer(), time)[0])

    def chances(self, frequency: Floats) -> Floats:
        """How often each customer could have left, n."""
        return frequency + int(self.leaves_at_once)


def fit_bg_nbd(customers: Customers) -> BgNbd | NotObservable:
    """BG/NBD by maximum likelihood."""
    return _fit(customers, leaves_at_once=False)


def fit_mbg_nbd(customers: Customers) -> BgNbd | NotObservable:
    """MBG/NBD by maximum likelihood."""
    return _fit(customers, leaves_at_once=True)


def _fit(customers: Customers, *, leaves_at_once: bool) -> BgNbd | NotObservable:
    found = fit(customers, partial(log_likelihoods, leaves_at_once=leaves_at_once), _STARTS)
    if isinstance(found, NotObservable):
        return found
    r, alpha, a, b = map(float, found.parameters)
    return BgNbd(r, alpha * found.scale, a, b, found.log_likelihood, leaves_at_once)


def log_likelihoods(parameters: Floats, histories: Histories, *, leaves_at_once: bool = False) -> Floats:
    """The log-likelihood of each history, given r, alpha, a and b.

    L = B(a, b + n) / B(a, b) · Γ(r + x) alpha^r / (Γ(r) (alpha + T)^(r + x)) · (1 + odds of having left), see `_log_odds_left`.
    """
    r, alpha, a, b = parameters
    x, functions = histories.frequency, special()
    rates = functions.gammaln(r + x) - functions.gammaln(r) + r * np.log(alpha) - (r + x) * np.log(alpha + histories.age)
    model = BgNbd(r, alpha, a, b, 0.0, leaves_at_once)
    stayed = functions.betaln(a, b + model.chances(x)) - functions.betaln(a, b)
    likelihoods: Floats = rates + stayed + np.logaddexp(0.0, _log_odds_left(model, x, histories.recency, histories.age))
    return likelihoods


def _log_odds_left(model: BgNbd, frequency: Floats, recency: Floats, age: Floats) -> Floats:
    """The logarithm of a / (b + n - 1) · ((alpha + T) / (alpha + t_x))^(r + x), left against still there; -∞ for n = 0."""
    chances = model.chances(frequency)
    taken = model.a / (model.b + np.maximum(chances, 1.0) - 1)
    odds = np.log(taken) + (model.r + frequency) * np.log1p((age - recency) / (model.alpha + recency))
    return np.where(chances > 0, odds, -np.inf)


def _expected_alive(model: BgNbd, frequency: Floats, age: Floats, time: float) -> Floats:
    """Purchases within `time` of who is still there, from the integral behind the paper's closed form.

    Who leaves with chance p and bought x times by T buys (1 - (1 + p h)^-k) / p times, with k = r + x and h = t / (alpha + T); p
    is beta (a, b + n). The closed form, (a + b + n - 1) / (a - 1) · (1 - (1 + h)^-k F(k, b + n; a + b + n - 1; t / (alpha + T +
    t))), is the same number, but has gaps at a = 1 and a + b + n = 1 and overflows for large n.
    """
    if time == 0 or len(age) == 0:
        return np.zeros_like(age)
    rows, back = np.unique(np.column_stack([frequency, age]), axis=0, return_inverse=True)
    power, horizon = model.r + rows[:, 0], time / (model.alpha + rows[:, 1])
    blocks = [slice(start, start + _BLOCK) for start in range(0, len(rows), _BLOCK)]
    still = model.b + model.chances(rows[:, 0])
    shares = [mean_share(power[block], horizon[block], model.a, still[block]) for block in blocks]
    purchases: Floats = (power * horizon * np.concatenate(shares))[back.reshape(-1)]
    return purchases
