"""Measure: warehouse + periods + segments -> figures, by running the SQL of each KPI."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Context, Decimal, Inexact
from functools import reduce
from typing import NamedTuple

from rulekit.kpi.assumptions import Assumptions
from rulekit.kpi.catalogue import Kpi, catalogue
from rulekit.kpi.figure import Figure
from rulekit.kpi.models import Models
from rulekit.kpi.periods import By, Period, periods_between
from rulekit.kpi.populations import choose, populations_of
from rulekit.kpi.warehouse import Warehouse
from rulekit.values.calendar import Day

_EXACT = Context(prec=200, traps=[Inexact])
"""Room for the product of any columns; those of SQL have 38 digits."""


def measure(
    warehouse: Warehouse, *, by: By | None = None, segment: str | None = None, history_starts: Day | None = None,
    until: Day | None = None, ids: Iterable[str] | None = None, assumptions: Assumptions | None = None,
) -> list[Figure]:  # fmt: skip
    """The figures of all KPIs that can be computed from what is there, or of some ids, in the order of the catalogue.

    `by` is the length of the periods (None: the whole time), `segment` a member attribute, `tier` or `cohort`. Figures begin with
    `history_starts`, and what was bought before it only tells old customers from new ones; they end with `until`. `assumptions`
    are for predictions and budgets. Raises UsageError for an unknown segment, and where there is no period, or too many.
    """
    assumptions = assumptions or Assumptions()
    first, last = history_starts or warehouse.first, until or warehouse.last
    periods = periods_between(first, last, by)
    _set_periods(warehouse, periods, first, last)
    _set_stated(warehouse, first, last, assumptions)
    kpis = [kpi for kpi in catalogue().values() if _is_wanted(kpi, warehouse, ids)]
    found: dict[str, list[Figure]] = {kpi.id: [] for kpi in kpis}
    for scope, part in populations_of(warehouse, segment):
        own = [kpi for kpi in kpis if scope in kpi.scopes]
        if not own:
            continue
        choose(warehouse, (scope, part))
        models = Models(assumptions)
        for kpi in own:
            if kpi.model:
                rows, note = models.figures(kpi, warehouse.connection.execute(kpi.sql).fetchall())
                values = [Value(*row, ("model",), note) for row in rows]
            else:
                values, note = list(_values(warehouse, kpi)), None
            found[kpi.id] += _figures(kpi, scope, periods, part, values, note)
    return [figure for figures in found.values() for figure in figures]


def _is_wanted(kpi: Kpi, warehouse: Warehouse, ids: Iterable[str] | None) -> bool:
    return (kpi.needs == "sales" or warehouse.program is not None) and (ids is None or kpi.id in ids)


def _set_periods(warehouse: Warehouse, periods: Sequence[Period], first: Day, last: Day) -> None:
    """The table `periods`: of each only the days that are looked at."""
    connection = warehouse.connection
    connection.execute("CREATE OR REPLACE TEMP TABLE periods (number INTEGER, starts DATE, ends DATE)")
    numbers = [one.number for one in periods]
    starts = [date.fromordinal(max(one.starts, first)) for one in periods]
    ends = [date.fromordinal(min(one.ends, last)) for one in periods]
    connection.execute("INSERT INTO periods SELECT unnest(?), unnest(?), unnest(?)", [numbers, starts, ends])


def _set_stated(warehouse: Warehouse, first: Day, last: Day, assumptions: Assumptions) -> None:
    connection = warehouse.connection
    connection.execute("CREATE OR REPLACE TEMP TABLE stated (first_day DATE, last_day DATE, marketing_budget DECIMAL(18, 4))")
    row = [date.fromordinal(first), date.fromordinal(last), assumptions.marketing_budget]
    connection.execute("INSERT INTO stated VALUES (?, ?, ?)", row)


class Value(NamedTuple):
    """What a query says of one period and subject."""

    period: int
    subject: str | None
    numerator: Decimal | None
    denominator: Decimal | None
    flags: tuple[str, ...] = ()
    note: str | None = None


def _values(warehouse: Warehouse, kpi: Kpi) -> Iterator[Value]:
    """The rows of a query, whose columns are told by their names."""
    cursor = warehouse.connection.execute(kpi.sql)
    names = [column[0] for column in cursor.description]
    factors = [name for name in names if name.startswith("by_")]
    for row in cursor.fetchall():
        found = dict(zip(names, row, strict=True))
        numerator = _product(found["numerator"], *(found[name] for name in factors))
        flags = (found["flag"],) if found.get("flag") else ()
        yield Value(found["period"], found["subject"], numerator, _decimal(found["denominator"]), flags, found.get("note"))


def _figures(
    kpi: Kpi, scope: str, periods: Sequence[Period], segment: str | None, values: Sequence[Value], note: str | None
) -> Iterator[Figure]:  # fmt: skip
    """One figure per period and subject; null where the query has no row for a period."""
    by_subject: dict[str | None, dict[int, Value]] = {}
    for value in values:
        by_subject.setdefault(value.subject, {})[value.period] = value
    for subject in sorted(by_subject, key=lambda name: (name is not None, name or "")) or [None]:
        for period in periods:
            none = Value(period.number, subject, None, None, ("model",) if kpi.model else (), note)
            found = by_subject.get(subject, {}).get(period.number, none)
            flags = tuple(dict.fromkeys((*period.flags, *found.flags)))
            yield Figure(kpi, scope, period, segment, subject, found.numerator, found.denominator, flags, found.note)


def _decimal(number: int | Decimal | None) -> Decimal | None:
    assert not isinstance(number, float), f"KPIs are exact: {number}"
    return None if number is None else Decimal(number)


def _product(numerator: int | Decimal | None, *factors: int | Decimal) -> Decimal | None:
    """Exact, however many digits it has."""
    number = _decimal(numerator)
    return None if number is None else reduce(_EXACT.multiply, map(Decimal, factors), number)
