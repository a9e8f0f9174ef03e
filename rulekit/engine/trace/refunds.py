"""What a refund takes back, and why: the purchase, what it was credited, what is refunded by now (S5.2)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from rulekit.engine.entry import Entry
from rulekit.engine.refunds import refunded_amount
from rulekit.engine.trace.reason import Reason
from rulekit.engine.trace.wording import amount_text, money
from rulekit.ledger.event import Event
from rulekit.program.model import Program, Wallet


def refund_reasons(refund: Event, accepted: Mapping[str, Event], entries: Sequence[Entry], program: Program) -> Iterator[Reason]:
    """One sentence per wallet. `accepted` are the member's events in total order, `entries` the member's entries."""
    purchase = accepted.get(refund.ref or "")
    if purchase is None or purchase.kind != "purchase":
        return
    paid = purchase.amount or 0
    refunded, before = 0, 0
    for event in accepted.values():
        if event.kind == "refund" and event.ref == refund.ref:
            before, refunded = refunded, refunded + refunded_amount(event)
            if event is refund:
                break
    for wallet in program.wallets:
        credited = _credited(entries, purchase.event_id, wallet, program)
        if credited:
            yield Reason(_sentence(wallet, credited, purchase, (before, refunded, paid), program))


def _credited(entries: Sequence[Entry], event_id: str, wallet: Wallet, program: Program) -> int:
    """What rules on purchases credited for a purchase, after all cuts."""
    rules = {rule.name for rule in program.rules if rule.trigger.kind == "purchase"}
    return sum(
        entry.amount or 0
        for entry in entries
        if entry.event_id == event_id and entry.wallet == wallet.name and entry.kind in ("earn", "bonus") and entry.rule in rules
    )


def _sentence(wallet: Wallet, credited: int, purchase: Event, money_parts: tuple[int, int, int], program: Program) -> str:
    before, refunded, paid = money_parts
    had = f"{purchase.event_id} was credited {amount_text(credited, wallet)}"
    if wallet.refunds == "keep":
        return f"{had}, which the member keeps (refunds: keep)"
    share = f"{money(refunded, program)} of {money(paid, program)} is refunded by now"
    if wallet.refunds == "recompute":
        return f"{had}; {share}, and what is left earns anew (refunds: recompute)"
    if not paid:
        return f"{had}; nothing was paid for it, so only a complete return takes it back"
    due, due_before = credited * refunded // paid, credited * before // paid
    earlier = f", {amount_text(due_before, wallet)} of it before" if due_before else ""
    return f"{had}; {share}: {amount_text(due, wallet)} is due back, rounded down{earlier}"
