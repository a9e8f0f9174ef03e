"""Measure: warehouse + periods + segments -> figures, by running the SQL of each KPI."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from functools import reduce
from typing import TYPE_CHECKING, Any, NamedTuple

from rulekit.diagnostics import UsageError
from rulekit.kpi.assumptions import Assumptions
from rulekit.kpi.catalogue import Kpi, catalogue
from rulekit.kpi.figure import EXACT, Figure
from rulekit.kpi.models import Models
from rulekit.kpi.periods import MOST_PERIODS, By, Period, periods_between
from rulekit.kpi.populations import choose, divide, scopes_of, too_many
from rulekit.kpi.views import views
from rulekit.kpi.warehouse import Warehouse
from rulekit.values.calendar import FIRST_DAY, Day

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

MOST_FIGURES = 1_000_000
"""So many are held at once, of all parts, periods, scopes and subjects; with what is written of them they take a gigabyte."""


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
    first, last = history_starts or warehouse.first, warehouse.end(until)
    periods = periods_between(first, last, by)
    if len(periods) > MOST_PERIODS:
        help_text = "take longer periods, or let the figures begin later"
        raise UsageError(f"these are more than {MOST_PERIODS:,} periods", help=help_text)
    _set_periods(warehouse, periods, first, last)
    _set_stated(warehouse, first, last, periods, assumptions, is_whole_history=history_starts is None, is_undivided=by is None)
    kpis = [kpi for kpi in catalogue().values() if _is_wanted(kpi, warehouse, ids)]
    found: dict[str, list[Figure]] = {kpi.id: [] for kpi in kpis}
    always = ("resumed",) if warehouse.is_resumed else ()
    divide(warehouse, segment)
    room = MOST_FIGURES
    for scope in scopes_of(warehouse):
        own = [kpi for kpi in kpis if scope in kpi.scopes]
        if not own:
            continue
        most, queries = room // len(own), [kpi.sql for kpi in own]
        names = choose(warehouse, scope, len(periods), most, queries) or ([None] if segment is None else [])
        models = [Models(assumptions, warehouse.fitted) for _ in names]
        for kpi in own:
            by_part = _by_part(warehouse.connection.execute(kpi.sql), len(periods) + 1)
            for place, name in enumerate(names):
                values, note = _values(kpi, by_part.get(place, []), models[place])
                room -= len(periods) * max(1, len({value.subject for value in values}))
                if room < 0:
                    raise too_many(len(names), len(periods))
                found[kpi.id] += _figures(kpi, scope, periods, name, values, note, always)
    return [figure for figures in found.values() for figure in figures]


def _is_wanted(kpi: Kpi, warehouse: Warehouse, ids: Iterable[str] | None) -> bool:
    return (kpi.needs == "sales" or warehouse.program is not None) and (ids is None or kpi.id in ids)


def _set_periods(warehouse: Warehouse, periods: Sequence[Period], first: Day, last: Day) -> None:
    """Make the table `single_periods`, of each only the days looked at, and `calendar`, which has all days up to the last."""
    connection = warehouse.connection
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE single_periods (number INTEGER, starts DATE, ends DATE, is_partial BOOLEAN)"
    )
    numbers = [one.number for one in periods]
    starts = [date.fromordinal(max(one.starts, first)) for one in periods]
    ends = [date.fromordinal(min(one.ends, last)) for one in periods]
    partial = ["partial" in one.flags for one in periods]
    connection.execute(
        "INSERT INTO single_periods SELECT unnest(?), unnest(?), unnest(?), unnest(?)", [numbers, starts, ends, partial]
    )
    connection.execute(
        """CREATE OR REPLACE TEMP TABLE calendar AS
           SELECT day, number AS period, coalesce(number, 0) AS slot
           FROM (SELECT unnest(range($begin::DATE, $last::DATE + 1, INTERVAL 1 DAY))::DATE AS day) AS days
           ASOF LEFT JOIN single_periods ON day >= starts""",
        {"begin": date.fromordinal(min(FIRST_DAY, first)), "last": date.fromordinal(last)},
    )


def _set_stated(
    warehouse: Warehouse, first: Day, last: Day, periods: Sequence[Period], assumptions: Assumptions, *, is_whole_history: bool,
    is_undivided: bool,
) -> None:  # fmt: skip
    """Make the table `stated`, and what was seen by its last day."""
    connection = warehouse.connection
    connection.execute(
        """CREATE OR REPLACE TEMP TABLE stated
           (first_day DATE, last_day DATE, period_count INTEGER, is_undivided BOOLEAN, is_whole_history BOOLEAN,
            marketing_budget DECIMAL(18, 4))"""
    )
    days = [date.fromordinal(first), date.fromordinal(last)]
    row = [*days, len(periods), is_undivided, is_whole_history, assumptions.marketing_budget]
    connection.execute("INSERT INTO stated VALUES (?, ?, ?, ?, ?, ?)", row)
    connection.execute(views("seen"))
    if warehouse.program is not None:
        connection.execute(views("program_seen"))


Row = dict[str, Any]
"""What a query says of one period and subject, by the names of its columns."""


def _by_part(cursor: DuckDBPyConnection, size: int) -> dict[int, list[Row]]:
    """The rows of a query by the place of their part, with the period's own number; a part has so many numbers."""
    names = [column[0] for column in cursor.description]
    found: dict[int, list[Row]] = {}
    for values in cursor.fetchall():
        row = dict(zip(names, values, strict=True))
        assert row["period"] is not None, "a query speaks of the periods alone"
        place, row["period"] = divmod(row["period"], size)
        found.setdefault(place, []).append(row)
    return found


