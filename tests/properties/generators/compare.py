"""The auditor's figures against the engine's own state (I12): differences as sentences."""

from __future__ import annotations

from collections.abc import Iterator

from rulekit.engine import Engine
from rulekit.engine.audited import Audit, AuditedMember, AuditedWallet
from rulekit.engine.state import Member, WalletState

NUMBERS = ("balance", "pending", "debt", "earned", "adjusted", "spent", "expired", "taken_back", "written_off")


def differences(audit: Audit, engine: Engine) -> list[str]:
    """Everything the auditor sees otherwise than the engine."""
    levels = engine.book.plan.program.tiers.levels if engine.book.plan.program.tiers else ()
    names = {-1: None, **{index: level.name for index, level in enumerate(levels)}}
    found = []
    for member_id, member in engine.book.members.items():
        seen = audit.members.get(member_id, AuditedMember(member_id))
        found += [f"{member_id}: {text}" for text in _member(seen, member, names[member.tier.level])]
    return found + [f"{name} has entries and no state" for name in audit.members if name not in engine.book.members]


def _member(seen: AuditedMember, member: Member, tier: str | None) -> Iterator[str]:
    if (seen.seq, seen.is_enrolled, seen.tier) != (member.seq, member.enrolled, tier):
        yield f"seq, enrolled, tier {seen.seq, seen.is_enrolled, seen.tier} and {member.seq, member.enrolled, tier}"
    if member.enrolled and seen.joined != member.joined:
        yield f"joined {seen.joined} and {member.joined}"
    for name in {*seen.wallets, *member.wallets}:
        yield from _wallet(name, seen.wallets.get(name, AuditedWallet()), member.wallets.get(name, WalletState()))
    for name in {*seen.counters, *member.counters}:
        steps = seen.counters[name].steps if name in seen.counters else 0
        state = member.counters[name].steps if name in member.counters else 0
        if steps != state:
            yield f"{name}: {steps} and {state} steps"
    for name, counter in member.counters.items():
        if counter.steps != sum(group.count for group in counter.groups.values()):
            yield f"{name}: {counter.steps} steps, and those of {counter.groups}"
    ours = [
        (r.code, r.reward, r.issued_on, r.usable_until, r.source, r.event_id, r.status, r.used_on) for r in seen.rewards.values()
    ]
    theirs = [
        (r.code, r.reward, r.issued_on, r.usable_until, r.source, r.event_id, r.status, r.used_on)
        for r in member.rewards.values()
    ]
    if ours != theirs:
        yield f"rewards {ours} and {theirs}"


def _wallet(name: str, seen: AuditedWallet, state: WalletState) -> Iterator[str]:
    for number in NUMBERS:
        if getattr(seen, number) != getattr(state, number):
            yield f"{name}: {number} {getattr(seen, number)} and {getattr(state, number)}"
    ours = {lot.lot_id: (lot.amount, lot.is_pending, lot.usable_until, lot.expired) for lot in seen.lots.values()}
    theirs = {lot.lot_id: (lot.amount, lot.pending, lot.usable_until, lot.expired) for lot in state.lots.values()}
    if ours != theirs:
        yield f"{name}: lots {ours} and {theirs}"
    in_order = [lot.lot_id for lot in sorted(seen.open.values(), key=lambda lot: lot.spending_key)]
    if in_order != [lot_id for *_, lot_id in state.open]:
        yield f"{name}: open lots {in_order} and {state.open}"
