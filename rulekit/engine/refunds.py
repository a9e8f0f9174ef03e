"""Refunds (S5): what is due back is a function of the sum refunded so far, so parts in any order take the same."""

from __future__ import annotations

from rulekit.engine import wallets
from rulekit.engine.basket import Basket, basket_of, basket_with, units_of, without
from rulekit.engine.book import Book
from rulekit.engine.earning import earn_from_purchase
from rulekit.engine.facts import Facts
from rulekit.engine.state import Credit, Member, PurchaseRecord, Refunded
from rulekit.engine.steps import take_back_steps
from rulekit.ledger.event import Event
from rulekit.program.model import Wallet


def refund_unlinked(member: Member, event: Event) -> None:
    """A refund that names no purchase lowers the member's spend on its own day and takes no points (S5.1)."""
    amount = refunded_amount(event)
    member.history.add_refund(event.day, amount)
    member.history.take_back(event.day, amount, 0, is_complete=False)


def refund_purchase(book: Book, member: Member, event: Event, record: PurchaseRecord) -> None:
    """Take back what is due for a purchase after this refund, and lower its measures on the purchase's day (S5.4)."""
    basket = basket_of(event, book.plan.schema)
    record.left -= basket.total
    so_far = record.refunded = record.refunded or Refunded()
    _note(so_far, basket)
    is_complete = record.is_live and (record.left == 0 if record.paid else so_far.quantity >= record.units)
    units = record.units if is_complete or not record.is_live else units_of(record.lines, so_far.named)
    member.history.add_refund(event.day, basket.total)
    taken_units = units - so_far.units
    member.history.take_back(record.day, basket.total, taken_units, is_complete=is_complete, counted=record.counted)
    so_far.units = units
    record.is_live = record.is_live and not is_complete
    for wallet_name, credit in record.credits.items():
        wallet = book.plan_on(record.day).wallets[wallet_name]
        due = _due(book, member, event, wallet, record, credit)
        if due > credit.taken:
            amount, credit.taken = due - credit.taken, due
            wallets.take_back(book, member, event, wallet, amount, credit.lot_ids, record.day)
    if is_complete:
        take_back_steps(book, member, event, event.ref or "", record.day)
        _forget_visits(member, record)


def _forget_visits(member: Member, record: PurchaseRecord) -> None:
    """A day without purchases is no visit: its next purchase is again the first for rates per visit (S5.4)."""
    if member.history.on("purchases", record.day) == 0:
        for name in [name for name, day in member.visit_days.items() if day == record.day]:
            del member.visit_days[name]


def _note(so_far: Refunded, basket: Basket) -> None:
    """Add to what was refunded so far: by sku where lines name one, else as other money."""
    so_far.other += basket.unattributed
    so_far.quantity += basket.units
    for line in basket.lines:
        if line.sku is None:
            so_far.other += line.amount
            continue
        amount, quantity = so_far.named.get(line.sku, (0, 0))
        so_far.named[line.sku] = amount + line.amount, quantity + line.quantity


def refunded_amount(event: Event) -> int:
    """Money returned: the amount, else the sum of the lines."""
    return event.lines_amount if event.amount is None else event.amount


def _due(book: Book, member: Member, event: Event, wallet: Wallet, record: PurchaseRecord, credit: Credit) -> int:
    """What is due back in one wallet after the refunds so far (S5.2): always floored."""
    if wallet.refunds == "keep":
        return 0
    if not record.is_live:
        return credit.amount
    if wallet.refunds == "proportional":
        return credit.amount * (record.paid - record.left) // record.paid if record.paid else credit.taken
    return max(credit.taken, credit.amount - _earned_on_rest(book, member, event.ref or "", wallet, record), 0)


def _earned_on_rest(book: Book, member: Member, purchase_id: str, wallet: Wallet, record: PurchaseRecord) -> int:
    """What basket and line facts earn on what remains, all else as it was at the purchase, draws too."""
    plan, moment, so_far = book.plan_on(record.day), record.moment, record.refunded
    assert moment is not None, "kept for every purchase that earns, where a wallet recomputes"
    assert so_far is not None, "this is about a refund"
    remaining = without(basket_with(record.lines, record.unattributed), so_far.named, so_far.other, plan.schema)
    facts = Facts(plan.readers, member, record.day, moment.minute, remaining, moment.attributes, purchase_id)
    facts.reads = dict(moment.reads)
    grants = earn_from_purchase(plan, facts, moment.rooms)
    return sum(grant.shares[wallet.name].amount for grant in grants if wallet.name in grant.shares)
