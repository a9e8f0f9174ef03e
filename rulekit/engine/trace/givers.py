"""Who could give something: a reward or points of a wallet -> rules, counters and sides of the referral whose gifts hold it."""

from __future__ import annotations

from collections.abc import Sequence

from rulekit.engine.trace.referral import REFERRAL, side_name
from rulekit.program.award import Award, RewardAward, plain_awards
from rulekit.program.model import Program


def gives(awards: Sequence[Award], *, reward: str | None = None, wallet: str | None = None) -> bool:
    """Whether some award is that reward, or in that wallet."""
    return any(
        award.reward == reward if isinstance(award, RewardAward) else award.wallet == wallet for award in plain_awards(awards)
    )


def givers_of(program: Program, reward: str) -> list[str]:
    """The names of rules, counters and sides of the referral that give a reward, in the order of the program.

    What keeps a friend's purchase from qualifying is asked with any of the sides.
    """
    rules = [rule.name for rule in program.rules if gives(rule.awards, reward=reward)]
    counters = [
        one.name for one in program.counters if any(gives(threshold.awards, reward=reward) for threshold in one.thresholds)
    ]
    terms = program.referral
    promised = {} if terms is None else {"referrer": terms.referrer, "friend": terms.friend}
    sides = [side_name(name) for name, side in promised.items() if side is not None and gives(side.awards, reward=reward)]
    return [*rules, *counters, *([REFERRAL] if sides else []), *sides]
