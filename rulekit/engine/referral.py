"""Referral with its guards (S8): the friend's first qualifying purchase rewards both, once ever, and can be undone."""

from __future__ import annotations

from rulekit.engine import counters, limits, rewards, wallets
from rulekit.engine.book import Book, Cause
from rulekit.engine.plan import PreparedSide
from rulekit.engine.state import Member, PurchaseRecord, QualifiedPurchase, ReferralGrant
from rulekit.ledger.event import Event
from rulekit.program.award import FixedAward, PlainAward
from rulekit.values.calendar import Day, add

REJECTED_REFERRALS = frozenset(("event.late_referral", "event.self_referral", "event.unknown_referrer"))
"""The codes of namings that do not count."""


def name_referrer(book: Book, member: Member, event: Event, *, is_enrolling: bool) -> None:
    """Note who referred a new member; what does not count is rejected, the enrolment stands (S8.1)."""
    referrer_id = event.referred_by
    if referrer_id is None:
        return
    referrer = book.members.get(referrer_id)
    if not is_enrolling:
        book.reject(event, "event.late_referral", "a referrer counts only on the enrolment itself")
    elif referrer_id == member.member_id:
        book.reject(event, "event.self_referral", "members cannot refer themselves")
    elif referrer is None or referrer.joined is None:
        book.reject(event, "event.unknown_referrer", f"the referrer {referrer_id} is not known at this time")
    else:
        member.referred_by = referrer_id


def qualifies(book: Book, member: Member, event: Event, record: PurchaseRecord) -> bool:
    """Whether this is the friend's one qualifying purchase; uses up the chance (S8.2)."""
    terms = book.plan.program.referral
    if terms is None or member.qualified is not None or record.paid < (terms.minimum_minor or 0):
        return False
    counts = member.referred_by is not None and member.joined is not None and book.plan.is_running(event.day)
    if counts and terms.within is not None:
        counts = event.day <= add(member.joined or event.day, terms.within)
    member.qualified = QualifiedPurchase(event.event_id, member.referred_by, counts)
    return counts


def grant(book: Book, member: Member, event: Event, prepared: PreparedSide | None, side: str) -> None:
    """Give one side what it is promised, on that member's own conditions and limits."""
    if prepared is None:
        return
    rule = f"referral.{side}"
    facts = book.facts(member, event)
    awards = prepared.awards(facts)
    rooms = {keyed.key: limits.room(member, keyed, event.day) for keyed in prepared.limits}
    book.explain("referral", event, facts, [], (), rooms)
    reason = None
    if not member.enrolled:
        reason = "not enrolled"
    elif prepared.condition is not None and not prepared.condition(facts):
        reason = "condition"
    elif not limits.has_times_left(member, prepared.limits, event.day) or _is_refused(member, prepared, awards, event.day):
        reason = "limit"
    if reason is not None:
        book.write(member, event, "declined", rule=rule, reason=reason)
        return
    given = ReferralGrant("referrer" if side == "referrer" else "friend")
    member.referral_grants.setdefault(event.event_id, []).append(given)
    for award in awards:
        _give(book, member, event, prepared, award, rule, given)
    if given.amounts or given.codes:
        limits.use_time(member, prepared.limits, event.day)


def _is_refused(member: Member, prepared: PreparedSide, awards: tuple[PlainAward, ...], day: Day) -> bool:
    """Whether the points do not fit into a limit with `or nothing`, after what the other limits cut (S3.6)."""
    amounts: dict[str | None, int] = dict.fromkeys((keyed.limit.wallet for keyed in prepared.limits), 0)
    for award in awards:
        if isinstance(award, FixedAward):
            amounts[award.wallet] = amounts.get(award.wallet, 0) + award.amount
    rooms = [(keyed.limit, max(0, limits.room(member, keyed, day))) for keyed in prepared.limits if keyed.limit.kind == "amount"]
    for limit, room in rooms:
        if not limit.or_nothing:
            amounts[limit.wallet] = min(amounts[limit.wallet], room)
    return any(limit.or_nothing and amounts[limit.wallet] > room for limit, room in rooms)


def _give(
    book: Book, member: Member, cause: Cause, prepared: PreparedSide, award: PlainAward, rule: str, given: ReferralGrant
) -> None:
    if not isinstance(award, FixedAward):
        given.codes += counters.give(book, member, cause, [award], "referral", rule)[1]
        return
    amount = award.amount
    for keyed in prepared.limits:
        if keyed.limit.kind == "amount" and keyed.limit.wallet == award.wallet:
            amount = max(0, min(amount, limits.room(member, keyed, cause.day)))
    for keyed in prepared.limits:
        if keyed.limit.kind == "amount" and keyed.limit.wallet == award.wallet:
            limits.use(member, keyed, cause.day, amount)
    lot_id = wallets.credit(book, member, cause, "referral", award.wallet, amount, rule, award.amount - amount)
    if lot_id is not None:
        given.lot_ids.setdefault(award.wallet, []).append(lot_id)
        given.amounts[award.wallet] = given.amounts.get(award.wallet, 0) + amount


def is_undone(book: Book, friend: Member, event: Event, record: PurchaseRecord) -> bool:
    """Whether this refund lets the net paid of the qualifying purchase fall below the minimum (S8.3)."""
    terms = book.plan_on(record.day).program.referral
    qualified = friend.qualified
    if terms is None or qualified is None or not qualified.counts or qualified.event_id != event.ref:
        return False
    return record.left < terms.minimum_minor if terms.minimum_minor else record.left == 0


def take_back(book: Book, member: Member, event: Event, record: PurchaseRecord) -> None:
    """Undo what one member was granted for a friend's purchase: points as S5.3, a reward if it is unused."""
    for given in member.referral_grants.get(event.ref or "", []):
        if given.is_taken_back:
            continue
        given.is_taken_back = True
        for wallet_name, amount in given.amounts.items():
            wallet = book.plan_on(record.day).wallets[wallet_name]
            wallets.take_back(book, member, event, wallet, amount, given.lot_ids[wallet_name], record.day)
        for code in given.codes:
            if member.rewards[code].status == "open":
                rewards.revoke(book, member, event, member.rewards[code], f"referral.{given.side}", "taken back")
