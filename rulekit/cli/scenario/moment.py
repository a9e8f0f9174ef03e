"""When: `Sat 15:00`, `2024-07-06 3pm`, `on Monday` -> weekday, day, minute. None where a part says nothing about time."""

from __future__ import annotations

import re
from typing import NamedTuple

from rulekit.diagnostics import UsageError
from rulekit.engine.trace.wording import WEEKDAY_NAMES, WEEKDAYS
from rulekit.syntax.spoken_date import spoken_date
from rulekit.values.calendar import Day, parse_day

_CLOCK = re.compile(r"(\d{1,2})(?::(\d{2}))?(am|pm)?", re.IGNORECASE)
_TIME = re.compile(r"\d{1,2}:\d{1,2}(?::\d{2})?(?:am|pm)?|\d{1,2}(?:am|pm)", re.IGNORECASE)
_YEAR_FIRST = re.compile(r"(\d{4})[-./](\d{1,2})[-./](\d{1,2})")
_DAY_FIRST = re.compile(r"(\d{1,2})([./-])(\d{1,2})[./-](\d{4})")
_DATE_HELP = "write the date as 2024-07-06: year, month, day"
_FILLERS = frozenset(("on", "at", "a", "this", "next", "the", "o'clock"))
_TIMES = {"noon": 12 * 60, "midnight": 0}


class Moment(NamedTuple):
    """What was said about time."""

    weekday: int | None = None
    day: Day | None = None
    minute: int | None = None


def read_moment(part: str) -> Moment | None:
    """Read a part of a sentence as a time; None if any of its words is no such thing.

    >>> read_moment("Sat 15:00"), read_moment("on 2024-07-06 at 3pm").minute, read_moment("Sat coffee")
    (Moment(weekday=5, day=None, minute=900), 900, None)
    """
    spoken = spoken_date(part)
    if spoken is not None and spoken.day is not None and parse_day(spoken.iso) is not None and not _DAY_FIRST.fullmatch(part):
        if spoken.year is None:
            raise UsageError(f"`{part}` does not say its year", help=f"write the date as {spoken.iso}")
        return Moment(day=parse_day(spoken.iso))
    found = Moment()
    unread = []
    words = re.sub(r"(?<=\d)\s+(am|pm)\b", r"\1", part, flags=re.IGNORECASE).replace("T", " ")
    for word in re.sub(r"(?<=[a-z])\s*(?:[-/&+]|\band\b|\bor\b)\s*(?=[a-z])", " ", words, flags=re.IGNORECASE).split():
        folded = word.casefold().rstrip(".")
        if folded in _FILLERS:
            continue
        read = _read_word(folded)
        if read is None:
            unread.append(word.rstrip("."))
        else:
            found = joined(found, read)
    mistakes = [mistake for word in unread if (mistake := mistaken_time(word)) is not None]
    if mistakes and len(mistakes) == len(unread):
        raise mistakes[0]
    return None if unread or found == Moment() else found


def joined(first: Moment, second: Moment) -> Moment:
    """What two parts of a sentence say about time together; UsageError where they name two times."""
    for what, old, new in zip(("day of the week", "date", "time of day"), first, second, strict=True):
        if old is not None and new is not None and old != new:
            days = f": {WEEKDAY_NAMES[old]} and {WEEKDAY_NAMES[new]}" if what == "day of the week" else ""
            raise UsageError(f"one {what} is meant, and two are said{days}", help=f"say one {what}, and ask again for the other")
    return Moment(*(new if new is not None else old for new, old in zip(second, first, strict=True)))


def mistaken_time(word: str) -> UsageError | None:
    """What is wrong with a word that looks like a date or a time of day and is none; None for any other word.

    >>> print(mistaken_time("24.12.2024").help, mistaken_time("25:00"), mistaken_time("12.50"))
    write the date as 2024-12-24 `25:00` is not a time of day None
    """
    year_first, day_first = _YEAR_FIRST.fullmatch(word), _DAY_FIRST.fullmatch(word)
    if year_first is None and day_first is None:
        if _TIME.fullmatch(word) is None or _minute(word) is not None:
            return None
        return UsageError(f"`{word}` is not a time of day", help="write it as 15:00 or 3pm, from 00:00 to 23:59")
    if year_first is not None:
        year, month, day = year_first.groups()
        written = f"{year}-{month:>02}-{day:>02}"
        if parse_day(written) is None:
            return UsageError(f"`{word}` is not a day of the calendar", help=_DATE_HELP)
        return None if written == word else UsageError(f"`{word}` is a date in another form", help=f"write the date as {written}")
    assert day_first is not None, "one of them matched"
    day, sign, month, year = day_first.groups()
    written = f"{year}-{month:>02}-{day:>02}"
    turned = f"{year}-{day:>02}-{month:>02}"
    forms = [form for form in dict.fromkeys((written, turned) if sign == "/" else (written,)) if parse_day(form) is not None]
    if not forms:
        return UsageError(f"`{word}` is not a day of the calendar", help=_DATE_HELP)
    return UsageError(f"`{word}` is a date in another form", help=f"write the date as {' or '.join(forms)}")


def _read_word(word: str) -> Moment | None:
    for index, (short, name) in enumerate(zip(WEEKDAYS, WEEKDAY_NAMES, strict=True)):
        full = name.casefold()
        if word == full or (word.startswith(short.casefold()) and full.startswith(word)) or word == full + "s":
            return Moment(weekday=index)
    day = parse_day(word)
    if day is not None:
        return Moment(day=day)
    if word in _TIMES:
        return Moment(minute=_TIMES[word])
    minute = _minute(word)
    return None if minute is None else Moment(minute=minute)


def _minute(word: str) -> int | None:
    match = _CLOCK.fullmatch(word)
    if match is None or (match[2] is None and match[3] is None):
        return None
    hour, minute = int(match[1]), int(match[2] or 0)
    if match[3] is not None:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if match[3] == "pm" else 0)
    return hour * 60 + minute if hour < 24 and minute < 60 else None
