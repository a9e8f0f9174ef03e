"""Steps of counters: what an event puts on each, cut by its limits, and what a refund takes off again (S6.1).

Invariant I10: steps given = steps on open cards + full cards x size + dropped + expired + taken back.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from rulekit.engine import limits
from rulekit.engine.basket import Selection
from rulekit.engine.book import Book, Cause
from rulekit.engine.counters import state_of, usable_until, write
from rulekit.engine.facts import Facts
from rulekit.engine.plan import PreparedCounter, is_active
from rulekit.engine.state import Member, StepGroup
from rulekit.program.model import Counter
from rulekit.values.calendar import Day, window_exit

MOST_ROUNDS_AN_EVENT = 1_000
"""One event fills at most so many cards; more is cut, so that no ledger can make one event run for ever."""


@dataclass(slots=True)
class WantedSteps:
    """Steps a purchase or activity would put on a counter, judged before anything changes (S3.1)."""

    counter: PreparedCounter
    count: int
    is_visit: bool = False


def steps_of_purchase(book: Book, facts: Facts) -> list[WantedSteps]:
    """The steps of a purchase, before limits."""
    found = []
    for prepared in book.plan.purchase_counters:
        if not _works(book, prepared, facts):
            continue
        selection = _selection(prepared, facts)
        if selection is None:
            continue
        is_visit = prepared.counter.step.basis == "visit"
        if is_visit and state_of(book, facts.member, prepared.counter).last_visit_day == facts.day:
            continue
        found.append(WantedSteps(prepared, _count(prepared.counter, selection), is_visit))
    return found


def steps_of_activity(book: Book, facts: Facts, activity: str) -> list[WantedSteps]:
    """The steps of an activity."""
    return [
        WantedSteps(prepared, prepared.counter.step.count)
        for prepared in book.plan.counters
        if prepared.counter.step.basis == "activity"
        and prepared.counter.step.subject == activity
        and _works(book, prepared, facts)
    ]


def earning_counters(book: Book, facts: Facts) -> list[PreparedCounter]:
    """The counters that will count what rules grant at this event, judged before anything changes."""
    return [prepared for prepared in book.plan.earning_counters if _works(book, prepared, facts)]


def add_steps(book: Book, member: Member, cause: Cause, wanted: Iterable[WantedSteps], origin: str) -> None:
    """Put steps on their counters: cut by limits in stamps; beyond the last threshold of one that stops they are ignored.

    `origin` is what a refund takes them back by: the purchase's id, or something no refund names.
    """
    for each in wanted:
        prepared, counter = each.counter, each.counter.counter
        state = state_of(book, member, counter)
        count = each.count
        if counter.then == "stop":
            count = min(count, counter.thresholds[-1].at - state.steps)
        if count <= 0:
            continue
        granted = min(count, MOST_ROUNDS_AN_EVENT * counter.thresholds[-1].at)
        reason = "limit" if granted == count else "too many at once"
        if prepared.limits:
            within = _within_stamps(member, prepared, cause.day, granted)
            if within is None:
                book.write(member, cause, "declined", rule=counter.name, reason="limit")
                continue
            granted = within
        if granted:
            state.steps += granted
            key = _visit(cause.day) if each.is_visit else origin
            state.groups[key] = StepGroup(cause.event_id, cause.day, granted, each.is_visit)
            if each.is_visit:
                state.last_visit_day = cause.day
            if counter.within:
                book.schedule(member, window_exit(cause.day, counter.within))
            elif counter.expires:
                book.schedule(member, usable_until(counter, cause.day) + 1)
        cut = count - granted
        write(book, member, cause, "step", counter, granted, cut=cut, reason=reason if cut else None)


def bring_steps(book: Book, member: Member, cause: Cause, counter: Counter, group: StepGroup, reason: str) -> None:
    """Put steps of another program on a counter; of ladders that continue each other the one with steps is the open one."""
    state = state_of(book, member, counter)
    state.steps, state.next_at, state.is_open = state.steps + group.count, 0, True
    state.groups[group.event_id] = group
    before = [each.counter for each in book.plan.counters if each.counter.successor == counter.name]
    while before:
        state_of(book, member, before[0]).is_open = False
        before = [each.counter for each in book.plan.counters if each.counter.successor == before[0].name]
    if counter.expires:
        book.schedule(member, max(cause.day, usable_until(counter, group.day)) + 1)
    write(book, member, cause, "step", counter, group.count, reason=reason)


def _within_stamps(member: Member, prepared: PreparedCounter, day: Day, count: int) -> int | None:
    """The steps that limits in stamps leave room for; they are counted. None: one with `or nothing` refuses them all (S3.6)."""
    stamps = [keyed for keyed in prepared.limits if keyed.limit.kind == "stamps"]
    granted = max(0, min([count, *(limits.room(member, keyed, day) for keyed in stamps if not keyed.limit.or_nothing)]))
    if any(keyed.limit.or_nothing and granted > limits.room(member, keyed, day) for keyed in stamps):
        return None
    for keyed in stamps:
        limits.use(member, keyed, day, granted)
    return granted


def take_back_steps(book: Book, member: Member, cause: Cause, event_id: str, day: Day) -> None:
    """A complete refund takes back those steps of the purchase that are still in the open round (S6.1)."""
    day_is_empty = member.history.on("purchases", day) == 0
    for prepared in book.plan.counters:
        state = member.counters.get(prepared.counter.name)
        if state is None:
            continue
        is_visit = prepared.counter.step.basis == "visit"
        if is_visit and not day_is_empty:
            continue
        group = state.groups.pop(_visit(day) if is_visit else event_id, None)
        if group is None:
            continue
        state.steps -= group.count
        if is_visit and state.last_visit_day == day:
            state.last_visit_day = None
        if state.groups and prepared.counter.expires:
            book.schedule(member, cause.day + 1)  # a full card that was opened again may be past its day
        write(book, member, cause, "take_back", prepared.counter, -group.count)


# ---------------------------------------------------------------- what counts


def _visit(day: Day) -> str:
    return f"@visit/{day}"


def _works(book: Book, prepared: PreparedCounter, facts: Facts) -> bool:
    if prepared.is_chained and not state_of(book, facts.member, prepared.counter).is_open:
        return False
    return (prepared.is_always_active or is_active(prepared.counter.active, facts.day, facts.minute)) and (
        prepared.condition is None or bool(prepared.condition(facts))
    )


def _selection(prepared: PreparedCounter, facts: Facts) -> Selection | None:
    """The lines a counter counts; None where it does not accept the purchase."""
    is_eligible = prepared.is_eligible
    if is_eligible is None:
        return facts.select(None)
    selection = facts.select(is_eligible)
    return selection if selection.units > 0 and selection.amount >= 0 else None


def _count(counter: Counter, selection: Selection) -> int:
    step = counter.step
    if step.basis == "spend":
        return step.count * (selection.amount // step.per_minor) if step.per_minor else selection.amount
    if step.basis == "unit":
        return selection.units if counter.decimals else step.count * selection.full_units
    return step.count * selection.line_count if step.basis == "line" else step.count
