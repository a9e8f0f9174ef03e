"""How a source writes times: `DD.MM.YYYY hh:mm` -> a reader of such text. Every letter means one thing, nothing is guessed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

PARTS = {
    "YYYY": r"(?P<year>[0-9]{4})",
    "YY": r"(?P<short_year>[0-9]{2})",
    "MM": r"(?P<month>[0-9]{2})",
    "M": r"(?P<month>[0-9]{1,2})",
    "DD": r"(?P<day>[0-9]{2})",
    "D": r"(?P<day>[0-9]{1,2})",
    "hh": r"(?P<hour>[0-9]{2})",
    "h": r"(?P<hour>[0-9]{1,2})",
    "mm": r"(?P<minute>[0-9]{2})",
    "ss": r"(?P<second>[0-9]{2})",
    "f": r"(?P<fraction>[0-9]{1,6})",
    "AM": r"(?P<half>[AaPp][Mm])",
}
"""The parts of a time format and what they match. A year of two digits is one of 2000 to 2099."""

_PART = re.compile("|".join(sorted(PARTS, key=len, reverse=True)))
_DATE = re.compile(r"(?:YYYY|YY|MM?|DD?)(?:[^A-Za-z]*(?:YYYY|YY|MM?|DD?)){2}")
_LETTERS = re.compile(r"[A-Za-z]+")
_ALLOWED_LETTERS = frozenset("T")


@dataclass(frozen=True, slots=True)
class TimeFormat:
    """One time format; `said` is how the author wrote it."""

    said: str
    pattern: re.Pattern[str]

    def iso(self, text: str) -> str | None:
        """The time as ISO 8601 text without offset; None where it does not fit or no such time exists.

        >>> time_format("DD.MM.YYYY hh:mm").iso("05.01.2024 14:30")
        '2024-01-05T14:30:00'
        >>> time_format("DD.MM.YY").iso("05.01.99")
        '2099-01-05T00:00:00'
        """
        match = self.pattern.fullmatch(text.strip(" \t"))
        if match is None:
            return None
        found = {name: part for name, part in match.groupdict().items() if part is not None}
        hour = int(found.get("hour", "0"))
        if "half" in found:
            if not 1 <= hour <= 12:
                return None
            hour = hour % 12 + (12 if found["half"].lower() == "pm" else 0)
        try:
            value = datetime(  # noqa: DTZ001  local time; the zone is the mapping's or the program's
                int(found.get("year") or f"20{found['short_year']}"), int(found["month"]), int(found["day"]),
                hour, int(found.get("minute", "0")), int(found.get("second", "0")),
                int(found.get("fraction", "0").ljust(6, "0")),
            )  # fmt: skip
        except ValueError:
            return None
        return value.isoformat()


    def date(self) -> TimeFormat:
        """The format of a bare date: this one without its time of day.

        >>> time_format("DD.MM.YYYY hh:mm").date().said
        'DD.MM.YYYY'
        """
        found = _DATE.search(self.said)
        short = time_format(found[0]) if found else self
        return short if isinstance(short, TimeFormat) else self


def time_format(said: str) -> TimeFormat | str:
    """Compile a format; where it cannot be used, a sentence that says why.

    >>> time_format("DD.MM.JJJJ")
    '`JJJJ` is no part of a time format'
    """
    pattern, position, seen = "", 0, []
    while position < len(said):
        part = _PART.match(said, position)
        if part:
            seen.append(part.group())
            pattern += PARTS[part.group()]
            position = part.end()
            continue
        letters = _LETTERS.match(said, position)
        if letters and letters.group() not in _ALLOWED_LETTERS:
            return f"`{letters.group()}` is no part of a time format"
        pattern += re.escape(said[position])
        position += 1
    problem = _problem(seen)
    return problem or TimeFormat(said, re.compile(pattern))


def _problem(seen: list[str]) -> str | None:
    kinds = [{"YY": "YYYY", "M": "MM", "D": "DD", "h": "hh"}.get(part, part) for part in seen]
    for kind in kinds:
        if kinds.count(kind) > 1:
            return f"`{kind}` stands twice in the time format"
    missing = [kind for kind in ("YYYY", "MM", "DD") if kind not in kinds]
    if missing:
        return f"a time format needs `{missing[0]}`"
    for part, needed in (("mm", "hh"), ("ss", "mm"), ("f", "ss"), ("AM", "hh")):
        if part in kinds and needed not in kinds:
            return f"`{part}` needs `{needed}` in a time format"
    return None
