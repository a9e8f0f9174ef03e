"""Limits: how much of one is left in the period a day lies in, and how grants use it up (S3.6). Nothing ever returns."""

from __future__ import annotations

from collections.abc import Iterable

from rulekit.engine.plan import KeyedLimit
from rulekit.engine.state import Member, UsedLimit
from rulekit.program.model import Limit
from rulekit.values.calendar import Day, period_start

WHOLE_MEMBERSHIP: Day = 0


def room(member: Member, keyed: KeyedLimit, day: Day) -> int:
    """What is left of a limit on a day."""
    used = member.limits.get(keyed.key)
    if used is None or used.period != _period(keyed.limit, day) or keyed.limit.period == "purchase":
        return keyed.limit.count
    return keyed.limit.count - used.used


def use(member: Member, keyed: KeyedLimit, day: Day, amount: int) -> None:
    """Count a grant against a limit."""
    if keyed.limit.period == "purchase":
        return
    period = _period(keyed.limit, day)
    used = member.limits.get(keyed.key)
    if used is None or used.period != period:
        used = member.limits[keyed.key] = UsedLimit(period, 0)
    used.used += amount


def has_times_left(member: Member, limits: Iterable[KeyedLimit], day: Day) -> bool:
    """Whether one more grant is allowed."""
    return all(room(member, keyed, day) > 0 for keyed in limits if keyed.limit.kind == "times")


def use_time(member: Member, limits: Iterable[KeyedLimit], day: Day) -> None:
    """Count one grant against every limit in times."""
    for keyed in limits:
        if keyed.limit.kind == "times":
            use(member, keyed, day, 1)


def _period(limit: Limit, day: Day) -> Day:
    if limit.period in ("member", "purchase"):
        return WHOLE_MEMBERSHIP
    return period_start(day, limit.period)
