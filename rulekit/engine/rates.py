"""What one award comes to on the lines it counts (S3.3): an award and a selection in, an exact amount out."""

from __future__ import annotations

from rulekit.engine.basket import Selection
from rulekit.engine.plan import PreparedRule
from rulekit.program.award import FixedAward, MoneyRate, PlainAward, RewardAward
from rulekit.values.money import SCALE
from rulekit.values.rounding import Exact, ratio, simplest


def visit_key(rule: PreparedRule) -> str:
    """The key in the rooms that says whether this purchase is the first of its day for the rule."""
    return f"rules.{rule.rule.name}.visit"


def fixed_amount(award: PlainAward) -> int:
    """What an award comes to where there is no purchase to rate."""
    assert isinstance(award, FixedAward | RewardAward), "the checker allows rates on purchases only"
    return award.amount if isinstance(award, FixedAward) else 0


def amount_of(award: PlainAward, selection: Selection, visit_room: int) -> Exact:
    """The exact amount of one award; `visit_room` is 0 where the day's visit was counted before."""
    if isinstance(award, MoneyRate):
        return _per_money(award, selection.amount)
    if isinstance(award, FixedAward):
        return award.amount
    if isinstance(award, RewardAward):
        return 0
    if award.thing == "unit":
        if award.pro_rata:
            return simplest(award.amount * ratio(selection.units, SCALE))
        return award.amount * selection.full_units
    if award.thing == "line":
        return award.amount * selection.line_count
    return award.amount if award.thing == "purchase" or visit_room > 0 else 0


def in_band(rate: MoneyRate, amount_minor: int) -> int:
    """The part of some money that lies in the band of a rate; without a band all of it."""
    top = amount_minor if rate.up_to_minor is None else min(amount_minor, rate.up_to_minor)
    return max(0, top - rate.above_minor)


def _per_money(rate: MoneyRate, selected_minor: int) -> Exact:
    amount_minor = in_band(rate, selected_minor) if rate.above_minor or rate.up_to_minor is not None else selected_minor
    if rate.mode == "pro rata":
        return simplest(rate.amount * ratio(amount_minor, rate.per_minor))
    steps = amount_minor // rate.per_minor if rate.mode == "full" else -(-amount_minor // rate.per_minor)
    return simplest(rate.amount * steps)
