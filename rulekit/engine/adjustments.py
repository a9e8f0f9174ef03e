"""Adjustments by hand and leaving the program (S4.5)."""

from __future__ import annotations

from rulekit.engine import counters, expiry, opening, rewards, wallets
from rulekit.engine.book import Book
from rulekit.engine.state import Lot, Member, TierState
from rulekit.ledger.event import OPENING, Event
from rulekit.program.model import Wallet
from rulekit.values.calendar import Day


def adjust(book: Book, member: Member, event: Event) -> None:
    """Above zero a lot, available at once; below zero taken in spending order, declined whole above the balance."""
    if event.reason == OPENING and member.enrolled:
        return opening.bring_in(book, member, event)
    if not member.enrolled:
        return book.decline(member, event, "not enrolled")
    named = wallets.named_amount(book, event)
    if isinstance(named, str):
        return book.decline(member, event, named)
    wallet, amount = named
    if amount > 0:
        return add_lot(book, member, event, wallet, amount, wallets.last_usable_day(wallet, event.day, event.day))
    if -amount > book.wallet(member, wallet.name).balance:
        return book.decline(member, event, "balance")
    wallets.take(book, member, event, "adjust", wallet, -amount, reason=event.reason)
    return None


def add_lot(
    book: Book, member: Member, event: Event, wallet: Wallet, amount: int, usable_until: Day | None
) -> None:  # fmt: skip
    """Put points into a wallet, available at once; they pay debt first."""
    state = book.wallet(member, wallet.name)
    expiry.begin(book, member, event, wallet)
    state.adjusted += amount
    state.balance += amount
    entry = book.write(
        member, event, "adjust", wallet=wallet.name, amount=amount, balance=state.balance, lot=member.seq + 1,
        available_on=event.day, usable_until=usable_until, reason=event.reason, decimals=wallet.decimals,
    )  # fmt: skip
    lot = Lot(entry.seq, amount, event.day, event.day, usable_until, pending=False)
    wallets.open_lot(book, member, state, lot)
    wallets.repay(book, member, event, wallet, lot)


def leave(book: Book, member: Member, event: Event) -> None:
    """Points expire, rewards and cards lapse, the tier is lost; history, used limits and debt stay."""
    book.write(member, event, "leave", reason=event.reason)
    for wallet in book.plan.held.values():
        if wallet.name in member.wallets:
            for lot in member.wallets[wallet.name].open_lots():
                wallets.expire(book, member, event, wallet, lot, "left")
            member.wallets[wallet.name].usable_until = None
    for prepared in book.plan.counters:
        if prepared.counter.name in member.counters:
            counters.drop_all(book, member, event, prepared.counter, "left")
    for issued in rewards.open_rewards(member):
        rewards.lapse(book, member, event, issued, "left")
    tiers = book.plan.program.tiers
    if tiers is not None and member.tier.level >= 0:
        book.write(member, event, "tier_down", rule="none", reason=f"from {tiers.levels[member.tier.level].name}")
    member.tier = TierState()
    member.enrolled = False
