"""The independent auditor (S10, I12): from entries alone it works out balances, lots, counters, tiers, rewards again.

Input: entries. Output: an `Audit` with what they add up to and a finding for every entry that does not agree (I1, I2).
It shares nothing with the engine but the form of an entry, so that a mistake of the engine cannot hide in both.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from rulekit.engine.audited import (
    Audit,
    AuditedCounter,
    AuditedLot,
    AuditedMember,
    AuditedReward,
    AuditedWallet,
    Finding,
)
from rulekit.engine.audited_correction import fold_correction, unsettled
from rulekit.engine.entry import KINDS, Entry


def audit(entries: Iterable[Entry]) -> Audit:
    """Fold entries, in order, into what they add up to; everything that does not agree is a finding.

    >>> audit([]).findings
    []
    """
    result = Audit()
    for entry in entries:
        member = result.members.setdefault(entry.member_id, AuditedMember(entry.member_id))
        for message in (*_sequence(member, entry), *_fold(member, entry), *_agreement(member, entry)):
            result.findings.append(Finding(entry.member_id, entry.seq, message))
    for member in result.members.values():
        result.findings += [Finding(member.member_id, None, message) for message in _closing(member)]
    return result


# ---------------------------------------------------------------- every entry

Messages = list[str]


def _sequence(member: AuditedMember, entry: Entry) -> Messages:
    """Numbers without gaps, time that never runs back, and at each new event nothing that was due before it."""
    found = []
    if entry.seq != member.seq + 1:
        found.append(f"it is numbered {entry.seq}, the one before {member.seq}")
    if member.last_at is not None and entry.at < member.last_at:
        found.append("it is earlier than the entry before it")
    if entry.event_id != member.last_event_id:
        found += _settled(member)
        if not entry.event_id.startswith("@"):
            found += _overdue(member, entry.day)
    member.seq, member.last_at, member.last_day, member.last_event_id = entry.seq, entry.at, entry.day, entry.event_id
    member.last_kind = entry.kind
    return found


def _fold(member: AuditedMember, entry: Entry) -> Messages:
    if entry.kind not in KINDS:
        return [f"`{entry.kind}` is no kind of entry"]
    if entry.kind == "correct":
        return fold_correction(member, entry)
    if entry.wallet is not None:
        if entry.kind not in _WALLET_FOLDS:
            return [f"`{entry.kind}` cannot move a wallet"]
        wallet = member.wallets.setdefault(entry.wallet, AuditedWallet())
        return _WALLET_FOLDS[entry.kind](wallet, entry)
    if entry.balance is not None:
        return _fold_counter(member.counters.setdefault(entry.rule or "", AuditedCounter()), entry)
    return _MEMBER_FOLDS[entry.kind](member, entry) if entry.kind in _MEMBER_FOLDS else []


def _agreement(member: AuditedMember, entry: Entry) -> Messages:
    """What the entry says of the balance after it, against what all entries so far add up to."""
    if entry.wallet is None:
        steps = member.counters[entry.rule or ""].steps if entry.balance is not None else None
        return [] if entry.balance == steps else [f"it says {entry.balance} steps, there are {steps}"]
    wallet = member.wallets[entry.wallet]
    found = []
    if entry.balance != wallet.total:
        found.append(f"it says a balance of {entry.balance}, the amounts add up to {wallet.total}")
    if entry.balance != wallet.balance:
        found.append(f"it says a balance of {entry.balance}, lots less debt are {wallet.balance}")
    if entry.kind == "correct":
        return found
    if wallet.debt < 0:
        found.append("more debt was paid than there was")
    lot = wallet.lots.get(entry.lot or 0)
    if lot is not None and min(lot.amount, lot.expired) < 0:
        found.append(f"lot {lot.lot_id} falls below zero")
    return found


def _settled(member: AuditedMember) -> Messages:
    """After an event or a due day there is debt only where nothing can pay it (S4.3): what is below zero is debt (I2).

    An event leaves nothing behind that should be gone, not even points it returned (S5.1).
    """
    found = [
        f"{name} has a debt of {wallet.debt} beside available {wallet.available}"
        for name, wallet in member.wallets.items()
        if wallet.debt and wallet.available
    ]
    if member.last_kind == "correct":
        found += unsettled(member)
    is_event = member.last_event_id is not None and not member.last_event_id.startswith("@")
    return found + (_overdue(member, member.last_day) if is_event else [])


def _overdue(member: AuditedMember, day: int) -> Messages:
    found = []
    for name, wallet in member.wallets.items():
        for lot in wallet.open.values():
            if wallet.is_past(lot, day):
                found.append(f"lot {lot.lot_id} of {name} should have expired")
            elif lot.is_pending and lot.available_on <= day:
                found.append(f"lot {lot.lot_id} of {name} should be available")
    return found + [
        f"reward {reward.code} should have lapsed"
        for reward in member.rewards.values()
        if reward.status == "open" and reward.usable_until is not None and reward.usable_until < day
    ]


def _closing(member: AuditedMember) -> Messages:
    """What must hold of a whole account: conservation of points (I1) and steps (I10), and lots that add up."""
    found = _settled(member)
    for name, wallet in member.wallets.items():
        came_in = wallet.earned + wallet.adjusted
        accounted = wallet.total + wallet.pending + wallet.spent + wallet.expired + wallet.taken_back
        if came_in != accounted:
            found.append(f"{name}: {came_in} came in, {accounted} are accounted for")
        available = sum(lot.amount for lot in wallet.lots.values() if not lot.is_pending)
        pending = sum(lot.amount for lot in wallet.lots.values() if lot.is_pending)
        if (available, pending) != (wallet.available, wallet.pending):
            found.append(f"{name}: lots hold {available} + {pending}, not {wallet.available} + {wallet.pending}")
    for name, counter in member.counters.items():
        accounted = counter.steps + counter.filled + counter.dropped + counter.expired + counter.taken_back
        if counter.given != accounted:
            found.append(f"{name}: {counter.given} steps were given, {accounted} are accounted for")
    return found


# ---------------------------------------------------------------- wallets


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


_WALLET_FOLDS: dict[str, Callable[[AuditedWallet, Entry], Messages]] = {
    "earn": _credit, "bonus": _credit, "referral": _credit, "available": _available, "spend": _spend, "adjust": _adjust,
    "expire": _expire, "take_back": _take_back, "debt": _debt, "repay": _repay, "write_off": _write_off,
    "declined": _decline, "extend": _extend,
}  # fmt: skip


# ---------------------------------------------------------------- counters, rewards, membership


def _fold_counter(counter: AuditedCounter, entry: Entry) -> Messages:
    amount = entry.amount or 0
    counter.steps += amount
    if entry.kind == "step":
        counter.given += amount
    elif entry.kind in ("card_full", "milestone", "challenge"):
        counter.filled -= amount
    elif entry.kind == "take_back":
        counter.taken_back -= amount
    elif entry.kind == "expire" and entry.reason == "dropped":
        counter.dropped -= amount
    elif entry.kind == "expire":
        counter.expired -= amount
    else:
        return [f"`{entry.kind}` cannot move a counter"]
    adds = entry.kind == "step" and not (entry.reason == "carried over" and amount < 0)
    if (amount < 0) if adds else (amount > 0):
        return ["it moves the counter the wrong way"]
    return ["the counter falls below zero"] if counter.steps < 0 else []


def _enrol(member: AuditedMember, entry: Entry) -> Messages:
    found = ["the member is enrolled already"] if member.is_enrolled else []
    member.is_enrolled, member.joined = True, entry.day
    return found


def _leave(member: AuditedMember, _: Entry) -> Messages:
    found = [] if member.is_enrolled else ["the member is not enrolled"]
    member.is_enrolled = False
    return found


def _tier(member: AuditedMember, entry: Entry) -> Messages:
    level = None if entry.rule == "none" else entry.rule
    found = ["the level stays the same"] if level == member.tier else []
    if entry.kind == "tier_down" and entry.reason != f"from {member.tier}":
        found.append(f"it falls {entry.reason}, the level was {member.tier}")
    member.tier = level
    return found


def _issue(member: AuditedMember, entry: Entry) -> Messages:
    if entry.code is None:
        return [] if entry.cut else ["a reward without a code"]
    before = member.rewards.get(entry.code)
    is_again = before is not None and not (member.is_corrected and before.status == "taken back")
    found = ["the code was issued before"] if is_again else []
    member.rewards[entry.code] = AuditedReward(
        entry.code, entry.reward, entry.day, entry.usable_until, entry.rule, entry.event_id
    )  # fmt: skip
    return found


def _end(member: AuditedMember, entry: Entry) -> Messages:
    """A use, lapse or revocation: the reward must be open, used in time, and lapse no sooner."""
    reward = member.rewards.get(entry.code or "")
    if reward is None or reward.status != "open":
        return [f"reward {entry.code} is not open"]
    is_past = reward.usable_until is not None and entry.day > reward.usable_until
    reward.status = {"use": "used", "lapse": "lapsed", "revoke": "taken back"}[entry.kind]
    if entry.kind == "use":
        reward.used_on = entry.day
        return ["it is used after its last day"] if is_past else []
    return ["it lapses too early"] if entry.kind == "lapse" and not is_past and entry.reason != "left" else []


_MEMBER_FOLDS: dict[str, Callable[[AuditedMember, Entry], Messages]] = {
    "enrol": _enrol, "leave": _leave, "tier_up": _tier, "tier_down": _tier, "issue": _issue, "use": _end, "lapse": _end,
    "revoke": _end,
}  # fmt: skip
