"""What rules give for one event (S3.3 to S3.6): exact amounts, own limits, bonuses, rounding, cuts. Nothing is changed here.

Input: the rules, the facts, the room in limits. Output: one `Grant` per rule that gives something or was cut.
"""

from __future__ import annotations

from collections.abc import Sequence

from rulekit.engine.basket import NOTHING, Selection
from rulekit.engine.bonuses import bonus_grants
from rulekit.engine.facts import Facts
from rulekit.engine.grant import Grant, Part, Rooms, Share, best_of_groups, limit, refuse, within_room
from rulekit.engine.plan import KeyedBudget, Plan, PreparedRule
from rulekit.engine.rates import amount_of, fixed_amount, visit_key
from rulekit.program.award import PlainAward, RewardAward
from rulekit.program.model import Wallet
from rulekit.values.rounding import Exact, round_exact


def earn_from_purchase(plan: Plan, facts: Facts, rooms: Rooms) -> list[Grant]:
    """All grants for a purchase, in program order. `rooms` also holds, per rule with a rate per visit, whether it is open."""
    program = plan.program
    base: list[Grant] = []
    bonuses: list[PreparedRule] = []
    for rule in plan.purchase_rules:
        if rule.applies(facts):
            if rule.rule.bonus is None:
                base.append(_base(rule, facts, rooms))
            else:
                bonuses.append(rule)
    grants = best_of_groups(base, rooms) if plan.has_groups else base
    if bonuses:
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
            grant = Grant(rule)
            for award in rule.awards(facts):
                _add(grant, award, NOTHING, fixed_amount(award))
            if rule.limits:
                limit(grant, rooms)
            grants.append(grant)
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
    grant = Grant(rule, {}, [])
    for award in rule.awards(facts):
        _add(grant, award, selection, amount_of(award, selection, visit_room))
    if rule.limits:
        limit(grant, rooms)
    return grant


def _add(grant: Grant, award: PlainAward, selection: Selection, amount: Exact) -> None:
    """Add one award to what a rule grants."""
    if isinstance(award, RewardAward):
        grant.rewards.append(award)
    elif (share := grant.shares.get(award.wallet)) is None:
        grant.shares[award.wallet] = Share(award.wallet, amount, amount, [Part(award, selection, amount)])
    else:
        share.exact = share.uncut = share.uncut + amount
        share.parts.append(Part(award, selection, amount))


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
        total, uncut = total + share.exact, uncut + share.uncut
        whole = round_exact(total, wallet.rounding)
        whole_uncut = whole if uncut == total else round_exact(uncut, wallet.rounding)
        share.amount = whole - before
        if grant.rule.limits:
            wanted = share.amount if share.exact == share.uncut else whole_uncut - before_uncut
            share.amount = int(within_room(grant.rule.limits, share.wallet, rooms, share.amount))
            share.cut = max(0, wanted - share.amount)


def _limit_all(plan: Plan, grants: Sequence[Grant], rooms: Rooms) -> None:
    """The limits of wallets, then budgets, cut the whole shares, in program order: later rules lose first (S3.6).

    What counts in them is what is finally granted.
    """
    left: dict[str, int] = {}
    for limits in plan.wallet_limits.values():
        for keyed in limits:
            left[keyed.key] = max(0, rooms[keyed.key])
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
