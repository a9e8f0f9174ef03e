"""`rules:` — what happens on a purchase, an enrolment, an activity: something is given, or points are multiplied."""

from __future__ import annotations

from typing import Literal

from lark import Token

from rulekit.program.model import Award, Bonus, Rule, Trigger
from rulekit.semantics.award import Giver, check_awards, wallets_given
from rulekit.semantics.bonus import check_bonus
from rulekit.semantics.checker import Checker
from rulekit.semantics.fields import key_of, mapping, pairs, required, scalar
from rulekit.semantics.gate import check_gate
from rulekit.semantics.limit import Limited, check_budget
from rulekit.semantics.place import Place
from rulekit.syntax.tree import Mapping, Pair

Stacking = Literal["add", "multiply", "best"]

_BUILT = ("purchase", "enrol", "activity")
_EVENTS_TO_COME = ("profile", "leave", "refund", "redeem", "use", "adjust")


def check_rules(checker: Checker, tree: Mapping, stacking: Stacking) -> tuple[Rule, ...]:
    """Every rule of the program."""
    found = []
    for pair in pairs(checker, tree.get("rules"), "`rules:`"):
        with checker.within(f"in rule `{pair.key.text}`"):
            owner = mapping(checker, pair.value, "a rule")
            rule = _rule(checker, pair, owner, stacking) if owner else None
            found.extend([rule] if rule else [])
    return tuple(found)


def _rule(checker: Checker, pair: Pair, owner: Mapping, stacking: Stacking) -> Rule | None:
    trigger = _trigger(checker, owner)
    kind = trigger.kind if trigger else "purchase"
    written = scalar(checker, owner.get("on"), "`on:`")
    who = f"a rule `on: {written.text}`" if written else "this rule"
    place = Place(who, purchase=kind == "purchase")
    _report_to_come(checker, owner)
    awards, bonus = _effect(checker, pair, owner, Giver(who, rates=kind == "purchase", by_tier=True))
    _check_bonus_place(checker, owner, kind, stacking, who)
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
    )


def _trigger(checker: Checker, owner: Mapping) -> Trigger | None:
    """`on:`, where it is one that works by now."""
    found = scalar(checker, required(checker, owner, "on", "a rule"), "`on:`")
    if found is None:
        return None
    if found.text.strip() in _EVENTS_TO_COME:
        checker.not_yet(found.span, f"a rule `on: {found.text.strip()}`")
        return None
    sentence = checker.sentence("trigger", found, checker.names.levels())
    if sentence is None:
        return None
    first = sentence.tree.children[0]
    kind = str(first) if isinstance(first, Token) else ""
    if kind not in _BUILT:
        checker.not_yet(found.span, f"a rule `on: {found.text.strip()}`")
        return None
    if kind == "activity":
        name = str(sentence.tree.children[1])[1:-1]
        if not name.strip():
            checker.report("RK208", found.span, "an activity has a name", help='write `on: activity "review"`')
        return Trigger("activity", name)
    return Trigger("purchase") if kind == "purchase" else Trigger("enrol")


def _effect(checker: Checker, pair: Pair, owner: Mapping, giver: Giver) -> tuple[tuple[Award, ...], Bonus | None]:
    """Exactly one of `give` and `bonus`."""
    give, bonus = owner.get("give"), scalar(checker, owner.get("bonus"), "`bonus:`")
    if give is not None and bonus is not None:
        help_text = "keep one; for both write two rules"
        checker.report("RK303", key_of(owner, "bonus").span, "a rule has either `give:` or `bonus:`, not both", help=help_text)
    if give is None and bonus is None:
        checker.misshape(pair.key.span, "this rule gives nothing")
    awards = check_awards(checker, give, giver) if give is not None else ()
    return awards, check_bonus(checker, bonus) if bonus else None


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


def _report_to_come(checker: Checker, owner: Mapping) -> None:
    """Keys of the language that do not work yet."""
    for key, what in (("group", "a group of rules"), ("of", "`of:`, a bonus for named rules,")):
        if owner.get(key) is not None:
            checker.not_yet(key_of(owner, key).span, what)
