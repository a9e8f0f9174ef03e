"""Calendar arithmetic on local days (S1.3, S1.4). A day is a proleptic Gregorian ordinal, as `datetime.date.toordinal`."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Literal

Day = int
Unit = Literal["days", "months"]
Period = Literal["day", "week", "month", "quarter", "year"]

FIRST_DAY = date(1900, 1, 1).toordinal()
LAST_DAY = date(2399, 12, 31).toordinal()
"""Events outside these days are rejected; what the calendar adds to them stays within the years a date can hold."""


@dataclass(frozen=True, slots=True)
class Duration:
    """A length of calendar time: weeks are 7 days, years 12 months."""

    count: int
    unit: Unit

    def __str__(self) -> str:
        return f"{self.count} {self.unit if self.count != 1 else self.unit[:-1]}"


def day_of(year: int, month: int, day: int) -> Day:
    """The ordinal of a calendar date."""
    return date(year, month, day).toordinal()


@lru_cache(maxsize=65_536)
def iso_day(day: Day) -> str:
    """ISO 8601 text of a day.

    >>> iso_day(day_of(2024, 2, 29))
    '2024-02-29'
    """
    return date.fromordinal(day).isoformat()


def parse_day(text: str) -> Day | None:
    """Read `2024-06-01`; None if it is not such a date."""
    if len(text) != len("2024-06-01"):
        return None
    try:
        return date.fromisoformat(text).toordinal()
    except ValueError:
        return None


@lru_cache(maxsize=65_536)
def add_months(day: Day, months: int) -> Day:
    """The same day of the month, clamped to the month's last day, always counted from the original day (S1.3).

    >>> iso_day(add_months(day_of(2024, 1, 31), 1)), iso_day(add_months(day_of(2024, 1, 31), 2))
    ('2024-02-29', '2024-03-31')
    """
    start = date.fromordinal(day)
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    month += 1
    return date(year, month, min(start.day, monthrange(year, month)[1])).toordinal()


def add(day: Day, duration: Duration) -> Day:
    """The day a duration after `day`."""
    return day + duration.count if duration.unit == "days" else add_months(day, duration.count)


@lru_cache(maxsize=65_536)
def period_start(day: Day, period: Period) -> Day:
    """The first day of the calendar period that holds `day`; weeks start on Monday.

    >>> iso_day(period_start(day_of(2024, 6, 1), "week")), iso_day(period_start(day_of(2024, 6, 1), "quarter"))
    ('2024-05-27', '2024-04-01')
    """
    if period == "day":
        return day
    if period == "week":
        return day - (day - 1) % 7
    start = date.fromordinal(day)
    if period == "year":
        return date(start.year, 1, 1).toordinal()
    month = start.month if period == "month" else start.month - (start.month - 1) % 3
    return date(start.year, month, 1).toordinal()


@lru_cache(maxsize=65_536)
def period_end(day: Day, period: Period) -> Day:
    """The last day of the calendar period that holds `day`."""
    if period == "day":
        return day
    if period == "week":
        return period_start(day, "week") + 6
    months = {"month": 1, "quarter": 3, "year": 12}[period]
    return add_months(period_start(day, period), months) - 1


def yearly(day: Day, year: int) -> Day:
    """The same date in a year; 29 February is 28 February in other years (S2.7).

    >>> iso_day(yearly(day_of(2000, 2, 29), 2023)), iso_day(yearly(day_of(2000, 2, 29), 2024))
    ('2023-02-28', '2024-02-29')
    """
    origin = date.fromordinal(day)
    return date(year, origin.month, min(origin.day, monthrange(year, origin.month)[1])).toordinal()


def next_yearly(day: Day, after: Day) -> Day:
    """The first return of a date after a day.

    >>> iso_day(next_yearly(day_of(2000, 2, 29), day_of(2023, 2, 28)))
    '2024-02-29'
    """
    year = date.fromordinal(after).year
    found = yearly(day, year)
    return found if found > after else yearly(day, year + 1)


def last_yearly(day: Day, today: Day) -> Day:
    """The last return of a date up to and including today.

    >>> iso_day(last_yearly(day_of(2024, 2, 29), day_of(2025, 2, 28)))
    '2025-02-28'
    """
    year = date.fromordinal(today).year
    found = yearly(day, year)
    return found if found <= today else yearly(day, year - 1)


def window_start(day: Day, duration: Duration) -> Day:
    """The first day inside `in the last …` as seen on `day` (S1.4): N days are today and the N - 1 before it.

    Months are subtracted with clamping, and the day they lead to is outside.

    >>> iso_day(window_start(day_of(2024, 5, 31), Duration(3, "months")))
    '2024-03-01'
    """
    if duration.unit == "days":
        return day - duration.count + 1
    return add_months(day, -duration.count) + 1


def window_exit(day: Day, duration: Duration) -> Day:
    """The first day on which something of `day` is no longer in the window: the inverse of `window_start`.

    >>> window_start(window_exit(day_of(2024, 2, 29), Duration(1, "months")), Duration(1, "months")) > day_of(2024, 2, 29)
    True
    """
    if duration.unit == "days":
        return day + duration.count
    candidate = add_months(day, duration.count)
    while window_start(candidate, duration) <= day:
        candidate += 1
    return candidate
