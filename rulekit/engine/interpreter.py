"""The runnable specification: one event at a time, in the order of S2.4, due work first (S2.5), settled after (S3.8).

Input: a book and events. Output: entries and rejections in the book. It looks at nothing later than the event (I6).
"""

from __future__ import annotations

from heapq import heappop

from rulekit.engine import (
    adjustments,
    counters,
    editions,
    purchases,
    redemptions,
    referral,
    refunds,
    rewards,
    tiers,
    triggers,
    wallets,
)
from rulekit.engine.book import ANONYMOUS, Book, Cause, due_work
from rulekit.engine.plan import Plan
from rulekit.engine.state import Member, PurchaseRecord
from rulekit.ledger.event import KIND_RANKS, OPENING, Event
from rulekit.values.calendar import Day

EventKey = tuple[int, int, int, str]
"""Where an event stands in the total order (S2.4); ids are unique, so nothing more is needed."""


def apply(book: Book, event: Event) -> bool:
    """Apply one event; False if it was rejected."""
    member_id = event.member_id or whose(book, event)
    key = key_of(event)
    known = book.members.get(member_id)
    problem = _contradiction(book, event, key, member_id, known)
    if problem is not None:
        book.reject(event, *problem)
        return False
    member = known or book.member(member_id)
    book.own(member, event)
    if member_id == ANONYMOUS:
        _anonymous(book, member, event)
        return True
    member.last_key = key
    if book.plan.is_shared:
        _advance_everybody(book, event.day)
        book.shared.last_key = key
    advance(book, member, event.day)
    if event.profile:
        member.profile.update(event.profile)
    is_enrolling = not member.enrolled and _enrol(book, member, event)
    if event.kind == "enrol":
        referral.name_referrer(book, member, event, is_enrolling=is_enrolling)
    _HANDLERS[event.kind](book, member, event)
    if book.plan.calendar_rules:
        triggers.plan_after(book, member, event, is_enrolling=is_enrolling)
    settle(book, member, event)
    return True


def key_of(event: Event) -> EventKey:
    """Where an event stands in the total order."""
    return event.at, event.order, KIND_RANKS[event.kind], event.event_id


def advance(book: Book, member: Member, day: Day) -> None:
    """Let everything happen that is due up to and including a local day, day by day (S2.5).

    A new edition of the program begins before everything else of its first day.
    """
    if book.edition_days:
        for begins_on in book.edition_days[member.edition : book.edition_on(day)]:
            book.plan = book.plans[member.edition]
            _advance(book, member, begins_on - 1)
            member.edition += 1
            editions.change(book, member, book.plan, book.plans[member.edition], begins_on)
        book.plan = book.plans[member.edition]
    _advance(book, member, day)


def _advance(book: Book, member: Member, day: Day) -> None:
    while member.due_days and member.due_days[0] <= day:
        _due_day(book, member, member.due_days.pop(0))
    member.advanced_to = max(member.advanced_to, day)


def advance_all(book: Book, day: Day) -> None:
    """The same for all members, in order of their ids; where they share a budget or a stock, day by day (S2.4)."""
    if book.plan.is_shared:
        _advance_everybody(book, day)
    for member in list(book.known_members()):
        advance(book, member, day)


def _advance_everybody(book: Book, day: Day) -> None:
    """Everybody's due work up to and including a day, each day's in order of the members' ids (as bytes, which is as text)."""
    while book.due and book.due[0][0] <= day:
        due, member_id = heappop(book.due)
        advance(book, book.members[member_id], due)
    book.shared.advanced_to = max(book.shared.advanced_to, day)


def settle(book: Book, member: Member, cause: Cause) -> None:
    """Counters, then rises of tier, then the rewards that are bought by themselves (S3.8). Once through; it cannot loop."""
    if member.counters:
        counters.settle(book, member, cause)
    tiers.rise(book, member, cause)
    if book.plan.auto_rewards:
        redemptions.buy_affordable(book, member, cause)


