"""Wallets and their lots: credit, availability, debt, spending, expiry, take-backs (S4, S5.3).

Invariant I1: earned + adjusted = balance + pending + spent + expired + taken_back; no lot falls below zero (I2).
"""

from __future__ import annotations

from bisect import bisect_left, insort

from rulekit.engine import expiry
from rulekit.engine.book import Book, Cause, due_work
from rulekit.engine.state import Lot, Member, WalletState
from rulekit.ledger.event import Event
from rulekit.program.model import Expiry, Wallet
from rulekit.values.calendar import Day, add
from rulekit.values.money import SCALE


def credit(
    book: Book, member: Member, cause: Cause, kind: str, wallet_name: str, amount: int, rule: str, cut: int = 0,
    reason: str = "limit",
) -> int | None:  # fmt: skip
    """Write what was earned and make its lot (S3.7); return the lot, or None where everything was cut, for this reason."""
    wallet, state, said = book.plan.wallets[wallet_name], book.wallet(member, wallet_name), reason if cut else None
    if amount <= 0:
        book.write(
            member, cause, kind, wallet=wallet_name, amount=amount, balance=state.balance, rule=rule, cut=cut or None,
            reason=said, decimals=wallet.decimals,
        )  # fmt: skip
        return None
    dates = book.credit_dates.get((wallet_name, cause.day))
    available_on, usable_until = dates or _dates_of_credit(book, wallet, cause.day)
    if book.plan.activity_wallets:
        expiry.begin(book, member, cause, wallet)
    entry = book.write(
        member, cause, kind, wallet=wallet_name, amount=amount, balance=state.balance, lot=member.seq + 1, rule=rule,
        available_on=available_on, usable_until=usable_until, cut=cut or None, reason=said, decimals=wallet.decimals,
    )  # fmt: skip
    state.earned += amount
    member.history.add_earned(cause.day, amount, wallet_name)
    lot = Lot(entry.seq, amount, cause.day, available_on, usable_until, pending=available_on > cause.day)
    open_lot(book, member, state, lot)
    if lot.pending:
        state.pending += amount
        insort(state.waiting, (available_on, lot.lot_id))
        book.schedule(member, available_on)
    else:
        _make_available(book, member, cause, wallet, state, lot)
    return lot.lot_id


def open_lot(book: Book, member: Member, state: WalletState, lot: Lot) -> None:
    """Put a lot that was just written into its wallet, and remember when it expires."""
    lot.number = lot.lot_id
    lot.lot_id -= member.offset
    state.lots[lot.lot_id] = lot
    insort(state.open, lot.spending_key)
    if lot.usable_until is not None:
        book.schedule(member, lot.usable_until + 1)


def _dates_of_credit(book: Book, wallet: Wallet, earned_on: Day) -> tuple[Day, Day | None]:
    """The day what is earned becomes available, and the last day it can be used; kept, as every member asks."""
    available_on = add(earned_on, wallet.available) if wallet.available else earned_on
    found = book.credit_dates[wallet.name, earned_on] = available_on, last_usable_day(wallet, earned_on, available_on)
    return found


def last_usable_day(wallet: Wallet, earned_on: Day, available_on: Day) -> Day | None:
    """The last day a lot can be used; None for ever (S1.3), or where the wallet has one date for all (S4.4)."""
    expires = wallet.expires
    if isinstance(expires, Expiry) and expires.anchor in ("available", "last activity"):
        return expiry.last_day(expires, available_on) if expires.anchor == "available" else None
    return None if expires is None else expiry.last_day(expires, earned_on)


def _make_available(book: Book, member: Member, cause: Cause, wallet: Wallet, state: WalletState, lot: Lot) -> None:
    """A lot becomes spendable and pays debt first (S4.3)."""
    state.balance += lot.amount
    book.write(
        member, cause, "available", wallet=wallet.name, amount=lot.amount, balance=state.balance, lot=lot.number,
        available_on=lot.available_on, usable_until=lot.usable_until, decimals=wallet.decimals,
    )  # fmt: skip
    if state.debt:
        repay(book, member, cause, wallet, lot)


