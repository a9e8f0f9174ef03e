"""A purchase, step by step (S3): everything is judged on the state before it, then written, then counted."""

from __future__ import annotations

from collections.abc import Sequence

from rulekit.engine import expiry, limits, rewards, wallets
from rulekit.engine.basket import basket_of
from rulekit.engine.book import ANONYMOUS, Book, Cause, Trigger
from rulekit.engine.earning import earn_fixed, earn_from_purchase
from rulekit.engine.facts import Facts
from rulekit.engine.grant import Grant
from rulekit.engine.plan import KeyedBudget, Plan, PreparedCounter, PreparedRule
from rulekit.engine.rates import visit_key
from rulekit.engine.state import Credit, Member, Moment, PurchaseRecord
from rulekit.engine.steps import WantedSteps, add_steps, earning_counters, steps_of_activity, steps_of_purchase
from rulekit.ledger.event import Event
from rulekit.values.calendar import Day


def purchase(book: Book, member: Member, event: Event) -> None:
    """Apply S3.1 to S3.7 and count the purchase; the settle step is the interpreter's."""
    plan = book.plan
    basket = basket_of(event, plan.schema)
    facts = Facts(plan.readers, member, event.day, event.minute, basket, event.attributes, event.event_id)
    record = PurchaseRecord(event.at, event.day, basket.total, basket.total, basket.lines, basket.unattributed, basket.units)
    member.purchases[event.event_id] = record
    if plan.activity_wallets:
        expiry.move(book, member, event)
    if member.enrolled and plan.is_running(event.day):
        _earn(book, member, event, facts, record)
    if member.member_id == ANONYMOUS:
        return
    record.counted = _counted(book.plans, facts)  # later editions ask about purchases before their day too
    member.history.add_purchase(event.day, basket.total, basket.units, record.counted)


def _counted(plans: Sequence[Plan], facts: Facts) -> list[int]:
    """The conditions of histories that a purchase fulfils."""
    return [number for plan in plans for number, is_counted in enumerate(plan.filters, plan.first_filter) if is_counted(facts)]


def count_earlier(book: Book, member: Member, plans: Sequence[Plan]) -> bool:
    """Let editions that were not there at the time judge a member's purchases; False where the state does not keep the events."""
    asking = [plan for plan in plans if plan.filters]
    for event_id, record in member.purchases.items() if asking else ():
        event = member.seen.get(event_id)
        if not isinstance(event, Event):
            return False
        counted = _counted(asking, book.facts(member, event, basket_of(event, book.plan.schema)))
        units = record.units - (record.refunded.units if record.refunded else 0)
        member.history.count(record.day, record.left, units, is_live=record.is_live, counted=counted)
        record.counted += counted
    return True


def _earn(book: Book, member: Member, event: Event, facts: Facts, record: PurchaseRecord) -> None:
    plan = book.plan
    rooms = rooms_of(book, member, plan.purchase_rules, event.day)
    if plan.recomputes:
        facts.read_all()
        record.moment = Moment(event.minute, dict(event.attributes), facts.reads, rooms)
    grants = earn_from_purchase(plan, facts, rooms)
    steps = steps_of_purchase(book, facts) if plan.purchase_counters else []
    earning = earning_counters(book, facts) if plan.earning_counters else []
    if book.explain_member is not None:
        book.explain("purchase", event, facts, grants, plan.purchase_rules, rooms)
    for grant in grants:
        for wallet, lot_id in write_grant(book, member, event, grant):
            credit = record.credits.get(wallet)
            if credit is None:
                credit = record.credits[wallet] = Credit()
            credit.lot_ids.append(lot_id)
            credit.amount += grant.shares[wallet].amount
    if earning:
        steps += steps_of_grants(earning, grants)
    if steps:
        add_steps(book, member, event, steps, event.event_id)


def triggered(
    book: Book, member: Member, cause: Cause, rules: Sequence[PreparedRule], trigger: Trigger, origin: str,
    activity: str | None = None,
) -> None:  # fmt: skip
    """Run the rules that an enrolment, an activity or a rise sets off, and the counters that count it.

    `origin` names the steps: the event may be a purchase too, and that has steps of its own.
    """
    if not rules and activity is None and book.explain_member is None:
        return
    facts = book.facts(member, cause)
    rooms = rooms_of(book, member, rules, cause.day)
    grants = earn_fixed(book.plan, rules, facts, rooms)
    steps = steps_of_activity(book, facts, activity) if activity else []
    earning = earning_counters(book, facts)
    book.explain(trigger, cause, facts, grants, rules, rooms)
    for grant in grants:
        write_grant(book, member, cause, grant)
    add_steps(book, member, cause, steps + steps_of_grants(earning, grants), origin)


def rooms_of(book: Book, member: Member, rules: Sequence[PreparedRule], day: Day) -> dict[str, int]:
    """What is left of every limit and budget of these rules and of wallets, and which rules wait for the day's first purchase."""
    rooms: dict[str, int] = {}
    for keyed_limits in book.plan.wallet_limits.values():
        for keyed in keyed_limits:
            rooms[keyed.key] = limits.room(member, keyed, day)
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
    lots: list[tuple[str, int]] = []
    if grant.refused is not None:
        book.write(member, cause, "declined", rule=rule.name, reason=grant.refused)
    for share in grant.shares.values():
        if share.amount or share.cut:
            reason = share.reason if share.cut else ""
            lot_id = wallets.credit(book, member, cause, kind, share.wallet, share.amount, rule.name, share.cut, reason)
            if lot_id is not None:
                lots.append((share.wallet, lot_id))
    if grant.rule.has_visit_rate and grant.shares:
        member.visit_days[visit_key(grant.rule)] = cause.day
    gives_rewards = bool(grant.rewards) and grant.refused is None and _write_rewards(book, member, cause, grant)
    if grant.rule.limits or book.plan.wallet_limits:
        _use_limits(book.plan, member, cause, grant, is_time=gives_rewards or grant.gives_points)
    if grant.rule.budget is not None:
        _use_budget(book, grant, grant.rule.budget, is_time=gives_rewards or grant.gives_points)
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


def _use_budget(book: Book, grant: Grant, keyed: KeyedBudget, *, is_time: bool) -> None:
    share = grant.shares.get(keyed.budget.wallet or "")
    if keyed.budget.kind == "times":
        limits.use_shared(book.shared, keyed.key, int(is_time))
    elif share is not None:
        limits.use_shared(book.shared, keyed.key, share.amount)


def _use_limits(plan: Plan, member: Member, cause: Cause, grant: Grant, *, is_time: bool) -> None:
    """Count what was granted; a time is a grant above zero."""
    for name, keyed_limits in plan.wallet_limits.items():
        for keyed in keyed_limits if name in grant.shares else ():
            limits.use(member, keyed, cause.day, grant.shares[name].amount)
    for keyed in grant.rule.limits:
        if keyed.limit.kind == "amount":
            share = grant.shares.get(keyed.limit.wallet or "")
            if share is not None and share.amount:
                limits.use(member, keyed, cause.day, share.amount)
    if is_time:
        limits.use_time(member, grant.rule.limits, cause.day)


def steps_of_grants(
    earning: Sequence[PreparedCounter], grants: Sequence[Grant]
) -> list[WantedSteps]:
    """Counters on `<wallet> earned` see what rules grant, never what counters or referrals do."""
    found = []
    for prepared in earning:
        wallet = prepared.counter.step.subject or ""
        granted = sum(grant.shares[wallet].amount for grant in grants if wallet in grant.shares)
        found.append(WantedSteps(prepared, granted))
    return found
