"""I1, I2, I10, I12: what entries add up to, whoever adds them up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta

from generators.cases import Case, Run, cases, run
from generators.compare import differences
from hypothesis import given

from rulekit.engine.auditor import audit
from rulekit.engine.entry import Entry
from rulekit.program.model import Counter, Limit, Program


@given(cases())
def test_the_auditor_finds_nothing_and_agrees_with_the_engine(case: Case):
    """I12, and with it I1 and the part of I2 that is about lots and debt."""
    ran = run(case.program, case.events)
    found = audit(ran.entries)
    assert [(f.member_id, f.seq, f.message) for f in found.findings] == []
    assert differences(found, ran.engine) == []


@given(cases())
def test_no_limit_is_exceeded(case: Case):
    """I2: what rules, cards, rewards and referrals granted per period, added up from entries, stays within every limit."""
    ran = run(case.program, case.events)
    for owner, limit, grants in limited(case.program, ran):
        used: dict[tuple[str, object], int] = defaultdict(int)
        for entry, amount in grants:
            used[entry.member_id, period_of(limit, entry)] += amount
        assert all(amount <= limit.count for amount in used.values()), (owner, limit, dict(used))


@given(cases())
def test_no_budget_is_exceeded_and_no_stock_oversold(case: Case):
    """I2: all members together, added up from entries."""
    ran = run(case.program, case.events)
    for rule in case.program.rules:
        own = [entry for entry in ran.entries if entry.rule == rule.name and entry.kind in ("earn", "bonus", "issue")]
        if rule.budget is not None and rule.budget.wallet is not None:
            assert sum(entry.amount or 0 for entry in own if entry.wallet == rule.budget.wallet) <= rule.budget.count
        elif rule.budget is not None:
            assert len(times(own)) <= rule.budget.count
    for reward in case.program.rewards:
        issued = [entry for entry in ran.entries if entry.kind == "issue" and entry.reward == reward.name and entry.code]
        assert reward.stock is None or len(issued) <= reward.stock


@given(cases())
def test_every_step_is_accounted_for(case: Case):
    """I10: steps given = open steps + full cards x size + dropped + expired + taken back, per member and counter."""
    ran = run(case.program, case.events)
    for counter in case.program.counters:
        size = counter.thresholds[-1].at
        for member_id, member in ran.engine.book.members.items():
            entries = [entry for entry in ran.of(member_id) if is_of_counter(entry, counter)]
            given_steps = sum(entry.amount or 0 for entry in entries if entry.kind == "step")
            rounds = [entry for entry in entries if entry.kind in ("card_full", "milestone", "challenge") and entry.amount]
            back = -sum(entry.amount or 0 for entry in entries if entry.kind in ("expire", "take_back"))
            state = member.counters.get(counter.name)
            still_open = state.steps if state else 0
            assert given_steps == still_open + len(rounds) * size + back
            assert counter.then != "stop" or not rounds
            assert still_open < size or counter.then == "stop"


def is_of_counter(entry: Entry, counter: Counter) -> bool:
    """Whether an entry moves this counter."""
    return entry.wallet is None and entry.rule == counter.name and entry.balance is not None


# ---------------------------------------------------------------- limits


def limited(program: Program, ran: Run) -> Iterator[tuple[str, Limit, list[tuple[Entry, int]]]]:
    """Every limit with what counts in it: (entry, amount) pairs."""
    for rule in program.rules:
        own = [entry for entry in ran.entries if entry.rule == rule.name and entry.kind in ("earn", "bonus", "issue")]
        for limit in rule.limits:
            yield rule.name, limit, amounts(own, limit) if limit.kind == "amount" else times(own)
    for counter in program.counters:
        for limit in counter.limits:
            if limit.kind == "stamps":
                steps = [entry for entry in ran.entries if entry.kind == "step" and entry.rule == counter.name]
                yield counter.name, limit, [(entry, entry.amount or 0) for entry in steps]
            elif limit.kind == "times" and counter.kind != "milestone":
                yield (
                    counter.name,
                    limit,
                    times([e for e in ran.entries if e.rule == counter.name and e.kind in ("earn", "issue")]),
                )
    for reward in program.rewards:
        bought = [e for e in ran.entries if e.kind == "issue" and e.rule in ("redeem", "auto") and e.reward == reward.name]
        for limit in reward.limits:
            yield reward.name, limit, [(entry, 1) for entry in bought]
    for name in ("referrer", "friend"):
        side = getattr(program.referral, name, None)
        own = [entry for entry in ran.entries if entry.rule == f"referral.{name}"]
        for limit in side.limits if side else ():
            yield name, limit, amounts(own, limit) if limit.kind == "amount" else times(own)


def amounts(entries: list[Entry], limit: Limit) -> list[tuple[Entry, int]]:
    """What was credited in the limit's wallet."""
    return [(e, e.amount or 0) for e in entries if e.wallet == limit.wallet and e.kind in ("earn", "bonus", "referral")]


def times(entries: list[Entry]) -> list[tuple[Entry, int]]:
    """Events with a grant above zero, each once."""
    first: dict[tuple[str, str], Entry] = {}
    for entry in entries:
        if (entry.kind in ("earn", "bonus", "referral") and entry.amount) or (entry.kind == "issue" and entry.code):
            first.setdefault((entry.member_id, entry.event_id), entry)
    return [(entry, 1) for entry in first.values()]


def period_of(limit: Limit, entry: Entry) -> object:
    """The period an entry counts in; written anew here, so that the tests do not lean on what they test."""
    day = date.fromordinal(entry.day)
    if limit.period == "week":
        return day - timedelta(days=day.weekday())
    return {
        "purchase": entry.event_id, "day": day, "month": (day.year, day.month), "quarter": (day.year, (day.month - 1) // 3),
        "year": day.year, "member": None,
    }[limit.period]  # fmt: skip
