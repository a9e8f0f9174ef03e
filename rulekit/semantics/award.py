"""What is given: `50 points`, `free coffee`, a rate, a list of them, or a choice by tier."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rulekit.program.award import Award, BandedAward, ChosenAward, FixedAward, PlainAward, RewardAward, plain_awards
from rulekit.program.expression import History
from rulekit.semantics.bands import check_bands, is_banded
from rulekit.semantics.checker import Branch, Checker, Sentence, as_branch
from rulekit.semantics.choice import OTHERWISE, chosen_by
from rulekit.semantics.fields import each
from rulekit.semantics.names import WORDS
from rulekit.semantics.quantities import amount, name_of, no_money_wallet, too_much, whole_in_wallet
from rulekit.semantics.rate import check_cashback, check_rate
from rulekit.semantics.types import TIER
from rulekit.syntax.tree import Items, Mapping, Scalar, Tree
from rulekit.values.money import SCALE

LARGEST_FIXED = 1_000_000_000
"""Points or money in one grant; a reward comes at most `LARGEST_PIECES` times."""

LARGEST_PIECES = 1000
_ORDINAL = re.compile(r"\b(\d+)(?:st|nd|rd|th|te[rns]?)\b|\b(\d+)\.\s*[^\W\d]")
"""`10th coffee free`, `10. Kaffee gratis`."""


@dataclass(frozen=True, slots=True)
class Giver:
    """Who gives: "a rule `on: enrol`". Only purchases have something a rate can count.

    `measure`: what the bands of a `give:` are about; `says_bands`: whether `bands:` is written at all.
    """

    who: str
    rates: bool = False
    measure: History | None = None
    says_bands: bool = False


def check_awards(checker: Checker, node: Tree, giver: Giver) -> tuple[Award, ...]:
    """A `give:` field: one sentence, a list of them, or a mapping from levels or values of an attribute to them."""
    found: list[Award] = []
    for item in each(node):
        if isinstance(item, Mapping) and is_banded(item):
            banded = _banded(checker, item, giver)
            found.extend(() if banded is None else (banded,))
        elif isinstance(item, Mapping):
            chosen = _chosen(checker, item, giver)
            found.extend(() if chosen is None else (chosen,))
        elif isinstance(item, Items):
            checker.misshape(item.span, "a list inside a list is not understood here")
        else:
            found.extend(_plain(checker, item, giver))
    if isinstance(node, Items) and not node.items:
        checker.misshape(node.span, "the list is empty")
    return tuple(found)


def wallets_given(awards: tuple[Award, ...]) -> tuple[str, ...]:
    """The wallets some awards credit, each once, in order."""
    return tuple(dict.fromkeys(award.wallet for award in plain_awards(awards) if not isinstance(award, RewardAward)))


def rewards_given(awards: tuple[Award, ...]) -> tuple[str, ...]:
    """The rewards some awards give, in order."""
    return tuple(award.reward for award in plain_awards(awards) if isinstance(award, RewardAward))


def _chosen(checker: Checker, node: Mapping, giver: Giver) -> ChosenAward | None:
    """`{ Silver: 5 points, otherwise: 1 point }`, `{ coffee: free coffee, tea: free tea }`."""
    by = chosen_by(checker, node)
    options = {pair.key.text: _plain_list(checker, pair.value, giver) for pair in node.pairs}
    otherwise = options.pop(OTHERWISE, ())
    if by is None:
        return None
    is_tier = by.type == TIER
    return ChosenAward(by, {None if is_tier and key == "none" else key: given for key, given in options.items()}, otherwise)


def _banded(checker: Checker, node: Mapping, giver: Giver) -> BandedAward | None:
    """`{ up to 5000 EUR: 1% back, above: 1.5% back }`."""
    span = node.pairs[0].key.span
    if not giver.rates:
        example = "write a fixed gift, such as `50 points` or the name of a reward"
        checker.report("RK311", span, f"{giver.who} cannot give in bands", help=example)
        return None
    if not giver.says_bands:
        checker.report("RK318", span, "what the bands count is not said", help="add `bands: spend this year` to the rule")
    return check_bands(checker, node, giver.measure, lambda scalar: _plain(checker, scalar, giver))


def _plain_list(checker: Checker, node: Tree, giver: Giver) -> tuple[PlainAward, ...]:
    """What stands behind one key of a choice: there is no choice inside a choice."""
    found: list[PlainAward] = []
    for item in each(node):
        if isinstance(item, Scalar):
            found.extend(_plain(checker, item, giver))
        else:
            checker.misshape(item.span, "one choice inside another is not understood here")
    return tuple(found)


# ---------------------------------------------------------------- one sentence


def _plain(checker: Checker, scalar: Scalar, giver: Giver) -> tuple[PlainAward, ...]:
    if _ORDINAL.search(scalar.text) and not any(name in scalar.text for name in checker.names.of("reward")):
        _tenth_free(checker, scalar, giver)
        return ()
    sentence = checker.sentence("award", scalar, checker.names.awards())
    if sentence is None:
        return ()
    tree = sentence.tree if sentence.tree.data != "award" else as_branch(sentence.tree.children[0])
    read = {"fixed": _fixed, "reward": _reward, "rate": check_rate, "cashback": check_cashback}[str(tree.data)]
    if tree.data in ("rate", "cashback") and not giver.rates:
        example = "write a fixed gift, such as `50 points` or the name of a reward"
        checker.report("RK311", sentence.span(tree), f"{giver.who} cannot give at a rate", help=example)
        return ()
    award = read(checker, sentence, tree)
    return () if award is None else (award,)


def _tenth_free(checker: Checker, scalar: Scalar, giver: Giver) -> None:
    """`give:` says what is given; how often something must be bought first is said elsewhere."""
    found = _ORDINAL.search(scalar.text)
    assert found is not None, "the caller looked"
    number = found[1] or found[2]
    rewards = checker.names.of("reward")
    name = f"the name of a reward, such as `{rewards[0]}`" if rewards else "the name of a reward that stands under `rewards:`"
    where = f"`full at: {number}`" if giver.who == "a card" else f"`full at: {number}` of a card under `cards:`"
    message = f"`give:` says what is given, not after how many: `{scalar.text.strip()}`"
    checker.report("RK201", scalar.span, message, help=f"write {name}; that it takes {number} stamps stands in {where}")


def _fixed(checker: Checker, sentence: Sentence, tree: Branch) -> PlainAward | None:
    node = as_branch(tree.children[0])
    found = amount(checker, sentence, node)
    if found is None:
        return None
    if found.reward is not None:
        return _pieces(checker, sentence, node, found.minor, found.reward)
    if found.wallet is None:
        no_money_wallet(checker, sentence, node)
        return None
    if found.minor > LARGEST_FIXED * SCALE:
        too_much(checker, sentence, node, f"write at most {LARGEST_FIXED}")
        return None
    units = whole_in_wallet(checker, sentence, node, found.minor, found.wallet)
    return None if units is None else FixedAward(found.wallet.name, units)


def _pieces(checker: Checker, sentence: Sentence, node: Branch, minor: int, reward: str) -> RewardAward | None:
    if minor % SCALE or not 1 <= minor // SCALE <= LARGEST_PIECES:
        help_text = f"write a whole number from 1 to {LARGEST_PIECES}, or the name alone"
        checker.report(
            "RK211",
            sentence.span(node.children[0]),
            f"`{reward}` cannot be given {sentence.text(node.children[0])} times",
            help=help_text,
        )
        return None
    return _unless_payment(checker, sentence, node, RewardAward(reward, minor // SCALE))


def _unless_payment(checker: Checker, sentence: Sentence, node: Branch, award: RewardAward) -> RewardAward | None:
    """A reward with a price at a rate takes points, so it cannot be given."""
    if award.reward not in checker.names.payments:
        return award
    message = f"`{award.reward}` has a price at a rate: members pay with points, so it cannot be given"
    checker.report("RK325", sentence.span(node), message, help="give points instead, or another reward")
    return None


def _reward(checker: Checker, sentence: Sentence, tree: Branch) -> PlainAward | None:
    node = as_branch(tree.children[0])
    written = name_of(node)
    if written in checker.names.of("reward"):
        return _unless_payment(checker, sentence, node, RewardAward(written))
    kinds = checker.names.kinds_of(written)
    near = checker.names.closest(written, "reward")
    if kinds:
        amount_help = (
            f"write an amount, such as `50 {written}`"
            if kinds[0] in ("wallet", "unit", "currency")
            else "write the name of a reward"
        )
        checker.report("RK201", sentence.span(node), f"`{written}` is {WORDS[kinds[0]]}, not a reward", help=amount_help)
    else:
        help_text = f"did you mean `{near}`?" if near else "declare it under `rewards:`"
        checker.report("RK201", sentence.span(node), f"unknown reward `{written}`", help=help_text)
    return None
