"""Dates as people say them: `11 April 2026`, `April`, `1.4.` -> year, month and day, as far as they are said."""

from __future__ import annotations

import re
from typing import NamedTuple

_MONTHS = (
    "jan january januar", "feb february februar", "mar march märz maerz mrz", "apr april", "may mai", "jun june juni",
    "jul july juli", "aug august", "sep sept september", "oct october okt oktober", "nov november",
    "dec december dez dezember",
)  # fmt: skip
MONTH_OF = {word: number for number, words in enumerate(_MONTHS, start=1) for word in words.split()}
"""The names of months, folded -> 1 to 12."""

_FILLERS = frozenset(("of", "the", "every", "each", "in", "on", "from", "until", "jeden", "im", "am"))
_DAY = re.compile(r"([0-9]{1,2})(?:\.|st|nd|rd|th)?")
_NUMBERS = re.compile(
    r"(?P<day>[0-9]{1,2})\.(?P<month>[0-9]{1,2})\.(?P<year>[0-9]{4})?|(?P<month_first>[0-9]{2})-(?P<last>[0-9]{2})"
)


class SpokenDate(NamedTuple):
    """What was said."""

    year: int | None
    month: int
    day: int | None

    @property
    def is_whole(self) -> bool:
        """Whether one day was said."""
        return self.year is not None and self.day is not None

    @property
    def iso(self) -> str:
        """The date as programs write it; the first of the month, and 2026, where nothing else was said."""
        return f"{self.year or 2026:04}-{self.month:02}-{self.day or 1:02}"


def spoken_date(text: str) -> SpokenDate | None:
    """A date with the name of its month, or its numbers in German order; None for other texts.

    >>> spoken_date("11 April 2026").iso, spoken_date("every April"), spoken_date("1.4."), spoken_date("10 points")
    ('2026-04-11', SpokenDate(year=None, month=4, day=None), SpokenDate(year=None, month=4, day=1), None)
    """
    numbers = _NUMBERS.fullmatch(text.strip())
    if numbers is not None:
        year = int(numbers["year"]) if numbers["year"] else None
        return _in_calendar(year, int(numbers["month"] or numbers["month_first"]), int(numbers["day"] or numbers["last"]))
    year, month, day = None, None, None
    for word in text.replace(",", " ").casefold().split():
        number = _DAY.fullmatch(word)
        if word.rstrip(".") in MONTH_OF and month is None:
            month = MONTH_OF[word.rstrip(".")]
        elif number is not None and day is None:
            day = int(number[1])
        elif re.fullmatch("[0-9]{4}", word) and year is None:
            year = int(word)
        elif word not in _FILLERS:
            return None
    return None if month is None else _in_calendar(year, month, day)


def _in_calendar(year: int | None, month: int, day: int | None) -> SpokenDate | None:
    return SpokenDate(year, month, day) if 1 <= month <= 12 and 1 <= (day or 1) <= 31 else None
