"""How the auditor folds a `correct` entry (S11): the kind that `reason` begins with is restated by its amount.

Written from what docs/embedding.md promises of corrections, and sharing no code with the engine that makes them.
"""

from __future__ import annotations

from collections.abc import Callable

from rulekit.engine.auditor.account import AuditedCounter, AuditedLot, AuditedMember, AuditedReward, AuditedWallet, Messages
from rulekit.engine.entry import Entry

_MAKES_LOT = ("earn", "bonus", "referral", "adjust", "advance")


def fold_correction(member: AuditedMember, entry: Entry) -> Messages:
    """Add a correction to what the entries before it add up to."""
    member.is_corrected = True
    kind = (entry.reason or "").split(" from ")[0]
    if kind.startswith("declined: "):
        return []
    if entry.wallet is not None:
        return _wallet(member.wallets.setdefault(entry.wallet, AuditedWallet()), entry, kind)
    if entry.balance is not None:
        return _counter(member.counters.setdefault(entry.rule or "", AuditedCounter()), entry, kind)
    fold = _MEMBER.get(kind)
    return fold(member, entry) if fold else [f"`{entry.reason}` cannot be corrected"]


def unsettled(member: AuditedMember) -> Messages:
    """What may be below zero between two corrections of one event, and not after them."""
    found = [f"{name} has a debt of {wallet.debt}" for name, wallet in member.wallets.items() if wallet.debt < 0]
    for name, wallet in member.wallets.items():
        below = [lot.lot_id for lot in wallet.lots.values() if min(lot.amount, lot.expired) < 0]
        found += [f"lot {lot_id} of {name} is below zero" for lot_id in below]
    return found + [f"{name} is below zero" for name, counter in member.counters.items() if counter.steps < 0]


# ---------------------------------------------------------------- wallets


def _wallet(wallet: AuditedWallet, entry: Entry, kind: str) -> Messages:
    amount = entry.amount or 0
    if kind == "extend":
        wallet.usable_until = entry.usable_until
        return []
    kind, _, pending = kind.partition(" ")
    if kind in ("debt", "write_off"):
        return _without_lot(wallet, amount, kind)
    lot = wallet.lots.get(entry.lot or 0)
    if lot is None:
        if kind not in _MAKES_LOT or entry.lot != entry.seq or entry.available_on is None:
            return [f"there is no lot {entry.lot}"]
        is_pending = kind in ("earn", "bonus", "referral")
        lot = AuditedLot(entry.lot, 0, is_pending, entry.day, entry.available_on, entry.usable_until, is_corrected=True)
        wallet.lots[entry.lot] = lot
    found = _lot(wallet, lot, entry, kind, is_pending=pending == "pending")
    if lot.amount:
        wallet.open[lot.lot_id] = lot
    else:
        wallet.open.pop(lot.lot_id, None)
    return found


def _without_lot(wallet: AuditedWallet, amount: int, kind: str) -> Messages:
    if kind == "write_off":
        wallet.written_off -= amount
        return []
    wallet.debt -= amount
    wallet.taken_back -= amount
    wallet.total += amount
    return []


def _lot(wallet: AuditedWallet, lot: AuditedLot, entry: Entry, kind: str, *, is_pending: bool) -> Messages:
    """One lot: where its points came from or went, and whether they were pending then."""
    amount = entry.amount or 0
    if kind == "take_back" and not amount:
        lot.expired -= entry.cut or 0
        return []
    if kind == "available":
        wallet.pending -= amount
        lot.made_available += amount
        lot.is_pending = lot.made_available == 0
    else:
        lot.amount += amount
    if kind in ("earn", "bonus", "referral") or is_pending:
        wallet.pending += amount
    else:
        wallet.available += amount
        wallet.total += amount if kind not in ("repay", "advance") else 0
    column, sign = _COLUMNS.get(kind, (None, 0))
    if column is not None:
        setattr(wallet, column, getattr(wallet, column) + sign * amount)
    if kind == "expire":
        lot.expired -= amount
    return [] if kind in _KINDS else [f"`{kind}` cannot correct a wallet"]


_COLUMNS = {
    "earn": ("earned", 1), "bonus": ("earned", 1), "referral": ("earned", 1), "adjust": ("adjusted", 1), "spend": ("spent", -1),
    "expire": ("expired", -1), "take_back": ("taken_back", -1), "repay": ("debt", 1), "advance": ("debt", 1),
}  # fmt: skip
_KINDS = (*_COLUMNS, "available")


# ---------------------------------------------------------------- counters, rewards, membership


def _counter(counter: AuditedCounter, entry: Entry, kind: str) -> Messages:
    amount = entry.amount or 0
    counter.steps += amount
    if kind == "step":
        counter.given += amount
    elif kind in ("card_full", "milestone", "challenge"):
        counter.filled -= amount
    elif kind in ("take_back", "dropped", "expire"):
        column = {"take_back": "taken_back", "dropped": "dropped", "expire": "expired"}[kind]
        setattr(counter, column, getattr(counter, column) - amount)
    else:
        return [f"`{kind}` cannot correct a counter"]
    return []


def _enrol(member: AuditedMember, entry: Entry) -> Messages:
    member.is_enrolled, member.joined = True, entry.available_on
    return []


def _leave(member: AuditedMember, _: Entry) -> Messages:
    member.is_enrolled = False
    return []


def _tier(member: AuditedMember, entry: Entry) -> Messages:
    was, member.tier = member.tier, None if entry.rule == "none" else entry.rule
    return [] if entry.reason == f"tier from {was or 'none'}" else [f"it says {entry.reason}, the level was {was}"]


def _issue(member: AuditedMember, entry: Entry) -> Messages:
    """Given, given otherwise, or open again."""
    if entry.code is None or entry.available_on is None:
        return ["a reward without a code or a day"]
    member.rewards[entry.code] = AuditedReward(
        entry.code, entry.reward, entry.available_on, entry.usable_until, entry.rule, entry.event_id, is_corrected=True
    )
    return []


def _end(status: str) -> Callable[[AuditedMember, Entry], Messages]:
    def fold(member: AuditedMember, entry: Entry) -> Messages:
        reward = member.rewards.get(entry.code or "")
        if reward is None:
            return [f"there is no reward {entry.code}"]
        reward.status, reward.is_corrected = status, True
        return []

    return fold


_MEMBER: dict[str, Callable[[AuditedMember, Entry], Messages]] = {
    "enrol": _enrol, "leave": _leave, "tier": _tier, "issue": _issue, "use": _end("used"), "lapse": _end("lapsed"),
    "revoke": _end("taken back"),
}  # fmt: skip
