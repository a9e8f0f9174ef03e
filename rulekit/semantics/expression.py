"""Conditions: the syntax tree of a sentence to a checked expression of yes or no (`program.expression`)."""

from __future__ import annotations

from lark import Token

from rulekit.program.expression import (
    AllLines,
    AllOf,
    AnyLine,
    AnyOf,
    CountWhere,
    Fact,
    InSegment,
    Node,
    Not,
    SumWhere,
)
from rulekit.semantics import comparison, values  # noqa: F401  they register what they read
from rulekit.semantics.checker import Branch, Checker, as_branch, as_token
from rulekit.semantics.facts import fact
from rulekit.semantics.place import Place
from rulekit.semantics.quantities import name_of
from rulekit.semantics.reading import Reading, reads
from rulekit.semantics.types import NUMBER, YES_NO, Expected
from rulekit.syntax.tree import Scalar


def check_condition(checker: Checker, scalar: Scalar, place: Place) -> Node | None:
    """A field that holds a condition; None if it has a mistake, which is then among the findings."""
    sentence = checker.sentence("condition", scalar, checker.names.conditions())
    if sentence is None:
        return None
    return Reading(checker, sentence, place).condition(sentence.tree.children[0])


def check_value(checker: Checker, scalar: Scalar, place: Place, examples: tuple[str, ...]) -> Node | None:
    """A field that holds a value to be measured; `examples` are what help shows."""
    sentence = checker.sentence("condition", scalar, checker.names.conditions(), examples)
    return None if sentence is None else Reading(checker, sentence, place).node(sentence.tree.children[0])


@reads("all_of", "any_of")
def _chain(reading: Reading, branch: Branch, expected: Expected | None) -> Node | None:  # noqa: ARG001  one signature for all
    if _report_bare_values(reading, branch):
        return None
    nodes = [reading.condition(part) for part in branch.children]
    found = tuple(node for node in nodes if node is not None)
    if len(found) < len(nodes):
        return None
    kind = AllOf if branch.data == "all_of" else AnyOf
    return kind(type=YES_NO, text=reading.text(branch), conditions=found)


_BARE = ("text", "name", "amount", "number", "date")
_LISTED = {"=": "in", "is": "in", "!=": "not in", "is not": "not in"}


def _report_bare_values(reading: Reading, branch: Branch) -> bool:
    """`line.category = "Kaffee" or "Espresso"`: bare values behind a comparison; whether they were reported."""
    parts = [as_branch(part) for part in branch.children]
    first, bare = parts[0], [part for part in parts[1:] if part.data in _BARE]
    sides = [child for child in first.children if not isinstance(child, Token)]
    if len(bare) < len(parts) - 1 or len(sides) < 2:
        return False
    fact_text, last = reading.text(sides[0]), sides[-1]
    operator = reading.text(first)[len(fact_text) : -len(reading.text(last)) or None].strip()
    if operator not in _LISTED or last.data not in _BARE:
        return False
    listed = ", ".join(reading.text(part) for part in (last, *bare))
    help_text = f"write `{fact_text} {_LISTED[operator]} [{listed}]`"
    message = f"nothing is compared with {reading.text(bare[0])}"
    reading.report("RK216", bare[0], message, help_text)
    return True


@reads("negated")
def _negated(reading: Reading, branch: Branch, expected: Expected | None) -> Node | None:  # noqa: ARG001
    condition = reading.condition(branch.children[0])
    return None if condition is None else Not(type=YES_NO, text=reading.text(branch), condition=condition)


@reads("in_segment", "not_in_segment")
def _in_segment(reading: Reading, branch: Branch, expected: Expected | None) -> Node | None:  # noqa: ARG001
    name_branch = as_branch(branch.children[0])
    name = name_of(name_branch)
    if name in reading.names.of("segment"):
        return InSegment(type=YES_NO, text=reading.text(branch), segment=name, negated=branch.data == "not_in_segment")
    near = reading.names.closest(name, "segment")
    help_text = f"did you mean `{near}`?" if near else None
    if name in reading.names.of("level"):
        help_text = f"write `member.tier is {name}`"
    elif help_text is None:
        help_text = "declare it under `segments:`"
    reading.report("RK201", name_branch, f"there is no segment `{name}`", help_text)
    return None


# ---------------------------------------------------------------- looking at every line


@reads("any_line", "all_lines")
def _lines(reading: Reading, branch: Branch, expected: Expected | None) -> Node | None:  # noqa: ARG001
    if not _may_look_at_lines(reading, branch):
        return None
    condition = reading.at_line().condition(branch.children[0])
    if condition is None:
        return None
    kind = AnyLine if branch.data == "any_line" else AllLines
    return kind(type=YES_NO, text=reading.text(branch), condition=condition)


@reads("count_where")
def _count_where(reading: Reading, branch: Branch, expected: Expected | None) -> Node | None:  # noqa: ARG001
    if not _may_look_at_lines(reading, branch):
        return None
    condition = reading.at_line().condition(branch.children[0])
    return None if condition is None else CountWhere(type=NUMBER, text=reading.text(branch), condition=condition)


@reads("sum_where")
def _sum_where(reading: Reading, branch: Branch, expected: Expected | None) -> Node | None:  # noqa: ARG001
    if not _may_look_at_lines(reading, branch):
        return None
    at_line = reading.at_line()
    token = as_token(branch.children[0])
    item = fact(at_line, token)
    condition = at_line.condition(branch.children[1])
    if item is None:
        return None
    if not isinstance(item, Fact) or item.scope != "line" or item.type.kind not in ("money", "number"):
        help_text = "write `sum of line.amount` or `sum of line.quantity`"
        reading.report("RK205", token, f"`{token}` cannot be summed over lines", help_text)
        return None
    if condition is None:
        return None
    return SumWhere(type=item.type, text=reading.text(branch), item=item, condition=condition)


def _may_look_at_lines(reading: Reading, branch: Branch) -> bool:
    if reading.place.line:
        help_text = "one line is looked at here already; write the condition on it directly, such as `line.quantity >= 2`"
        reading.report("RK207", branch, "lines cannot be looked at inside a condition on one line", help_text)
        return False
    if not reading.place.purchase:
        help_text = "facts of the member can be used, such as `purchases in the last 30 days`"
        reading.report("RK207", branch, f"there are no lines here: {reading.place.who} sees no purchase", help_text)
        return False
    return True
