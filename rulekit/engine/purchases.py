"""A purchase, step by step (S3): everything is judged on the state before it, then written, then counted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from rulekit.engine import counters, limits, rewards, wallets
from rulekit.engine.basket import basket_of
from rulekit.engine.book import Book, Cause
from rulekit.engine.earning import Grant, earn_fixed, earn_from_purchase, visit_key
from rulekit.engine.facts import Facts
from rulekit.engine.plan import PreparedCounter, PreparedRule
from rulekit.engine.state import Credit, Member, Moment, PurchaseRecord
from rulekit.ledger.event import Event
from rulekit.values.calendar import Day


def purchase(book: Book, member: Member, event: Event) -> None:
    """Apply S3.1 to S3.7 and count the purchase; the settle step is the interpreter's."""
    basket = basket_of(event, book.plan.schema)
    facts = book.facts(member, event, basket)
    record = PurchaseRecord(event.at, event.day, basket.total, basket.total, basket.lines, basket.unattributed, basket.units)
    member.purchases[event.event_id] = record
    if member.enrolled and book.plan.is_running(event.day):
        _earn(book, member, event, facts, record)
    member.history.add_purchase(event.day, basket.total, basket.units)


def _earn(book: Book, member: Member, event: Event, facts: Facts, record: PurchaseRecord) -> None:
    plan = book.plan
    rooms = rooms_of(book, member, plan.purchase_rules, event.day)
    if plan.recomputes:
        facts.read_all()
        record.moment = Moment(event.minute, dict(event.attributes), facts.reads, rooms)
    grants = earn_from_purchase(plan.program, plan.wallets, plan.purchase_rules, facts, rooms)
    steps = counters.steps_of_purchase(book, facts) if plan.counters else []
    earning = counters.earning_counters(book, facts) if plan.earning_counters else []
    if book.explain_member is not None:
        book.explain("purchase", event, facts, grants, plan.purchase_rules, rooms)
    for grant in grants:
        for wallet, lot_id in write_grant(book, member, event, grant):
            credit = record.credits.get(wallet)
            if credit is None:
                credit = record.credits[wallet] = Credit()
            credit.lot_ids.append(lot_id)
            credit.amount += grant.shares[wallet].amount
    if plan.counters:
        counters.add_steps(book, member, event, steps + _steps_of_grants(earning, grants), event.event_id)


def triggered(
    book: Book, member: Member, event: Event, rules: Sequence[PreparedRule], activity: str | None
) -> None:
    """Run the rules that an enrolment or activity sets off, and the counters that count it."""
    facts = book.facts(member, event)
    rooms = rooms_of(book, member, rules, event.day)
    grants = earn_fixed(rules, facts, rooms)
    steps = counters.steps_of_activity(book, facts, activity) if activity else []
    earning = counters.earning_counters(book, facts)
    trigger: Literal["activity", "enrol"] = "activity" if activity else "enrol"
    book.explain(trigger, event, facts, grants, rules, rooms)
    for grant in grants:
        write_grant(book, member, event, grant)
    origin = f"@{trigger}/{event.event_id}"  # the event may be a purchase too, and that has steps of its own
    counters.add_steps(book, member, event, steps + _steps_of_grants(earning, grants), origin)


def rooms_of(book: Book, member: Member, rules: Sequence[PreparedRule], day: Day) -> dict[str, int]:
    """What is left of every limit and budget of these rules, and which of them still wait for the first purchase of the day."""
    rooms = {}
    for rule in rules:
        for keyed in rule.limits:
            rooms[keyed.key] = limits.room(member, keyed, day)
        if rule.budget is not None:
            rooms[rule.budget.key] = limits.budget_room(book.shared, rule.budget)
    for name, visited_on in member.visit_days.items():
        rooms[name] = int(visited_on != day)
    return rooms


def write_grant(book: Book, member: Member, cause: Cause, grant: Grant) -> list[tuple[str, int]]:
    """Write what one rule grants and use up its limits; return the (wallet, lot) pairs."""
    rule = grant.rule.rule
    kind = "bonus" if rule.bonus else "earn"
    lots = []
    for share in grant.shares.values():
        if share.amount or share.cut:
            lot_id = wallets.credit(book, member, cause, kind, share.wallet, share.amount, rule.name, share.cut, share.reason)
            if lot_id is not None:
                lots.append((share.wallet, lot_id))
    if grant.rule.has_visit_rate and grant.shares:
        member.visit_days[visit_key(grant.rule)] = cause.day
    is_time = (bool(grant.rewards) and _write_rewards(book, member, cause, grant)) or grant.gives_points
    if grant.rule.limits:
        _use_limits(member, cause, grant, is_time=is_time)
    if grant.rule.budget is not None:
        _use_budget(book, grant, is_time=is_time)
    return lots


def _write_rewards(book: Book, member: Member, cause: Cause, grant: Grant) -> bool:
    """Issue what is in stock, or write what was cut; True if anything was issued."""
    codes: list[str] = []
    for award in grant.rewards:
        if grant.gives_rewards:
            codes += rewards.give(book, member, cause, award.reward, award.count, grant.rule.rule.name)
            continue
        book.write(
            member, cause, "issue", amount=0, rule=grant.rule.rule.name, reward=award.reward, cut=award.count,
            reason="limit" if grant.out_of_times else "budget",
        )  # fmt: skip
    return bool(codes)


def _use_budget(book: Book, grant: Grant, *, is_time: bool) -> None:
    keyed = grant.rule.budget
    assert keyed is not None, "the caller looked"
    share = grant.shares.get(keyed.budget.wallet or "")
    if keyed.budget.kind == "times":
        limits.use_shared(book.shared, keyed.key, int(is_time))
    elif share is not None:
        limits.use_shared(book.shared, keyed.key, share.amount)


def _use_limits(member: Member, cause: Cause, grant: Grant, *, is_time: bool) -> None:
    """Count what was granted; a time is a grant above zero."""
    for keyed in grant.rule.limits:
        if keyed.limit.kind == "amount":
            share = grant.shares.get(keyed.limit.wallet or "")
            if share is not None and share.amount:
                limits.use(member, keyed, cause.day, share.amount)
    if is_time:
        limits.use_time(member, grant.rule.limits, cause.day)


def _steps_of_grants(
    earning: Sequence[PreparedCounter], grants: Sequence[Grant]
) -> list[counters.WantedSteps]:
    """Counters on `<wallet> earned` see what rules grant, never what counters or referrals do."""
    found = []
    for prepared in earning:
        wallet = prepared.counter.step.subject or ""
        granted = sum(grant.shares[wallet].amount for grant in grants if wallet in grant.shares)
        found.append(counters.WantedSteps(prepared, granted))
    return found
