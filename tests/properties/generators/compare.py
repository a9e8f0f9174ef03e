"""The auditor's figures against the engine's own state (I12): differences as sentences."""

from __future__ import annotations

from collections.abc import Iterator

from rulekit.engine import Engine
from rulekit.engine.auditor import Audit, AuditedMember, AuditedReward, AuditedWallet
from rulekit.engine.state import IssuedReward, Member, WalletState

NUMBERS = ("balance", "pending", "debt", "earned", "adjusted", "spent", "expired", "taken_back", "written_off")


def differences(audit: Audit, engine: Engine) -> list[str]:
    """Everything the auditor sees otherwise than the engine."""
    ladders = [plan.program.tiers.levels if plan.program.tiers else () for plan in engine.book.plans]
    names = [{-1: None, **{index: level.name for index, level in enumerate(levels)}} for levels in ladders]
    found = []
    for member_id, member in engine.book.members.items():
        seen = audit.members.get(member_id, AuditedMember(member_id))
        found += [f"{member_id}: {text}" for text in _member(seen, member, names[member.edition][member.tier.level])]
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
    yield from _rewards(seen, member)


def _rewards(seen: AuditedMember, member: Member) -> Iterator[str]:
    """What a correction gave, ended or took away for good says less (S11): not by which event, and not in which order."""
    corrected = {code for code, reward in seen.rewards.items() if reward.is_corrected}
    gone = {code for code in seen.rewards.keys() - member.rewards.keys() if seen.rewards[code].status == "taken back"}
    gone = gone if member.corrected_at is not None else set()
    ours = [_told(r, r.code in corrected) for r in seen.rewards.values() if r.code not in gone]
    theirs = [_told(r, r.code in corrected) for r in member.rewards.values()]
    if ours != theirs and not (corrected and sorted(ours) == sorted(theirs)):
        yield f"rewards {ours} and {theirs}"


def _told(reward: AuditedReward | IssuedReward, is_corrected: bool) -> tuple[str, ...]:
    told = (reward.code, reward.reward, reward.issued_on, reward.usable_until, reward.source, reward.status)
    return tuple(map(str, told if is_corrected else (*told, reward.event_id, reward.used_on)))


def _wallet(name: str, seen: AuditedWallet, state: WalletState) -> Iterator[str]:
    for number in NUMBERS:
        if getattr(seen, number) != getattr(state, number):
            yield f"{name}: {number} {getattr(seen, number)} and {getattr(state, number)}"
    lots = {lot.number: lot for lot in state.lots.values()}
    ours = {
        lot.lot_id: (lot.amount, lot.is_pending and bool(lot.amount), lot.usable_until, lot.expired)
        for lot in seen.lots.values()
        if lot.lot_id in lots or lot.amount or lot.expired
    }
    theirs = {
        number: (lot.amount, lot.pending and bool(lot.amount), lot.usable_until, lot.expired) for number, lot in lots.items()
    }
    if ours != theirs:
        yield f"{name}: lots {ours} and {theirs}"
    in_order = [lot.lot_id for lot in sorted(seen.open.values(), key=lambda lot: lot.spending_key)]
    in_state = [state.lots[lot_id].number for *_, lot_id in state.open]
    is_corrected = any(lot.is_corrected for lot in seen.lots.values())
    if in_order != in_state and not (is_corrected and sorted(in_order) == sorted(in_state)):
        yield f"{name}: open lots {in_order} and {state.open}"
