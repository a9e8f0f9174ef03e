"""The value of the next months: expected purchases times expected spend, month by month, later money counting less."""

from __future__ import annotations

from typing import Protocol

import numpy as np

from rulekit.kpi.clv.customers import Customers, Floats
from rulekit.kpi.clv.gamma_gamma import GammaGamma

WEEKS_IN_MONTH = 365 / 12 / 7
"""A twelfth of a year of 365 days: 4.3452; other software rounds it to 4.345."""


class PurchaseModel(Protocol):
    """How often customers will buy: BG/NBD, MBG/NBD or Pareto/NBD."""

    def alive(self, customers: Customers) -> Floats:
        """P(alive) of each customer."""

    def expected(self, customers: Customers, time: float) -> Floats:
        """The purchases of each customer within `time` after the end of observation."""


def discounted_value(
    purchases: PurchaseModel,
    spend: GammaGamma,
    customers: Customers,
    *,
    months: int = 12,
    monthly_rate: float = 0.0,
    month: float = WEEKS_IN_MONTH,
) -> Floats:
    """What each customer is expected to spend in the next `months`, in the customers' unit of money.

    The purchases of a month count at its end: divided by (1 + monthly_rate)^number; `month` is its length in the customers' unit
    of time. The discrete form of the discounting in Fader, Hardie & Lee (2005), "RFM and CLV", as other software (lifetimes 0.11)
    has it.
    """
    ends = [purchases.expected(customers, month * number) for number in range(months + 1)]
    factors = (1 + monthly_rate) ** -np.arange(1.0, months + 1)
    within: Floats = factors @ np.diff(np.array(ends), axis=0)
    return within * spend.expected_spend(customers)
