"""When points and stamps expire (S1.3, S4.4): the last day of a lot or card, and the one date of a wallet that activity moves.

A wallet that expires after the last activity has one date for all its lots; every change of it is an `extend` entry. It may move
often; only one day is planned ahead.
"""

from __future__ import annotations

from rulekit.engine.book import Book, Cause
from rulekit.engine.state import Lot, Member, WalletState
from rulekit.program.model import Expiry, FixedExpiry, Wallet
from rulekit.values.calendar import Day, add, next_yearly, period_end


def last_day(expires: Expiry | FixedExpiry, start: Day) -> Day:
    """The last usable day of what begins on a day (S1.3).

    A fixed date is the first one on or after that day, or the one in the next calendar year.
    """
    if isinstance(expires, FixedExpiry):
        return next_yearly(expires.date, period_end(start, "year") if expires.next_year else start - 1)
    day = add(start, expires.after)
    return period_end(day, expires.end_of) if expires.end_of else day


def move(book: Book, member: Member, cause: Cause) -> None:
    """An accepted purchase or redemption moves the date of every such wallet (S4.4)."""
    if member.enrolled:
        for wallet in book.plan.activity_wallets:
            _set(book, member, cause, wallet)


def begin(book: Book, member: Member, cause: Cause, wallet: Wallet) -> None:
    """The first credit sets the date, and so does one that comes when it has passed: nothing is credited to be gone at once."""
    until = book.wallet(member, wallet.name).usable_until
    if wallet in book.plan.activity_wallets and (until is None or until < cause.day):
        _set(book, member, cause, wallet)


def bring(book: Book, member: Member, cause: Cause, wallet: Wallet, until: Day) -> None:
    """An opening brings its date along; the wallet's one date never falls back behind the one it has."""
    known = book.wallet(member, wallet.name).usable_until
    if known is None or known < until:
        _set_to(book, member, cause, wallet, until)


def is_over(book: Book, member: Member, state: WalletState, day: Day) -> bool:
    """Whether a wallet's date has passed; where it was moved since it was planned, the next look is planned."""
    if state.expiry_on is None or state.expiry_on > day:
        return False
    state.expiry_on = None
    if state.usable_until is not None and state.usable_until >= day:
        _plan(book, member, state, state.usable_until)
    return state.usable_until is not None and state.usable_until < day


def is_past(state: WalletState, lot: Lot, day: Day) -> bool:
    """Whether a lot is past its last usable day, be it its own or its wallet's."""
    until = state.usable_until if lot.usable_until is None else lot.usable_until
    return until is not None and until < day


def _set(book: Book, member: Member, cause: Cause, wallet: Wallet) -> None:
    assert wallet.expires is not None, "only wallets that expire have a date"
    _set_to(book, member, cause, wallet, last_day(wallet.expires, cause.day))


def _set_to(book: Book, member: Member, cause: Cause, wallet: Wallet, until: Day) -> None:
    state = book.wallet(member, wallet.name)
    if until == state.usable_until:
        return
    state.usable_until = until
    book.write(
        member, cause, "extend", wallet=wallet.name, balance=state.balance, usable_until=until, decimals=wallet.decimals
    )  # fmt: skip
    if state.expiry_on is None:
        _plan(book, member, state, until)


def _plan(book: Book, member: Member, state: WalletState, until: Day) -> None:
    state.expiry_on = until + 1
    book.schedule(member, until + 1)
