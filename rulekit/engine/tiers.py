"""Tiers: rises in the settle step, falls only at the start of a day (S7)."""

from __future__ import annotations

from rulekit.engine import triggers
from rulekit.engine.book import Book, Cause, due_work
from rulekit.engine.history import start_of
from rulekit.engine.state import Member
from rulekit.program.model import Keep, Tiers
from rulekit.values.calendar import Day, add, period_end, window_exit


def rise(book: Book, member: Member, cause: Cause) -> None:
    """Lift a member to the level the window qualifies for, level by level with its rules (S3.8); plan the next review."""
    tiers = book.plan.program.tiers
    if tiers is None or not member.enrolled:
        return
    at_top = member.tier.level == len(tiers.levels) - 1
    if at_top and tiers.keep.kind != "while qualified":
        return
    qualified = qualified_level(tiers, member, cause.day)
    if qualified > member.tier.level:
        for level in range(member.tier.level + 1, qualified + 1):
            member.tier.level = level
            book.write(member, cause, "tier_up", rule=tiers.levels[level].name)
            triggers.reached(book, member, cause, tiers.levels[level].name)
        _protect(book, tiers, member, cause.day)
    if tiers.keep.kind == "while qualified":
        _plan_review(book, member, _next_review(tiers, member, cause.day, qualified))


def plan_rise(book: Book, member: Member, day: Day) -> None:
    """A day that money was returned on without a purchase can hold less than nothing: when it leaves the window, spend rises."""
    tiers = book.plan.program.tiers
    if tiers is not None and tiers.measure == "spend" and tiers.over.duration is not None:
        book.schedule(member, window_exit(day, tiers.over.duration))


def review(book: Book, member: Member, day: Day) -> None:
    """On the review day: fall to what the window still allows, then protect the result again (S7.2, S7.3)."""
    tiers = book.plan.program.tiers
    if tiers is None or member.tier.review_on is None or member.tier.review_on > day:
        return
    cause = due_work(book, "tiers", member, day)
    level = member.tier.level
    by_year = tiers.keep.kind.startswith("until end")
    qualified = qualified_level(tiers, member, day - 1 if by_year else day)
    if qualified < level:
        lowest = max(qualified, level - 1) if tiers.drop == "one level" else qualified
        member.tier.level = lowest
        name = tiers.levels[lowest].name if lowest >= 0 else "none"
        book.write(member, cause, "tier_down", rule=name, reason=f"from {tiers.levels[level].name}")
    member.tier.review_on = None
    if tiers.keep.kind == "while qualified":
        _plan_review(book, member, _next_review(tiers, member, day, qualified))
    elif by_year:
        _plan_review(book, member, period_end(day, "year") + 1 if member.tier.level >= 0 else None)
    else:
        _protect(book, tiers, member, day)


def protects(keep: Keep) -> bool:
    """Whether a level is promised for a time, so that its review is the end of a protection."""
    return keep.kind not in ("while qualified", "for ever")


def keep_until(book: Book, tiers: Tiers, member: Member, day: Day) -> None:
    """Promise the level a member has until a day; on it a fall is judged, and what remains is protected as usual."""
    member.tier.kept_until = day
    _plan_review(book, member, None if tiers.keep.kind == "for ever" else day)


def keep_anew(book: Book, tiers: Tiers, member: Member, day: Day) -> None:
    """Keep the level a member has as if it had been reached on a day; while qualified, that is judged on the day itself."""
    member.tier.kept_until = None
    _plan_review(book, member, day if tiers.keep.kind == "while qualified" else None)
    _protect(book, tiers, member, day)


def qualified_level(tiers: Tiers, member: Member, day: Day) -> int:
    """The highest level whose threshold the window reaches as seen on a day; -1 for none."""
    measure = member.history.measure(tiers.measure, tiers.subject, start_of(tiers.over, day, member.joined), day)
    qualified = len(tiers.levels) - 1
    while qualified >= 0 and measure < tiers.levels[qualified].threshold:
        qualified -= 1
    return qualified


def _protect(book: Book, tiers: Tiers, member: Member, day: Day) -> None:
    keep = tiers.keep
    if member.tier.level < 0 or keep.kind in ("for ever", "while qualified"):
        return
    if keep.kind == "for":
        assert keep.duration is not None
        review_on = add(day, keep.duration)
    else:
        review_on = period_end(day, "year") + 1
        if keep.kind == "until end of next calendar year":
            review_on = period_end(review_on, "year") + 1
    _plan_review(book, member, review_on)


def _plan_review(book: Book, member: Member, day: Day | None) -> None:
    if day != member.tier.review_on:
        member.tier.review_on = day
        if day is not None:
            book.schedule(member, day)


def _next_review(tiers: Tiers, member: Member, today: Day, qualified: int) -> Day | None:
    """The next day on which the window can stop reaching the level, if nothing else happens; None for never (S7.2)."""
    if member.tier.level < 0:
        return None
    if member.tier.kept_until is not None and today < member.tier.kept_until:
        return member.tier.kept_until
    if qualified < member.tier.level:
        return today + 1
    oldest = member.history.first_day(tiers.measure, tiers.subject, start_of(tiers.over, today, member.joined))
    return None if oldest is None or tiers.over.duration is None else window_exit(oldest, tiers.over.duration)
