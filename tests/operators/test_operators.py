"""Every operator, rate and rounding on the values where it may go wrong: signs, halves, borders, what is missing, large numbers.

`conditions.csv`: a condition, a purchase (`key=value`, separated by `;`; lines as `sku:amount:quantity:weight`), and whether a counter
with that condition counts it; `invalid` where the checker refuses the condition. `rates.csv`: what a rule grants. `rounding.csv`: THE
rounding function.
"""

import csv
from fractions import Fraction
from itertools import chain
from pathlib import Path

import pytest

from rulekit.diagnostics import ProgramError
from rulekit.engine import Engine
from rulekit.program import expression
from rulekit.program.model import Program
from rulekit.semantics.load_program import load
from rulekit.values.rounding import round_exact

HERE = Path(__file__).parent
HEAD = """
program: Operators
currency: EUR
timezone: Europe/Berlin
attributes:
  purchase: { rating: number, channel: [store, app, web], note: text, gift: yes/no, party: date }
  line: { weight: number }
"""
COUNTER = """
milestones:
  counted: { count: purchases, if: '%s', gifts: { 1000: mug } }
rewards:
  mug: { kind: gift }
"""
RATE = """
wallets:
  points: { unit: point/points, decimals: %s, rounding: %s }
rules:
  base: { on: purchase, give: '%s' }
"""
STATE = {"Balance", "History", "FirstPurchase", "DaysSinceLastPurchase", "TierAtLeast", "InSegment", "FilteredHistory", "Chance"}
"""What reads a member's state or draws: its cases are ledgers, in tests/conformance."""


def rows(name):
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return [tuple(row.values()) for row in csv.DictReader(file)]


def loaded(folder: Path, text: str) -> Program:
    path = folder / "program.yaml"
    path.write_text(HEAD + text, encoding="utf-8")
    return load(path)


def purchase(written: str) -> dict[str, object]:
    event: dict[str, object] = {"event_id": "p", "at": "2024-06-01 12:00", "member_id": "anna"}
    for part in filter(None, written.split("; ")):
        key, _, value = part.partition("=")
        event[key] = [line(each) for each in value.split()] if key == "lines" else value
    return event if {"amount", "lines"} & set(event) else event | {"amount": "1"}


def line(written: str) -> dict[str, str]:
    return dict(zip(("sku", "line_amount", "quantity", "weight"), written.split(":"), strict=False))


def outcome(folder: Path, condition: str, written: str) -> str:
    try:
        program = loaded(folder, COUNTER % condition.replace("'", "''"))
    except ProgramError:
        return "invalid"
    engine = Engine(program)
    assert engine.apply(purchase(written)).status == "created"
    return "yes" if engine.member("anna").steps["counted"] else "no"


@pytest.mark.parametrize(("condition", "written", "result"), rows("conditions.csv"))
def test_a_condition_on_a_purchase(tmp_path, condition, written, result):
    assert outcome(tmp_path, condition, written) == result


@pytest.mark.parametrize(("give", "decimals", "rounding", "amount", "granted"), rows("rates.csv"))
def test_a_rate_on_an_amount(tmp_path, give, decimals, rounding, amount, granted):
    engine = Engine(loaded(tmp_path, RATE % (decimals, rounding, give)))
    engine.apply(purchase(f"amount={amount}"))
    assert str(engine.member("anna").wallets["points"].earned) == granted


@pytest.mark.parametrize(("value", "down", "up", "half_up", "half_even"), rows("rounding.csv"))
def test_a_ratio_is_rounded(value, down, up, half_up, half_even):
    modes = {"down": down, "up": up, "half up": half_up, "half even": half_even}
    assert {mode: str(round_exact(Fraction(value), mode)) for mode in modes} == modes


def nodes(node):
    """An expression and everything in it."""
    yield node
    for name in node.__slots__:
        parts = getattr(node, name)
        for part in parts if isinstance(parts, tuple) else (parts,):
            if isinstance(part, expression.Node):
                yield from nodes(part)


def test_every_operator_has_its_rows(tmp_path):
    kinds = {kind.__name__ for kind in expression.Node.__subclasses__()} - STATE
    conditions = [condition for condition, _, result in rows("conditions.csv") if result != "invalid"]
    programs = [loaded(tmp_path, COUNTER % condition.replace("'", "''")) for condition in dict.fromkeys(conditions)]
    seen = list(chain.from_iterable(nodes(program.counters[0].condition) for program in programs))
    assert kinds <= {type(node).__name__ for node in seen}
    compared = {node.operator for node in seen if isinstance(node, expression.Compare)}
    assert compared == {"=", "!=", "<", "<=", ">", ">="}
    assert {node.operator for node in seen if isinstance(node, expression.Arithmetic)} == {"+", "-", "*"}
