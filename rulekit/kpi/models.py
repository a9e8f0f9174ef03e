"""Models: the rows of a KPI's query -> figures that no query can give: predictions, and bounds of confidence.

Floats are allowed here and nowhere else in figures. What they give is rounded to the decimals of a figure, carries the flag
`model`, and is the same for the same rows: nothing is drawn by chance.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np

from rulekit.diagnostics import UsageError
from rulekit.kpi.assumptions import Assumptions
from rulekit.kpi.catalogue import Kpi
from rulekit.kpi.clv import Customers, NotObservable, discounted_value, fit_bg_nbd, fit_gamma_gamma, fit_pareto_nbd
from rulekit.kpi.clv.customers import Floats
from rulekit.kpi.clv.discounted_value import WEEKS_IN_MONTH, PurchaseModel
from rulekit.kpi.figure import DECIMALS

MONTHS = 12
"""How far predictions look ahead."""

WEEK_DAYS = 7

Row = tuple[int, str | None, Decimal | None, Decimal | None]
"""As a query gives them: period, subject, numerator, denominator."""


@dataclass(frozen=True, slots=True)
class Prediction:
    """One value per customer, or why there is none."""

    values: Floats | NotObservable

    def mean(self, period: int) -> tuple[list[Row], str | None]:
        """The mean over the customers as a figure of a period, and what to say beside it."""
        if isinstance(self.values, NotObservable):
            return [], self.values.reason
        return [(period, None, rounded(float(self.values.sum())), Decimal(len(self.values)))], None


def predictions(rows: Sequence[Sequence[Any]], assumptions: Assumptions) -> dict[str, Prediction]:
    """What each customer is expected to buy in the next 12 months, by the id of the figure.

    A row is a customer: period, repeat visits, days from the first to the last visit, days from the first to the end, money of
    the repeat visits. The yearly rate r discounts each month by (1 + r)^(1/12).
    """
    try:
        return dict(_predicted(_customers(rows), assumptions))
    except UsageError as missing:
        return dict.fromkeys(PREDICTED, Prediction(NotObservable(f"{missing}: {missing.help}")))


PREDICTED = ("p_alive", "clv.expected_purchases", "clv.predicted")


def _predicted(customers: Customers, assumptions: Assumptions) -> Iterator[tuple[str, Prediction]]:
    fit = {"bg-nbd": fit_bg_nbd, "pareto-nbd": fit_pareto_nbd}[assumptions.model]
    model: PurchaseModel | NotObservable = fit(customers)
    if isinstance(model, NotObservable):
        yield from ((name, Prediction(model)) for name in PREDICTED)
        return
    yield "p_alive", Prediction(model.alive(customers))
    yield "clv.expected_purchases", Prediction(model.expected(customers, MONTHS * WEEKS_IN_MONTH))
    spend = fit_gamma_gamma(customers)
    if isinstance(spend, NotObservable):
        yield "clv.predicted", Prediction(spend)
        return
    monthly = (1 + float(assumptions.discount_rate)) ** (1 / 12) - 1
    yield "clv.predicted", Prediction(discounted_value(model, spend, customers, months=MONTHS, monthly_rate=monthly))


def _customers(rows: Sequence[Sequence[Any]]) -> Customers:
    """In one order whatever the query's: the last digit of a sum of floats depends on it."""
    columns = np.array(sorted([float(value) for value in row[1:]] for row in rows), dtype=np.float64).reshape(-1, 4)
    frequency, recency, age, spent = columns.T
    return Customers(frequency, recency / WEEK_DAYS, age / WEEK_DAYS, spent / np.maximum(frequency, 1.0))


def rounded(value: float) -> Decimal:
    """A float with the decimals of a figure."""
    return Decimal(round(value * 10**DECIMALS)).scaleb(-DECIMALS)


class Models:
    """The models of one population, each fitted once however many figures come from it."""

    def __init__(self, assumptions: Assumptions) -> None:
        self._assumptions = assumptions
        self._predicted: Mapping[str, Prediction] | None = None

    def figures(self, kpi: Kpi, rows: Sequence[Sequence[Any]]) -> tuple[list[Row], str | None]:
        """The rows of a figure from the rows of its query, and a note where it cannot be observed."""
        if not rows:
            return [], None
        if self._predicted is None:
            self._predicted = predictions(rows, self._assumptions)
        return self._predicted[kpi.id].mean(rows[0][0])
