"""Calendar arithmetic as S1.3 and S1.4 say it, on `datetime.date`, written without a look at rulekit's own."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

from rulekit.program.model import Expiry, FixedExpiry
from rulekit.values.calendar import Duration


def later(day: date, length: Duration, sign: int = 1) -> date:
    """The day a length of time after (or before) a day; months keep the day of the month, clamped."""
    if length.unit == "days":
        return day + timedelta(days=sign * length.count)
    year, month = day.year, day.month
    for _ in range(length.count):
        month += sign
        if month in (0, 13):
            year, month = (year - 1, 12) if month == 0 else (year + 1, 1)
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def last_usable(expiry: Expiry | FixedExpiry, start: date) -> date:
    """The last usable day, counted from its anchor; of a fixed date the first from there on, or that of the next year."""
    if isinstance(expiry, FixedExpiry):
        wanted = date.fromordinal(expiry.date)
        for year in (start.year + 1,) if expiry.next_year else (start.year, start.year + 1):
            day = date(year, wanted.month, min(wanted.day, monthrange(year, wanted.month)[1]))
            if day >= start:
                return day
    assert isinstance(expiry, Expiry)
    day = later(start, expiry.after)
    if expiry.end_of == "year":
        return date(day.year, 12, 31)
    month = day.month if expiry.end_of == "month" else (day.month + 2) // 3 * 3
    return day if expiry.end_of is None else date(day.year, month, monthrange(day.year, month)[1])


def is_inside(day: date, today: date, length: Duration) -> bool:
    """Whether `in the last …` as seen today holds a day."""
    if length.unit == "days":
        return timedelta() <= today - day < timedelta(days=length.count)
    return later(today, length, -1) < day <= today
