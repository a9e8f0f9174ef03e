"""The audit of an account: entries -> what they add up to, and what does not agree (I1, I2, I10, I12)."""

from __future__ import annotations

from collections.abc import Iterable

from rulekit.engine.auditor.account import Audit, AuditedCounter, AuditedMember, AuditedWallet, Finding, Messages
from rulekit.engine.auditor.corrections import fold_correction, unsettled
from rulekit.engine.auditor.members import fold_counter, fold_member
from rulekit.engine.auditor.wallets import fold_wallet
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


def _sequence(member: AuditedMember, entry: Entry) -> Messages:
    """Numbers without gaps, time that never runs back, and at each new event nothing that was due before it."""
    found = []
    if entry.seq != member.seq + 1:
        found.append(f"it is numbered {entry.seq}, the one before {member.seq}")
    if member.last_at is not None and entry.at < member.last_at:
        found.append("it is earlier than the entry before it")
    if entry.event_id != member.last_event_id:
        found += _settled(member)
        if not entry.event_id.startswith("@") and entry.kind != "correct":  # which restates what was due as well
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
        return fold_wallet(member.wallets.setdefault(entry.wallet, AuditedWallet()), entry)
    if entry.balance is not None:
        return fold_counter(member.counters.setdefault(entry.rule or "", AuditedCounter()), entry)
    return fold_member(member, entry)


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
