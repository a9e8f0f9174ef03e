"""How the auditor folds the entries of a wallet: lots, balance, debt and the columns of balances.csv (S4, I1, I2)."""

from __future__ import annotations

from collections.abc import Callable

from rulekit.engine.auditor.account import AuditedLot, AuditedWallet, Messages
from rulekit.engine.entry import Entry


def fold_wallet(wallet: AuditedWallet, entry: Entry) -> Messages:
    """Add an entry to what the entries before it add up to."""
    fold = _FOLDS.get(entry.kind)
    return fold(wallet, entry) if fold else [f"`{entry.kind}` cannot move a wallet"]


def _move(wallet: AuditedWallet, entry: Entry, amount: int) -> tuple[AuditedLot | None, Messages]:
    """Add to the lot an entry names."""
    lot = wallet.lots.get(entry.lot or 0)
    if lot is None:
        return None, [f"there is no lot {entry.lot}"]
    lot.amount += amount
    if lot.is_pending:
        wallet.pending += amount
    else:
        wallet.available += amount
        wallet.total += amount
    if lot.amount:
        wallet.open[lot.lot_id] = lot
    else:
        wallet.open.pop(lot.lot_id, None)
    return lot, []


def _open(wallet: AuditedWallet, entry: Entry, *, is_pending: bool) -> Messages:
    """A new lot, which bears the number of the entry that makes it."""
    if entry.lot != entry.seq or entry.available_on is None:
        return ["a credit needs a lot of its own number and an available day"]
    wallet.lots[entry.lot] = AuditedLot(
        entry.lot, 0, is_pending, entry.day, entry.available_on, entry.usable_until
    )  # fmt: skip
    return _move(wallet, entry, entry.amount or 0)[1]


def _credit(wallet: AuditedWallet, entry: Entry) -> Messages:
    amount = entry.amount or 0
    if amount < 0:
        return ["a credit is negative"]
    if amount == 0:
        return [] if entry.cut and entry.lot is None else ["a credit of nothing where nothing was cut"]
    wallet.earned += amount
    return _open(wallet, entry, is_pending=True)


def _available(wallet: AuditedWallet, entry: Entry) -> Messages:
    lot = wallet.lots.get(entry.lot or 0)
    if lot is None or not lot.is_pending or lot.amount != entry.amount:
        return [f"lot {entry.lot} does not hold {entry.amount} pending"]
    lot.is_pending = False
    lot.made_available = lot.amount
    wallet.pending -= lot.amount
    wallet.available += lot.amount
    wallet.total += lot.amount
    return ["it is available too early"] if entry.day < lot.available_on else []


def _spend(wallet: AuditedWallet, entry: Entry) -> Messages:
    amount = entry.amount or 0
    found = _in_order(wallet, entry) if amount < 0 else []
    wallet.spent -= amount
    if wallet.spent < 0:
        found.append("more was returned than was spent")
    return found + _move(wallet, entry, amount)[1]


def _adjust(wallet: AuditedWallet, entry: Entry) -> Messages:
    amount = entry.amount or 0
    wallet.adjusted += amount
    if amount > 0:
        return _open(wallet, entry, is_pending=False)
    return _in_order(wallet, entry) + _move(wallet, entry, amount)[1]


def _in_order(wallet: AuditedWallet, entry: Entry) -> Messages:
    """What is spent must be available, in its time, and the first in spending order (S4.2)."""
    usable = [lot for lot in wallet.open.values() if not lot.is_pending]
    first = min(usable, key=lambda lot: lot.spending_key, default=None)
    named = wallet.lots.get(entry.lot or 0)
    if first is None or named not in usable or not _may_come_first(named, first):
        return [f"lot {entry.lot} is not the next to spend, which is {first.lot_id if first else 'none'}"]
    return [f"lot {entry.lot} is spent after its last usable day"] if wallet.is_past(first, entry.day) else []


def _may_come_first(lot: AuditedLot, first: AuditedLot) -> bool:
    """Whether a lot is the first to spend, as far as entries tell where a correction's lot stands (S11)."""
    return lot is first or (lot.usable_until == first.usable_until and (lot.is_corrected or first.is_corrected))


def _expire(wallet: AuditedWallet, entry: Entry) -> Messages:
    amount = -(entry.amount or 0)
    wallet.expired += amount
    lot, found = _move(wallet, entry, -amount)
    if lot is not None:
        lot.expired += amount
        if lot.amount:
            found.append("a part of the lot stays")
        if entry.reason != "left" and not wallet.is_past(lot, entry.day):
            found.append("it expires too early")
    return [*found, "an expiry is not above zero"] if amount <= 0 else found


def _take_back(wallet: AuditedWallet, entry: Entry) -> Messages:
    lot = wallet.lots.get(entry.lot or 0)
    if entry.amount == 0 and entry.reason == "expired" and lot is not None:
        lot.expired -= entry.cut or 0
        return []
    wallet.taken_back -= entry.amount or 0
    return _move(wallet, entry, entry.amount or 0)[1] + _negative(entry)


def _debt(wallet: AuditedWallet, entry: Entry) -> Messages:
    amount = -(entry.amount or 0)
    wallet.debt += amount
    wallet.taken_back += amount
    wallet.total -= amount
    return _negative(entry)


def _repay(wallet: AuditedWallet, entry: Entry) -> Messages:
    """Lot and debt shrink together: the sum of amounts that move the balance stays."""
    amount = entry.amount or 0
    found = _move(wallet, entry, amount)[1] + _negative(entry)
    wallet.debt += amount
    wallet.total -= amount
    return found


def _write_off(wallet: AuditedWallet, entry: Entry) -> Messages:
    wallet.written_off -= entry.amount or 0
    return _negative(entry)


def _negative(entry: Entry) -> Messages:
    return [] if (entry.amount or 0) < 0 else [f"a `{entry.kind}` is not below zero"]


def _extend(wallet: AuditedWallet, entry: Entry) -> Messages:
    """The date of the wallet only ever moves on."""
    before, wallet.usable_until = wallet.usable_until, entry.usable_until
    if entry.amount is not None or wallet.usable_until is None or wallet.usable_until < entry.day:
        return ["an extension needs a date to come, and moves no points"]
    return ["the date does not move on"] if before is not None and wallet.usable_until < before else []


def _decline(_: AuditedWallet, __: Entry) -> Messages:
    return []


_FOLDS: dict[str, Callable[[AuditedWallet, Entry], Messages]] = {
    "earn": _credit, "bonus": _credit, "referral": _credit, "available": _available, "spend": _spend, "adjust": _adjust,
    "expire": _expire, "take_back": _take_back, "debt": _debt, "repay": _repay, "write_off": _write_off,
    "declined": _decline, "extend": _extend,
}  # fmt: skip
