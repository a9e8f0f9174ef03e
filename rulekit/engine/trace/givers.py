"""Who could give something: a reward or points of a wallet -> the rules and counters whose gifts hold it."""

from __future__ import annotations

from collections.abc import Sequence

from rulekit.program.award import Award, RewardAward, plain_awards
from rulekit.program.model import Program


def gives(awards: Sequence[Award], *, reward: str | None = None, wallet: str | None = None) -> bool:
    """Whether some award is that reward, or in that wallet."""
    return any(
        award.reward == reward if isinstance(award, RewardAward) else award.wallet == wallet for award in plain_awards(awards)
    )


def givers_of(program: Program, reward: str) -> list[str]:
    """The names of rules and counters that give a reward, in the order of the program."""
    rules = [rule.name for rule in program.rules if gives(rule.awards, reward=reward)]
    counters = [
        one.name for one in program.counters if any(gives(threshold.awards, reward=reward) for threshold in one.thresholds)
    ]
    return rules + counters
