"""What rules give for one event (S3.3 to S3.6): exact amounts, own limits, bonuses, rounding, cuts. Nothing is changed here.

Input: the rules, the facts, the room in limits. Output: one `Grant` per rule that gives something or was cut.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from rulekit.engine.basket import Selection
from rulekit.engine.facts import Facts
from rulekit.engine.plan import PreparedRule
from rulekit.program.model import (
    Bonus,
    FixedAward,
    MoneyRate,
    PlainAward,
    Program,
    RewardAward,
    ThingRate,
    Wallet,
)
from rulekit.values.money import SCALE
from rulekit.values.rounding import Exact, ratio, round_exact, simplest

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


@dataclass(slots=True)
class Grant:
    """What one rule grants. `out_of_times` says that a limit in times cut all of it."""

    rule: PreparedRule
    shares: dict[str, Share] = field(default_factory=dict)
    rewards: list[RewardAward] = field(default_factory=list)
    out_of_times: bool = False

    @property
    def is_above_zero(self) -> bool:
        """Whether it counts as a time."""
        return any(share.amount > 0 for share in self.shares.values()) or (bool(self.rewards) and not self.out_of_times)


def earn_from_purchase(
    program: Program, wallets: Mapping[str, Wallet], rules: Sequence[PreparedRule], facts: Facts, rooms: Rooms
) -> list[Grant]:
    """All grants for a purchase, in program order. `rooms` also holds, per rule with a rate per visit, whether it is open."""
    applying = [rule for rule in rules if rule.applies(facts)]
    grants = [_base(rule, facts, rooms) for rule in applying if rule.rule.bonus is None]
    if len(grants) < len(applying):
        bonuses = [rule for rule in applying if rule.rule.bonus is not None]
        grants += _bonuses(program.stacking, bonuses, grants, facts, rooms)
        grants.sort(key=lambda grant: grant.rule.order)
    for wallet in wallets.values():
        _round(grants, wallet, rooms, per_purchase=program.rounding == "once per purchase")
    return grants


def earn_fixed(rules: Sequence[PreparedRule], facts: Facts, rooms: Rooms) -> list[Grant]:
    """All grants of rules that are set off by something else than a purchase: fixed amounts and rewards."""
    grants = []
    for rule in rules:
        if rule.applies(facts):
            grant = _collect(rule, [Part(award, NOTHING, _fixed(award)) for award in rule.awards(facts)], rooms)
            for share in grant.shares.values():
                share.amount = share.cut = int(share.uncut)
                share.amount = int(share.exact)
                share.cut -= share.amount
            grants.append(grant)
    return grants


NOTHING = Selection(0, 0, 0)


def visit_key(rule: PreparedRule) -> str:
    """The key in `rooms` that says whether this purchase is the first of its day for the rule."""
    return f"rules.{rule.rule.name}.visit"


def _base(rule: PreparedRule, facts: Facts, rooms: Rooms) -> Grant:
    selection = facts.select(rule.is_eligible)
    if selection.amount <= 0:
        return Grant(rule)
    visit_room = rooms.get(visit_key(rule), 1) if rule.has_visit_rate else 1
    parts = [Part(award, selection, _amount(award, selection, visit_room), None) for award in rule.awards(facts)]
    return _collect(rule, parts, rooms)


def _collect(rule: PreparedRule, parts: list[Part], rooms: Rooms) -> Grant:
    grant = Grant(rule, {}, [], _is_out_of_times(rule, rooms))
    for part in parts:
        award = part.award
        if isinstance(award, RewardAward):
            grant.rewards.append(award)
            continue
        share = grant.shares.get(award.wallet)
        if share is None:
            share = grant.shares[award.wallet] = Share(award.wallet, 0, 0, [])
        share.uncut += part.amount
        share.parts.append(part)
    for share in grant.shares.values():
        share.exact = 0 if grant.out_of_times else _within_room(rule, share.wallet, rooms, share.uncut)
    return grant


def _fixed(award: PlainAward) -> int:
    assert isinstance(award, FixedAward | RewardAward), "the checker allows rates on purchases only"
    return award.amount if isinstance(award, FixedAward) else 0


def _amount(award: PlainAward, selection: Selection, visit_room: int) -> Exact:
    """The exact amount of one award on the lines it counts (S3.3)."""
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


def _per_money(rate: MoneyRate, amount_minor: int) -> Exact:
    if rate.mode == "pro rata":
        return simplest(rate.amount * ratio(amount_minor, rate.per_minor))
    steps = amount_minor // rate.per_minor if rate.mode == "full" else -(-amount_minor // rate.per_minor)
    return simplest(rate.amount * steps)


# ---------------------------------------------------------------- bonuses (S3.4)


def _bonuses(
    stacking: str, rules: Sequence[PreparedRule], base: Sequence[Grant], facts: Facts, rooms: Rooms
) -> list[Grant]:
    grants: list[Grant] = []
    chained: dict[str, Exact] = {}
    for rule in rules:
        bonus = rule.rule.bonus
        assert bonus is not None
        parts = [part for grant in base for part in _extra(rule, bonus, grant, facts, rooms)]
        if stacking == "multiply":
            before = chained.get(bonus.wallet, 0)
            if before:
                parts.append(Part(bonus, NOTHING, simplest(before * bonus.extra), "bonuses before"))
            chained[bonus.wallet] = before + sum(part.amount for part in parts)
        total = simplest(sum((part.amount for part in parts), start=0))
        grant = Grant(rule, out_of_times=_is_out_of_times(rule, rooms))
        exact = 0 if grant.out_of_times else _within_room(rule, bonus.wallet, rooms, total)
        grant.shares[bonus.wallet] = Share(bonus.wallet, total, exact, parts)
        grants.append(grant)
    return _best(grants) if stacking == "best" else grants


def _best(grants: list[Grant]) -> list[Grant]:
    """Of each wallet the bonus that grants most after its own limit; ties go to program order."""
    best: dict[str, Grant] = {}
    for grant in grants:
        for wallet, share in grant.shares.items():
            if wallet not in best or share.exact > best[wallet].shares[wallet].exact:
                best[wallet] = grant
    return list(best.values())


def _extra(rule: PreparedRule, bonus: Bonus, grant: Grant, facts: Facts, rooms: Rooms) -> list[Part]:
    """What a bonus adds to one rule's rates on the lines both select, scaled by what that rule's own limit left."""
    share = grant.shares.get(bonus.wallet)
    if share is None or not share.uncut:
        return []
    rates = [part.award for part in share.parts if isinstance(part.award, MoneyRate | ThingRate)]
    selection = facts.select(grant.rule.is_eligible, rule.is_eligible)
    if selection.amount <= 0:
        return []
    visit_room = rooms.get(visit_key(grant.rule), 1)
    found = []
    for rate in rates:
        given = _amount(rate, selection, visit_room)
        if share.exact != share.uncut:
            given = simplest(given * ratio_of(share.exact, share.uncut))
        if given:
            found.append(Part(bonus, selection, simplest(given * bonus.extra), grant.rule.rule.name))
    return found


def ratio_of(part: Exact, whole: Exact) -> Exact:
    """The exact share of a part in a whole."""
    return ratio(part.numerator * whole.denominator, part.denominator * whole.numerator)


# ---------------------------------------------------------------- rounding and cuts (S3.5, S3.6)


def _round(grants: Sequence[Grant], wallet: Wallet, rooms: Rooms, *, per_purchase: bool) -> None:
    """Round what is granted in one wallet, then cut it by the room in limits; the rest of what it was without them is `cut`."""
    total: Exact = 0
    uncut: Exact = 0
    whole = whole_uncut = 0
    for grant in grants:
        share = grant.shares.get(wallet.name)
        if share is None:
            continue
        if not per_purchase:
            total = uncut = whole = whole_uncut = 0
        before, before_uncut = whole, whole_uncut
        total, uncut = simplest(total + share.exact), simplest(uncut + share.uncut)
        whole, whole_uncut = round_exact(total, wallet.rounding), round_exact(uncut, wallet.rounding)
        rounded = whole - before
        wanted = rounded if share.exact == share.uncut else whole_uncut - before_uncut
        share.amount = int(_within_room(grant.rule, share.wallet, rooms, rounded))
        share.cut = max(0, wanted - share.amount)


def _within_room(rule: PreparedRule, wallet: str, rooms: Rooms, amount: Exact) -> Exact:
    """An amount cut by the least room in the rule's own limits on this wallet."""
    for keyed in rule.limits:
        if keyed.limit.kind == "amount" and keyed.limit.wallet == wallet:
            amount = min(amount, max(0, rooms[keyed.key]))
    return amount


def _is_out_of_times(rule: PreparedRule, rooms: Rooms) -> bool:
    return bool(rule.limits) and any(keyed.limit.kind == "times" and rooms[keyed.key] <= 0 for keyed in rule.limits)
