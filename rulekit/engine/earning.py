"""What rules give for one event (S3.3 to S3.6): exact amounts, own limits, bonuses, rounding, cuts. Nothing is changed here.

Input: the rules, the facts, the room in limits. Output: one `Grant` per rule that gives something or was cut.
"""

from __future__ import annotations

from collections.abc import Sequence

from rulekit.engine.basket import NOTHING
from rulekit.engine.bonuses import bonus_grants
from rulekit.engine.facts import Facts
from rulekit.engine.grant import Grant, Part, Rooms, Share, best_of_groups, limit, refuse, within_room
from rulekit.engine.plan import KeyedBudget, Plan, PreparedRule
from rulekit.engine.rates import amount_of, fixed_amount, visit_key
from rulekit.program.award import RewardAward
from rulekit.program.model import Wallet
from rulekit.values.rounding import Exact, round_exact, simplest


def earn_from_purchase(plan: Plan, facts: Facts, rooms: Rooms) -> list[Grant]:
    """All grants for a purchase, in program order. `rooms` also holds, per rule with a rate per visit, whether it is open."""
    program = plan.program
    applying = [rule for rule in plan.purchase_rules if rule.applies(facts)]
    base = [_base(rule, facts, rooms) for rule in applying if rule.rule.bonus is None]
    grants = best_of_groups(base, rooms)
    if len(base) < len(applying):
        bonuses = [rule for rule in applying if rule.rule.bonus is not None]
        grants += bonus_grants(program.stacking, bonuses, grants, facts, rooms)
        grants.sort(key=lambda grant: grant.rule.order)
    for wallet in plan.wallets.values():
        _round(grants, wallet, rooms, per_purchase=program.rounding == "once per purchase")
    _limit_all(plan, grants, rooms)
    return grants


def earn_fixed(plan: Plan, rules: Sequence[PreparedRule], facts: Facts, rooms: Rooms) -> list[Grant]:
    """All grants of rules that are set off by something else than a purchase: fixed amounts and rewards."""
    grants = []
    for rule in rules:
        if rule.applies(facts):
            parts = [Part(award, NOTHING, fixed_amount(award)) for award in rule.awards(facts)]
            grants.append(_collect(rule, parts, rooms))
    grants = best_of_groups(grants, rooms)
    for grant in grants:
        for share in grant.shares.values():
            share.amount = int(share.exact)
            share.cut = int(share.uncut) - share.amount if grant.refused is None else 0
    _limit_all(plan, grants, rooms)
    return grants


def _base(rule: PreparedRule, facts: Facts, rooms: Rooms) -> Grant:
    selection = facts.select(rule.is_eligible)
    if selection.amount <= 0:
        return Grant(rule)
    visit_room = rooms.get(visit_key(rule), 1) if rule.has_visit_rate else 1
    parts = [Part(award, selection, amount_of(award, selection, visit_room), None) for award in rule.awards(facts)]
    return _collect(rule, parts, rooms)


def _collect(rule: PreparedRule, parts: list[Part], rooms: Rooms) -> Grant:
    grant = Grant(rule, {}, [])
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
    limit(grant, rooms)
    return grant


# ---------------------------------------------------------------- rounding and cuts (S3.5, S3.6)


def _round(grants: Sequence[Grant], wallet: Wallet, rooms: Rooms, *, per_purchase: bool) -> None:
    """Round what is granted in one wallet, then cut it by the room in limits; the rest of what it was without them is `cut`."""
    total: Exact = 0
    uncut: Exact = 0
    whole = whole_uncut = 0
    for grant in grants:
        share = grant.shares.get(wallet.name)
        if share is None or grant.refused is not None:
            continue
        if not per_purchase:
            total = uncut = whole = whole_uncut = 0
        before, before_uncut = whole, whole_uncut
        total, uncut = simplest(total + share.exact), simplest(uncut + share.uncut)
        whole, whole_uncut = round_exact(total, wallet.rounding), round_exact(uncut, wallet.rounding)
        rounded = whole - before
        wanted = rounded if share.exact == share.uncut else whole_uncut - before_uncut
        share.amount = int(within_room(grant.rule.limits, share.wallet, rooms, rounded))
        share.cut = max(0, wanted - share.amount)


def _limit_all(plan: Plan, grants: Sequence[Grant], rooms: Rooms) -> None:
    """The limits of wallets, then budgets, cut the whole shares, in program order: later rules lose first (S3.6).

    What counts in them is what is finally granted.
    """
    left = {keyed.key: max(0, rooms[keyed.key]) for limits in plan.wallet_limits.values() for keyed in limits}
    for grant in grants:
        if left:
            _limit_wallets(plan, grant, left)
        if grant.rule.budget is not None and grant.refused is None:
            _cut_by_budget(grant, grant.rule.budget, max(0, rooms[grant.rule.budget.key]))
        for name, limits in plan.wallet_limits.items() if left else ():
            for keyed in limits if name in grant.shares else ():
                left[keyed.key] -= grant.shares[name].amount


def _limit_wallets(plan: Plan, grant: Grant, left: Rooms) -> None:
    """What the limits of wallets leave of a grant; one with `or nothing` refuses what does not fit after the others."""
    limited = [(grant.shares[name], limits) for name, limits in plan.wallet_limits.items() if name in grant.shares]
    for share, limits in limited:
        for keyed in limits:
            excess = share.amount - left[keyed.key]
            if excess > 0 and not keyed.limit.or_nothing:
                share.wallet_limit, share.wallet_cut = keyed.limit, share.wallet_cut + excess
                share.amount, share.cut = share.amount - excess, share.cut + excess
    if any(keyed.limit.or_nothing and share.amount > left[keyed.key] for share, limits in limited for keyed in limits):
        refuse(grant, "wallet limit")


def _cut_by_budget(grant: Grant, keyed: KeyedBudget, room: int) -> None:
    """What a budget of all members leaves of a grant; one in times that is used up leaves nothing."""
    wallet = keyed.budget.wallet
    grant.out_of_budget = wallet is None and room == 0
    for share in grant.shares.values():
        if grant.out_of_budget or share.wallet == wallet:
            share.budget_cut = share.amount - (0 if grant.out_of_budget else min(share.amount, room))
            share.amount -= share.budget_cut
            share.cut += share.budget_cut
