"""How the auditor folds entries that move no wallet: steps of counters, membership, tiers, rewards (S6, S7, I10)."""

from __future__ import annotations

from collections.abc import Callable

from rulekit.engine.auditor.account import AuditedCounter, AuditedMember, AuditedReward, Messages
from rulekit.engine.entry import Entry


def fold_counter(counter: AuditedCounter, entry: Entry) -> Messages:
    """Add an entry to the steps of its counter."""
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


def fold_member(member: AuditedMember, entry: Entry) -> Messages:
    """Add an entry about the member or a reward; what says nothing that can be checked is left alone."""
    fold = _FOLDS.get(entry.kind)
    return fold(member, entry) if fold else []


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


_FOLDS: dict[str, Callable[[AuditedMember, Entry], Messages]] = {
    "enrol": _enrol, "leave": _leave, "tier_up": _tier, "tier_down": _tier, "issue": _issue, "use": _end, "lapse": _end,
    "revoke": _end,
}  # fmt: skip
