"""Days and hours of the week as people say them: `Mo-Fr 14-17 Uhr`, `on Saturdays` -> the sentence of `at:`."""

from __future__ import annotations

import re

from rulekit.diagnostics import Diagnostic
from rulekit.syntax.failure import Failure
from rulekit.syntax.rewordings import say_instead
from rulekit.syntax.spoken_date import MONTH_OF

_DAYS = {
    "Mon": "mon monday mondays mo montag montags",
    "Tue": "tue tues tuesday tuesdays di dienstag dienstags",
    "Wed": "wed wednesday wednesdays mi mittwoch mittwochs",
    "Thu": "thu thur thurs thursday thursdays do donnerstag donnerstags",
    "Fri": "fri friday fridays fr freitag freitags",
    "Sat": "sat saturday saturdays sa samstag samstags sonnabend sonnabends",
    "Sun": "sun sunday sundays so sonntag sonntags",
    "Sat-Sun": "weekend weekends wochenende wochenenden",
    "Mon-Fri": "weekday weekdays workday workdays werktag werktags wochentag wochentags",
}
_DAY_OF = {word: day for day, words in _DAYS.items() for word in words.split()}
_SYMBOL = re.compile(
    r"(?P<time>(?P<hour>[0-9]{1,2})(?:[:.h](?P<minute>[0-9]{2}))?\s*(?P<half>am|pm)?(?:\s*(?:uhr|h|o'clock))?(?![\w:.]))"
    r"|(?P<to>[-\u2013\u2014]|(?:to|bis|until|till|through)\b)|(?P<also>[,&/+]|(?:and|und)\b)"
    r"|(?P<filler>(?:on|at|in|every|each|the|from|between|am|an|von|jeden|jeder|daily|days?|täglich|tag)\b)|(?P<word>[^\W\d_]+)",
    re.IGNORECASE,
)

_DATE = "([0-9]{4}-[0-9]{2}-[0-9]{2})"
_DATES = re.compile(rf"(?:from |on )?{_DATE}(?: ?(?:-|\u2013|to|until|till|and) ?{_DATE})?")
_MONTH = rf"\b(?:{'|'.join(sorted(MONTH_OF, key=len, reverse=True))})\b"
_MONTHS = re.compile(rf"{_MONTH}(?:\s*(?:-|\u2013|/|,|to|until|and|or|bis|und)\s*{_MONTH})*", re.IGNORECASE)


def weekly(failure: Failure) -> Diagnostic | None:
    """Every slot in the words of the language; None where a word is left over."""
    if failure.start != "schedule":
        return None
    parts = failure.text.split(";")
    slots = [found for found in map(slot, parts) if found is not None]
    return say_instead(failure, "; ".join(slots)) if len(slots) == len(parts) else None


def dated(failure: Failure) -> Diagnostic | None:
    """`2024-12-24`: days of the calendar stand in other keys."""
    found = _DATES.fullmatch(failure.text.strip())
    if failure.start != "schedule" or found is None:
        return None
    first, last = found[1], found[2] or found[1]
    help_text = f"write `from: {first}` and `until: {last}` in place of it"
    return failure.finding("RK140", "`at:` says days and hours of the week, not dates", help_text, 0, failure.size)


def in_months(failure: Failure) -> Diagnostic | None:
    """`April-May Sat-Sun`: months stand in other keys."""
    if failure.start != "schedule" or not _MONTHS.search(failure.text):
        return None
    rest = slot(_MONTHS.sub("", failure.text))
    kept = f", and `at: {rest}`" if rest else ""
    help_text = f"write the first and the last day, with their year, in `from:` and `until:`{kept}"
    return failure.finding("RK140", "`at:` says days and hours of the week, not months", help_text, 0, failure.size)


def slot(text: str) -> str | None:
    """One slot, or as many as it has times of day.

    >>> slot("Mo-Fr 14-17 Uhr"), slot("on Saturday and Sunday"), slot("weekdays 2-5pm"), slot("Sat noon"), slot("Mon Tue")
    ('Mon-Fri 14:00-17:00', 'Sat and Sun', 'Mon-Fri 14:00-17:00', None, 'Mon and Tue')
    """
    shape, days, times = "", [], []
    position = 0
    for match in _SYMBOL.finditer(text):
        if text[position : match.start()].strip():
            return None
        position = match.end()
        day = _DAY_OF.get((match["word"] or "").casefold())
        if match["time"]:
            times.append(match)
        elif day is not None:
            days.append(day)
        elif match["word"]:
            return None
        shape += "T" if match["time"] else "-" if match["to"] else "," if match["also"] else "D" if day else ""
    ranges = _hours(times)
    written = re.fullmatch("((?:D(?:-D)?,?)*?)((?:(?:T-T|T,T),?)*)", shape)
    if text[position:].strip() or written is None or ranges is None or not (days or ranges):
        return None
    said = " and ".join(_day_ranges(written[1], days))
    return "; ".join(f"{said} {hours}".strip() for hours in ranges or [""])


def _day_ranges(shape: str, days: list[str]) -> list[str]:
    """`D-D,D` with its days, joined."""
    left = iter(days)
    return ["-".join(next(left) for _ in range(part.count("D"))) for part in re.findall("D(?:-D)?", shape)]


def _hours(times: list[re.Match[str]]) -> list[str] | None:
    """Times of day two by two; None where one is no time of day, or is alone. `2-5pm` is in the afternoon."""
    if len(times) % 2:
        return None
    found = []
    for start, end in zip(times[::2], times[1::2], strict=True):
        half = start["half"] or (end["half"] if int(start["hour"]) < int(end["hour"]) else None)
        clocks = _clock(start, half), _clock(end, end["half"])
        if None in clocks:
            return None
        found.append(f"{clocks[0]}-{clocks[1]}")
    return found


def _clock(time: re.Match[str], half: str | None) -> str | None:
    hour, minute = int(time["hour"]), time["minute"] or "00"
    if half is not None:
        hour = hour % 12 + (12 if half.casefold() == "pm" else 0)
    return f"{hour:02}:{minute}" if hour * 60 + int(minute) <= 24 * 60 and int(minute) < 60 else None
