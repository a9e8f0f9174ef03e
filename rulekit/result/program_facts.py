"""What KPIs and reports need to know of a program, as plain data: `program.json` of a result folder. Amounts are decimal text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rulekit.engine.counters import label_of
from rulekit.program.goal import Goal
from rulekit.program.model import Price, Program, Rule
from rulekit.result.running import running
from rulekit.semantics.currencies import money_text
from rulekit.values.calendar import Day, iso_day
from rulekit.values.money import format_units

_TARGET_DECIMALS = 6


def program_facts(program: Program, editions: Sequence[Program] = ()) -> dict[str, Any]:
    """Names in the program's order; what a program leaves open is null. `editions`: those that ruled so far, if several did."""
    spendable = program.spendable
    return {
        "name": program.name,
        "hash": program.hash,
        "currency": program.currency,
        "timezone": program.timezone,
        "starts": _day(program.starts),
        "ends": _day(program.ends),
        "wallets": {
            wallet.name: {
                "unit": wallet.plural,
                "decimals": wallet.decimals,
                "is_money": wallet.is_money,
                "value": "1" if wallet.is_money else _money(wallet.value_minor, program),
                "is_spendable": wallet.name in spendable,
            }
            for wallet in program.wallets
        },
        "levels": [level.name for level in program.tiers.levels] if program.tiers else [],
        "rewards": {
            reward.name: {
                "kind": "payment" if reward.pays else reward.kind,
                "wallet": reward.price.wallet if reward.price is not None else None,
                "pays": _rate(reward.price, program),
                "worth": _money(reward.worth_minor, program),
                "cost": _money(reward.cost_minor, program),
            }
            for reward in program.rewards
        },
        "rules": {rule.name: _rule(rule, program) for rule in program.rules},
        "counters": {
            one.name: {
                "kind": one.kind,
                "thresholds": [label_of(one, threshold) for threshold in one.thresholds],
                "then": one.then,
            }
            for one in program.counters
        },
        "runs": {
            name: [{"from": _day(first), "until": _day(last)} for first, last in spans]
            for name, spans in running(editions or (program,)).items()
        },
        "has_referral": program.referral is not None,
        "goals": [_goal(goal) for goal in program.goals],
    }


def _rate(price: Price | None, program: Program) -> dict[str, str] | None:
    """How much money so many points pay; None where they pay none."""
    if price is None or price.worth_minor is None:
        return None
    points = format_units(price.amount, program.wallet(price.wallet).decimals)
    return {"points": points, "money": money_text(price.worth_minor, program.currency)}


def _goal(goal: Goal) -> dict[str, Any]:
    """Targets end within six decimals: 2.25% is 0.0225."""
    target = goal.target * 10**_TARGET_DECIMALS
    assert target.denominator == 1
    return {
        "id": goal.figure, "per": goal.period, "bound": goal.bound, "wallet": goal.wallet,
        "target": format_units(target.numerator, _TARGET_DECIMALS),
    }  # fmt: skip


def _rule(rule: Rule, program: Program) -> dict[str, Any]:
    budget = rule.budget
    decimals = program.wallet(budget.wallet).decimals if budget and budget.wallet else 0
    return {
        "trigger": rule.trigger.kind,
        "from": _day(rule.active.from_day),
        "until": _day(rule.active.until_day),
        "budget": None if budget is None else {"wallet": budget.wallet, "amount": format_units(budget.count, decimals)},
    }


def _day(day: Day | None) -> str | None:
    return None if day is None else iso_day(day)


def _money(minor: int | None, program: Program) -> str | None:
    return None if minor is None else money_text(minor, program.currency)
