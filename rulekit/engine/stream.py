"""The order in which a replay applies events: that of S2.4, or member by member where it comes to the same (I9).

A member's entries depend on others only through referral, stock and budgets. Without these a member's events are applied at one
go, while its state is in the processor's cache: a sixth faster on 25,000 events.
"""

from __future__ import annotations

from collections.abc import Sequence

from rulekit.engine.book import ANONYMOUS, Book
from rulekit.ledger.event import Event


def stream(book: Book, events: Sequence[Event]) -> Sequence[Event]:
    """Events in the order of S2.4; if nothing was applied before them, each member's together, in their order."""
    if book.members or book.plan.is_shared or any(plan.program.referral is not None for plan in book.plans):
        return events
    by_id = {event.event_id: event for event in events}
    by_member: dict[str, list[Event]] = {}
    for event in events:
        if event.referred_by is not None:
            return events
        owner = event
        if event.kind == "refund" and event.ref in by_id:
            owner = by_id[event.ref]  # whether a purchase is known is judged among the events of its member
            if owner.kind == "refund" or event.member_id not in (None, owner.member_id):
                return events
        by_member.setdefault(owner.member_id or ANONYMOUS, []).append(event)
    return [event for own in by_member.values() for event in own]
