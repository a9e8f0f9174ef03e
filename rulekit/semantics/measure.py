"""What counters count: `count:`, the numbers that are reached, and how they are written (S6)."""

from __future__ import annotations

from typing import Literal

from lark import Token

from rulekit.program.model import Step, Wallet
from rulekit.semantics.checker import Branch, Checker, Sentence, as_branch
from rulekit.semantics.names import WORDS
from rulekit.semantics.quantities import (
    LARGEST_COUNT,
    amount,
    count,
    duration,
    is_unclear,
    lacks_unit,
    money_of,
    name_of,
    number,
    whole_in_wallet,
)
from rulekit.syntax.tree import Scalar
from rulekit.values.calendar import Duration
from rulekit.values.money import SCALE, SCALE_DECIMALS, parse_amount

_BASES: dict[str, Literal["purchase", "visit", "spend", "unit"]] = {
    "purchases": "purchase",
    "visits": "visit",
    "spend": "spend",
    "units": "unit",
}


def check_measure(checker: Checker, scalar_: Scalar, who: str) -> Step | None:
    """The measure of a ladder, a challenge or the tiers; `who` cannot count the others."""
    sentence = checker.sentence("measure", scalar_, checker.names.amounts())
    if sentence is None:
        return None
    first = sentence.tree.children[0]
    if isinstance(first, Token):
        name = str(sentence.tree.children[1])[1:-1]
        if not name.strip():
            checker.report("RK208", sentence.span(sentence.tree), "an activity has a name", help='write `activities "review"`')
            return None
        return Step("activity", subject=name)
    if first.data != "name":
        measure = str(first.children[0])
        if measure not in _BASES:
            help_text = "count `purchases`, `visits`, `spend`, `units`, or what is earned in a wallet"
            checker.report("RK212", sentence.span(first), f"{who} cannot count {measure}", help=help_text)
            return None
        return Step(_BASES[measure])
    wallet = _named_wallet(checker, sentence, first)
    return Step("earned", subject=wallet.name) if wallet else None


def decimals_of(checker: Checker, step: Step | None) -> int:
    """Counts have none, amounts those of the model, points those of their wallet."""
    if step is None or step.basis not in ("spend", "unit", "earned"):
        return 0
    return SCALE_DECIMALS if step.subject is None else checker.names.wallets[step.subject].decimals


def _named_wallet(checker: Checker, sentence: Sentence, branch: Branch) -> Wallet | None:
    """The wallet of `points earned`."""
    written = name_of(branch)
    wallet = checker.names.wallet_of(written)
    if wallet is None:
        near = checker.names.closest(written, "wallet", "unit")
        kinds = checker.names.kinds_of(written)
        message = f"`{written}` is {WORDS[kinds[0]]}, not a wallet" if kinds else f"there is no wallet `{written}`"
        checker.report("RK201", sentence.span(branch), message, help=f"did you mean `{near}`?" if near else _earned_help(checker))
    return wallet


def _earned_help(checker: Checker) -> str:
    wallets = tuple(checker.names.wallets.values())
    return f"write `{wallets[0].plural} earned`" if wallets else "declare a wallet first"


def check_threshold(checker: Checker, key: Scalar, step: Step) -> int | None:
    """The key of a gift: money for `spend`, points for `earned`, else a number."""
    if step.basis in ("spend", "earned"):
        return _amount_threshold(checker, key, step)
    if step.basis != "unit":
        return whole(checker, key, "a step cannot be at")
    return units_threshold(checker, key, "a step")


def _amount_threshold(checker: Checker, key: Scalar, step: Step) -> int | None:
    wallet = checker.names.wallets.get(step.subject or "")
    unit = checker.names.currency if wallet is None else wallet.plural
    if lacks_unit(checker, key, unit):
        return None
    if wallet is not None:
        return earned_threshold(checker, key, wallet, "the steps of")
    sentence = checker.sentence("amount", key, checker.names.amounts())
    return None if sentence is None else _money_steps(checker, sentence, sentence.tree)


def earned_threshold(checker: Checker, place: Scalar, wallet: Wallet, what: str) -> int | None:
    """How much must be earned in a wallet, in its own unit, as smallest units."""
    sentence = checker.sentence("amount", place, checker.names.amounts())
    return None if sentence is None else _earned_steps(checker, sentence, sentence.tree, wallet, what)