def repay(book: Book, member: Member, cause: Cause, wallet: Wallet, lot: Lot) -> None:
    """Pay debt from a lot; the balance stays, as it already is net of debt."""
    state = member.wallets[wallet.name]
    paid = min(state.debt, lot.amount)
    if paid:
        state.debt -= paid
        _reduce(state, lot, paid)
        _write_lot(book, member, cause, wallet, "repay", -paid, lot)


def make_due_available(book: Book, member: Member, day: Day) -> None:
    """Everything that becomes available on this day, in entry order."""
    for wallet in book.plan.held.values():
        state = book.wallet(member, wallet.name)
        due = state.waiting[: bisect_left(state.waiting, (day + 1, 0))]
        del state.waiting[: len(due)]
        for lot_id in sorted([lot_id for _, lot_id in due]):
            lot = state.lots[lot_id]
            lot.pending = False
            state.pending -= lot.amount
            _make_available(book, member, due_work(book, "available", member, day), wallet, state, lot)


def expire_due(book: Book, member: Member, day: Day) -> None:
    """Everything whose last usable day has passed, in entry order."""
    for wallet in book.plan.held.values():
        state = book.wallet(member, wallet.name)
        is_over = expiry.is_over(book, member, state, day)
        due = state.open if is_over else state.open[: bisect_left(state.open, (False, day, 0, 0))]
        for lot_id in sorted([key[3] for key in due]):
            expire(book, member, due_work(book, "expiry", member, day), wallet, state.lots[lot_id])


def expire(book: Book, member: Member, cause: Cause, wallet: Wallet, lot: Lot, reason: str | None = None) -> None:
    """All that is left of a lot is gone."""
    state = member.wallets[wallet.name]
    amount = lot.amount
    if lot.pending:
        state.pending -= amount
    else:
        state.balance -= amount
    state.expired += amount
    lot.expired += amount
    _reduce(state, lot, amount)
    _write_lot(book, member, cause, wallet, "expire", -amount, lot, reason=reason)


def take(
    book: Book, member: Member, cause: Cause, kind: str, wallet: Wallet, amount: int, *, reward: str | None = None,
    reason: str | None = None,
) -> list[tuple[int, int]]:  # fmt: skip
    """Take an amount the balance covers from lots in spending order: `spend` or `adjust`. Returns (lot, amount) pairs."""
    state = member.wallets[wallet.name]
    assert amount <= state.balance + state.debt, "the caller declines what the balance does not cover"
    parts = _in_spending_order(state, amount)
    for lot, part in parts:
        state.balance -= part
        _reduce(state, lot, part)
        _write_lot(book, member, cause, wallet, kind, -part, lot, reward=reward, reason=reason)
    if kind == "spend":
        state.spent += amount
    else:
        state.adjusted -= amount
    return [(lot.lot_id, part) for lot, part in parts]


def lend(book: Book, member: Member, cause: Cause, wallet: Wallet, amount: int) -> None:
    """Lend what available lots lack of an amount, as a lot and as debt, so that a redemption can stand (S11)."""
    state = book.wallet(member, wallet.name)
    missing = amount - (state.balance + state.debt)
    if missing <= 0:
        return
    state.debt += missing
    usable_until = last_usable_day(wallet, cause.day, cause.day)
    entry = book.write(
        member, cause, "advance", wallet=wallet.name, amount=missing, balance=state.balance, lot=member.seq + 1,
        available_on=cause.day, usable_until=usable_until, decimals=wallet.decimals,
    )  # fmt: skip
    open_lot(book, member, state, Lot(entry.seq, missing, cause.day, cause.day, usable_until, pending=False))


def _in_spending_order(state: WalletState, amount: int) -> list[tuple[Lot, int]]:
    """Which available lots an amount takes how much from: earliest last usable day first, never-expiring last (S4.2)."""
    parts = []
    for key in state.open:
        if not amount:
            break
        lot = state.lots[key[3]]
        if not lot.pending:
            part = min(lot.amount, amount)
            amount -= part
            parts.append((lot, part))
    return parts


