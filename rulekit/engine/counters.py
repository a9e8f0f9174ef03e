"""Counters: stamp cards, milestone ladders and challenges, one model (S6). Steps in, thresholds passed, gifts out.

Invariant I10: steps given = steps on open cards + full cards x size + dropped + expired + taken back.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import takewhile

from rulekit.engine import limits, rewards, wallets
from rulekit.engine.basket import Selection
from rulekit.engine.book import Book, Cause, due_work
from rulekit.engine.expiry import last_day
from rulekit.engine.facts import Facts
from rulekit.engine.plan import PreparedCounter, is_active
from rulekit.engine.state import CounterState, GivenThreshold, Member, StepGroup
from rulekit.program.award import FixedAward, PlainAward, RewardAward
from rulekit.program.model import Counter, Threshold
from rulekit.values.calendar import Day, window_exit, window_start
from rulekit.values.money import format_amount, format_units

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


def state_of(book: Book, member: Member, counter: Counter) -> CounterState:
    """A member's state of a counter."""
    found = member.counters.get(counter.name)
    if found is None:
        found = member.counters[counter.name] = CounterState(is_open=counter.name not in book.plan.successors)
    return found


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
        _write(book, member, cause, "step", counter, granted, cut=cut, reason=reason if cut else None)


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
    _write(book, member, cause, "step", counter, group.count, reason=reason)


def _within_stamps(member: Member, prepared: PreparedCounter, day: Day, count: int) -> int | None:
    """The steps that limits in stamps leave room for; they are counted. None: one with `or nothing` refuses them all (S3.6)."""
    stamps = [keyed for keyed in prepared.limits if keyed.limit.kind == "stamps"]
    granted = max(0, min([count, *(limits.room(member, keyed, day) for keyed in stamps if not keyed.limit.or_nothing)]))
    if any(keyed.limit.or_nothing and granted > limits.room(member, keyed, day) for keyed in stamps):
        return None
    for keyed in stamps:
        limits.use(member, keyed, day, granted)
    return granted


def settle(book: Book, member: Member, cause: Cause) -> None:
    """After a change: take back what is passed no longer, give what was passed while the program runs (S1.5, S6.2, S6.3)."""
    for prepared in book.plan.counters:
        state = member.counters.get(prepared.counter.name)
        if state is None:
            continue
        if state.given:
            _take_back_gifts(book, member, cause, prepared.counter, state)
        if state.steps < state.next_at or not book.plan.is_running(cause.day):
            continue
        if prepared.counter.kind != "milestone" and prepared.counter.then == "start again":
            _fill(book, member, cause, prepared, state)
        else:
            _climb(book, member, cause, prepared, state)


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
        _write(book, member, cause, "take_back", prepared.counter, -group.count)


def expire_due(book: Book, member: Member, day: Day) -> None:
    """Cards expire, and steps of challenges leave their window (S6.4).

    A card expires by the oldest step still on it; a full one that stops has ended, and stays.
    """
    for counter in book.plan.expiring_counters:
        state = member.counters.get(counter.name)
        if state is None or not state.groups or state.steps >= counter.thresholds[-1].at:
            continue
        if counter.within:
            _leave_window(book, member, day, counter, state, window_start(day, counter.within))
        elif usable_until(counter, next(iter(state.groups.values())).day) < day:
            drop_all(book, member, due_work(book, counter.name, member, day), counter, None)


def _leave_window(book: Book, member: Member, day: Day, counter: Counter, state: CounterState, first_day: Day) -> None:
    """The steps of days before the window's first are counted no more (S1.4)."""
    steps = sum(group.count for group in takewhile(lambda group: group.day < first_day, state.groups.values()))
    if steps:
        _consume(state, steps)
        _write(book, member, due_work(book, counter.name, member, day), "expire", counter, -steps)


def drop_all(book: Book, member: Member, cause: Cause, counter: Counter, reason: str | None) -> None:
    """Every step of the open round is gone."""
    state = state_of(book, member, counter)
    steps = state.steps
    state.groups.clear()
    state.steps = 0
    if steps:
        _write(book, member, cause, "expire", counter, -steps, reason=reason)


def give(
    book: Book, member: Member, cause: Cause, awards: Sequence[PlainAward], kind: str, rule: str
) -> tuple[dict[str, list[int]], list[str]]:
    """Give fixed awards: points as `kind`, rewards as issues. Returns the lots per wallet and the codes."""
    lot_ids: dict[str, list[int]] = {}
    codes: list[str] = []
    for award in awards:
        if isinstance(award, RewardAward):
            codes += rewards.give(book, member, cause, award.reward, award.count, rule)
            continue
        assert isinstance(award, FixedAward), "the checker allows rates on purchases only"
        lot_id = wallets.credit(book, member, cause, kind, award.wallet, award.amount, rule)
        if lot_id is not None:
            lot_ids.setdefault(award.wallet, []).append(lot_id)
    return lot_ids, codes


# ---------------------------------------------------------------- rounds


def _fill(book: Book, member: Member, cause: Cause, prepared: PreparedCounter, state: CounterState) -> None:
    """A full card, or a challenge that is reached, begins anew; `drop` empties what is beyond it."""
    counter, full = prepared.counter, prepared.counter.thresholds[0]
    kind = "card_full" if counter.kind == "card" else "challenge"
    state.next_at = full.at
    while state.steps >= full.at:
        _consume(state, full.at)
        _write(book, member, cause, kind, counter, -full.at)
        _give_threshold(book, member, cause, prepared, full)
        if counter.overflow == "drop":
            drop_all(book, member, cause, counter, "dropped")


