"""What bonuses add to what the rules of a purchase gave (S3.4): several add up, multiply each other, or the best one counts.

Input: the rules' grants after their own limits. Output: one grant per bonus that goes on, its own limit applied.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from rulekit.engine.basket import NOTHING, Selection
from rulekit.engine.facts import Facts
from rulekit.engine.grant import Grant, Part, Rooms, Share, best_of_groups, compared, limit
from rulekit.engine.plan import PreparedRule
from rulekit.engine.rates import amount_of, visit_key
from rulekit.program.award import Bonus, FixedAward, MoneyRate, ThingRate
from rulekit.values.rounding import Exact, ratio, simplest


class _Given(NamedTuple):
    """What the award of that number in a rule came to on the lines both select, after the rule's own limit."""

    of_rule: str
    number: int
    selection: Selection
    amount: Exact


def bonus_grants(
    stacking: str, rules: Sequence[PreparedRule], base: Sequence[Grant], facts: Facts, rooms: Rooms
) -> list[Grant]:
    """The grants of all bonuses that apply, in program order; under `best` of each wallet only the best one.

    The bonuses of a group are compared each by itself, also where what is left of them is chained afterwards.
    """
    grants = best_of_groups([_bonus_grant(rule, base, facts, rooms) for rule in rules], rooms)
    if stacking == "multiply":
        added: dict[tuple[str, int], Exact] = {}
        return [_bonus_grant(grant.rule, base, facts, rooms, added) for grant in grants]
    return _best(grants, rooms) if stacking == "best" else grants


def _bonus_grant(
    rule: PreparedRule, base: Sequence[Grant], facts: Facts, rooms: Rooms, added: dict[tuple[str, int], Exact] | None = None
) -> Grant:
    """What one bonus grants; chained, on what the bonuses before it `added` too."""
    bonus = rule.rule.bonus
    assert bonus is not None, "the caller chose the bonuses"
    given = [each for grant in base for each in _multiplied(rule, bonus, grant, facts, rooms)]
    parts = [Part(bonus, each.selection, simplest(each.amount * bonus.extra), each.of_rule) for each in given]
    if added is not None:
        parts += _chained(bonus, given, added)
    total = simplest(sum((part.amount for part in parts), start=0))
    grant = Grant(rule, {bonus.wallet: Share(bonus.wallet, total, total, parts)})
    if rule.limits:
        limit(grant, rooms)
    return grant


def _chained(bonus: Bonus, given: Sequence[_Given], added: dict[tuple[str, int], Exact]) -> list[Part]:
    """What a bonus adds to what the bonuses before it added to the same awards, before their own limits."""
    before: Exact = 0
    for each in given:
        key = each.of_rule, each.number
        earlier = added.get(key, 0)
        before += earlier
        added[key] = simplest(earlier + (each.amount + earlier) * bonus.extra)
    return [Part(bonus, NOTHING, simplest(before * bonus.extra), "bonuses before")] if before else []


def _best(grants: list[Grant], rooms: Rooms) -> list[Grant]:
    """Of each wallet the bonus that grants most after its own limit; ties go to program order. A bonus has one wallet."""
    best: dict[str, Grant] = {}
    for grant in grants:
        for wallet in grant.shares:
            if wallet not in best or compared(grant, rooms) > compared(best[wallet], rooms):
                best[wallet] = grant
    return list(best.values())


def _multiplied(rule: PreparedRule, bonus: Bonus, grant: Grant, facts: Facts, rooms: Rooms) -> list[_Given]:
    """What a bonus multiplies of one rule: its rates, and where the bonus names the rule, its fixed gifts too."""
    share = grant.shares.get(bonus.wallet)
    of_rule = grant.rule.rule.name
    if share is None or not share.uncut or (bonus.of and of_rule not in bonus.of):
        return []
    selection = facts.select(grant.rule.is_eligible, rule.is_eligible)
    if selection.amount <= 0:
        return []
    multiplied = (MoneyRate, ThingRate, FixedAward) if bonus.of else (MoneyRate, ThingRate)
    visit_room = rooms.get(visit_key(grant.rule), 1)
    found = []
    for number, part in enumerate(share.parts):
        if isinstance(part.award, multiplied):
            given = amount_of(part.award, selection, visit_room)
            if share.exact != share.uncut:
                given = simplest(given * ratio_of(share.exact, share.uncut))
            if given:
                found.append(_Given(of_rule, number, selection, given))
    return found


def ratio_of(part: Exact, whole: Exact) -> Exact:
    """The exact share of a part in a whole."""
    return ratio(part.numerator * whole.denominator, part.denominator * whole.numerator)