class Value(NamedTuple):
    """What a query says of one period and subject."""

    period: int
    subject: str | None
    numerator: Decimal | None
    denominator: Decimal | None
    flags: tuple[str, ...] = ()
    note: str | None = None


def _values(kpi: Kpi, rows: Sequence[Row], models: Models) -> tuple[list[Value], str | None]:
    """What the rows of one part say, and a note where a model gives nothing."""
    if kpi.model:
        found, note = models.figures(kpi, [tuple(row.values()) for row in rows])
        flags = {(row["period"], row.get("subject")): row.get("flag") for row in rows}
        return [Value(*row, (*kpi.marks, *filter(None, [flags.get(row[:2])])), note) for row in found], note
    return [_value(row) for row in rows], None


def _value(row: Row) -> Value:
    factors = [number for name, number in row.items() if name.startswith("by_")]
    flags = (row["flag"],) if row.get("flag") else ()
    numerator = _product(row["numerator"], *factors)
    return Value(row["period"], row["subject"], numerator, _decimal(row["denominator"]), flags, row.get("note"))


def _figures(
    kpi: Kpi, scope: str, periods: Sequence[Period], segment: str | None, values: Sequence[Value], note: str | None,
    always: tuple[str, ...],
) -> Iterator[Figure]:  # fmt: skip
    """One figure per period and subject; null where the query has no row for a period. They `always` have some flags."""
    by_subject: dict[str | None, dict[int, Value]] = {}
    for value in values:
        by_subject.setdefault(value.subject, {})[value.period] = value
    for subject in sorted(by_subject, key=lambda name: (name is not None, name or "")) or [None]:
        for period in periods:
            none = Value(period.number, subject, None, None, kpi.marks, note)
            found = by_subject.get(subject, {}).get(period.number, none)
            flags = tuple(dict.fromkeys((*period.flags, *found.flags, *always)))
            yield Figure(kpi, scope, period, segment, subject, found.numerator, found.denominator, flags, found.note)


def _decimal(number: int | Decimal | None) -> Decimal | None:
    assert not isinstance(number, float), f"KPIs are exact: {number}"
    return None if number is None else Decimal(number)


def _product(numerator: int | Decimal | None, *factors: int | Decimal) -> Decimal | None:
    """Exact, however many digits it has."""
    number = _decimal(numerator)
    return None if number is None else reduce(EXACT.multiply, map(Decimal, factors), number)
