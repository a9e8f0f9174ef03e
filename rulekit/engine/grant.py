"""What one rule grants for one event, and its own limits on it (S3.3): exact amounts in, what they leave out.

Invariant: `exact` is never above the room in a limit of the rule, and a refused grant holds nothing at all.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from rulekit.engine.basket import Selection
from rulekit.engine.plan import KeyedLimit, PreparedRule
from rulekit.program.award import Bonus, PlainAward, RewardAward
from rulekit.program.model import Limit
from rulekit.values.rounding import Exact

Rooms = Mapping[str, int]


class Part(NamedTuple):
    """One award of a rule (or one rule's rate, for a bonus) and the exact amount it came to."""

    award: PlainAward | Bonus
    selection: Selection
    amount: Exact
    of_rule: str | None = None


@dataclass(slots=True)
class Share:
    """What a rule grants in one wallet: exact before and after its own limits, then whole units, and what was cut."""

    wallet: str
    uncut: Exact
    exact: Exact
    parts: list[Part]
    amount: int = 0
    cut: int = 0
    wallet_limit: Limit | None = None
    """The limit of the wallet that cut it, or was the last to do so."""
    wallet_cut: int = 0
    """The part of the cut that limits of the wallet took."""
    budget_cut: int = 0
    """The part of the cut that the budget took."""

    @property
    def own_cut(self) -> int:
        """The part of the cut that the rule's own limits took."""
        return self.cut - self.wallet_cut - self.budget_cut

    @property
    def reason(self) -> str:
        """Everything that cut it, for the entry, in the order of S3.6."""
        if not self.cut:
            return ""
        cuts = {"limit": self.own_cut, "wallet limit": self.wallet_cut, "budget": self.budget_cut}
        return " and ".join(name for name, cut in cuts.items() if cut)


@dataclass(slots=True)
class Grant:
    """What one rule grants.

    `out_of_times`: a limit in times cut all of it; `out_of_budget`: a budget in times did; `refused`: why all of it is
    declined (S2.6).
    """

    rule: PreparedRule
    shares: dict[str, Share] = field(default_factory=dict)
    rewards: list[RewardAward] = field(default_factory=list)
    out_of_times: bool = False
    out_of_budget: bool = False
    refused: str | None = None

    @property
    def gives_rewards(self) -> bool:
        """Whether its rewards are given, as far as they are in stock."""
        return bool(self.rewards) and not self.out_of_times and not self.out_of_budget and self.refused is None

    @property
    def gives_points(self) -> bool:
        """Whether it credits any wallet."""
        return any(share.amount > 0 for share in self.shares.values())

    @property
    def exact(self) -> Exact:
        """What it comes to in all: of interest in groups, whose rules give in one wallet."""
        return sum((share.exact for share in self.shares.values()), start=0)


def within_room(limits: Iterable[KeyedLimit], wallet: str, rooms: Rooms, amount: Exact) -> Exact:
    """An amount cut by the least room in these limits on this wallet."""
    for keyed in limits:
        if keyed.limit.kind == "amount" and keyed.limit.wallet == wallet:
            amount = min(amount, max(0, rooms[keyed.key]))
    return amount


def limit(grant: Grant, rooms: Rooms) -> None:
    """Own limits on the exact amounts (S3.3): most of them cut; one with `or nothing` refuses what is left and does not fit."""
    limits = grant.rule.limits
    cutting = [keyed for keyed in limits if not keyed.limit.or_nothing]
    grant.out_of_times = any(keyed.limit.kind == "times" and rooms[keyed.key] <= 0 for keyed in cutting)
    for share in grant.shares.values():
        share.exact = 0 if grant.out_of_times else within_room(cutting, share.wallet, rooms, share.uncut)
    if any(keyed.limit.or_nothing and _exceeds(grant, keyed, rooms) for keyed in limits):
        refuse(grant, "limit")


def _exceeds(grant: Grant, keyed: KeyedLimit, rooms: Rooms) -> bool:
    """Whether an exact grant has no room in a limit."""
    if keyed.limit.kind == "times":
        return rooms[keyed.key] <= 0 and (grant.gives_rewards or any(share.exact for share in grant.shares.values()))
    share = grant.shares.get(keyed.limit.wallet or "")
    return share is not None and share.exact > max(0, rooms[keyed.key])


def refuse(grant: Grant, reason: str) -> None:
    """Nothing of the grant is left."""
    grant.refused = reason
    for share in grant.shares.values():
        share.exact = share.amount = share.cut = share.wallet_cut = share.budget_cut = 0


def compared(grant: Grant, rooms: Rooms) -> Exact:
    """What a grant counts for where the best one is chosen: what its own limits and its budget leave of it (S3.3, S3.4)."""
    keyed = grant.rule.budget
    if keyed is None:
        return grant.exact
    room = max(0, rooms[keyed.key])
    if keyed.budget.kind == "times":
        return grant.exact if room else 0
    return min(grant.exact, room)


def best_of_groups(grants: Sequence[Grant], rooms: Rooms) -> list[Grant]:
    """Of each group of rules the one that grants most after its own limits; ties go to program order (S3.3, S3.4).

    A rule without eligible lines gives nothing (S3.2) and takes no part.
    """
    best: dict[str, Grant] = {}
    for grant in grants:
        group = grant.rule.rule.group
        if group is None or not (grant.shares or grant.rewards):
            continue
        if group not in best or compared(grant, rooms) > compared(best[group], rooms):
            best[group] = grant
    return [grant for grant in grants if grant.rule.rule.group is None or best.get(grant.rule.rule.group) is grant]
