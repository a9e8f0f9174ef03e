"""The periods that figures are given for: calendar periods of local days, or the whole time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from rulekit.diagnostics import UsageError
from rulekit.values.calendar import Day, iso_day, period_end, period_start

Calendar = Literal["day", "week", "month", "quarter", "year"]
CALENDARS: tuple[Calendar, ...] = ("day", "week", "month", "quarter", "year")

By = Calendar | int
"""Calendar periods, or so many days each, counted back from the horizon."""

WHOLE = "all"

MOST_PERIODS = 4_000
"""More than so many are not measured: nobody can read them."""


@dataclass(frozen=True, slots=True)
class Period:
    """Days [starts, ends], both included; `number` counts from 1. `flags`: `partial` where not all of it was seen."""

    number: int
    label: str
    starts: Day
    ends: Day
    flags: tuple[str, ...] = ()


def periods_between(first: Day, last: Day, by: By | None) -> tuple[Period, ...]:
    """The periods that hold the days from `first`, where the history starts, to `last`, the horizon.

    The first and the last are flagged as partial where the history starts, or ends, within them. Raises UsageError where it ends
    before it starts.
    """
    if last < first:
        message = f"there are no days from {iso_day(first)}, where the figures begin, to {iso_day(last)}, where they end"
        raise UsageError(message, help="let the figures begin earlier, or end later")
    if by is None:
        return (Period(1, WHOLE, first, last),)
    if isinstance(by, int):
        return _rolling(first, last, by)
    found: list[Period] = []
    day = first
    while day <= last:
        starts, ends = period_start(day, by), period_end(day, by)
        is_partial = starts < first or ends > last
        found.append(Period(len(found) + 1, label_of(starts, by), starts, ends, ("partial",) if is_partial else ()))
        day = ends + 1
    return tuple(found)


def _rolling(first: Day, last: Day, days: int) -> tuple[Period, ...]:
    """Periods of so many days, the last one ending with the horizon; the first one may have begun before the history."""
    count = -(-(last - first + 1) // days)
    found = []
    for number in range(1, count + 1):
        ends = last - (count - number) * days
        starts = ends - days + 1
        flags = ("partial",) if starts < first else ()
        found.append(Period(number, f"{iso_day(starts)}/{iso_day(ends)}", starts, ends, flags))
    return tuple(found)


def label_of(starts: Day, by: Calendar) -> str:
    """ISO text: `2024-03-09`, `2024-W09`, `2024-03`, `2024-Q1`, `2024`."""
    begin = date.fromordinal(starts)
    if by == "day":
        return iso_day(starts)
    if by == "week":
        year, week, _ = begin.isocalendar()
        return f"{year}-W{week:02}"
    return {"month": f"{begin:%Y-%m}", "quarter": f"{begin.year}-Q{(begin.month + 2) // 3}", "year": f"{begin.year}"}[by]
