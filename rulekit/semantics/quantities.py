"""Numbers, amounts and durations inside sentences: exact, in the units of the model, within bounds.

Money and plain numbers become ten-thousandths, points the smallest units of their wallet (`program.model`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from lark import Token

from rulekit.diagnostics import Span
from rulekit.program.model import Wallet
from rulekit.semantics.checker import Branch, Checker, Sentence, as_branch, as_token
from rulekit.semantics.currencies import CURRENCIES
from rulekit.semantics.names import WORDS
from rulekit.syntax.thousands import thousands_problem
from rulekit.syntax.tree import Scalar
from rulekit.values.calendar import Duration
from rulekit.values.money import SCALE, SCALE_DECIMALS, format_amount, parse_amount
from rulekit.values.rounding import Exact, ratio

LARGEST_COUNT = 1_000_000
"""Steps, thresholds, times, stamps."""

LARGEST_DAYS = 3650
LARGEST_MONTHS = 1200

_UNITS = {"day": (1, "days"), "week": (7, "days"), "month": (1, "months"), "year": (12, "months")}
_MONEY_OUTSIDE = re.compile(r"[A-Z]{3}")


@dataclass(frozen=True, slots=True)
class Amount:
    """A number with what it counts: money (`wallet` and `reward` None), points of a wallet, or pieces of a reward."""

    minor: int
    wallet: Wallet | None = None
    reward: str | None = None
    is_money: bool = False


def number(checker: Checker, sentence: Sentence, token: Token | Branch) -> int | None:
    """A number as ten-thousandths; None where it has too many digits."""
    text = sentence.text(token).rstrip("%x")
    found = parse_amount(text)
    if found is not None:
        return found
    whole, _, fraction = text.partition(".")
    span = sentence.span(token)
    if len(fraction) > SCALE_DECIMALS:
        checker.report("RK210", span, f"`{_short(text)}` has {len(fraction)} decimals", help=f"write at most {SCALE_DECIMALS}")
    else:
        checker.report("RK211", span, f"the number has {len(whole)} digits", help="write at most 10 digits before the point")
    return None


def is_unclear(checker: Checker, place: Scalar, unit: str = "") -> bool:
    """Whether a bare number could be meant as thousands (`1.500`), which is then reported; with its unit in the help."""
    problem = thousands_problem(place.text.strip(), f" {unit}" if unit else "")
    if problem is not None:
        checker.report("RK143", place.span, problem[0], help=problem[1])
    return problem is not None


def lacks_unit(checker: Checker, place: Scalar, unit: str) -> bool:
    """Whether a bare number stands where an amount is expected, which is then reported."""
    if is_unclear(checker, place, unit):
        return True
    is_bare = parse_amount(place.text) is not None
    if is_bare:
        checker.report("RK209", place.span, f"`{place.text.strip()}` has no unit", help=f"write `{place.text.strip()} {unit}`")
    return is_bare


def count(
    checker: Checker, sentence: Sentence, token: Token, what: str, *, least: int = 1, most: int = LARGEST_COUNT
) -> int | None:
    """A whole number within bounds, as itself."""
    minor = number(checker, sentence, token)
    if minor is None:
        return None
    span = sentence.span(token)
    if minor % SCALE:
        checker.report("RK210", span, f"{what} is a whole number", help="write it without decimals")
    elif not least <= minor // SCALE <= most:
        checker.report("RK211", span, f"{what} cannot be {sentence.text(token)}", help=f"write a number from {least} to {most}")
    else:
        return minor // SCALE
    return None


def percent(checker: Checker, sentence: Sentence, token: Token, what: str, most: int) -> int | None:
    """A percentage above zero and up to `most`, as the number it stands for in ten-thousandths (5% = 500)."""
    minor = number(checker, sentence, token)
    if minor is None:
        return None
    span = sentence.span(token)
    if minor % 100:
        checker.report("RK210", span, f"`{sentence.text(token)}` has too many decimals", help="write at most 2, such as `2.25%`")
    elif not 0 < minor <= most * SCALE:
        checker.report(
            "RK211",
            span,
            f"{what} cannot be {sentence.text(token)}",
            help=f"write a percentage above 0% and up to {most}%",
        )
    else:
        return minor // 100
    return None


def duration(checker: Checker, sentence: Sentence, node: Branch, what: str) -> Duration | None:
    """A length of time from 1 day to 3650 days or 1200 months; weeks are 7 days, years 12 months."""
    token, unit_token = as_token(node.children[0]), as_token(node.children[1])
    minor = number(checker, sentence, token)
    if minor is None:
        return None
    factor, unit = _UNITS[str(unit_token).rstrip("s")]
    largest = (LARGEST_DAYS if unit == "days" else LARGEST_MONTHS) // factor
    span = sentence.span(token)
    if minor % SCALE:
        checker.report(
            "RK210",
            span,
            f"{what} is a whole number of {str(unit_token).rstrip('s')}s",
            help="write it without decimals",
        )
    elif not 1 <= minor // SCALE <= largest:
        help_text = f"write 1 to {largest} {str(unit_token).rstrip('s')}s"
        checker.report("RK211", span, f"{what} cannot be {sentence.text(node)}", help=help_text)
    else:
        return Duration(minor // SCALE * factor, "days" if unit == "days" else "months")
    return None


def name_of(node: Branch) -> str:
    """The name in a `name` branch, white space folded."""
    return " ".join(str(node.children[0]).split())


def amount(checker: Checker, sentence: Sentence, node: Branch) -> Amount | None:
    """`5 EUR`, `50 points`, `2 free coffee`; `minor` is in ten-thousandths for all of them."""
    unit = as_branch(node.children[1])
    minor = number(checker, sentence, as_token(node.children[0]))
    written = name_of(unit)
    names = checker.names
    wallet = names.wallet_of(written)
    if wallet is None and written in names.of("reward"):
        return None if minor is None else Amount(minor, reward=written)
    if wallet is None and written != names.currency:
        unknown_unit(checker, sentence, unit)
        return None
    return None if minor is None else Amount(minor, wallet, is_money=written == names.currency)


def unknown_unit(checker: Checker, sentence: Sentence, unit: Branch) -> None:
    """Report a word after a number that names neither the currency nor a wallet."""
    written, names, span = name_of(unit), checker.names, sentence.span(unit)
    near = names.closest(written, "wallet", "unit", "currency")
    kinds = names.kinds_of(written)
    if written in CURRENCIES and names.currency:
        checker.report(
            "RK209",
            span,
            f"this program counts in {names.currency}, not in {written}",
            help=f"write `{names.currency}`",
        )
    elif kinds:
        checker.report(
            "RK209", span, f"`{written}` is {WORDS[kinds[0]]}; a unit is expected after a number", help=_units(checker)
        )
    else:
        help_text = f"did you mean `{near}`?" if near else _units(checker)
        wallet = names.wallet_of(near) if near else None
        if wallet is not None and f"{written}s" == wallet.singular == wallet.plural:
            help_text = f"write `{near}`, or give the wallet `{wallet.name}` both forms: `unit: {written}/{near}`"
        checker.report("RK201", span, f"`{written}` is neither the currency nor a unit of a wallet", help=help_text)


def in_wallet(checker: Checker, sentence: Sentence, node: Branch, minor: int, wallet: Wallet) -> Exact | None:
    """An amount of points, given in ten-thousandths, as exact smallest units of its wallet, above zero."""
    if minor == 0:
        place = sentence.span(node.children[0])
        checker.report("RK211", place, f"`{sentence.text(node)}` is nothing", help="write an amount above zero")
        return None
    return ratio(minor * 10**wallet.decimals, SCALE)


def whole_in_wallet(checker: Checker, sentence: Sentence, node: Branch, minor: int, wallet: Wallet) -> int | None:
    """The same, where the wallet must be able to hold it: no more decimals than it has."""
    units = in_wallet(checker, sentence, node, minor, wallet)
    if units is None or isinstance(units, int):
        return units
    too_fine(checker, sentence.span(node.children[0]), wallet, minor)
    return None


def too_fine(checker: Checker, place: Span, wallet: Wallet, minor: int) -> None:
    """Report an amount with more decimals than its wallet has."""
    digits = f"at most {wallet.decimals} decimals" if wallet.decimals else "no decimals"
    message = f"`{wallet.name}` has {digits}; this is {format_amount(minor)}"
    raised = "" if wallet.is_money else f", or raise `decimals:` of the wallet `{wallet.name}`"
    wanted = f"write at most {wallet.decimals} decimals" if wallet.decimals else "write a whole number"
    checker.report("RK210", place, message, help=wanted + raised)


def money(checker: Checker, place: Scalar, what: str, *, zero_allowed: bool = False) -> int | None:
    """A field that holds an amount of the program's currency, above zero unless zero is allowed."""
    if lacks_unit(checker, place, checker.names.currency):
        return None
    sentence = checker.sentence("amount", place, checker.names.amounts())
    if sentence is None:
        return None
    node = amount_branch(sentence.tree)
    found = amount(checker, sentence, node)
    return None if found is None else money_of(checker, sentence, node, found, what, zero_allowed=zero_allowed)


