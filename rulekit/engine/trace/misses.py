"""What stood in the way, and how near it was: conditions, days, limits -> short sentences such as `2.10 EUR short of 20 EUR`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import Any

from rulekit.engine.trace.reason import Reason, Trace
from rulekit.engine.trace.wording import WEEKDAY_NAMES, clock, limit_text, plural, show, slots_text
from rulekit.program import expression as ast
from rulekit.program.model import Active, Limit, Program
from rulekit.values.calendar import Day, iso_day, period_end
from rulekit.values.money import SCALE
from rulekit.values.rounding import Exact, ratio

_ORDERED = ("money", "points", "number", "percent")
_FLIPPED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "=", "!=": "!="}
_SINGULAR = {"purchases": "purchase", "visits": "visit", "units": "unit", "refunds": "refund", "activities": "activity"}


def missing(trace: Trace) -> tuple[str, ...]:
    """What a rule, counter or reward lacked that gave nothing; empty where it gave something, or nobody can tell."""
    return tuple(_misses(trace))


def distance(trace: Trace) -> tuple[bool, int, Exact]:
    """How far a trace is from giving something, for comparing: the number of misses, then the shares that lack together.

    What nobody can tell is farther than all.
    """
    gaps = _misses(trace).values()
    return not gaps, len(gaps), sum(gaps, start=0)


def _misses(trace: Trace) -> dict[str, Exact]:
    """Everything that was lacking, each once, with the share that lacks."""
    return dict(_lacking(trace.reasons)) if trace.misses else {}


def _lacking(reasons: Iterable[Reason]) -> Iterator[tuple[str, Exact]]:
    for reason in reasons:
        inner = list(_lacking(reason.details)) if reason.holds is False and reason.miss is None else []
        if inner and reason.text == "at least one of":
            yield " or ".join(dict(inner)), min(gap for _, gap in inner)
        elif inner:
            yield from inner
        elif reason.miss is not None or reason.holds is False:
            yield reason.miss or reason.text, reason.gap


# ---------------------------------------------------------------- conditions


def gap_of(value: Exact, wanted: Exact) -> Exact:
    """The share by which a value misses another: 0 where they are equal, at most 1.

    Nothing has no shares: there a value is the nearer to 1 the farther it is from it.

    >>> gap_of(15, 20), gap_of(20, 15), gap_of(-3, 5), gap_of(0, 0), gap_of(2, 0)
    (Fraction(1, 4), Fraction(1, 4), 1, 0, Fraction(2, 3))
    """
    apart, size = abs(Fraction(wanted) - value), max(abs(Fraction(value)), abs(Fraction(wanted)))
    size += int(not wanted)
    if apart >= size:
        return int(apart != 0)
    return ratio(apart.numerator * size.denominator, apart.denominator * size.numerator)


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


def limit_miss(limit: Limit, day: Day, program: Program, whose: str = "") -> str:
    """A limit that is used up, and when it opens again. `whose`: the wallet it belongs to, in words.

    >>> limit_miss(Limit("times", 1, "month"), 738946, None)
    'the limit `once per month` is used up; it opens again on 2024-04-01'
    """
    text = f"the limit `{limit_text(limit, program)}`{whose} is used up"
    return f"{text} for good" if limit.period == "member" else text + opens_again(limit, day)


def no_room(limit: Limit, wanted: str, room: str, day: Day, program: Program) -> str:
    """A limit with `or nothing` that refuses what it has no room for."""
    text = f"the limit `{limit_text(limit, program)}` leaves room for {room}, not for {wanted}, so all of it is declined"
    return text + opens_again(limit, day)


def opens_again(limit: Limit, day: Day) -> str:
    """When a limit opens again, where a later day has one of its own."""
    if limit.period in ("purchase", "member"):
        return ""
    return f"; it opens again on {iso_day(period_end(day, limit.period) + 1)}"
