"""Benefit: what a member gets from a program, and whether it is more or less than from another one.

Every reward counts, bought or given; what points paid of purchases counts; and the points that are left. So points count once,
for what was got for them, and a cheaper reward is a benefit to whoever gets the same as before: who gets it in place of something
better may have less. In money where every reward has a `worth` and what is left of a
wallet a `value`; else thing by thing.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from rulekit.engine.state import Member
from rulekit.result import Result
from rulekit.values.money import SCALE

OUTCOMES = ("better", "worse", "unchanged", "mixed")
"""`mixed`: more of one thing and less of another, and no money to weigh them by."""


@dataclass(frozen=True, slots=True)
class Benefit:
    """`things`: wallets and rewards, with how much of each; `money`: their worth, None where not all of it is known."""

    things: Mapping[str, Fraction]
    money: Fraction | None


NOTHING = Benefit({}, Fraction(0))


def benefits_of(result: Result) -> dict[str, Benefit]:
    """What every member of a result has got."""
    program = result.program
    wallets = {wallet.name: wallet for wallet in program.wallets}
    rewards = {reward.name: reward for reward in program.rewards}
    found = {}
    for member in result.members_list:
        things: defaultdict[str, Fraction] = defaultdict(Fraction)
        money: Fraction | None = Fraction(0)
        for paid in member.redemptions.values():
            if paid.status == "done" and paid.reward is not None:
                money = _plus(money, Fraction(paid.worth_minor, SCALE), SCALE)
                things[f"payment {paid.reward}"] += Fraction(paid.worth_minor, SCALE)
        for name, units in _points(member).items():
            wallet = wallets[name]
            amount = Fraction(units, 10**wallet.decimals)
            money = _plus(money, amount, SCALE if wallet.is_money else wallet.value_minor)
            things[f"wallet {name}"] += amount
        for issued in member.rewards.values():
            if issued.status != "taken back":
                money = _plus(money, Fraction(1), rewards[issued.reward].worth_minor)
                things[f"reward {issued.reward}"] += 1
        found[member.member_id] = Benefit(things, money)
    return found


def _points(member: Member) -> dict[str, int]:
    """Points of each wallet that are left, waiting ones too, less debt; and those that paid without a reward."""
    found = {name: state.balance + state.pending for name, state in member.wallets.items()}
    for paid in member.redemptions.values():
        if paid.status == "done" and paid.code is None and paid.reward is None:
            found[paid.wallet] += sum(amount for _, amount in paid.takes)
    return found


def _plus(money: Fraction | None, amount: Fraction, value_minor: int | None) -> Fraction | None:
    if not amount:
        return money
    return None if money is None or value_minor is None else money + amount * Fraction(value_minor, SCALE)


def compared(mine: Mapping[str, Benefit], first: Mapping[str, Benefit]) -> dict[str, int]:
    """How many members are better off, worse off, unchanged or mixed with `mine` than with `first`."""
    outcomes = Counter(outcome(mine.get(name, NOTHING), first.get(name, NOTHING)) for name in mine.keys() | first.keys())
    return {name: outcomes[name] for name in OUTCOMES}


def outcome(mine: Benefit, first: Benefit) -> str:
    """One member's outcome."""
    if mine.money is not None and first.money is not None:
        steps = [mine.money - first.money]
    else:
        names = mine.things.keys() | first.things.keys()
        steps = [mine.things.get(name, Fraction(0)) - first.things.get(name, Fraction(0)) for name in names]
    up, down = any(step > 0 for step in steps), any(step < 0 for step in steps)
    if up and down:
        return "mixed"
    return "better" if up else "worse" if down else "unchanged"
