"""Rates of purchases: `1 point per 1 EUR`, `3 points per unit`, `5% back`, each exact."""

from __future__ import annotations

import re

from lark import Token

from rulekit.program.award import MoneyRate, PlainAward, Thing, ThingRate
from rulekit.program.model import Wallet
from rulekit.semantics.checker import Branch, Checker, Sentence, as_branch, as_token
from rulekit.semantics.currencies import CURRENCIES
from rulekit.semantics.quantities import amount, in_wallet, name_of, no_money_wallet, number, percent, too_much
from rulekit.values.money import SCALE
from rulekit.values.rounding import Exact, ratio

LARGEST_RATE = 10_000
"""Points for one unit of the currency, one purchase, visit, unit or line."""

_COMMON_MONEY = ("euro", "euros", "dollar", "dollars", "franc", "francs", "franken", "pound", "pounds")
_ROUND_MONEY = re.compile(
    r"(?:(?:full|whole|complete|every|each|1) )*(?P<money>[^ ]+)(?: (?:spent|paid|purchased|in sales))?", re.IGNORECASE
)
_MEASURED = re.compile(
    r"(?:(?:full|whole|started|every|each|1) )*"
    r"(?P<what>lit(?:re|er)s?|l|kilo(?:gram(?:me)?)?s?|kg|gram(?:me)?s?|g|met(?:re|er)s?|km|kilomet(?:re|er)s?|miles?|hours?|minutes?"
    r"|nights?|stunden?|gallons?|kwh)",
    re.IGNORECASE,
)
"""What is counted in the quantity of a line."""
_THINGS: dict[str, Thing] = {"purchase": "purchase", "visit": "visit", "unit": "unit", "line": "line"}


def check_rate(checker: Checker, sentence: Sentence, tree: Branch) -> PlainAward | None:
    """`1 point per [started] 1 EUR [pro rata]`, `3 points per unit`."""
    amount_node, basis = as_branch(tree.children[0]), as_branch(tree.children[1])
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
        no_money_wallet(checker, sentence, amount_node)
        return None
    if found.minor > LARGEST_RATE * per_minor:
        each = f"for 1 {checker.names.currency}" if basis.data == "per_money" else "each"
        too_much(checker, sentence, tree, f"write at most {LARGEST_RATE} {found.wallet.plural} {each}")
        return None
    units = in_wallet(checker, sentence, amount_node, found.minor, found.wallet)
    if units is None:
        return None
    if basis.data == "per_thing":
        return _thing_rate(checker, sentence, basis, found.wallet, units, pro_rata=pro_rata)
    started = bool(as_branch(basis.children[0]).children)
    if started and pro_rata:
        checker.report("RK311", sentence.span(tree), "`started` and `pro rata` exclude each other", help="keep one of the two")
        return None
    return MoneyRate(found.wallet.name, units, per_minor, "pro rata" if pro_rata else "started" if started else "full")


def _thing_rate(
    checker: Checker, sentence: Sentence, basis: Branch, wallet: Wallet, units: Exact, *, pro_rata: bool
) -> ThingRate | None:
    thing = _THINGS[str(as_branch(basis.children[0]).children[0])]
    if pro_rata and thing != "unit":
        checker.report("RK311", sentence.span(sentence.tree), f"there is no part of a {thing}", help="leave out `pro rata`")
        return None
    return ThingRate(wallet.name, units, thing, pro_rata)


def per_money(checker: Checker, sentence: Sentence, basis: Branch) -> int | None:
    """The money of `per [started] 5 EUR`, in ten-thousandths; without a number 1."""
    unit = as_branch(basis.children[-1])
    numbers = [child for child in basis.children if isinstance(child, Token)]
    minor = number(checker, sentence, numbers[0]) if numbers else SCALE
    written = name_of(unit)
    if not numbers and not _is_money(checker, written):
        _not_counted(checker, sentence, unit, written)
        return None
    if written != checker.names.currency:
        help_text = f"write `per 1 {checker.names.currency}`, or `per purchase`, `per visit`, `per unit`"
        checker.report("RK209", sentence.span(unit), f"`{written}` is not the program's currency", help=help_text)
        return None
    if minor == 0:
        checker.report(
            "RK211",
            sentence.span(basis),
            f"`per {sentence.text(numbers[0])} {written}` cannot be counted",
            help="write an amount above zero",
        )
        return None
    return minor


