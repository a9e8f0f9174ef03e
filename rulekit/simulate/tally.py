"""Tally: a result -> what its summary does not say: costs if all rewards were used, declined wishes, who got a reward."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from rulekit.program.model import Reward
from rulekit.result import Result
from rulekit.semantics.currencies import money_text

WISHES = ("redeem", "use")
"""The kinds of events by which members want something."""


@dataclass(frozen=True, slots=True)
class Tally:
    """`cost_if_used`: by reward, what it would have cost if none had lapsed, None without a `cost`.

    `declined`: the events of wishes that were declined, each with the reward or wallet that was wished for. `rewarded`: the
    members who got a reward, whatever became of it.
    """

    cost_if_used: Mapping[str, str | None]
    declined: Mapping[str, str]
    rewarded: frozenset[str]

    @property
    def wishes(self) -> dict[str, int]:
        """How many wishes were declined, by what was wished for."""
        return dict(sorted(Counter(self.declined.values()).items()))


def tally_of(result: Result) -> Tally:
    """The tally of a replay."""
    rewards, currency = result.summary["rewards"], result.program.currency
    costs = {reward.name: _cost_if_used(reward, rewards[reward.name], currency) for reward in result.program.rewards}
    wished = {
        event.event_id: event.reward or event.wallet or event.code or "" for event in result.loaded.events if event.kind in WISHES
    }
    declined = {
        entry.event_id: wished[entry.event_id]
        for entry in result.entries_list
        if entry.kind == "declined" and entry.event_id in wished
    }
    rewarded = frozenset(member.member_id for member in result.members_list if member.rewards)
    return Tally(costs, declined, rewarded)


def _cost_if_used(reward: Reward, counts: Mapping[str, Any], currency: str) -> str | None:
    """What all pieces cost that were not taken back; payments with points are used at once."""
    if reward.pays:
        cost: str | None = counts["cost"]
        return cost
    if reward.cost_minor is None:
        return None
    return money_text(reward.cost_minor * (counts["issued"] - counts["taken_back"]), currency)
