"""When: `Sat 15:00`, `2024-07-06 3pm`, `on Monday` -> weekday, day, minute. None where a part says nothing about time."""

from __future__ import annotations

import re
from typing import NamedTuple

from rulekit.engine.trace.wording import WEEKDAY_NAMES, WEEKDAYS
from rulekit.values.calendar import Day, parse_day

_CLOCK = re.compile(r"(\d{1,2})(?::(\d{2}))?(am|pm)?", re.IGNORECASE)
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
    found = Moment()
    words = re.sub(r"(?<=\d)\s+(am|pm)\b", r"\1", part, flags=re.IGNORECASE).replace("T", " ").split()
    for word in words:
        folded = word.casefold().rstrip(".")
        if folded in _FILLERS:
            continue
        read = _read_word(folded)
        if read is None:
            return None
        found = Moment(*(new if new is not None else old for new, old in zip(read, found, strict=True)))
    return None if found == Moment() else found


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
