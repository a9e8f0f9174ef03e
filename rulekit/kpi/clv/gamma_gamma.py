"""Gamma-Gamma: what customers spend when they buy.

Fader, Hardie & Lee (2005), "RFM and CLV: Using Iso-Value Curves for Customer Base Analysis", Journal of Marketing Research 42(4),
after Colombo & Jiang (1999); Fader & Hardie (2013), "The Gamma-Gamma Model of Monetary Value". Purchases of a customer vary
around an own mean (gamma, shape p), own means vary over the customers (q, v), independently of how often they buy.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from rulekit.kpi.clv.customers import Customers, Floats
from rulekit.kpi.clv.maximise import maximise, too_few
from rulekit.kpi.clv.not_observable import NotObservable
from rulekit.kpi.clv.statistics_library import special

_STARTS = ((5.0, 4.0, 0.5), (1.0, 2.0, 1.0), (20.0, 10.0, 0.5), (2.0, 20.0, 10.0))


@dataclass(frozen=True, slots=True)
class GammaGamma:
    """A fitted model: p of the purchases of one customer, q > 1 and v (in the unit of money) of the customers' means."""

    p: float
    q: float
    v: float
    log_likelihood: float

    def population_mean(self) -> float:
        """E[M] = p v / (q - 1): the expected spend per purchase of somebody unknown."""
        return self.p * self.v / (self.q - 1)

    def expected_spend(self, customers: Customers) -> Floats:
        """E[M | m, x] = p (v + x m) / (p x + q - 1): per future purchase, between the own mean and everybody's."""
        x = customers.frequency
        return self.p * (self.v + x * np.maximum(customers.mean_money, 0.0)) / (self.p * x + self.q - 1)


def fit_gamma_gamma(customers: Customers) -> GammaGamma | NotObservable:
    """The model by maximum likelihood, from the customers who came back and spent something then."""
    spent = (customers.frequency > 0) & (customers.mean_money > 0)
    if refusal := too_few(int(spent.sum())):
        return refusal
    frequency, money = customers.frequency[spent], customers.mean_money[spent]
    scale = float(np.median(money))
    found = maximise(lambda parameters: float(_log_likelihoods(parameters, frequency, money / scale).mean()), _STARTS)
    if isinstance(found, NotObservable):
        return found
    p, q, v = map(float, found)
    if q <= 1:
        return NotObservable("a few customers spend so much more than the others that the mean says nothing")
    log_likelihood = float((_log_likelihoods(found, frequency, money / scale) - np.log(scale)).sum())
    return GammaGamma(p, q, v * scale, log_likelihood)


def _log_likelihoods(parameters: Floats, frequency: Floats, money: Floats) -> Floats:
    """The logarithm of Γ(p x + q) / (Γ(p x) Γ(q)) · v^q m^(p x - 1) x^(p x) / (v + x m)^(p x + q) for each customer."""
    p, q, v = parameters
    shape = p * frequency
    likelihoods: Floats = (
        -special().betaln(shape, q)
        + q * np.log(v)
        - np.log(money)
        + shape * np.log(frequency * money)
        - (shape + q) * np.log(v + frequency * money)
    )
    return likelihoods
