"""Cohorts: customers by the period of their first purchase, and how many of them bought in the periods after it.

`on`: who bought in just that period; `on_or_after`: in it or later, so who had not left yet; `rolling_30_days`: in the
i-th stretch of 30 x 24 local hours since their own first purchase. Every row goes on to the last day, with zeros where nobody
bought. Its last place may be partial; of the rolling one, as many places as the cohort is long.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, TypeVar

from rulekit.kpi.periods import Calendar, label_of, periods_between
from rulekit.kpi.views import views
from rulekit.kpi.warehouse import Warehouse
from rulekit.values.calendar import Day

KINDS = ("on", "on_or_after", "rolling_30_days")


SomeCalendar = TypeVar("SomeCalendar", bound=Calendar)


def coarse_enough(
    warehouse: Warehouse, calendars: Sequence[SomeCalendar], most: int, *,
    history_starts: Day | None = None, until: Day | None = None,
) -> SomeCalendar:  # fmt: skip
    """The first of these calendars, finest first, with no more periods than `most` in the time looked at; else the last."""
    first, last = history_starts or warehouse.first, warehouse.end(until)
    for by in calendars[:-1]:
        if len(periods_between(first, last, by)) <= most:
            return by
    return calendars[-1]


def cohorts(
    warehouse: Warehouse, by: Calendar = "month", *,
    history_starts: Day | None = None, until: Day | None = None,
) -> dict[str, Any]:  # fmt: skip
    """Every cohort of identified customers: its size and its rows; index 0 is the period of the first purchase.

    Nothing after `until` counts, nor customers who had bought before `history_starts`.
    """
    first, last = history_starts or warehouse.first, warehouse.end(until)
    limits = {"first": date.fromordinal(first), "last": date.fromordinal(last)}
    found: dict[date, dict[str, list[int]]] = {}
    for starts, kind, _, customers in warehouse.connection.execute(views("cohorts"), {"by": by, **limits}).fetchall():
        found.setdefault(starts, {}).setdefault(kind, []).append(customers)
    return {
        "by": by,
        "rows": [
            {"cohort": label_of(starts.toordinal(), by), "size": rows["on"][0]} | {kind: rows[kind] for kind in KINDS}
            for starts, rows in found.items()
        ],
    }
