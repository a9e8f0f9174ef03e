"""What stood in the way, and how near it was: conditions, days, limits -> short sentences such as `2.10 EUR short of 20 EUR`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from rulekit.engine.trace.reason import Reason, Trace
from rulekit.engine.trace.wording import WEEKDAY_NAMES, clock, limit_text, plural, show, slots_text
from rulekit.program import expression as ast
from rulekit.program.model import Active, Limit, Program
from rulekit.values.calendar import Day, iso_day, period_end
from rulekit.values.money import SCALE

_ORDERED = ("money", "points", "number", "percent")
_FLIPPED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "=", "!=": "!="}
_SINGULAR = {"purchases": "purchase", "visits": "visit", "units": "unit", "refunds": "refund", "activities": "activity"}


def missing(trace: Trace) -> tuple[str, ...]:
    """What a rule, counter or reward lacked that gave nothing; empty where it gave something, or nobody can tell."""
    return () if trace.gives_something else tuple(_lacking(trace.reasons))


def _lacking(reasons: Iterable[Reason]) -> Iterator[str]:
    for reason in reasons:
        inner = list(_lacking(reason.details)) if reason.holds is False and reason.miss is None else []
        if inner and reason.text == "at least one of":
            yield " or ".join(inner)
        elif inner:
            yield from inner
        elif reason.miss is not None or reason.holds is False:
            yield reason.miss or reason.text


# ---------------------------------------------------------------- conditions


def compare_miss(node: ast.Compare, left: Any, right: Any, program: Program) -> str | None:
    """How far a comparison missed, said of its fact; None where both sides are values that can only differ."""
    if isinstance(node.left, ast.Literal_) and not isinstance(node.right, ast.Literal_):
        node = ast.Compare(
            type=node.type, text=node.text, operator=_FLIPPED[node.operator], left=node.right, right=node.left  # type: ignore[arg-type]  # one of the six
        )  # fmt: skip
        left, right = right, left
    fact, kind = node.left.text, node.left.type
    wanted = show(right, kind, program)
    if left is None and kind.kind != "tier":
        return f"{fact} is missing"
    if right is None or kind.kind not in _ORDERED or node.operator in ("=", "!="):
        other = f", not {wanted}" if node.operator == "=" and right is not None else ""
        return f"{fact} is {show(left, kind, program)}{other}"
    if node.operator in (">=", ">"):
        return _short(node, left, right, program)
    return f"{fact} is {show(left - right, kind, program)} above {wanted}" if left > right else f"{fact} must be below {wanted}"


def _short(node: ast.Compare, left: Any, right: Any, program: Program) -> str:
    fact, gap, wanted = node.left, right - left, show(right, node.left.type, program)
    if isinstance(fact, ast.History) and fact.measure in _SINGULAR and fact.type.kind == "number":
        gap += SCALE if node.operator == ">" else 0
        number = show(gap, fact.type, program)
        word, _, rest = fact.text.partition(" ")
        return f"{number} more {_SINGULAR.get(word, word) if number == '1' else word} {rest}".rstrip()
    return f"{fact.text} is {show(gap, fact.type, program)} short of {wanted}" if gap else f"{fact.text} must be above {wanted}"


def between_miss(node: ast.Between, values: tuple[Any, Any, Any], program: Program) -> str:
    """How far a value is below the low end or above the high one. `values`: low, item, high."""
    low, value, high = values
    kind, fact = node.item.type, node.item.text
    if None in values or kind.kind not in _ORDERED:
        return f"{fact} is {show(value, kind, program)}"
    if value < low:
        return f"{fact} is {show(low - value, kind, program)} short of {show(low, kind, program)}"
    return f"{fact} is {show(value - high, kind, program)} above {show(high, kind, program)}"


# ---------------------------------------------------------------- days, hours, limits


def days_miss(active: Active, day: Day) -> str | None:
    """How many days too early or too late something is for `from:` and `until:`."""
    if active.from_day is not None and day < active.from_day:
        return f"from {iso_day(active.from_day)}: {plural(str(active.from_day - day), 'day')} too early"
    if active.until_day is not None and day > active.until_day:
        return f"until {iso_day(active.until_day)}: {plural(str(day - active.until_day), 'day')} too late"
    return None


def slots_miss(active: Active, day: Day, minute: int) -> str:
    """Which part of a weekly window did not fit: the weekday, else the time."""
    weekday = (day - 1) % 7
    fits = any(weekday in slot.weekdays for slot in active.slots)
    return f"{slots_text(active.slots)}: it was {clock(minute) if fits else f'a {WEEKDAY_NAMES[weekday]}'}"


def limit_miss(limit: Limit, day: Day, program: Program) -> str:
    """A limit that is used up, and when it opens again.

    >>> limit_miss(Limit("times", 1, "month"), 738946, None)
    'the limit `once per month` is used up; it opens again on 2024-04-01'
    """
    text = f"the limit `{limit_text(limit, program)}` is used up"
    if limit.period == "purchase":
        return text
    if limit.period == "member":
        return f"{text} for good"
    return f"{text}; it opens again on {iso_day(period_end(day, limit.period) + 1)}"
