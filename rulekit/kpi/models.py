"""Models: the rows of a KPI's query -> figures that no query can give: predictions, and bounds of confidence.

Floats are allowed here and nowhere else in figures. What they give is rounded to the decimals of a figure, carries the flag
`model`, and is the same for the same rows: nothing is drawn by chance.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from hashlib import sha256
from math import lcm
from typing import Any

import numpy as np

from rulekit.diagnostics import UsageError
from rulekit.kpi.assumptions import Assumptions, Model
from rulekit.kpi.catalogue import Kpi
from rulekit.kpi.clv import (
    Customers,
    NotObservable,
    discounted_value,
    fit_bg_nbd,
    fit_bg_nbd_map,
    fit_gamma_gamma,
    fit_mbg_nbd,
    fit_pareto_nbd,
)
from rulekit.kpi.clv.customers import Floats
from rulekit.kpi.clv.discounted_value import WEEKS_IN_MONTH, PurchaseModel
from rulekit.kpi.figure import DECIMALS, EXACT
from rulekit.kpi.ifrs15 import Points, contract_liabilities
from rulekit.kpi.welch import FEWEST, Side, difference, is_observable, reach
from rulekit.values.money import SCALE

MONTHS = 12
"""How far predictions look ahead."""

WEEK_DAYS = 7

_FITS: Mapping[Model, Callable[[Customers], PurchaseModel | NotObservable]] = {
    "bg-nbd": fit_bg_nbd,
    "bg-nbd-map": fit_bg_nbd_map,
    "mbg-nbd": fit_mbg_nbd,
    "pareto-nbd": fit_pareto_nbd,
}

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


def predictions(customers: Customers, assumptions: Assumptions) -> dict[str, Prediction]:
    """What each customer is expected to buy in the next 12 months, by the id of the figure.

    The yearly rate r discounts each month by (1 + r)^(1/12).
    """
    try:
        return dict(_predicted(customers, assumptions))
    except UsageError as missing:
        return dict.fromkeys(PREDICTED, Prediction(NotObservable(f"{missing}: {missing.help}")))


PREDICTED = ("p_alive", "clv.expected_purchases", "clv.predicted")


def _predicted(customers: Customers, assumptions: Assumptions) -> Iterator[tuple[str, Prediction]]:
    model = _FITS[assumptions.model](customers)
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
    """A row each: period, repeat visits, days from the first to the last visit, days from the first to the end, money of repeats.

    In one order whatever the query's: the last digit of a sum of floats depends on it.
    """
    columns = np.array(sorted([float(value) for value in row[1:]] for row in rows), dtype=np.float64).reshape(-1, 4)
    frequency, recency, age, spent = columns.T
    return Customers(frequency, recency / WEEK_DAYS, age / WEEK_DAYS, spent / np.maximum(frequency, 1.0))


def rounded(value: float) -> Decimal:
    """A float with the decimals of a figure."""
    return Decimal(round(value * 10**DECIMALS)).scaleb(-DECIMALS)


def ended(numerator: Fraction, denominator: Fraction) -> tuple[Decimal, Decimal]:
    """Both as decimals, in the unit they are in; where one does not end, times the smallest whole number with which they do.

    >>> ended(Fraction(1, 4), Fraction(7)), ended(Fraction(10, 3), Fraction(1, 2))
    ((Decimal('0.25'), Decimal('7')), (Decimal('10'), Decimal('1.5')))
    """
    factor = lcm(numerator.denominator, denominator.denominator)
    for prime in (2, 5):
        while factor % prime == 0:
            factor //= prime
    parts = (numerator * factor, denominator * factor)
    first, second = (EXACT.divide(Decimal(part.numerator), Decimal(part.denominator)) for part in parts)
    return first, second


Fitted = dict[tuple[Assumptions, bytes], Mapping[str, Prediction]]
"""What was predicted, by the assumptions and a digest of the customers."""


class Models:
    """The models of one population. Lifetimes are fitted once, however many figures come from them.

    In `fitted` it is kept what was found: the same customers are not fitted again in another scope, or for a goal.
    """

    def __init__(self, assumptions: Assumptions, fitted: Fitted) -> None:
        self._assumptions, self._fitted = assumptions, fitted
        self._predicted: Mapping[str, Prediction] | None = None

    def figures(self, kpi: Kpi, rows: Sequence[Sequence[Any]]) -> tuple[list[Row], str | None]:
        """The rows of a figure from the rows of its query, and a note where it cannot be observed."""
        if not rows:
            return [], None
        if kpi.model == "mean of ratios":
            return list(_means(rows)), None
        if kpi.model == "contract liability":
            return list(_contract_liabilities(rows)), None
        if kpi.model != "lifetime":
            return _compared(kpi.model, rows)
        if self._predicted is None:
            self._predicted = self._predictions(_customers(rows))
        return self._predicted[kpi.id].mean(rows[0][0])

    def _predictions(self, customers: Customers) -> Mapping[str, Prediction]:
        columns = (customers.frequency, customers.recency, customers.age, customers.mean_money)
        key = self._assumptions, sha256(b"".join(column.tobytes() for column in columns)).digest()
        if key not in self._fitted:
            self._fitted[key] = predictions(customers, self._assumptions)
        return self._fitted[key]


def _means(rows: Sequence[Sequence[Any]]) -> Iterator[Row]:
    """Rows of period, divisor, the sum of what is divided by it and how many that are: the mean of all the ratios, exactly."""
    sums: dict[int, tuple[Fraction, int]] = {}
    for period, divisor, total, count in rows:
        ratios, number = sums.get(period, (Fraction(0), 0))
        sums[period] = ratios + Fraction(int(total), divisor), number + count
    for period, (ratios, number) in sums.items():
        mean = ratios / number
        yield period, None, Decimal(mean.numerator), Decimal(mean.denominator)


def _contract_liabilities(rows: Sequence[Sequence[Any]]) -> Iterator[Row]:
    """Rows of period, money paid so far, wallet, value, open, redeemed and expired points."""
    by_period: dict[int, list[Sequence[Any]]] = {}
    for row in rows:
        by_period.setdefault(row[0], []).append(row)
    for period, own in by_period.items():
        points = [Points(row[2], *map(Fraction, row[3:7])) for row in own]
        for wallet, parts in contract_liabilities(Fraction(own[0][1]), points).items():
            yield period, wallet, *ended(*parts)


def _side(count: int, total: int, squares: int) -> Side:
    return Side(count, Fraction(total, SCALE), Fraction(squares, SCALE**2))


def _compared(model: str, rows: Sequence[Sequence[Any]]) -> tuple[list[Row], str | None]:
    """Rows of period, subject, then count, sum and sum of squares of either side, in ten-thousandths."""
    found: list[Row] = []
    for period, subject, *numbers in rows:
        sides = [_side(*numbers[:3]), _side(*numbers[3:])]
        if not is_observable(*sides):
            continue
        apart = difference(*sides)
        if model == "difference":
            count = Fraction(sides[0].count * sides[1].count)
            found.append((period, subject, *ended(apart * count, count)))
            continue
        try:
            bound = float(apart) + (reach(*sides) if model == "high" else -reach(*sides))
        except UsageError as missing:
            return [], f"{missing}: {missing.help}"
        found.append((period, subject, rounded(bound), None))
    return found, None if found else f"with fewer than {FEWEST} members on a side nothing can be compared"
