"""Bonuses: `double points`, `1.5x points`, `+50% points` as the extra share of what rules with a rate give (S3.4)."""

from __future__ import annotations

from collections.abc import Sequence

from lark import Token

from rulekit.program.award import Bonus
from rulekit.program.model import Rule, Wallet
from rulekit.semantics.award import wallets_given
from rulekit.semantics.checker import Branch, Checker, Sentence, as_branch, as_token
from rulekit.semantics.fields import key_of, name_in, pairs, quoted, scalars
from rulekit.semantics.quantities import name_of, number, percent
from rulekit.syntax.tree import Mapping, Scalar
from rulekit.values.money import SCALE
from rulekit.values.rounding import ratio

LARGEST_FACTOR = 100

_FACTORS = {"double": 2 * SCALE, "triple": 3 * SCALE}


def check_bonus(checker: Checker, scalar: Scalar, of: tuple[str, ...] = ()) -> Bonus | None:
    """A `bonus:` field: `double points`, `1.5x points`, `+50% points`; `of`: the rules it multiplies."""
    sentence = checker.sentence("bonus", scalar, checker.names.amounts())
    if sentence is None:
        return None
    tree = sentence.tree
    share, unit = tree.children
    wallet = _bonus_wallet(checker, sentence, as_branch(unit))
    extra = _extra(checker, sentence, tree, share)
    return None if wallet is None or extra is None else Bonus(wallet.name, ratio(extra, SCALE), of)


def check_of(checker: Checker, owner: Mapping) -> tuple[str, ...]:
    """An `of:` field: names of rules."""
    if owner.get("of") is not None and owner.get("bonus") is None:
        message = "only a bonus multiplies what other rules give"
        checker.report("RK303", key_of(owner, "of").span, message, help="leave `of:` out, or write `bonus:` for `give:`")
        return ()
    found: dict[str, None] = {}
    for written in scalars(checker, owner.get("of"), "`of:`"):
        name = name_in(written)
        if name not in checker.names.of("rule"):
            near = checker.names.closest(name, "rule")
            help_text = f"did you mean `{near}`?" if near else "write the name of a rule"
            checker.report("RK201", written.span, f"there is no rule `{name}`", help=help_text)
        found[name] = None
    return tuple(found)


def check_multiplied(checker: Checker, tree: Mapping, rules: Sequence[Rule]) -> None:
    """What bonuses name in `of:` must be rules on purchases that give something in the wallet of the bonus (S3.4)."""
    by_name = {rule.name: rule for rule in rules}
    for pair in pairs(checker, tree.get("rules"), "`rules:`"):
        rule = by_name.get(pair.key.text)
        if rule is None or rule.bonus is None or not isinstance(pair.value, Mapping):
            continue
        with checker.within(f"in rule `{rule.name}`"):
            for written in scalars(checker, pair.value.get("of"), "`of:`"):
                target = by_name.get(name_in(written))
                if target is not None:
                    _check_target(checker, written, rule.bonus, target)


def _check_target(checker: Checker, written: Scalar, bonus: Bonus, target: Rule) -> None:
    wallets = wallets_given(target.awards)
    if target.trigger.kind != "purchase":
        message = f"a bonus multiplies what purchases earn; `{target.name}` is not `on: purchase`"
        checker.report("RK309", written.span, message, help="name a rule `on: purchase`")
    elif target.bonus is not None:
        message = f"`{target.name}` is a bonus itself, and gives nothing that could be multiplied"
        checker.report("RK303", written.span, message, help="name a rule with `give:`")
    elif bonus.wallet not in wallets:
        message = f"the bonus is on `{bonus.wallet}`, but `{target.name}` gives {quoted(wallets) or 'rewards alone'}"
        checker.report("RK209", written.span, message, help=f"name a rule that gives `{bonus.wallet}`")


def _extra(checker: Checker, sentence: Sentence, tree: Branch, share: Branch | Token) -> int | None:
    """The extra share in ten-thousandths of what rules give."""
    if tree.data == "plus_percent":
        return percent(checker, sentence, as_token(share), "a bonus", (LARGEST_FACTOR - 1) * 100)
    if not isinstance(share, Token):
        return _FACTORS[str(share.children[0])] - SCALE
    factor = number(checker, sentence, share)
    if factor is None:
        return None
    if not SCALE < factor <= LARGEST_FACTOR * SCALE:
        help_text = f"write a factor above 1x and up to {LARGEST_FACTOR}x; `2x` doubles"
        checker.report("RK211", sentence.span(share), f"a bonus cannot be {sentence.text(share)}", help=help_text)
        return None
    return factor - SCALE


def _bonus_wallet(checker: Checker, sentence: Sentence, unit: Branch) -> Wallet | None:
    written = name_of(unit)
    wallet = checker.names.wallet_of(written)
    if wallet is None:
        near = checker.names.closest(written, "wallet", "unit")
        units = [one.plural for one in checker.names.wallets.values()]
        help_text = f"did you mean `{near}`?" if near else f"write {quoted(units)}" if units else "declare a wallet first"
        checker.report("RK201", sentence.span(unit), f"`{written}` is not a unit of a wallet", help=help_text)
    return wallet
