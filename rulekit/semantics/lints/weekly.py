"""When two windows of time meet: (two `Active`) -> the local days and hours on which both work (S1.5).

A slot that crosses midnight belongs to the day it starts on, so a slot of one day can meet one of the day before or after.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rulekit.program.model import Active, Slot
from rulekit.values.calendar import FIRST_DAY, LAST_DAY, Day, iso_day

_MINUTES = 24 * 60
_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


@dataclass(frozen=True, slots=True)
class Span:
    """Local days, both included."""

    first: Day
    last: Day


@dataclass(frozen=True, slots=True)
class Meeting:
    """The first and last day on which both work, and the hours [start, end) in minutes of a day, with their weekdays."""

    first: Day
    last: Day
    hours: tuple[tuple[int, int, frozenset[int]], ...]


def meeting(one: Active, days: Span, other: Active, other_days: Span) -> Meeting | None:
    """When two windows meet, or None where they never do. `days`: what the program leaves of `from` and `until`."""
    found = list(_pieces(one, days, other, other_days))
    if not found:
        return None
    hours: dict[tuple[int, int], frozenset[int]] = {}
    for _, _, start, end, weekdays in found:
        hours[start, end] = hours.get((start, end), frozenset()) | weekdays
    first, last = min(piece[0] for piece in found), max(piece[1] for piece in found)
    ordered = sorted(hours.items(), key=lambda item: (min(item[1]), item[0]))
    return Meeting(first, last, tuple((*times, weekdays) for times, weekdays in ordered))


def _pieces(one: Active, days: Span, other: Active, other_days: Span) -> Iterator[tuple[Day, Day, int, int, frozenset[int]]]:
    """First and last day, start and end, weekdays of all that two slots share; `apart`: days from the one to the other."""
    for apart in (-1, 0, 1):
        low, high = max(days.first, other_days.first - apart), min(days.last, other_days.last - apart)
        for slot in _slots(one):
            for second in _slots(other):
                start = max(slot[0], second[0] + apart * _MINUTES)
                end = min(slot[1], second[1] + apart * _MINUTES)
                weekdays = slot[2] & _moved(second[2], -apart)
                met = [day for day in (*range(low, low + 7), *range(high - 6, high + 1)) if low <= day <= high]
                met = [day for day in met if (day - 1) % 7 in weekdays]
                if start < end and met:
                    later, start_minute = divmod(start, _MINUTES)
                    yield min(met) + later, max(met) + later, start_minute, end - later * _MINUTES, _moved(weekdays, later)


def _slots(active: Active) -> list[tuple[int, int, frozenset[int]]]:
    """Start, end and weekdays of every slot; an end past midnight is above a day."""
    return [_slot(slot) for slot in active.slots] or [(0, _MINUTES, frozenset(range(7)))]


def _slot(slot: Slot) -> tuple[int, int, frozenset[int]]:
    if slot.start_minute is None or slot.end_minute is None:
        return 0, _MINUTES, slot.weekdays
    return slot.start_minute, slot.end_minute + _MINUTES * (slot.end_minute < slot.start_minute), slot.weekdays


def _moved(weekdays: frozenset[int], days: int) -> frozenset[int]:
    return frozenset((weekday + days) % 7 for weekday in weekdays)


def days_in_words(met: Meeting) -> str:
    """The days and hours of a meeting.

    >>> days_in_words(Meeting(738_673, 738_681, ((0, 1440, frozenset({5, 6})),)))
    'from 2024-06-01 to 2024-06-09, Sat Sun'
    """
    has_first, has_last = met.first >= FIRST_DAY + 7, met.last <= LAST_DAY - 7
    if met.first == met.last:
        days = f"on {iso_day(met.first)}"
    elif has_first and has_last:
        days = f"from {iso_day(met.first)} to {iso_day(met.last)}"
    elif has_first:
        days = f"from {iso_day(met.first)} on"
    else:
        days = f"until {iso_day(met.last)}"
    hours = "; ".join(text for text in map(_hours_in_words, met.hours[:3]) if text)
    return f"{days}, {hours}{'; …' * (len(met.hours) > 3)}" if hours else days


def _hours_in_words(hours: tuple[int, int, frozenset[int]]) -> str:
    start, end, weekdays = hours
    names = [_WEEKDAYS[day] for day in sorted(weekdays)] if len(weekdays) < 7 else []
    if len(names) > 2 and max(weekdays) - min(weekdays) == len(names) - 1:
        names = [f"{names[0]}-{names[-1]}"]
    times = [] if (start, end) == (0, _MINUTES) else [f"{_clock(start)}-{_clock(end)}"]
    return " ".join([*names, *times])


def _clock(minute: int) -> str:
    minute = minute if minute <= _MINUTES else minute - _MINUTES
    return f"{minute // 60:02}:{minute % 60:02}"
