"""Comparisons and arithmetic: both sides checked against the table of `operators.py`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, cast

from rulekit.program.expression import (
    Among,
    Arithmetic,
    Balance,
    Between,
    Compare,
    Comparison,
    DaysSinceLastPurchase,
    Fact,
    FirstPurchase,
    History,
    Literal_,
    Missing,
    Negative,
    Node,
    Not,
    TierAtLeast,
)
from rulekit.semantics.advice import calculation_help, comparison_help
from rulekit.semantics.checker import Branch, as_branch
from rulekit.semantics.nodes import is_fixed
from rulekit.semantics.operators import OPERATORS, SUMMED
from rulekit.semantics.quantities import name_of
from rulekit.semantics.reading import Reading, reads
from rulekit.semantics.types import YES_NO, Expected, noun

_OPEN = ("name", "text", "yes_no", "amount", "duration")
"""Branches that are read in the light of the other side."""

_SIGNS: dict[str, Literal["+", "-", "*"]] = {"add": "+", "subtract": "-", "multiply": "*"}
_CANNOT = {"+": "cannot add {0} and {1}", "-": "cannot subtract {1} from {0}", "*": "cannot multiply {0} with {1}"}
_ALWAYS_THERE = ("total", "units", "lines", "amount", "quantity", "joined")


@reads("compare", "equal", "unequal")
def _compare(reading: Reading, branch: Branch, expected: Expected | None) -> Node | None:  # noqa: ARG001  one signature for all
    operator = str(branch.children[1]) if branch.data == "compare" else "=" if branch.data == "equal" else "!="
    sides = (as_branch(branch.children[0]), as_branch(branch.children[-1]))
    if operator in ("=", "!=") and _says_none(sides[1]):
        item = reading.node(sides[0])
        if item is None or item.type.kind != "choice":
            return None if item is None else _no_level(reading, branch, sides[0], item, negated=operator == "!=")
    found = _both(reading, sides)
    if found is None or not _fits(reading, operator, sides, found):
        return None
    if _is_always_the_same(reading, branch, found):
        return None
    return Compare(type=YES_NO, text=reading.text(branch), operator=cast("Comparison", operator), left=found[0], right=found[1])


@reads("among", "not_among")
def _among(reading: Reading, branch: Branch, expected: Expected | None) -> Node | None:  # noqa: ARG001
    item_branch, options_branch = as_branch(branch.children[0]), as_branch(branch.children[1])
    item = reading.node(item_branch)
    if item is None:
        return None
    options = [_option(reading, item_branch, item, as_branch(option)) for option in options_branch.children]
    if not options:
        reading.report("RK204", options_branch, "the list is empty", "write at least one value between `[` and `]`")
    found = tuple(option for option in options if option is not None)
    if not options or len(found) < len(options) or _is_always_the_same(reading, branch, (item, *found)):
        return None
    return Among(type=YES_NO, text=reading.text(branch), item=item, options=found, negated=branch.data == "not_among")


def _option(reading: Reading, item_branch: Branch, item: Node, option: Branch) -> Node | None:
    if _says_none(option) and item.type.kind == "tier":
        help_text = f"write `{reading.text(item_branch)} is none or …` in front of the list"
        reading.report("RK204", option, "`none` stands for members without a level and is not in lists", help_text)
        return None
    node = reading.node(option, reading.expected(item))
    if node is None or not _fits(reading, "in", (item_branch, option), (item, node)):
        return None
    return node


@reads("between")
def _between(reading: Reading, branch: Branch, expected: Expected | None) -> Node | None:  # noqa: ARG001
    item_branch, low_branch, high_branch = (as_branch(child) for child in branch.children)
    item = reading.node(item_branch)
    low = reading.node(low_branch, reading.expected(item)) if item else None
    high = reading.node(high_branch, reading.expected(item)) if item else None
    if item is None or low is None or high is None:
        return None
    ends = ((low_branch, low), (high_branch, high))
    if not all(_fits(reading, "between", (item_branch, end_branch), (item, end)) for end_branch, end in ends):
        return None
    if _is_always_the_same(reading, branch, (item, low, high)):
        return None
    return Between(type=YES_NO, text=reading.text(branch), item=item, low=low, high=high)


@reads("at_least")
def _at_least(reading: Reading, branch: Branch, expected: Expected | None) -> Node | None:  # noqa: ARG001
    item_branch, level = as_branch(branch.children[0]), as_branch(branch.children[1])
    item = reading.node(item_branch)
    if item is None:
        return None
    if item.type.kind != "tier":
        help_text = (
            f"write `{reading.text(item_branch)} >= …`" if item.type.kind in SUMMED else "write `member.tier is at least …`"
        )
        reading.report("RK204", branch, f"`is at least` is for levels; this is {noun(item.type, reading.names)}", help_text)
        return None
    found = reading.node(level, reading.expected(item))
    if not isinstance(found, Literal_):
        return None
    return TierAtLeast(type=YES_NO, text=reading.text(branch), level=str(found.value))


@reads("missing")
def _missing(reading: Reading, branch: Branch, expected: Expected | None) -> Node | None:  # noqa: ARG001
    item_branch = as_branch(branch.children[0])
    item = reading.node(item_branch)
    if item is None:
        return None
    if isinstance(item, DaysSinceLastPurchase) or (isinstance(item, Fact) and not _is_always_there(item)):
        return Missing(type=YES_NO, text=reading.text(branch), item=item)
    always = isinstance(item, Fact | Balance | History | FirstPurchase)
    problem = "is always there" if always else "is no fact"
    help_text = "`is missing` asks whether an attribute is empty, such as `member.city is missing`"
    reading.report("RK204", item_branch, f"`{reading.text(item_branch)}` {problem}, so it is never missing", help_text)
    return None


@reads("add", "subtract", "multiply")
def _arithmetic(reading: Reading, branch: Branch, expected: Expected | None) -> Node | None:
    operator = _SIGNS[str(branch.data)]
    sides = (as_branch(branch.children[0]), as_branch(branch.children[1]))
    found = _both(reading, sides, expected)
    if found is None:
        return None
    left, right = found
    kind = OPERATORS.get((operator, left.type.kind, right.type.kind))
    if kind is None or (operator != "*" and left.type != right.type):
        message = _CANNOT[operator].format(noun(left.type, reading.names), noun(right.type, reading.names))
        labels = (reading.label(sides[0], left), reading.label(sides[1], right))
        reading.report("RK205", sides[0], message, calculation_help(reading, operator, sides, found), labels)
        return None
    type_ = next((side.type for side in found if side.type.kind == kind), left.type)
    return Arithmetic(type=type_, text=reading.text(branch), operator=operator, left=left, right=right)


@reads("negative")
def _negative(reading: Reading, branch: Branch, expected: Expected | None) -> Node | None:
    inner = as_branch(branch.children[0])
    item = reading.node(inner, expected)
    if item is None:
        return None
    if item.type.kind not in SUMMED:
        reading.report("RK205", branch, f"{noun(item.type, reading.names)} has no sign", "leave out the `-`")
        return None
    if isinstance(item, Literal_):
        return Literal_(type=item.type, text=reading.text(branch), value=-int(item.value))
    return Negative(type=item.type, text=reading.text(branch), item=item)


# ---------------------------------------------------------------- both sides of an operator


def _is_always_the_same(reading: Reading, branch: Branch, compared: Sequence[Node]) -> bool:
    if not all(map(is_fixed, compared)):
        return False
    message = "this compares fixed values, so it is always the same"
    reading.report("RK216", branch, message, "let one side be a fact, such as `basket.total`")
    return True


def _both(reading: Reading, sides: tuple[Branch, Branch], around: Expected | None = None) -> tuple[Node, Node] | None:
    """Check both sides; one whose meaning depends on the other goes second."""
    first, second = (1, 0) if sides[0].data in _OPEN and sides[1].data not in _OPEN else (0, 1)
    one = reading.node(sides[first], around)
    if one is None and sides[second].data in ("name", "text"):
        return None
    other = reading.node(sides[second], reading.expected(one) or around)
    if one is None or other is None:
        return None
    return (one, other) if first == 0 else (other, one)


def _fits(reading: Reading, operator: str, sides: tuple[Branch, Branch], found: tuple[Node, Node]) -> bool:
    """Whether the table of operators knows these two; where not, say why and what to write."""
    left, right = found
    fits = (operator, left.type.kind, right.type.kind) in OPERATORS
    if fits and left.type == right.type:
        return True
    names = reading.names
    if left.type.kind == right.type.kind and left.type == right.type:
        help_text = "use `=`, `!=` or `in [ … ]`"
        if left.type.kind == "tier":
            help_text = f"write `{reading.text(sides[0])} is at least {reading.text(sides[1])}`"
        shown = "`in`" if operator == "in" else f"`{operator}`"
        reading.report("RK204", sides[0], f"{shown} cannot be used with {noun(left.type, names)}", help_text)
        return False
    message = f"cannot compare {noun(left.type, names)} with {noun(right.type, names)}"
    labels = (reading.label(sides[0], left), reading.label(sides[1], right))
    reading.report("RK204", sides[0], message, comparison_help(reading, sides, found), labels)
    return False


# ---------------------------------------------------------------- levels and what is missing


def _says_none(branch: Branch) -> bool:
    return branch.data == "name" and name_of(branch) == "none"


def _no_level(reading: Reading, branch: Branch, item_branch: Branch, item: Node, *, negated: bool) -> Node | None:
    """`member.tier is none`: the member has no level."""
    text = reading.text(branch)
    if item.type.kind != "tier":
        help_text = f"write `{reading.text(item_branch)} is missing`"
        reading.report("RK204", branch, "`none` stands for members without a level", help_text)
        return None
    missing = Missing(type=YES_NO, text=text, item=item)
    return Not(type=YES_NO, text=text, condition=missing) if negated else missing


def _is_always_there(fact: Fact) -> bool:
    """Standard facts have a value in every event; `line.sku`, levels and attributes may be empty."""
    if fact.scope == "basket":
        return True
    return fact.name in _ALWAYS_THERE and fact.scope in ("line", "member")