def _not_counted(checker: Checker, sentence: Sentence, unit: Branch, written: str) -> None:
    """`full euro` is money, `litre` a quantity; anything else is meant as some goods."""
    money, measured = _ROUND_MONEY.fullmatch(written), _MEASURED.fullmatch(written)
    message = f"`{written}` is not something that can be counted"
    if money is not None and _is_money(checker, money["money"]):
        message = f"`{written}` is said in other words here"
        help_text = f"write `{_before_per(sentence)} per 1 {checker.names.currency}`"
    elif measured is not None:
        help_text = f"write `{_before_per(sentence)} per unit`, where the ledger's `quantity` is in {measured['what']}"
    else:
        goods = _goods(checker, written)
        help_text = f"write `{_before_per(sentence)} per unit`, and limit it to some goods with `lines:`, such as {goods}"
    checker.report("RK209", sentence.span(unit), message, help=help_text)


def _is_money(checker: Checker, written: str) -> bool:
    """Whether a word is a currency, perhaps in other letters or by its common name."""
    return written.upper() in (*CURRENCIES, checker.names.currency) or written.casefold() in _COMMON_MONEY


def _before_per(sentence: Sentence) -> str:
    """`1` of `1 per coffee`, `2 points` of `2 points per coffee`."""
    return sentence.scalar.text.partition(" per ")[0].strip()


def _goods(checker: Checker, written: str) -> str:
    """A condition on lines for a word that means some goods."""
    texts = [name for name, kind in checker.names.attributes.line.items() if kind.kind == "text"]
    return f'`line.{texts[0] if texts else "sku"} = "{written}"`'


def check_cashback(checker: Checker, sentence: Sentence, tree: Branch) -> PlainAward | None:
    """`5% back to cashback`: a pro rata rate of a wallet of money."""
    share = percent(checker, sentence, as_token(tree.children[0]), "cashback", 100)
    wallet = _cashback_wallet(checker, sentence, tree)
    if share is None or wallet is None:
        return None
    per_unit = ratio(share * 10**wallet.decimals, SCALE)
    if isinstance(per_unit, int):
        return MoneyRate(wallet.name, per_unit, SCALE, "pro rata")
    return MoneyRate(wallet.name, per_unit.numerator, SCALE * per_unit.denominator, "pro rata")


def _cashback_wallet(checker: Checker, sentence: Sentence, tree: Branch) -> Wallet | None:
    """The wallet of money that is named, or without a name the only one."""
    money_wallets = checker.names.money_wallets()
    currency = checker.names.currency
    back = f"{tree.children[0]} back"
    help_text = f"declare a wallet with `unit: {currency}`"
    if money_wallets:
        help_text = f"write `{back} to {money_wallets[0].name}`"
    if len(tree.children) == 1:
        if not money_wallets:
            checker.report("RK209", sentence.span(tree), "cashback needs a wallet that holds money", help=help_text)
        return money_wallets[0] if money_wallets else None
    node = as_branch(tree.children[1])
    written = name_of(node)
    wallet = checker.names.wallet_of(written)
    if wallet is None:
        near = checker.names.closest(written, "wallet")
        near_help = f"did you mean `{near}`?" if near else help_text
        checker.report("RK201", sentence.span(node), f"there is no wallet `{written}`", help=near_help)
    elif not wallet.is_money:
        message = f"the wallet `{written}` counts {wallet.plural}, not money"
        checker.report("RK209", sentence.span(node), message, help=help_text)
        return None
    return wallet
