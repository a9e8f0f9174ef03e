"""Counters: stamp cards, milestone ladders and challenges, one model (S6). Thresholds passed, gifts out, rounds.

What puts steps on a counter and takes them off is in `steps`.

Invariant I10: steps given = steps on open cards + full cards x size + dropped + expired + taken back.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile

from rulekit.engine import limits, rewards, wallets
from rulekit.engine.book import Book, Cause, due_work
from rulekit.engine.expiry import last_day
from rulekit.engine.facts import Facts
from rulekit.engine.plan import PreparedCounter
from rulekit.engine.state import CounterState, GivenThreshold, Member
from rulekit.program.award import FixedAward, PlainAward, RewardAward
from rulekit.program.model import Counter, Threshold
from rulekit.values.calendar import Day, window_start
from rulekit.values.money import format_amount, format_units


def state_of(book: Book, member: Member, counter: Counter) -> CounterState:
    """A member's state of a counter."""
    found = member.counters.get(counter.name)
    if found is None:
        found = member.counters[counter.name] = CounterState(is_open=counter.name not in book.plan.successors)
    return found


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
        write(book, member, due_work(book, counter.name, member, day), "expire", counter, -steps)


def drop_all(book: Book, member: Member, cause: Cause, counter: Counter, reason: str | None) -> None:
    """Every step of the open round is gone."""
    state = state_of(book, member, counter)
    steps = state.steps
    state.groups.clear()
    state.steps = 0
    if steps:
        write(book, member, cause, "expire", counter, -steps, reason=reason)


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
        write(book, member, cause, kind, counter, -full.at)
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
            write(book, member, cause, kind, counter, -last if ends_round else 0, reason=reason)
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
        write(book, member, cause, "step", counter, -surplus, reason="carried over")
        write(book, member, cause, "step", prepared.counter, surplus, reason="carried over")
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
    write(book, member, cause, "expire", counter, -steps, reason=reason)
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


def usable_until(counter: Counter, first_step_on: Day) -> Day:
    """The last day of a card whose oldest step is of a day (S6.4)."""
    assert counter.expires is not None
    return last_day(counter.expires, first_step_on)


def label_of(counter: Counter, threshold: Threshold) -> str:
    """A threshold as the entry that says it was reached names it."""
    return format_amount(threshold.at) if counter.decimals == 4 else format_units(threshold.at, counter.decimals)


def write(
    book: Book, member: Member, cause: Cause, kind: str, counter: Counter, amount: int, *, cut: int = 0,
    reason: str | None = None,
) -> None:  # fmt: skip
    """Write a change of a counter's steps."""
    book.write(
        member, cause, kind, rule=counter.name, amount=amount, balance=member.counters[counter.name].steps,
        decimals=counter.decimals, cut=cut or None, reason=reason,
    )  # fmt: skip
