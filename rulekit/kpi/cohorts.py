"""Cohorts: customers by the period of their first purchase, and how many of them bought in the periods after it.

`on`: who bought in just that period; `on_or_after`: in it or later, so who had not left yet; `rolling_30_days`: in the
i-th stretch of 30 x 24 local hours since their own first purchase. A cohort ends with the horizon; its last period may be
partial.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from rulekit.kpi.periods import label_of, periods_between
from rulekit.kpi.warehouse import Warehouse, views

KINDS = ("on", "on_or_after", "rolling_30_days")


def cohorts(warehouse: Warehouse, by: Literal["day", "week", "month", "quarter", "year"] = "month") -> dict[str, Any]:
    """Every cohort of identified customers: its size and its rows; index 0 is the period of the first purchase."""
    periods = periods_between(warehouse.first, warehouse.last, by)
    rows = warehouse.connection.execute(views("cohorts"), {"by": by}).fetchall()
    labels = {period.starts: period.label for period in periods}
    found: dict[str, dict[str, Any]] = {}
    for starts, kind, place, customers in rows:
        label = labels.get(starts.toordinal()) or label_of(starts.toordinal(), by)
        cohort = found.setdefault(label, {"cohort": label, "size": 0} | {kind: {} for kind in KINDS})
        cohort[kind][place] = customers
    for cohort in found.values():
        cohort["size"] = cohort["on"][0]
        cohort.update({kind: _row(cohort[kind]) for kind in KINDS})
    return {"by": by, "rows": [found[label] for label in sorted(found)]}


def _row(places: Mapping[int, int]) -> list[int]:
    """From place 0 to the last one with anybody in it."""
    return [places.get(place, 0) for place in range(max(places) + 1)]