def _due_day(book: Book, member: Member, day: Day) -> None:
    """One day in the order of S2.5, settled as every event is (S3.8).

    What was planned for it may be gone by now. Where nothing is written it was no due day, and nothing is bought on it.
    """
    before = member.seq
    wallets.make_due_available(book, member, day)
    wallets.expire_due(book, member, day)
    counters.expire_due(book, member, day)
    rewards.lapse_due(book, member, day)
    tiers.review(book, member, day)
    triggers.run_due(book, member, day)
    cause = due_work(book, "settle", member, day)
    counters.settle(book, member, cause)
    tiers.rise(book, member, cause)
    if member.seq > before:
        redemptions.buy_affordable(book, member, cause)


# ---------------------------------------------------------------- acceptance (S2.6)


def whose(book: Book, event: Event) -> str:
    """Whose event it is; one without a member is nobody's, or a refund of its purchase's member."""
    if event.member_id:
        return event.member_id
    return book.owners.get(event.ref, ANONYMOUS) if event.kind == "refund" and event.ref is not None else ANONYMOUS


def is_past(member: Member, event: Event) -> bool:
    """Whether a member has been advanced beyond an event, which is late then (S11)."""
    return member.last_key is not None and (event.day < member.advanced_to or key_of(event) < member.last_key)


def _contradiction(
    book: Book, event: Event, key: EventKey, member_id: str, member: Member | None
) -> tuple[str, str] | None:  # fmt: skip
    """Why an event contradicts what the ledger said before it; depends on ledger facts alone."""
    last_key = book.shared.last_key
    if member_id != ANONYMOUS and last_key is not None and (event.day < book.shared.advanced_to or key < last_key):
        reason = "it is older than an event or a day applied already; with a budget or a stock all members' events come in order"
        return "event.late", reason
    if member is not None and member.last_key is not None and (event.day < member.advanced_to or key < member.last_key):
        if event.at == member.last_key[0]:
            reason = "it has the instant of an event applied already and sorts before it: give `order`, or pad the ids"
            return "event.late", reason
        return "event.late", "it is older than what this member has been advanced to"
    if event.kind == "purchase":
        return None
    if event.kind == "leave" and (member is None or not member.enrolled):
        return "event.unknown_member", f"{member_id} is not a member at this time"
    if event.kind == "refund" and event.ref is not None:
        return _refund_contradiction(book, event, event.ref)
    if event.kind == "adjust" or (event.kind == "redeem" and event.reward is None):
        return _points_contradiction(event)
    return None


def _points_contradiction(event: Event) -> tuple[str, str] | None:
    points = event.points
    if points is None:
        return None  # an opening that brings a tier or money spent
    if points == 0 or (points < 0 and event.kind == "redeem"):
        return "event.points", "points must be above zero" if event.kind == "redeem" else "points must not be zero"
    return None


def _refund_contradiction(book: Book, event: Event, ref: str) -> tuple[str, str] | None:
    owner_id = book.owners.get(ref)
    owner = book.members.get(owner_id) if owner_id is not None else None
    if owner is None or (ref not in owner.purchases and ref not in owner.redemptions):
        return "event.unknown_purchase", f"no purchase {ref} is known at this time"
    record = owner.purchases.get(ref)
    if record is not None and record.at > event.at:
        return "event.unknown_purchase", f"the purchase {ref} comes later"
    if event.member_id is not None and event.member_id != owner_id:
        return "event.foreign_purchase", f"the purchase {ref} is not this member's"
    if record is None:
        return None if event.amount is None else ("row.amount", "a refund of a redemption has no amount")
    if event.amount is None and not event.lines:
        return "row.amount", "a refund of a purchase needs an amount or lines"
    amount = refunds.refunded_amount(event)
    if amount < 0:
        return "row.amount", "a refund is the money returned: a positive amount"
    if amount > record.left:
        return "event.over_refund", f"more than what is left of what was paid for {ref}"
    return None


# ---------------------------------------------------------------- kinds


