"""Why a referral was rewarded or not: the guards of the friend's purchase, and each side's own condition and limits (S8)."""

from __future__ import annotations

from collections.abc import Sequence

from rulekit.engine.book import Explanation
from rulekit.engine.entry import Entry
from rulekit.engine.state import Member
from rulekit.engine.trace.conditions import Judge
from rulekit.engine.trace.misses import gap_of, limit_miss, no_room
from rulekit.engine.trace.reason import Reason, Trace
from rulekit.engine.trace.stock import out_of_stock, stock_reasons
from rulekit.engine.trace.wording import amount_text, limit_text, money, plural
from rulekit.ledger.event import Event
from rulekit.program.award import FixedAward
from rulekit.program.model import Limit, Program
from rulekit.values.calendar import Day, add, iso_day

REFERRAL = "referral"
"""The name of what keeps a friend's purchase from qualifying for both sides."""


def side_name(side: str) -> str:
    """How entries name a side."""
    return f"{REFERRAL}.{side}"


def trace_side(judge: Judge, explanation: Explanation, entries: Sequence[Entry]) -> Trace:
    """What the referrer or the friend was granted, on that member's own condition and limits (S8.2)."""
    facts, event = explanation.facts, explanation.event
    is_friend = isinstance(event, Event) and facts.member.member_id == event.member_id
    side, prepared = ("friend", judge.plan.friend) if is_friend else ("referrer", judge.plan.referrer)
    assert prepared is not None, "only a side that is promised something is looked at"
    own = [entry for entry in entries if entry.rule == side_name(side)]
    reasons = [] if prepared.side.condition is None else judge.all_of(prepared.side.condition, facts)
    wanted: dict[str | None, int] = {}
    for award in prepared.awards(facts):
        if isinstance(award, FixedAward):
            wanted[award.wallet] = wanted.get(award.wallet, 0) + award.amount
    for keyed in prepared.limits:
        amount = wanted.get(keyed.limit.wallet, 0)
        reasons.append(_limit_reason(keyed.limit, explanation.rooms[keyed.key], amount, facts.day, judge.program))
    reasons += [Reason.lacks("not a member at that time")] if _is_declined(own, "not enrolled") else []
    reasons += stock_reasons(out_of_stock(side_name(side), own))
    return Trace(side_name(side), "referral", _given(own, judge.program), tuple(reasons))


def _is_declined(own: Sequence[Entry], reason: str) -> bool:
    return any(entry.kind == "declined" and entry.reason == reason for entry in own)


def _limit_reason(limit: Limit, room: int, wanted: int, day: Day, program: Program) -> Reason:
    """What is left of a limit, and whether it stands in the way."""
    wallet = None if limit.wallet is None else program.wallet(limit.wallet)
    left = str(max(0, room)) if wallet is None else amount_text(max(0, room), wallet)
    text = f"the limit `{limit_text(limit, program)}` ({left + ' left' if room > 0 else 'used up'})"
    if room <= 0:
        return Reason(text, False, (), limit_miss(limit, day, program))
    if wallet is not None and limit.or_nothing and wanted > room:
        return Reason(text, False, (), no_room(limit, amount_text(wanted, wallet), left, day, program))
    return Reason(text, True)


def _given(own: Sequence[Entry], program: Program) -> str:
    parts = [
        amount_text(entry.amount, program.wallet(entry.wallet))
        for entry in own
        if entry.kind == "referral" and entry.amount and entry.wallet is not None
    ]
    parts += [entry.reward or "" for entry in own if entry.kind == "issue" and entry.code is not None]
    return " and ".join(parts) or "nothing"


# ---------------------------------------------------------------- the friend's one chance


def trace_friend(explanation: Explanation) -> list[Trace]:
    """What keeps the purchase of somebody who was referred from qualifying, while the chance is still open (S8.2)."""
    terms, event, friend = explanation.plan.program.referral, explanation.event, explanation.facts.member
    if terms is None or friend.referred_by is None or explanation.trigger != "purchase" or not isinstance(event, Event):
        return []
    if _is_used(friend, event):
        return []
    program, reasons, paid = explanation.plan.program, [], explanation.facts.basket.total
    if terms.minimum_minor is not None:
        miss = None
        if paid < terms.minimum_minor:
            miss = f"{money(terms.minimum_minor - paid, program)} short of {money(terms.minimum_minor, program)}"
        text = f"a purchase of at least {money(terms.minimum_minor, program)} (it is {money(paid, program)})"
        reasons.append(Reason(text, miss is None, (), miss, gap_of(min(paid, terms.minimum_minor), terms.minimum_minor)))
    until = last_day(program, friend)
    if until is not None:
        miss = f"{plural(str(event.day - until), 'day')} too late" if event.day > until else None
        reasons.append(Reason(f"until {iso_day(until)}, counted from enrolling", miss is None, (), miss))
    return [Trace(REFERRAL, "referral", "nothing", tuple(reasons))] if any(one.holds is False for one in reasons) else []


def _is_used(friend: Member, event: Event) -> bool:
    """Whether a purchase counted, or an earlier one used up the chance."""
    qualified = friend.qualified
    if qualified is None:
        return False
    if qualified.event_id == event.event_id:
        return qualified.counts
    used = friend.purchases.get(qualified.event_id)
    return used is not None and used.at <= event.at


def last_day(program: Program, friend: Member) -> Day | None:
    """The last day on which a friend's purchase qualifies; None for no end."""
    terms = program.referral
    if terms is None or terms.within is None or friend.joined is None:
        return None
    return add(friend.joined, terms.within)
