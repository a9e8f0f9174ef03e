"""The rows behind the result's tables and CSV files: member states -> plain records in their units, in their final order.

One place decides who and what is listed, so that tables, files and summary agree.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from rulekit.engine.state import IssuedReward, Member, WalletState
from rulekit.program.model import Program, Reward, Wallet
from rulekit.values.calendar import Day

AMOUNTS = ("balance", "pending", "debt", "earned", "adjusted", "spent", "expired", "taken_back", "written_off")
"""The totals of a wallet, in the order of balances.csv."""

BALANCE_COLUMNS = ("member_id", "wallet", *AMOUNTS)

_NO_WALLET = WalletState()


class MemberRow(NamedTuple):
    """One member: measures net of refunds, money in ten-thousandths, `steps` per counter in its units, program order."""

    member_id: str
    joined: Day | None
    tier: str | None
    purchases: int
    visits: int
    spend_minor: int
    refunds: int
    last_purchase: Day | None
    steps: tuple[int, ...]


def balances_of(program: Program, members: Sequence[Member]) -> Iterator[tuple[str, Wallet, tuple[int, ...]]]:
    """Every member x every wallet, with the totals named by `AMOUNTS` in smallest units."""
    for member in members:
        for wallet in program.wallets:
            state = member.wallets.get(wallet.name, _NO_WALLET)
            yield member.member_id, wallet, tuple(getattr(state, name) for name in AMOUNTS)


def members_of(program: Program, members: Sequence[Member]) -> Iterator[MemberRow]:
    """Every member with the measures that conditions see."""
    for member in members:
        history = member.history
        yield MemberRow(
            member.member_id,
            member.joined,
            level_of(program, member),
            history.total("purchases"),
            history.total("visits"),
            history.total("spend"),
            history.total("refunds"),
            history.last_purchase_day,
            tuple(member.counters[c.name].steps if c.name in member.counters else 0 for c in program.counters),
        )


def rewards_of(program: Program, members: Sequence[Member]) -> Iterator[tuple[str, IssuedReward, Reward]]:
    """Every issued reward with its terms, in order of issue within a member."""
    terms = {reward.name: reward for reward in program.rewards}
    for member in members:
        for issued in member.rewards.values():
            yield member.member_id, issued, terms[issued.reward]


def level_of(program: Program, member: Member) -> str | None:
    """The name of the member's level; None without one."""
    level = member.tier.level
    return program.tiers.levels[level].name if program.tiers is not None and level >= 0 else None
