"""A member's state -> what a till may show of it: whole points and money as exact decimals, days as dates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from rulekit.engine.book import Book
from rulekit.engine.state import IssuedReward, Member, WalletState


@dataclass(frozen=True, slots=True)
class WalletView:
    """A member's wallet in whole points (or money): exact decimals, as in balances.csv."""

    balance: Decimal
    pending: Decimal
    debt: Decimal
    earned: Decimal
    adjusted: Decimal
    spent: Decimal
    expired: Decimal
    taken_back: Decimal
    written_off: Decimal


@dataclass(frozen=True, slots=True)
class RewardView:
    """One issued reward. `status`: open, used, lapsed or taken back."""

    code: str
    reward: str
    issued_on: date
    usable_until: date | None
    status: str
    used_on: date | None
    source: str
    event_id: str


@dataclass(frozen=True, slots=True)
class MemberView:
    """What a till may show of a member. `steps` are the steps of each counter's open round, `rewards` all ever issued."""

    member_id: str
    is_enrolled: bool
    joined: date | None
    tier: str | None
    wallets: Mapping[str, WalletView]
    steps: Mapping[str, Decimal]
    rewards: tuple[RewardView, ...]


def view(book: Book, member: Member) -> MemberView:
    """A member as the state has it."""
    plan = book.plans[member.edition]
    program = plan.program
    levels = program.tiers.levels if program.tiers else ()
    wallets = {}
    for wallet in plan.held.values():
        state = member.wallets.get(wallet.name) or WalletState()
        numbers = {name: _decimal(getattr(state, name), wallet.decimals) for name in WalletView.__slots__}
        wallets[wallet.name] = WalletView(**numbers)
    steps = {
        counter.name: _decimal(member.counters[counter.name].steps if counter.name in member.counters else 0, counter.decimals)
        for counter in program.counters
    }
    return MemberView(
        member.member_id,
        member.enrolled,
        date.fromordinal(member.joined) if member.joined is not None else None,
        levels[member.tier.level].name if member.tier.level >= 0 else None,
        wallets,
        steps,
        tuple(_reward_view(issued) for issued in member.rewards.values()),
    )


def _reward_view(issued: IssuedReward) -> RewardView:
    return RewardView(
        issued.code,
        issued.reward,
        date.fromordinal(issued.issued_on),
        None if issued.usable_until is None else date.fromordinal(issued.usable_until),
        issued.status,
        None if issued.used_on is None else date.fromordinal(issued.used_on),
        issued.source,
        issued.event_id,
    )


def _decimal(units: int, decimals: int) -> Decimal:
    return Decimal(units).scaleb(-decimals)
