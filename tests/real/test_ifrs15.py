"""IFRS 15 Example 52 and its siblings in textbooks: every figure, rounded as there."""

from __future__ import annotations

import json
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from rulekit.kpi.ifrs15 import allocate, recognise

FILE = Path(__file__).resolve().parents[3] / "shared" / "data" / "reference" / "ref_kpis.json"
pytestmark = pytest.mark.skipif(not FILE.is_file(), reason="needs the data beside the project: ../shared/data")

CASES = {
    "example_52": (100_000, 100_000, 9_500),
    "kpmg_10A_unrounded": (100_000, 100_000, 9_700),
    "kpmg_10B_unrounded": (100_000, 100_000, 9_700),
    "scribd_318115841": (7_200_000, 7_200_000, 800_000),
    "finlearnhub": (2_000, 2_000, 170),
}
"""Price of the sales, of the goods alone, of the points alone."""


@pytest.fixture(scope="module")
def reference() -> dict:
    return json.loads(FILE.read_text(encoding="utf-8"), parse_float=Decimal)["ifrs15"]


def cents(value: Fraction) -> Decimal:
    """Rounded half up to the cent."""
    return Decimal(int(value * 100 + Fraction(1, 2))) / 100


def test_every_case_is_here(reference):
    assert set(reference) == {*CASES, "kpmg_10A_with_9000", "kpmg_10B_with_9000"}


@pytest.mark.parametrize("name", CASES)
def test_a_case(reference, name):
    expected, (price, goods, points) = reference[name], CASES[name]
    found = allocate(Fraction(price), Fraction(goods), Fraction(points))
    assert found.goods + found.points == price
    digits = Decimal("0.01") if name == "finlearnhub" else Decimal("0.1")
    assert Decimal(float(found.goods)).quantize(digits) == expected["goods"].quantize(digits)
    assert Decimal(float(found.points)).quantize(digits) == expected["points"].quantize(digits)
    steps = recognise(found.points, [(step["cum_redeemed"], step["expected"]) for step in expected["steps"]])
    for step, wanted in zip(steps, expected["steps"], strict=True):
        assert cents(step.revenue) == wanted["revenue_period"]
        assert cents(step.revenue_so_far) == wanted["revenue_cum"]
        assert cents(step.contract_liability) == wanted["contract_liability"]


def test_the_rounded_price_of_the_textbook(reference):
    first, second = recognise(Fraction(9_000), [(4_500, 9_700), (8_500, 9_900)])
    assert [cents(first.revenue), cents(second.revenue)] == reference["kpmg_10A_with_9000"]
    assert cents(recognise(Fraction(9_000), [(4_500, 9_700), (8_500, 9_200)])[1].revenue) == reference["kpmg_10B_with_9000"][0]