def units_threshold(checker: Checker, place: Scalar, what: str) -> int | None:
    """How many units, in ten-thousandths."""
    if is_unclear(checker, place):
        return None
    minor = parse_amount(place.text)
    if minor is None or not 0 < minor <= LARGEST_COUNT * SCALE:
        message = f"`{place.text[:24]}` cannot be {what}"
        checker.report("RK211", place.span, message, help="write a number of units above zero, such as `10`")
        return None
    return minor


def _money_steps(checker: Checker, sentence: Sentence, node: Branch) -> int | None:
    found = amount(checker, sentence, node)
    return None if found is None else money_of(checker, sentence, node, found, "a step of spend")


def _earned_steps(checker: Checker, sentence: Sentence, node: Branch, wallet: Wallet, what: str) -> int | None:
    found = amount(checker, sentence, node)
    if found is None:
        return None
    if found.wallet is None or found.wallet.name != wallet.name:
        message = f"{what} `{wallet.name} earned` are {wallet.plural}"
        checker.report("RK209", sentence.span(node), message, help=f"write `100 {wallet.plural}`")
        return None
    return whole_in_wallet(checker, sentence, node, found.minor, wallet)


def check_reach(checker: Checker, scalar_: Scalar, step: Step) -> tuple[int, Duration] | None:
    """`3 within 14 days`, `200 EUR within 1 month`: how many steps, and the window that has to hold them."""
    sentence = checker.sentence("reach", scalar_, checker.names.amounts())
    if sentence is None:
        return None
    many, length = sentence.tree.children[0], as_branch(sentence.tree.children[1])
    read = _counted_steps if isinstance(many, Token) else _reach_amount
    at = read(checker, sentence, many, step)  # type: ignore[arg-type]  # each reads what it is chosen for
    within = duration(checker, sentence, length, "the time of a challenge")
    return None if at is None or within is None else (at, within)


def _counted_steps(checker: Checker, sentence: Sentence, token: Token, step: Step) -> int | None:
    wallet = checker.names.wallets.get(step.subject or "")
    if step.basis in ("spend", "earned"):
        unit = checker.names.currency if wallet is None else wallet.plural
        checker.report("RK209", sentence.span(token), f"`{token}` has no unit", help=f"write `{token} {unit}`")
        return None
    if step.basis != "unit":
        return count(checker, sentence, token, "what a challenge reaches")
    minor = number(checker, sentence, token)
    if minor is not None and not 0 < minor <= LARGEST_COUNT * SCALE:
        help_text = f"write a number above zero and up to {LARGEST_COUNT}"
        checker.report("RK211", sentence.span(token), f"what a challenge reaches cannot be {token}", help=help_text)
        return None
    return minor


def _reach_amount(checker: Checker, sentence: Sentence, node: Branch, step: Step) -> int | None:
    if step.basis == "earned" and step.subject is not None:
        return _earned_steps(checker, sentence, node, checker.names.wallets[step.subject], "the steps of")
    if step.basis == "spend":
        return _money_steps(checker, sentence, node)
    written, figure = sentence.text(node), sentence.text(node.children[0])
    message = f"this challenge counts {_said(step)}, so `{written}` does not fit"
    checker.report("RK209", sentence.span(node), message, help=f"write `{figure}` without a unit")
    return None


def _said(step: Step) -> str:
    """What a step counts, in the words of `count:`."""
    return f'activities "{step.subject}"' if step.basis == "activity" else f"{step.basis}s"


def whole(checker: Checker, scalar_: Scalar, what: str) -> int | None:
    """A field that holds a whole number of steps."""
    if is_unclear(checker, scalar_):
        return None
    minor = parse_amount(scalar_.text)
    if minor is None or minor % SCALE or not 1 <= minor // SCALE <= LARGEST_COUNT:
        help_text = f"write a whole number from 1 to {LARGEST_COUNT}, without a unit"
        checker.report("RK211", scalar_.span, f"{what} `{scalar_.text[:24]}`", help=help_text)
        return None
    return minor // SCALE