def _anonymous(book: Book, member: Member, event: Event) -> None:
    """A sale without a member: its refunds must be known, nothing is earned."""
    if event.kind == "purchase":
        purchases.purchase(book, member, event)
    elif event.kind == "refund" and event.ref is not None:
        refunds.refund_purchase(book, member, event, member.purchases[event.ref])


def enrols(plan: Plan, event: Event) -> bool:
    """Whether an event makes a member of who is none (S2.7)."""
    return event.kind == "enrol" or (event.kind != "leave" and plan.program.enrolment != "required")


def _enrol(book: Book, member: Member, event: Event) -> bool:
    """Enrol somebody who is no member; True if this event did."""
    if not enrols(book.plan, event):
        return False
    member.enrolled = True
    member.joined = event.day
    book.write(member, event, "enrol")
    is_opening = event.kind == "adjust" and event.reason == OPENING
    if book.plan.is_running(event.day) and not is_opening:  # who comes from another program was welcomed there
        purchases.triggered(book, member, event, book.plan.enrol_rules, "enrol", f"@enrol/{event.event_id}")
    return True


def _activity(book: Book, member: Member, event: Event) -> None:
    if member.enrolled and book.plan.is_running(event.day):
        rules = [rule for rule in book.plan.activity_rules if rule.rule.trigger.activity == event.activity]
        origin = f"@activity/{event.event_id}"
        purchases.triggered(book, member, event, rules, "activity", origin, event.activity)
    if event.activity is not None:
        member.history.add_activity(event.day, event.activity)


def _refund(book: Book, member: Member, event: Event) -> None:
    if event.ref is None:
        refunds.refund_unlinked(member, event)
        tiers.plan_rise(book, member, event.day)
    elif event.ref in member.redemptions:
        redemptions.refund_redemption(book, member, event, member.redemptions[event.ref])
    else:
        record = member.purchases[event.ref]
        refunds.refund_purchase(book, member, event, record)
        if referral.is_undone(book, member, event, record):
            _undo_referral(book, member, event, record)


def _purchase(book: Book, member: Member, event: Event) -> None:
    """A purchase, and for a friend's qualifying one the referrer's due work, grant and settle, then the friend's grant (S8.2)."""
    purchases.purchase(book, member, event)
    if book.plan.program.referral is not None and referral.qualifies(book, member, event, member.purchases[event.event_id]):
        referrer = book.members[member.referred_by or ""]
        _touch(book, referrer, event)
        referral.grant(book, referrer, event, book.plan.referrer, "referrer")
        settle(book, referrer, event)
        book.plan = book.plans[member.edition]
        referral.grant(book, member, event, book.plan.friend, "friend")


def _touch(book: Book, referrer: Member, event: Event) -> None:
    """A friend's event that changes the referrer: what is due there comes first, and nothing older may follow (S2.4)."""
    advance(book, referrer, event.day)
    key = key_of(event)
    referrer.last_key = key if referrer.last_key is None else max(referrer.last_key, key)


def _undo_referral(book: Book, friend: Member, event: Event, record: PurchaseRecord) -> None:
    """Both grants go back: the referrer's first, after that member's due work, then the friend's (S8.3)."""
    referrer_id = friend.qualified.referrer_id if friend.qualified else None
    if referrer_id is not None:
        referrer = book.members[referrer_id]
        _touch(book, referrer, event)
        referral.take_back(book, referrer, event, record)
        settle(book, referrer, event)
        book.plan = book.plans[friend.edition]
    referral.take_back(book, friend, event, record)


def _nothing(_: Book, __: Member, ___: Event) -> None:
    """Enrolment and profile are done before."""


_HANDLERS = {
    "enrol": _nothing,
    "profile": _nothing,
    "purchase": _purchase,
    "activity": _activity,
    "refund": _refund,
    "redeem": redemptions.redeem,
    "use": rewards.use,
    "adjust": adjustments.adjust,
    "leave": adjustments.leave,
}
