"""Bonuses: `double points`, `1.5x points`, `+50% points` as the extra share of what rules with a rate give (S3.4)."""

from __future__ import annotations

from lark import Token

from rulekit.program.model import Bonus, Wallet
from rulekit.semantics.checker import Branch, Checker, Sentence, as_branch, as_token
from rulekit.semantics.fields import quoted
from rulekit.semantics.quantities import name_of, number, percent
from rulekit.syntax.tree import Scalar
from rulekit.values.money import SCALE
from rulekit.values.rounding import ratio

LARGEST_FACTOR = 100

_FACTORS = {"double": 2 * SCALE, "triple": 3 * SCALE}


def check_bonus(checker: Checker, scalar: Scalar) -> Bonus | None:
    """A `bonus:` field: `double points`, `1.5x points`, `+50% points`."""
    sentence = checker.sentence("bonus", scalar, checker.names.amounts())
    if sentence is None:
        return None
    tree = sentence.tree
    share, unit = tree.children
    wallet = _bonus_wallet(checker, sentence, as_branch(unit))
    extra = _extra(checker, sentence, tree, share)
    return None if wallet is None or extra is None else Bonus(wallet.name, ratio(extra, SCALE))


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