def give_back(
    book: Book, member: Member, cause: Cause, wallet: Wallet, lot_id: int, amount: int, reward: str | None
) -> None:
    """Return spent points to their lot: debt is paid first; past its last day, or for who has left, they expire (S5.1)."""
    state = member.wallets[wallet.name]
    lot = state.lots[lot_id]
    if member.enrolled and state.usable_until is None:
        expiry.begin(book, member, cause, wallet)
    if lot.amount == 0:
        insort(state.open, lot.spending_key)
    lot.amount += amount
    state.balance += amount
    state.spent -= amount
    _write_lot(book, member, cause, wallet, "spend", amount, lot, reward=reward)
    repay(book, member, cause, wallet, lot)
    if lot.amount and not member.enrolled:
        expire(book, member, cause, wallet, lot, "left")
    elif lot.amount and expiry.is_past(state, lot, cause.day):
        expire(book, member, cause, wallet, lot)


def take_back(
    book: Book, member: Member, cause: Cause, wallet: Wallet, amount: int, own_ids: list[int], earned_on: Day
) -> None:
    """Take back what a refunded purchase earned, in the order of S5.3; `own_ids` are its lots, in entry order."""
    state = book.wallet(member, wallet.name)
    member.history.add_earned(earned_on, -amount, wallet.name)
    own = [state.lots[lot_id] for lot_id in own_ids]
    for lot in [lot for lot in own if lot.pending] + [lot for lot in own if not lot.pending]:
        amount -= _take_back_from(book, member, cause, wallet, lot, min(lot.amount, amount))
    for lot in own:
        part = min(lot.expired, amount)
        if part:
            lot.expired -= part
            amount -= part
            _write_lot(book, member, cause, wallet, "take_back", 0, lot, cut=part, reason="expired")
    for lot, part in _in_spending_order(state, amount):
        amount -= _take_back_from(book, member, cause, wallet, lot, part)
    if not amount:
        return
    if wallet.debt == "allowed":
        state.debt += amount
        state.balance -= amount
        state.taken_back += amount
        _write_lot(book, member, cause, wallet, "debt", -amount, None)
    else:
        state.written_off += amount
        _write_lot(book, member, cause, wallet, "write_off", -amount, None)


def _take_back_from(book: Book, member: Member, cause: Cause, wallet: Wallet, lot: Lot, part: int) -> int:
    if part:
        state = member.wallets[wallet.name]
        if lot.pending:
            state.pending -= part
        else:
            state.balance -= part
        state.taken_back += part
        _reduce(state, lot, part)
        _write_lot(book, member, cause, wallet, "take_back", -part, lot)
    return part


def _reduce(state: WalletState, lot: Lot, amount: int) -> None:
    lot.amount -= amount
    assert lot.amount >= 0, "I2: no lot below zero"
    if lot.amount == 0:
        del state.open[bisect_left(state.open, lot.spending_key)]
        if lot.pending:
            state.waiting.remove((lot.available_on, lot.lot_id))


def _write_lot(
    book: Book, member: Member, cause: Cause, wallet: Wallet, kind: str, amount: int, lot: Lot | None, *,
    reward: str | None = None, cut: int | None = None, reason: str | None = None,
) -> None:  # fmt: skip
    book.write(
        member, cause, kind, wallet=wallet.name, amount=amount, balance=member.wallets[wallet.name].balance,
        lot=None if lot is None else lot.number, reward=reward, cut=cut, reason=reason, decimals=wallet.decimals,
    )  # fmt: skip


def named_amount(book: Book, event: Event) -> tuple[Wallet, int] | str:
    """The wallet an event names, or the only one, and its points in smallest units; or the reason why there is none."""
    names_none = event.wallet is None and len(book.plan.wallets) == 1
    wallet = next(iter(book.plan.wallets.values())) if names_none else book.plan.wallets.get(event.wallet or "")
    if wallet is None:
        return "unknown wallet"
    amount = in_units(event.points or 0, wallet)
    return "decimals" if amount is None else (wallet, amount)


def in_units(points: int, wallet: Wallet) -> int | None:
    """Ten-thousandths of a point in smallest units of a wallet; None if it has more decimals than the wallet."""
    units, rest = divmod(points, SCALE // 10**wallet.decimals)
    return None if rest else units
