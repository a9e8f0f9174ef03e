"""Editions of a program, in their order -> the days on which each rule, card, ladder, challenge and referral ran, by its name.

An edition rules from its own first day to the day before the next one's, or to its own last day; None: open.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rulekit.program.model import Program
from rulekit.values.calendar import FIRST_DAY, LAST_DAY, Day

SIDES = ("referral.referrer", "referral.friend")

Span = tuple[Day | None, Day | None]
"""The first and the last day."""


def running(editions: Sequence[Program]) -> dict[str, list[Span]]:
    """Spans in order, those that follow each other without a day between as one; none where its days never came.

    >>> running([Program("P", "EUR", "UTC", "")])
    {}
    """
    found: dict[str, list[Span]] = {}
    following = [*(edition.starts for edition in editions[1:]), None]
    for edition, next_starts in zip(editions, following, strict=True):
        last = min(edition.ends or LAST_DAY, LAST_DAY if next_starts is None else next_starts - 1)
        for name, (own_first, own_last) in _givers(edition):
            spans = found.setdefault(name, [])
            begin, end = max(own_first or FIRST_DAY, edition.starts or FIRST_DAY), min(own_last or LAST_DAY, last)
            if begin <= end:
                _add(spans, (None if begin == FIRST_DAY else begin, None if end == LAST_DAY else end))
    return found


def _givers(program: Program) -> Iterator[tuple[str, Span]]:
    """What can give something, with its own days."""
    days = [(one.name, one.active) for one in program.rules] + [(one.name, one.active) for one in program.counters]
    for name, active in days:
        yield name, (active.from_day, active.until_day)
    for side in SIDES if program.referral else ():
        yield side, (None, None)


def _add(spans: list[Span], span: Span) -> None:
    """Put a later span behind the others."""
    before = spans[-1][1] if spans else None
    if before is not None and span[0] == before + 1:
        spans[-1] = (spans[-1][0], span[1])
    else:
        spans.append(span)
