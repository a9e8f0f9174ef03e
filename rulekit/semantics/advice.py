"""Help for operators whose two sides do not fit: what the author could write instead."""

from __future__ import annotations

from collections.abc import Sequence

from rulekit.program.expression import Literal_, Node, ValueType
from rulekit.semantics.checker import Branch
from rulekit.semantics.fields import quoted
from rulekit.semantics.operators import SUMMED
from rulekit.semantics.reading import Reading
from rulekit.semantics.types import noun
from rulekit.values.calendar import parse_day
from rulekit.values.money import format_amount, parse_amount


def comparison_help(reading: Reading, sides: Sequence[Branch], found: Sequence[Node]) -> str:
    """What to write instead of the constant of the two, or what the fact of the two can be compared with."""
    for index, literal in enumerate(found):
        if isinstance(literal, Literal_) and not isinstance(found[1 - index], Literal_):
            text = _rewritten(reading, literal, found[1 - index].type)
            if text is not None:
                return f"write `{text}`"
    if {found[0].type.kind, found[1].type.kind} == {"points"}:
        return "each wallet counts in its own points; compare points of the same wallet"
    if found[0].type.kind == "time" or found[1].type.kind == "time":
        return "no fact is a time of day; say when a rule works with `at:`, such as `at: 14:00-17:00`"
    fact = 1 if isinstance(found[0], Literal_) else 0
    return f"compare `{reading.text(sides[fact])}` with {_example(reading, found[fact])}"


def _example(reading: Reading, node: Node) -> str:
    """A value a fact can be compared with."""
    expected = reading.expected(node)
    if expected is not None and expected.choices:
        return quoted(expected.choices[:8])
    if node.type.kind == "points":
        wallet = reading.names.wallets[node.type.wallet or ""]
        return f"an amount such as `50 {wallet.plural}`"
    return {
        "money": f"an amount such as `5 {reading.names.currency}`",
        "number": "a number such as `5`",
        "text": 'a text in quotes, such as `"Berlin"`',
        "yes/no": "`yes` or `no`",
        "date": "a date such as `2024-06-01`",
    }.get(node.type.kind, noun(node.type, reading.names))


def _rewritten(reading: Reading, literal: Literal_, wanted: ValueType) -> str | None:
    """The author's constant, as a value of the wanted type."""
    kind, text = literal.type.kind, literal.text
    plain: str | None = None
    if kind in ("number", "money"):
        plain = format_amount(int(literal.value))
    elif kind == "points" or (kind == "text" and parse_amount(str(literal.value)) is not None):
        plain = str(literal.value) if kind == "text" else text.split(" ")[0]
    if wanted.kind == "money" and plain is not None:
        return f"{plain} {reading.names.currency}"
    if wanted.kind == "points" and plain is not None:
        return f"{plain} {reading.names.wallets[wanted.wallet or ''].plural}"
    if wanted.kind == "number" and plain is not None:
        return plain
    if wanted.kind == "text":
        return f'"{text}"'
    if wanted.kind == "date" and kind == "text" and parse_day(str(literal.value)) is not None:
        return str(literal.value)
    if wanted.kind == "yes/no":
        return "yes` or `no"
    return None


def calculation_help(reading: Reading, operator: str, sides: Sequence[Branch], found: Sequence[Node]) -> str:
    """What can be calculated instead."""
    if operator == "*":
        return "one of the two must be a plain number, such as `2`"
    if found[0].type.kind in SUMMED and found[1].type.kind in SUMMED:
        return comparison_help(reading, sides, found)
    return "calculate with numbers, money or points"
