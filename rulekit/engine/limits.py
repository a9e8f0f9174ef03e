"""Limits, budgets and stock: how much of one is left, and how grants use it up (S3.6). Nothing ever returns."""

from __future__ import annotations

from collections.abc import Iterable

from rulekit.engine.plan import KeyedBudget, KeyedLimit
from rulekit.engine.state import Member, Shared, UsedLimit
from rulekit.program.model import Limit, Reward
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


# ---------------------------------------------------------------- what all members share


def budget_room(shared: Shared, keyed: KeyedBudget) -> int:
    """What is left of a budget, for everybody together."""
    return keyed.budget.count - shared.used.get(keyed.key, 0)


def stock_left(shared: Shared, reward: Reward, wanted: int) -> int:
    """How many of the pieces wanted are there."""
    return wanted if reward.stock is None else min(wanted, reward.stock - shared.used.get(stock_key(reward), 0))


def use_shared(shared: Shared, key: str, amount: int) -> None:
    """Count a grant against a budget, or pieces against a stock."""
    shared.used[key] = shared.used.get(key, 0) + amount


def stock_key(reward: Reward) -> str:
    """The key under which the pieces of a reward that were issued are kept."""
    return f"rewards.{reward.name}.stock"
