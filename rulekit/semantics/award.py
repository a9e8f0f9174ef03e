"""What is given: `50 points`, `free coffee`, `1 point per 1 EUR`, `5% back`, a list of them, or a choice by tier; and bonuses."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from lark import Token

from rulekit.diagnostics import Label
from rulekit.program.model import Award, Bonus, FixedAward, MoneyRate, PlainAward, RewardAward, Thing, ThingRate, TierAward, Wallet
from rulekit.semantics.checker import Branch, Checker, Sentence
from rulekit.semantics.fields import each, quoted
from rulekit.semantics.names import WORDS
from rulekit.semantics.quantities import amount, in_wallet, name_of, number, percent
from rulekit.syntax.tree import Items, Mapping, Scalar, Tree
from rulekit.values.money import SCALE, format_amount
from rulekit.values.rounding import Exact, ratio, simplest

LARGEST_FIXED = 1_000_000_000
"""Points or money in one grant; a reward comes at most `LARGEST_PIECES` times."""

LARGEST_PIECES = 1000
LARGEST_RATE = 10_000
"""Points for one unit of the currency, one purchase, visit, unit or line."""

LARGEST_FACTOR = 100
_THINGS: dict[str, Thing] = {"purchase": "purchase", "visit": "visit", "unit": "unit", "line": "line"}
_FACTORS = {"double": 2 * SCALE, "triple": 3 * SCALE}
_BAND = re.compile(r"\s*\d")


@dataclass(frozen=True, slots=True)
class Giver:
    """Who gives: "a rule `on: enrol`". Only purchases have something a rate can count; only rules choose by tier."""

    who: str
    rates: bool = False
    by_tier: bool = False


def check_awards(checker: Checker, node: Tree, giver: Giver) -> tuple[Award, ...]:
    """A `give:` field: one sentence, a list of them, or a mapping from levels to them."""
    found: list[Award] = []
    for item in each(node):
        if isinstance(item, Mapping):
            by_tier = _by_tier(checker, item, giver)
            found.extend(() if by_tier is None else (by_tier,))
        elif isinstance(item, Items):
            checker.misshape(item.span, "a list inside a list is not understood here")
        else:
            found.extend(_plain(checker, item, giver))
    if isinstance(node, Items) and not node.items:
        checker.misshape(node.span, "the list is empty")
    return tuple(found)


def check_plain_awards(checker: Checker, node: Tree, giver: Giver) -> tuple[PlainAward, ...]:
    """The same where no choice by tier can stand."""
    return tuple(award for award in check_awards(checker, node, giver) if not isinstance(award, TierAward))


def wallets_given(awards: tuple[Award, ...]) -> tuple[str, ...]:
    """The wallets some awards credit, each once, in order."""
    found: dict[str, None] = {}
    for award in awards:
        if isinstance(award, TierAward):
            found |= dict.fromkeys(name for plain in award.by_level.values() for name in wallets_given(plain))
        elif not isinstance(award, RewardAward):
            found[award.wallet] = None
    return tuple(found)


def rewards_given(awards: tuple[Award, ...]) -> tuple[str, ...]:
    """The rewards some awards give, in order."""
    found: list[str] = []
    for award in awards:
        if isinstance(award, TierAward):
            found.extend(name for plain in award.by_level.values() for name in rewards_given(plain))
        elif isinstance(award, RewardAward):
            found.append(award.reward)
    return tuple(found)


def _by_tier(checker: Checker, node: Mapping, giver: Giver) -> TierAward | None:
    keys = [pair.key.text for pair in node.pairs]
    if "otherwise" in keys:
        checker.not_yet(node.span, "a gift chosen by an attribute (`otherwise`)")
        return None
    if keys and all(_BAND.match(key) for key in keys):
        checker.not_yet(node.span, "a rate in bands of the amount")
        return None
    if not giver.by_tier:
        checker.not_yet(node.span, f"choosing by tier in {giver.who}")
        return None
    levels = checker.names.of("level")
    by_level: dict[str | None, tuple[PlainAward, ...]] = {}
    for pair in node.pairs:
        key = pair.key.text
        if key != "none" and key not in levels:
            _unknown_level(checker, pair.key, levels)
        elif key != "none":
            checker.names.use("level", key)
        by_level[None if key == "none" else key] = check_plain_awards(checker, pair.value, Giver(giver.who, giver.rates))
    return TierAward(by_level)


def _unknown_level(checker: Checker, key: Scalar, levels: tuple[str, ...]) -> None:
    near = checker.names.closest(key.text, "level")
    help_text = f"did you mean `{near}`?" if near else f"write {quoted(('none', *levels))}"
    if not levels:
        help_text = "declare `tiers:` with its levels, or write one sentence"
    checker.report("RK201", key.span, f"there is no level `{key.text}`", help=help_text)


# ---------------------------------------------------------------- one sentence


def _plain(checker: Checker, scalar: Scalar, giver: Giver) -> tuple[PlainAward, ...]:
    sentence = checker.sentence("award", scalar, checker.names.awards())
    if sentence is None:
        return ()
    tree = sentence.tree
    if tree.data == "award":
        inner = tree.children[0]
        assert not isinstance(inner, Token)
        tree = inner
    read = {"fixed": _fixed, "reward": _reward, "rate": _rate, "cashback": _cashback}[str(tree.data)]
    if tree.data in ("rate", "cashback") and not giver.rates:
        example = "write a fixed gift, such as `50 points` or the name of a reward"
        checker.report("RK311", sentence.span(tree), f"{giver.who} has no purchase for a rate to count", help=example)
        return ()
    award = read(checker, sentence, tree)
    return () if award is None else (award,)


def _fixed(checker: Checker, sentence: Sentence, tree: Branch) -> PlainAward | None:
    node = _branch(tree.children[0])
    found = amount(checker, sentence, node)
    if found is None:
        return None
    if found.reward is not None:
        return _pieces(checker, sentence, node, found.minor, found.reward)
    if found.wallet is None:
        _no_money_wallet(checker, sentence, node)
        return None
    units = in_wallet(checker, sentence, node, found)
    if units is None or found.minor > LARGEST_FIXED * SCALE:
        _too_much(checker, sentence, node, found.minor, LARGEST_FIXED)
        return None
    assert isinstance(units, int)
    return FixedAward(found.wallet.name, units)


def _pieces(checker: Checker, sentence: Sentence, node: Branch, minor: int, reward: str) -> RewardAward | None:
    if minor % SCALE or not 1 <= minor // SCALE <= LARGEST_PIECES:
        help_text = f"write a whole number from 1 to {LARGEST_PIECES}, or the name alone"
        checker.report("RK211", sentence.span(node.children[0]), f"`{reward}` cannot be given {sentence.text(node.children[0])} times", help=help_text)
        return None
    return RewardAward(reward, minor // SCALE)


def _reward(checker: Checker, sentence: Sentence, tree: Branch) -> PlainAward | None:
    node = _branch(tree.children[0])
    written = name_of(sentence, node)
    if written in checker.names.of("reward"):
        checker.names.use("reward", written)
        return RewardAward(written)
    kinds = checker.names.kinds_of(written)
    near = checker.names.closest(written, "reward")
    if kinds:
        amount_help = f"write an amount, such as `50 {written}`" if kinds[0] in ("wallet", "unit", "currency") else "write the name of a reward"
        checker.report("RK201", sentence.span(node), f"`{written}` is {WORDS[kinds[0]]}, not a reward", help=amount_help)
    else:
        help_text = f"did you mean `{near}`?" if near else "declare it under `rewards:`"
        checker.report("RK201", sentence.span(node), f"unknown reward `{written}`", help=help_text)
    return None


# ---------------------------------------------------------------- rates


def _rate(checker: Checker, sentence: Sentence, tree: Branch) -> PlainAward | None:
    amount_node, basis = _branch(tree.children[0]), _branch(tree.children[1])
    pro_rata = len(tree.children) > 2
    found = amount(checker, sentence, amount_node)
    per_minor = per_money(checker, sentence, basis) if basis.data == "per_money" else SCALE
    if found is None or per_minor is None:
        return None
    if found.reward is not None:
        help_text = f"write `{found.reward}` alone, or count with a card: `cards:` with `stamp:`"
        checker.report("RK311", sentence.span(tree), "a reward is given once, not at a rate", help=help_text)
        return None
    if found.wallet is None:
        _no_money_wallet(checker, sentence, amount_node)
        return None
    units = in_wallet(checker, sentence, amount_node, found, ratio_allowed=True)
    if units is None or found.minor > LARGEST_RATE * per_minor:
        _too_much(checker, sentence, amount_node, 0 if units is None else found.minor, LARGEST_RATE)
        return None
    if basis.data == "per_thing":
        return _thing_rate(checker, sentence, basis, found.wallet, units, pro_rata=pro_rata)
    started = bool(_branch(basis.children[0]).children)
    if started and pro_rata:
        checker.report("RK311", sentence.span(tree), "`started` and `pro rata` exclude each other", help="keep one of the two")
        return None
    return MoneyRate(found.wallet.name, units, per_minor, "pro rata" if pro_rata else "started" if started else "full")


def _thing_rate(
    checker: Checker, sentence: Sentence, basis: Branch, wallet: Wallet, units: Exact, *, pro_rata: bool
) -> ThingRate | None:
    thing = _THINGS[str(_branch(basis.children[0]).children[0])]
    if pro_rata and thing != "unit":
        checker.report("RK311", sentence.span(sentence.tree), f"there is no part of a {thing}", help="leave out `pro rata`")
        return None
    return ThingRate(wallet.name, units, thing, pro_rata)


def per_money(checker: Checker, sentence: Sentence, basis: Branch) -> int | None:
    """The money of `per [started] 5 EUR`, in ten-thousandths; without a number 1."""
    unit = _branch(basis.children[-1])
    numbers = [child for child in basis.children if isinstance(child, Token)]
    minor = number(checker, sentence, numbers[0]) if numbers else SCALE
    written = name_of(sentence, unit)
    if written != checker.names.currency:
        help_text = f"write `per 1 {checker.names.currency}`, or `per purchase`, `per visit`, `per unit`"
        checker.report("RK209", sentence.span(unit), f"`{written}` is not the program's currency", help=help_text)
        return None
    if minor == 0:
        checker.report("RK211", sentence.span(basis), f"`per {sentence.text(numbers[0])} {written}` has no end", help="write an amount above zero")
        return None
    return minor


def _cashback(checker: Checker, sentence: Sentence, tree: Branch) -> PlainAward | None:
    token = tree.children[0]
    assert isinstance(token, Token)
    share = percent(checker, sentence, token, "cashback", 100)
    wallet = _cashback_wallet(checker, sentence, tree)
    if share is None or wallet is None:
        return None
    per_unit = ratio(share * 10**wallet.decimals, SCALE)
    if isinstance(per_unit, int):
        return MoneyRate(wallet.name, per_unit, SCALE, "pro rata")
    return MoneyRate(wallet.name, per_unit.numerator, SCALE * per_unit.denominator, "pro rata")


def _cashback_wallet(checker: Checker, sentence: Sentence, tree: Branch) -> Wallet | None:
    money_wallets = checker.names.money_wallets()
    currency = checker.names.currency
    declare = f"declare a wallet with `unit: {currency}`"
    if len(tree.children) == 1:
        if len(money_wallets) != 1:
            help_text = f"{declare} and write `{sentence.text(tree)} to` with its name"
            checker.report("RK209", sentence.span(tree), "cashback needs a wallet that holds money", help=help_text)
            return None
        return money_wallets[0]
    node = _branch(tree.children[1])
    written = name_of(sentence, node)
    wallet = checker.names.wallet_of(written)
    if wallet is None:
        near = checker.names.closest(written, "wallet")
        checker.report("RK201", sentence.span(node), f"there is no wallet `{written}`", help=f"did you mean `{near}`?" if near else declare)
    elif not wallet.is_money:
        checker.report("RK209", sentence.span(node), f"the wallet `{written}` counts {wallet.plural}, not money", help=declare)
        return None
    return wallet


# ---------------------------------------------------------------- bonuses


def check_bonus(checker: Checker, scalar: Scalar) -> Bonus | None:
    """A `bonus:` field: `double points`, `1.5x points`, `+50% points`."""
    sentence = checker.sentence("bonus", scalar, checker.names.amounts())
    if sentence is None:
        return None
    tree = sentence.tree
    share, unit = tree.children
    wallet = _bonus_wallet(checker, sentence, _branch(unit))
    extra = _extra(checker, sentence, tree, share)
    return None if wallet is None or extra is None else Bonus(wallet.name, simplest(Fraction(extra, SCALE)))


def _extra(checker: Checker, sentence: Sentence, tree: Branch, share: Branch | Token) -> int | None:
    """The extra share in ten-thousandths of what rules give."""
    if tree.data == "plus_percent":
        assert isinstance(share, Token)
        return percent(checker, sentence, share, "a bonus", (LARGEST_FACTOR - 1) * 100)
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
    written = name_of(sentence, unit)
    wallet = checker.names.wallet_of(written)
    if wallet is None:
        near = checker.names.closest(written, "wallet", "unit")
        units = [one.plural for one in checker.names.wallets.values()]
        help_text = f"did you mean `{near}`?" if near else f"write {quoted(units)}" if units else "declare a wallet first"
        checker.report("RK201", sentence.span(unit), f"`{written}` is not a unit of a wallet", help=help_text)
    return wallet


# ---------------------------------------------------------------- shared


def _branch(child: Branch | Token) -> Branch:
    assert not isinstance(child, Token)
    return child


def _no_money_wallet(checker: Checker, sentence: Sentence, node: Branch) -> None:
    currency = checker.names.currency
    help_text = f"declare a wallet with `unit: {currency}`, or give points or a reward"
    labels = (Label(sentence.span(node), f"money in {currency}"),)
    checker.report("RK209", sentence.span(node), f"no wallet holds {currency}", help=help_text, labels=labels)


def _too_much(checker: Checker, sentence: Sentence, node: Branch, minor: int, most: int) -> None:
    if minor > 0 and minor > most * SCALE:
        checker.report("RK211", sentence.span(node), f"{format_amount(minor)} is too much", help=f"write at most {most}")
