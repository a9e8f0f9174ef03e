"""Charts of figures over time: where there is nothing to see, nothing is drawn."""

from __future__ import annotations

from pathlib import Path

import pytest

import rulekit as rk
from rulekit.report.blocks import Chart, Prose, Table
from rulekit.report.charts import area, lines
from rulekit.report.material import Material, material_of
from rulekit.report.sections.courses import Series, course_chart
from rulekit.report.sections.program import rewards
from rulekit.report.sections.sales import returns

EXAMPLES = Path(__file__).resolve().parents[3] / "examples"


def material(example: str, lang: str = "en") -> Material:
    folder = EXAMPLES / example
    return material_of(rk.replay(rk.load(folder / "program.yaml"), rk.read_ledger(folder / "ledger.csv")), lang)


@pytest.mark.parametrize(
    ("lang", "said"), [("en", "There was one return: on 12 June 2024, €6.85."), ("de", "Es gab eine Rückgabe: am 12. Juni 2024, 6,85 €.")]
)
def test_a_single_return_is_told_and_not_drawn(lang: str, said: str) -> None:
    section = returns(material("tiered-gifts", lang))
    assert section is not None
    assert not [block for block in section.blocks if isinstance(block, Chart | Table)]
    first = section.blocks[0]
    assert isinstance(first, Prose)
    assert first.text.replace("\N{NO-BREAK SPACE}", " ") == said


def test_what_is_zero_in_all_complete_periods_is_a_table() -> None:
    """The only return lies in the last month, which is not over."""
    one = material("tiered-gifts")
    course = [Series("Of the money", one.course("return_rate.value"))]
    assert isinstance(course_chart(one, "returns/rate", lines, course), Chart)
    assert isinstance(course_chart(one, "returns/rate", lines, course, only_full=True), Table)


@pytest.mark.parametrize(("example", "is_said"), [("bakery", True), ("vip-tiers", False)])
def test_the_cost_of_rewards_says_that_lapsed_ones_drop_out(example: str, is_said: bool) -> None:
    folder = EXAMPLES / example
    mapping = folder / "mapping.yaml"
    ledger = rk.read_ledger(folder / "ledger.csv", mapping=mapping if mapping.exists() else None)
    section = rewards(material_of(rk.replay(rk.load(folder / "program.yaml"), ledger), "en"))
    assert section is not None
    notes = [block.note or "" for block in section.blocks if isinstance(block, Chart | Table)]
    assert any(note.startswith("Lapsed rewards cost nothing") for note in notes) is is_said


def test_a_level_in_a_period_that_is_not_over_is_said_to_be_one_so_far() -> None:
    """Of the first period, which was seen from its middle, the level at its end is known."""
    one = material("fashion-shop")
    assert [place for place, period in enumerate(one.periods) if "partial" in period.flags] == [0, len(one.periods) - 1]
    chart = course_chart(one, "sales/members", area, [Series("Members", one.course("members.enrolled"))])
    assert isinstance(chart, Chart)
    assert chart.note == "The last, hollow point is as of 11 January 2025; that period is not over yet."
    assert [row["p"] for row in chart.spec["data"]["values"]] == [False] * (len(one.periods) - 1) + [True]