def _climb(book: Book, member: Member, cause: Cause, prepared: PreparedCounter, state: CounterState) -> None:
    counter = prepared.counter
    last = counter.thresholds[-1].at
    kind = "card_full" if counter.kind == "card" else "milestone"
    while True:
        steps = state.steps
        given = {threshold.at for threshold in state.given}
        for threshold in counter.thresholds:
            if threshold.at > steps or threshold.at in given:
                continue
            ends_round = threshold.at == last and counter.then != "stop"
            if ends_round:
                _consume(state, last)
            reason = label_of(counter, threshold) if counter.kind == "milestone" else None
            _write(book, member, cause, kind, counter, -last if ends_round else 0, reason=reason)
            state.given.append(_give_threshold(book, member, cause, prepared, threshold))
        if counter.then == "stop" or steps < last:
            given = {threshold.at for threshold in state.given}
            state.next_at = next((each.at for each in counter.thresholds if each.at not in given), last + 1)
            return
        state.given.clear()
        if counter.successor is not None:
            _hand_on(book, member, cause, counter, state, counter.successor)
            return


def _hand_on(
    book: Book, member: Member, cause: Cause, counter: Counter, state: CounterState, successor_name: str
) -> None:
    """The ladder is done: the surplus goes to the one that continues it, which may pass thresholds at once (S6.3)."""
    prepared = next(each for each in book.plan.counters if each.counter.name == successor_name)
    successor = state_of(book, member, prepared.counter)
    state.is_open, successor.is_open = False, True
    successor.last_visit_day = state.last_visit_day
    surplus = state.steps
    if surplus:
        successor.groups |= state.groups
        successor.steps += surplus
        state.groups, state.steps = {}, 0
        _write(book, member, cause, "step", counter, -surplus, reason="carried over")
        _write(book, member, cause, "step", prepared.counter, surplus, reason="carried over")
        _climb(book, member, cause, prepared, successor)


def _give_threshold(
    book: Book, member: Member, cause: Cause, prepared: PreparedCounter, threshold: Threshold
) -> GivenThreshold:
    counter = prepared.counter
    if not limits.has_times_left(member, prepared.limits, cause.day):
        book.write(member, cause, "declined", rule=counter.name, reason="limit")
        return GivenThreshold(threshold.at, is_final=True)
    awards = prepared.gives[threshold.at](Facts(book.plan.readers, member, cause.day, 0))
    lot_ids, codes = give(book, member, cause, awards, "earn", counter.name)
    if lot_ids or codes:
        limits.use_time(member, prepared.limits, cause.day)
    return GivenThreshold(threshold.at, codes, is_final=bool(lot_ids) or (bool(awards) and not codes))


def _take_back_gifts(book: Book, member: Member, cause: Cause, counter: Counter, state: CounterState) -> None:
    """A threshold no longer passed: unused rewards go back; once used or given as points, it is given for good (S6.2)."""
    steps = state.steps
    for given in list(state.given):
        if given.at <= steps or given.is_final:
            continue
        issued = [member.rewards[code] for code in given.codes]
        for reward in issued:
            if reward.status == "open":
                rewards.revoke(book, member, cause, reward, counter.name, "taken back")
        if all(reward.status == "taken back" for reward in issued):
            state.given.remove(given)
            state.next_at = 0
        else:
            given.is_final = True


def end_round(book: Book, member: Member, cause: Cause, counter: Counter, steps: int, reason: str) -> None:
    """An open round is over without another gift: its steps are used up, and a ladder that continues opens the next one."""
    state = state_of(book, member, counter)
    _consume(state, steps)
    state.given.clear()
    _write(book, member, cause, "expire", counter, -steps, reason=reason)
    if counter.successor is not None:
        following = next(each.counter for each in book.plan.counters if each.counter.name == counter.successor)
        state.is_open, state_of(book, member, following).is_open = False, True


def _consume(state: CounterState, count: int) -> None:
    """Use up the oldest steps."""
    state.steps -= count
    used_up = []
    for key, oldest in state.groups.items():
        part = min(oldest.count, count)
        oldest.count -= part
        count -= part
        if oldest.count == 0:
            used_up.append(key)
        if not count:
            break
    for key in used_up:
        del state.groups[key]


def _visit(day: Day) -> str:
    return f"@visit/{day}"


# ---------------------------------------------------------------- steps


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


def usable_until(counter: Counter, first_step_on: Day) -> Day:
    """The last day of a card whose oldest step is of a day (S6.4)."""
    assert counter.expires is not None
    return last_day(counter.expires, first_step_on)


def label_of(counter: Counter, threshold: Threshold) -> str:
    """A threshold as the entry that says it was reached names it."""
    return format_amount(threshold.at) if counter.decimals == 4 else format_units(threshold.at, counter.decimals)


def _write(
    book: Book, member: Member, cause: Cause, kind: str, counter: Counter, amount: int, *, cut: int = 0,
    reason: str | None = None,
) -> None:  # fmt: skip
    book.write(
        member, cause, kind, rule=counter.name, amount=amount, balance=member.counters[counter.name].steps,
        decimals=counter.decimals, cut=cut or None, reason=reason,
    )  # fmt: skip
