"""Refunds (S5): what is due back is a function of the sum refunded so far, so parts in any order take the same."""

from __future__ import annotations

from rulekit.engine import counters, wallets
from rulekit.engine.basket import Basket, basket_of, without
from rulekit.engine.book import Book, cause_of
from rulekit.engine.earning import earn_from_purchase
from rulekit.engine.facts import Facts
from rulekit.engine.state import Member, PurchaseRecord
from rulekit.ledger.event import Event
from rulekit.program.model import Wallet


def refund_unlinked(member: Member, event: Event) -> None:
    """A refund that names no purchase lowers the member's spend on its own day and takes no points (S5.1)."""
    amount = refunded_amount(event)
    member.history.add("refunds", event.day, 1)
    member.history.add("refunded", event.day, amount)
    member.history.add("spend", event.day, -amount)


def refund_purchase(book: Book, member: Member, event: Event, record: PurchaseRecord) -> None:
    """Take back what is due for a purchase after this refund, and lower its measures on the purchase's day (S5.4)."""
    refunded = basket_of(event, book.plan.schema)
    remaining, units = without(Basket(record.lines, record.unattributed), refunded, book.plan.schema)
    record.left -= refunded.total
    is_complete = record.is_live and (record.left == 0 if record.paid else remaining.units <= 0)
    if is_complete:
        units += remaining.units
        remaining = Basket(())
    record.lines, record.unattributed = remaining.lines, remaining.unattributed
    _lower_measures(member, event, record, refunded.total, units, is_complete=is_complete)
    cause = cause_of(event)
    for wallet_name in record.credited:
        wallet = book.plan.wallets[wallet_name]
        taken = record.taken.get(wallet_name, 0)
        due = _due(book, member, wallet, record, taken)
        if due > taken:
            record.taken[wallet_name] = due
            own = record.lot_ids.get(wallet_name, [])
            wallets.take_back(book, member, cause, wallet, due - taken, own, record.day)
    if is_complete:
        counters.take_back_steps(book, member, cause, event.ref or "", record.day)


def refunded_amount(event: Event) -> int:
    """Money returned: the amount, else the sum of the lines."""
    return event.amount if event.amount is not None else sum(line.amount for line in event.lines)


def _due(book: Book, member: Member, wallet: Wallet, record: PurchaseRecord, before: int) -> int:
    """What is due back in one wallet after the refunds so far (S5.2): always floored."""
    credited = record.credited[wallet.name]
    if wallet.refunds == "keep":
        return 0
    if not record.is_live:
        return credited
    if wallet.refunds == "proportional":
        return credited * (record.paid - record.left) // record.paid if record.paid else before
    return max(before, credited - _earned_on_rest(book, member, wallet, record), 0)


def _earned_on_rest(book: Book, member: Member, wallet: Wallet, record: PurchaseRecord) -> int:
    """What basket and line facts earn on what remains, all else as it was at the purchase."""
    plan = book.plan
    basket = Basket(record.lines, record.unattributed)
    facts = Facts(plan.readers, member, record.day, record.minute, basket, record.attributes)
    facts.reads = dict(record.reads)
    grants = earn_from_purchase(plan.program, plan.wallets, plan.purchase_rules, facts, record.rooms)
    return sum(grant.shares[wallet.name].amount for grant in grants if wallet.name in grant.shares)


def _lower_measures(
    member: Member, event: Event, record: PurchaseRecord, amount: int, units: int, *, is_complete: bool
) -> None:
    history = member.history
    history.add("refunds", event.day, 1)
    history.add("refunded", event.day, amount)
    history.add("spend", record.day, -amount)
    history.add("units", record.day, -units)
    if is_complete:
        history.count_purchase(record.day, -1)
        record.is_live = False