def money_of(
    checker: Checker, sentence: Sentence, node: Branch, found: Amount, what: str, *, zero_allowed: bool = False
) -> int | None:
    """The money of an amount, in ten-thousandths."""
    if not found.is_money:
        example = f"{format_amount(found.minor)} {checker.names.currency}"
        checker.report("RK209", sentence.span(node), f"{what} is an amount of money", help=f"write `{example}`")
        return None
    if found.minor == 0 and not zero_allowed:
        checker.report("RK211", sentence.span(node), f"{what} cannot be zero", help="write an amount above zero, or leave it out")
        return None
    return found.minor


def no_money_wallet(checker: Checker, sentence: Sentence, node: Branch) -> None:
    """Report money that is given where no wallet can hold it."""
    currency = checker.names.currency
    help_text = f"declare a wallet with `unit: {currency}`, or give points or a reward"
    checker.report("RK209", sentence.span(node), f"no wallet holds {currency}", help=help_text)


def too_much(checker: Checker, sentence: Sentence, node: Branch, help_text: str) -> None:
    """Report an amount above every sensible bound."""
    checker.report("RK211", sentence.span(node), f"`{sentence.text(node)}` is too much", help=help_text)


def amount_branch(tree: Branch) -> Branch:
    """The amount itself, also where the start symbol stands around it."""
    inner = tree.children[0]
    return tree if isinstance(inner, Token) else inner


def _units(checker: Checker) -> str:
    known = [
        *checker.names.of("currency"),
        *dict.fromkeys(w.plural for w in checker.names.wallets.values() if not w.is_money),
    ]
    return "write " + " or ".join(f"`{unit}`" for unit in known) if known else "declare a wallet first"


def _short(text: str) -> str:
    return text if len(text) <= 24 else text[:23] + "…"
