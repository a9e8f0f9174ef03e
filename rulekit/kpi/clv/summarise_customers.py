"""Purchases to customers: rows (customer, day, money) -> what the lifetime models need. Several purchases on a day are one."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from rulekit.kpi.clv.customers import Customers
from rulekit.values.money import SCALE

Integers = npt.NDArray[np.int64]

WEEK_DAYS = 7


def summarise_customers(
    customers: npt.NDArray[Any], days: Integers, money: Integers, end_day: int, *, unit_days: int = WEEK_DAYS
) -> tuple[npt.NDArray[Any], Customers]:
    """The ids in ascending order and their rows, from purchases in any order: id, day number, money in ten-thousandths.

    Purchases after `end_day`, the last day observed, do not count; who bought only then is left out. Days become units of
    `unit_days`, money whole currency. Summed exactly, divided once. The definition is that of Fader & Hardie's summary of CDNOW:
    the first day with a purchase is the start, every later one a repeat, and `m` is the mean of the repeats alone.

    >>> days, money = np.array([0, 3, 14, 14]), np.array([10000, 20000, 30000, 10000])
    >>> ids, found = summarise_customers(np.array(["b", "a", "b", "b"]), days, money, end_day=21)
    >>> ids.tolist(), found.frequency.tolist(), found.recency.tolist(), found.age.round(2).tolist(), found.mean_money.tolist()
    (['a', 'b'], [0.0, 1.0], [0.0, 2.0], [2.57, 3.0], [0.0, 4.0])
    """
    seen = days <= end_day
    ids, codes = np.unique(customers[seen], return_inverse=True)
    codes, days, money = codes.astype(np.int64), days[seen].astype(np.int64), money[seen].astype(np.int64)
    order = np.lexsort((days, codes))
    codes, days, money = codes[order], days[order], money[order]
    new_customer = np.diff(codes, prepend=-1) != 0
    visit = np.flatnonzero(new_customer | (np.diff(days, prepend=0) != 0))
    visit_day, visit_money = days[visit], _sums(money, visit)
    first = np.flatnonzero(new_customer[visit])
    repeats = np.diff(first, append=len(visit)) - 1
    first_day, last_day = visit_day[first], visit_day[first + repeats]
    spent = _sums(visit_money, first) - visit_money[first]
    return ids, Customers(
        frequency=repeats.astype(np.float64),
        recency=(last_day - first_day) / unit_days,
        age=(end_day - first_day) / unit_days,
        mean_money=spent / (np.maximum(repeats, 1) * SCALE),
    )


def _sums(values: Integers, starts: Integers) -> Integers:
    """The sum of each run of rows; a run ends where the next starts."""
    if len(starts) == 0:
        return np.zeros(0, np.int64)
    return np.add.reduceat(values, starts)
