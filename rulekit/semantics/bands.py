"""`give:` in bands: rates that change with what a member has spent, and `bands:`, which says in which time (S3.3)."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from rulekit.program.award import BandedAward, MoneyRate, PlainAward
from rulekit.program.expression import History
from rulekit.semantics.checker import Checker, as_branch
from rulekit.semantics.expression import check_value
from rulekit.semantics.fields import key_of, scalar
from rulekit.semantics.place import Place
from rulekit.semantics.quantities import amount, money_of
from rulekit.syntax.tree import Items, Mapping, Scalar, Tree

MEASURES = ("spend this year", "spend in the last 12 months", "spend since joining")
_BAND = re.compile(r"\s*(up to|above|over|below|under|from|until|\d)\b", re.IGNORECASE)


def is_banded(node: Tree | None) -> bool:
    """Whether the keys of a `give:` mapping are meant as bands."""
    return isinstance(node, Mapping) and any(_BAND.match(pair.key.text) for pair in node.pairs)


def check_measure(checker: Checker, owner: Mapping, place: Place) -> History | None:
    """`bands:` of a rule: a history of spend; None where there is none, or a mistake."""
    written = scalar(checker, owner.get("bands"), "`bands:`")
    if written is None:
        return None
    node = check_value(checker, written, place.at_key("bands"), MEASURES)
    if node is not None and not (isinstance(node, History) and node.measure == "spend"):
        message = f"bands count what a member has spent, and `{written.text.strip()}` does not"
        checker.report("RK318", written.span, message, help=f"write `{MEASURES[0]}`")
    gives = owner.get("give")
    if gives is not None and not any(is_banded(item) for item in (gives.items if isinstance(gives, Items) else (gives,))):
        help_text = "write `give: { up to 5000 EUR: 1 point per 1 EUR, above: 2 points per 1 EUR }`, or leave `bands:` out"
        checker.report("RK318", key_of(owner, "bands").span, "nothing is given in bands", help=help_text)
    return node if isinstance(node, History) and node.measure == "spend" else None


def check_bands(
    checker: Checker, node: Mapping, measure: History | None, plain: Callable[[Scalar], tuple[PlainAward, ...]]
) -> BandedAward | None:
    """The bands of a `give:`, from the lowest to `above`; `plain` reads one sentence."""
    rates: list[MoneyRate] = []
    borders: list[int] = []
    for pair in node.pairs:
        sentence = checker.sentence("band", pair.key, checker.names.amounts())
        rate = _rate(checker, pair.value, plain)
        if sentence is None:
            continue
        if not sentence.tree.children:
            if pair is not node.pairs[-1]:
                checker.report("RK318", pair.key.span, "`above` is the last band", help="put it at the end")
            rates += [rate] if rate else []
            continue
        branch = as_branch(sentence.tree.children[0])
        found = amount(checker, sentence, branch)
        border = money_of(checker, sentence, branch, found, "the border of a band") if found else None
        if border is None:
            continue
        if borders and border <= borders[-1]:
            message = f"the band `{pair.key.text}` does not come after the one before it"
            checker.report("RK304", pair.key.span, message, help="order the bands from the lowest to the highest")
        borders.append(border)
        rates += [replace(rate, up_to_minor=border)] if rate else []
    if all(pair.key.text.strip() != "above" for pair in node.pairs):
        span = node.pairs[-1].key.span
        checker.report("RK318", span, "what is above the last band is not said", help="add `above:` with its rate as the last")
    return BandedAward(measure, tuple(rates)) if measure else None


def _rate(checker: Checker, value: Tree, plain: Callable[[Scalar], tuple[PlainAward, ...]]) -> MoneyRate | None:
    """What one band gives: one rate of money, which can be split at a border."""
    found = plain(value) if isinstance(value, Scalar) else ()
    if len(found) == 1 and isinstance(found[0], MoneyRate):
        return found[0]
    if found or not isinstance(value, Scalar):
        help_text = f"write one sentence such as `1 point per 1 {checker.names.currency}` or `1% back`"
        checker.report("RK318", value.span, "a band gives at one rate of the money in it", help=help_text)
    return None
