"""`rules:` — what happens on an event, on a day of the calendar, on a rise: something is given, or points are multiplied."""

from __future__ import annotations

from typing import Literal

from rulekit.program.award import Award, Bonus
from rulekit.program.model import Rule, Trigger
from rulekit.semantics.award import Giver, check_awards, wallets_given
from rulekit.semantics.bands import check_measure
from rulekit.semantics.bonus import check_bonus, check_multiplied, check_of
from rulekit.semantics.checker import Checker
from rulekit.semantics.fields import key_of, mapping, pairs, scalar
from rulekit.semantics.gate import check_gate
from rulekit.semantics.groups import check_group, check_groups
from rulekit.semantics.limit import Limited, check_budget
from rulekit.semantics.place import Place
from rulekit.semantics.trigger import check_hours, check_trigger
from rulekit.syntax.tree import Mapping, Pair

Stacking = Literal["add", "multiply", "best"]


def check_rules(checker: Checker, tree: Mapping, stacking: Stacking) -> tuple[Rule, ...]:
    """Every rule of the program."""
    found = []
    for pair in pairs(checker, tree.get("rules"), "`rules:`"):
        with checker.within(f"in rule `{pair.key.text}`"):
            owner = mapping(checker, pair.value, "a rule")
            rule = _rule(checker, tree, pair, owner, stacking) if owner else None
            found.extend([rule] if rule else [])
    check_multiplied(checker, tree, found)
    check_groups(checker, tree, found)
    return tuple(found)


def _rule(checker: Checker, tree: Mapping, pair: Pair, owner: Mapping, stacking: Stacking) -> Rule | None:
    trigger = check_trigger(checker, owner)
    kind = trigger.kind if trigger else "purchase"
    written = scalar(checker, owner.get("on"), "`on:`")
    who = f"a rule `on: {written.text}`" if written else "this rule"
    place = Place(who, purchase=kind == "purchase", path=f"rules.{pair.key.text}")
    giver = Giver(who, kind == "purchase", check_measure(checker, owner, place), says_bands=owner.get("bands") is not None)
    awards, bonus = _effect(checker, pair, owner, giver)
    _check_bonus_place(checker, owner, kind, stacking, who)
    check_hours(checker, owner, kind, who)
    wallets = (bonus.wallet,) if bonus else wallets_given(awards)
    gate = check_gate(checker, owner, place, Limited("this rule", wallets=wallets, amounts=True, purchase=kind == "purchase"))
    return Rule(
        name=pair.key.text,
        trigger=trigger or Trigger("purchase"),
        awards=awards,
        bonus=bonus,
        lines=gate.lines,
        condition=gate.condition,
        active=gate.active,
        limits=gate.limits,
        budget=check_budget(checker, owner, wallets),
        group=check_group(checker, tree, owner),
    )


def _effect(checker: Checker, pair: Pair, owner: Mapping, giver: Giver) -> tuple[tuple[Award, ...], Bonus | None]:
    """Exactly one of `give` and `bonus`."""
    give, bonus = owner.get("give"), scalar(checker, owner.get("bonus"), "`bonus:`")
    if give is not None and bonus is not None:
        help_text = "keep one; for both write two rules"
        checker.report("RK303", key_of(owner, "bonus").span, "a rule has either `give:` or `bonus:`, not both", help=help_text)
    if give is None and bonus is None:
        checker.misshape(pair.key.span, "this rule gives nothing")
    awards = check_awards(checker, give, giver) if give is not None else ()
    of = check_of(checker, owner)
    return awards, check_bonus(checker, bonus, of) if bonus else None


def _check_bonus_place(checker: Checker, owner: Mapping, kind: str, stacking: Stacking, who: str) -> None:
    if owner.get("bonus") is None:
        return
    span = key_of(owner, "bonus").span
    if kind != "purchase":
        help_text = "write `on: purchase`, or give a fixed amount with `give:`"
        checker.report("RK309", span, f"a bonus multiplies what purchases earn; {who} has none", help=help_text)
    elif stacking == "multiply" and owner.get("lines") is not None:
        help_text = "write `bonuses: add` or `bonuses: best`, or leave `lines:` out"
        message = "with `bonuses: multiply` a bonus cannot be for some lines only"
        checker.report("RK306", key_of(owner, "lines").span, message, help=help_text)
