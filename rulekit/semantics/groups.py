"""`groups:` and the `group:` of rules: which rules do not add up, and whether they can be compared (S3.3, S3.4)."""

from __future__ import annotations

from collections.abc import Sequence

from rulekit.diagnostics import closest
from rulekit.program.model import Rule
from rulekit.semantics.award import wallets_given
from rulekit.semantics.checker import Checker
from rulekit.semantics.fields import key_of, mapping, name_in, pairs, quoted, scalar, word
from rulekit.syntax.tree import Mapping, Scalar


def check_group(checker: Checker, tree: Mapping, owner: Mapping) -> str | None:
    """The group a rule names, as far as it is declared under `groups:`."""
    written = scalar(checker, owner.get("group"), "`group:`")
    if written is None:
        return None
    name = name_in(written)
    declared = [pair.key.text for pair in pairs(checker, tree.get("groups"), "`groups:`")]
    if name in declared:
        return name
    near = closest(name, declared)
    help_text = f"did you mean `{near}`?" if near else f"declare it: `groups: {{ {name}: best }}`"
    checker.report("RK201", written.span, f"there is no group `{name}`", help=help_text)
    return None


def check_groups(checker: Checker, tree: Mapping, rules: Sequence[Rule]) -> None:
    """Every group is `best`; its rules give in one wallet, on one event, and are all gifts or all bonuses."""
    owner = mapping(checker, tree.get("groups"), "`groups:`")
    if owner is None:
        return
    for pair in owner.pairs:
        with checker.within("in `groups`"):
            word(checker, owner, pair.key.text, ("best",), "best")
        first: Rule | None = None
        for rule in (rule for rule in rules if rule.group == pair.key.text):
            if first is None:
                first = rule
                _check_comparable(checker, _key(checker, tree, rule), rule)
            else:
                _check_alike(checker, _key(checker, tree, rule), first, rule)


def _key(checker: Checker, tree: Mapping, rule: Rule) -> Scalar:
    """The `group` key of a rule as written."""
    owner = next(pair.value for pair in pairs(checker, tree.get("rules"), "`rules:`") if pair.key.text == rule.name)
    assert isinstance(owner, Mapping), "a rule that names a group is a mapping"
    return key_of(owner, "group")


def _wallets(rule: Rule) -> tuple[str, ...]:
    return (rule.bonus.wallet,) if rule.bonus else wallets_given(rule.awards)


def _check_comparable(checker: Checker, key: Scalar, rule: Rule) -> None:
    """The first of a group: it must give something that can be compared."""
    wallets = _wallets(rule)
    if len(wallets) != 1 and (rule.awards or rule.bonus):
        what = f"gives {quoted(wallets)}" if wallets else "gives rewards alone"
        message = f"rules of a group are compared in one wallet; `{rule.name}` {what}"
        _report(checker, rule, key, message, "give in one wallet, or take it out of the group")


def _check_alike(checker: Checker, key: Scalar, first: Rule, rule: Rule) -> None:
    """A later one: of the same kind, on the same event, in the same wallet as the first."""
    if (first.bonus is None) != (rule.bonus is None):
        message = f"`{rule.name}` and `{first.name}` cannot be compared: one gives, the other multiplies"
        _report(checker, rule, key, message, "put bonuses into a group of their own")
    elif first.trigger != rule.trigger:
        message = f"`{rule.name}` and `{first.name}` never work on the same event, so there is nothing to choose"
        _report(checker, rule, key, message, "group rules with the same `on:`")
    elif _wallets(first) != _wallets(rule) and (rule.awards or rule.bonus) and (first.awards or first.bonus):
        message = f"`{rule.name}` and `{first.name}` cannot be compared: they are not about the same wallet"
        _report(checker, rule, key, message, "rules of a group give in one wallet")


def _report(checker: Checker, rule: Rule, key: Scalar, message: str, help_text: str) -> None:
    with checker.within(f"in rule `{rule.name}`"):
        checker.report("RK316", key.span, message, help=help_text)
