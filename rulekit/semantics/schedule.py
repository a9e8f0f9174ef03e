"""When something works: `from`, `until` and the weekly slots of `at` (S1.5)."""

from __future__ import annotations

from rulekit.program.model import Active, Slot
from rulekit.semantics.checker import Branch, Checker, Sentence, as_branch
from rulekit.semantics.fields import date, key_of, scalars
from rulekit.semantics.values import minute_of
from rulekit.syntax.tree import Mapping
from rulekit.values.calendar import iso_day

_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_DAY_MINUTES = 24 * 60


def check_active(checker: Checker, owner: Mapping) -> Active:
    """The keys `from`, `until` and `at` of a rule or counter."""
    first, last = date(checker, owner, "from"), date(checker, owner, "until")
    if first is not None and last is not None and last < first:
        message = f"it ends on {iso_day(last)}, before it begins on {iso_day(first)}"
        checker.report("RK305", key_of(owner, "until").span, message, help="exchange the two days")
    slots = [
        slot
        for scalar in scalars(checker, owner.get("at"), "`at:`")
        if (sentence := checker.sentence("schedule", scalar, {})) is not None
        for branch in map(as_branch, sentence.tree.children)
        if (slot := _slot(checker, sentence, branch)) is not None
    ]
    return Active(first, last, tuple(slots))


def _slot(checker: Checker, sentence: Sentence, branch: Branch) -> Slot | None:
    weekdays = frozenset(range(7))
    hours: tuple[int, int] | None = None
    for part in map(as_branch, branch.children):
        if part.data == "days":
            weekdays = frozenset(day for one in part.children for day in _days(as_branch(one)))
        else:
            hours = _hours(checker, sentence, part)
            if hours is None:
                return None
    return Slot(weekdays, *hours) if hours else Slot(weekdays)


def _days(branch: Branch) -> list[int]:
    """One weekday, or a range that may run over Sunday."""
    ends = [_WEEKDAYS.index(str(as_branch(end).children[0])) for end in branch.children]
    first, last = ends[0], ends[-1]
    return [(first + offset) % 7 for offset in range((last - first) % 7 + 1)]


def _hours(checker: Checker, sentence: Sentence, branch: Branch) -> tuple[int, int] | None:
    """Start and end in minutes of the day; the start is included, the end is not."""
    minutes = []
    for token in branch.children:
        minute = minute_of(str(token))
        if minute is None:
            checker.report("RK217", sentence.span(token), f"`{token}` is not a time of day", help="write 00:00 to 24:00")
            return None
        minutes.append(minute)
    start, end = minutes
    if start == _DAY_MINUTES:
        checker.report(
            "RK217",
            sentence.span(branch.children[0]),
            "a time window cannot start at 24:00",
            help="write `00:00` on the next day",
        )
        return None
    if start == end:
        help_text = "for the whole day write the days alone, such as `Sat-Sun`"
        checker.report("RK217", sentence.span(branch), "this time window is empty: it starts when it ends", help=help_text)
        return None
    return start, end
