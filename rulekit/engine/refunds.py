"""Refunds (S5): what is due back is a function of the sum refunded so far, so parts in any order take the same."""

from __future__ import annotations

from rulekit.engine import counters, wallets
from rulekit.engine.basket import Basket, basket_of, units_of, without
from rulekit.engine.book import Book
from rulekit.engine.earning import earn_from_purchase
from rulekit.engine.facts import Facts
from rulekit.engine.state import Member, PurchaseRecord
from rulekit.ledger.event import Event
from rulekit.program.model import Wallet


def refund_unlinked(member: Member, event: Event) -> None:
    """A refund that names no purchase lowers the member's spend on its own day and takes no points (S5.1)."""
    amount = refunded_amount(event)
    member.history.add_refund(event.day, amount)
    member.history.take_back(event.day, amount, 0, is_complete=False)


def refund_purchase(book: Book, member: Member, event: Event, record: PurchaseRecord) -> None:
    """Take back what is due for a purchase after this refund, and lower its measures on the purchase's day (S5.4)."""
    refunded = basket_of(event, book.plan.schema)
    record.left -= refunded.total
    _note_refund(record, refunded)
    all_units = sum(line.quantity for line in record.lines)
    units = units_of(record.lines, record.named)
    is_complete = record.is_live and (record.left == 0 if record.paid else units >= all_units)
    if is_complete or not record.is_live:
        units = all_units
    member.history.add_refund(event.day, refunded.total)
    member.history.take_back(record.day, refunded.total, units - record.units_refunded, is_complete=is_complete)
    record.units_refunded = units
    record.is_live = record.is_live and not is_complete
    for wallet_name in record.credited:
        wallet = book.plan.wallets[wallet_name]
        taken = record.taken.get(wallet_name, 0)
        due = _due(book, member, wallet, record)
        if due > taken:
            record.taken[wallet_name] = due
            own = record.lot_ids.get(wallet_name, [])
            wallets.take_back(book, member, event, wallet, due - taken, own, record.day)
    if is_complete:
        counters.take_back_steps(book, member, event, event.ref or "", record.day)


def _note_refund(record: PurchaseRecord, refunded: Basket) -> None:
    """Add to what was refunded so far: by sku where lines name one, else as other money."""
    record.other += refunded.unattributed
    for line in refunded.lines:
        if line.sku is None:
            record.other += line.amount
            continue
        amount, quantity = record.named.get(line.sku, (0, 0))
        record.named[line.sku] = amount + line.amount, quantity + line.quantity


def refunded_amount(event: Event) -> int:
    """Money returned: the amount, else the sum of the lines."""
    return event.amount if event.amount is not None else sum(line.amount for line in event.lines)


def _due(book: Book, member: Member, wallet: Wallet, record: PurchaseRecord) -> int:
    """What is due back in one wallet after the refunds so far (S5.2): always floored."""
    credited, before = record.credited[wallet.name], record.taken.get(wallet.name, 0)
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
    remaining = without(Basket(record.lines, record.unattributed), record.named, record.other, plan.schema)
    facts = Facts(plan.readers, member, record.day, record.minute, remaining, record.attributes)
    facts.reads = dict(record.reads)
    grants = earn_from_purchase(plan.program, plan.wallets, plan.purchase_rules, facts, record.rooms)
    return sum(grant.shares[wallet.name].amount for grant in grants if wallet.name in grant.shares)
