"""From one edition of a program to the next, for one member, at the first instant of the new one's first day.

What has the same name goes on: lots, steps and given thresholds, levels, used limits, rewards. What the new edition does not know
is given up here, with an entry each; lots of a wallet that is gone stay where they are.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields

from rulekit.engine import counters, tiers, triggers
from rulekit.engine.book import Book, Cause, due_work
from rulekit.engine.plan import KeyedLimit, Plan
from rulekit.engine.state import CounterState, Member, TierState, UsedLimit
from rulekit.program.editions import carries_on
from rulekit.program.model import Counter, Tiers
from rulekit.values.calendar import Day, window_exit

REASON = "edition"
"""The reason of what a new edition takes away."""


def change(book: Book, member: Member, old: Plan, new: Plan, day: Day) -> None:
    """Take a member over; `book.plan` is the old edition's before and the new one's after."""
    cause = due_work(book, "edition", member, day)
    going_on = {each.counter.name: each.counter for each in new.counters}
    carried = []
    for prepared in old.counters:
        counter, state = prepared.counter, member.counters.get(prepared.counter.name)
        successor = going_on.get(counter.name)
        if state is None:
            continue
        if successor is not None and carries_on(counter, successor):
            carried.append((counter, successor, state))
        else:
            counters.drop_all(book, member, cause, counter, REASON)
            del member.counters[counter.name]
    book.plan = new
    for counter, successor, state in carried:
        _carry(book, member, cause, counter, successor, state)
        if (counter.name in old.successors, counter.successor) != (counter.name in new.successors, successor.successor):
            state.is_open = counter.name not in new.successors
    _change_tiers(book, member, cause, old.program.tiers, new.program.tiers)
    member.limits = _limits(member, old, new)
    member.trigger_on = None
    triggers.plan_next(book, member, day - 1)


# ---------------------------------------------------------------- counters


def _carry(book: Book, member: Member, cause: Cause, old: Counter, new: Counter, state: CounterState) -> None:
    """The open round goes on; one whose last threshold was given already ends, so that nothing is given twice."""
    state.next_at = 0
    given, last = {threshold.at for threshold in state.given}, new.thresholds[-1].at
    was_finished = old.then == "stop" and old.thresholds[-1].at in given
    if new.then != "stop" and state.steps >= last and (was_finished or last in given):
        counters.end_round(book, member, cause, new, state.steps if was_finished else last, REASON)
    for group in state.groups.values():
        if new.within:
            book.schedule(member, max(cause.day, window_exit(group.day, new.within)))
        elif new.expires:
            book.schedule(member, max(cause.day, counters.usable_until(new, group.day) + 1))


# ---------------------------------------------------------------- tiers


def _change_tiers(book: Book, member: Member, cause: Cause, old: Tiers | None, new: Tiers | None) -> None:
    """Levels go on by name; a protection that was given is kept to its end."""
    if old is None or member.tier.level < 0:
        member.tier = TierState()
        return
    before = old.levels[member.tier.level].name
    level = _level_in(old, new, member.tier.level)
    after = "none" if new is None or level < 0 else new.levels[level].name
    if after != before:
        book.write(member, cause, "tier_down", rule=after, reason=f"from {before}")
    if new is None or level < 0:
        member.tier = TierState()
        return
    is_promised = tiers.protects(old.keep) or member.tier.review_on == cause.day
    protected_until = member.tier.review_on if is_promised else member.tier.kept_until
    member.tier.level = level
    if protected_until is not None and protected_until >= cause.day:
        tiers.keep_until(book, new, member, protected_until)
    else:
        tiers.keep_anew(book, new, member, cause.day)


def _level_in(old: Tiers, new: Tiers | None, level: int) -> int:
    """The same level of the next edition, else the highest below it that it still has; -1 for none."""
    names = [one.name for one in new.levels] if new else []
    kept = (names.index(one.name) for one in reversed(old.levels[: level + 1]) if one.name in names)
    return next(kept, -1)


# ---------------------------------------------------------------- limits


def _limits(member: Member, old: Plan, new: Plan) -> dict[str, UsedLimit]:
    """What was used of a limit counts on where its owner still has one of the same kind and period, whatever its amount."""
    before = {_kind_of(keyed): keyed.key for keyed in _keyed_limits(_parts(old))}
    found = {}
    for keyed in _keyed_limits(_parts(new)):
        used = member.limits.get(before.get(_kind_of(keyed), ""))
        if used is not None:
            found[keyed.key] = used
    return found


def _kind_of(keyed: KeyedLimit) -> tuple[str, str, str, str | None]:
    return keyed.key.rpartition(".")[0], keyed.limit.kind, keyed.limit.period, keyed.limit.wallet


def _parts(plan: Plan) -> tuple[object, ...]:
    return tuple(getattr(plan, field.name) for field in fields(plan))


def _keyed_limits(part: object) -> Iterator[KeyedLimit]:
    """Every limit of a plan, whatever it belongs to."""
    if isinstance(part, KeyedLimit):
        yield part
    elif isinstance(part, Mapping | tuple):
        for inner in part.values() if isinstance(part, Mapping) else part:
            yield from _keyed_limits(inner)
    else:
        yield from _keyed_limits(getattr(part, "limits", ()))
