"""Every operator with every two types: tests/operators/typing.csv lists what is allowed, everything else is a mistake."""

import csv
from itertools import product
from pathlib import Path

import pytest
from checked_programs import program

from rulekit.diagnostics import Source
from rulekit.program.compose import compose
from rulekit.semantics.check_program import _program
from rulekit.semantics.checker import Checker
from rulekit.semantics.operators import KINDS, OPERATORS
from rulekit.semantics.place import PURCHASE
from rulekit.semantics.reading import Reading
from rulekit.syntax.tree import Mapping, Scalar
from rulekit.syntax.yaml import read_yaml

TABLE = Path(__file__).parents[2] / "operators" / "typing.csv"
ALLOWED = {
    (row["operator"], row["left"], row["right"]): row["result"]
    for row in csv.DictReader(TABLE.open(encoding="utf-8", newline=""))
}
ALL_OPERATORS = ("=", "!=", "<", "<=", ">", ">=", "between", "in", "+", "-", "*")

LEFT = {
    "money": "basket.total",
    "points": "member.points",
    "number": "basket.units",
    "percent": "10%",
    "text": "member.city",
    "yes/no": "purchase.gift",
    "date": "member.joined",
    "time": "14:00",
    "choice": "purchase.channel",
    "tier": "member.tier",
}
RIGHT = LEFT | {
    "money": "5 EUR",
    "points": "5 points",
    "number": "5",
    "text": '"Berlin"',
    "yes/no": "yes",
    "date": "2024-06-01",
    "choice": "app",
    "tier": "Gold",
}
SHAPES = {"between": "{0} between {1} and {1}", "in": "{0} in [{1}]"}


@pytest.fixture(scope="module")
def declared() -> Checker:
    source = Source("program.yaml", program())
    tree, _ = read_yaml(source)
    assert isinstance(tree, Mapping)
    checker = Checker()
    _program(checker, compose(source), tree)
    assert checker.findings == []
    return checker


def kind_of(declared: Checker, text: str) -> str:
    """The kind of an expression; else the code of the one finding about it."""
    checker = Checker(names=declared.names)
    source = Source("program.yaml", text)
    scalar = Scalar(text, False, source, range(len(text) + 1), source.span(0, len(text)))
    sentence = checker.sentence("condition", scalar, checker.names.conditions())
    assert sentence is not None, checker.findings
    node = Reading(checker, sentence, PURCHASE).node(sentence.tree.children[0])
    if node is None:
        (finding,) = checker.findings
        return finding.code
    assert checker.findings == []
    return node.type.kind


def written(operator: str, left: str, right: str) -> str:
    return SHAPES.get(operator, f"{{0}} {operator} {{1}}").format(left, right)


@pytest.mark.parametrize("operator", ALL_OPERATORS)
def test_two_facts_of_every_two_types(declared: Checker, operator: str):
    for left, right in product(KINDS, KINDS):
        found = kind_of(declared, written(operator, LEFT[left], LEFT[right]))
        result = ALLOWED.get((operator, left, right))
        mistake = "RK205" if operator in "+-*" else "RK204"
        fixed = {left, right} <= {"percent", "time"} and result == "yes/no"
        assert found == ("RK216" if fixed else result or mistake), (operator, left, right)


@pytest.mark.parametrize("operator", ALL_OPERATORS)
def test_a_fact_and_a_value_of_the_same_type(declared: Checker, operator: str):
    for kind in KINDS:
        if LEFT[kind] == RIGHT[kind]:
            continue
        found = kind_of(declared, written(operator, LEFT[kind], RIGHT[kind]))
        mistake = "RK205" if operator in "+-*" else "RK204"
        assert found == ALLOWED.get((operator, kind, kind), mistake), (operator, kind)


def test_points_of_two_wallets_never_meet(declared: Checker):
    for operator in ALL_OPERATORS:
        mistake = "RK205" if operator in "+-*" else "RK204"
        assert kind_of(declared, written(operator, "member.points", "member.bonus miles")) == mistake
        assert kind_of(declared, written(operator, "member.points", "5 miles")) == mistake


def test_the_table_of_the_checker_is_the_table_of_the_file():
    assert dict(OPERATORS) == ALLOWED
    assert {operator for operator, _, _ in ALLOWED} == set(ALL_OPERATORS)


@pytest.mark.parametrize("kind", KINDS)
def test_only_amounts_and_numbers_have_a_sign(declared: Checker, kind: str):
    expected = kind if kind in ("money", "points", "number", "percent") else "RK205"
    assert kind_of(declared, f"-{LEFT[kind]}") == expected
