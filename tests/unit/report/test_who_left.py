"""Who left is no member any more: neither counted among them, nor on a level, nor as a drop."""

from __future__ import annotations

import pytest

import rulekit as rk
from rulekit.report import report
from rulekit.report.blocks import Chart
from rulekit.report.formats import UNKNOWN
from rulekit.report.material import material_of
from rulekit.report.sections.figures import all_figures
from rulekit.report.sections.program import tiers

PROGRAM = """\
program: P
currency: EUR
timezone: UTC
tiers: { by: visits, over: last 12 months, levels: { Silver: 1, Gold: 2 }, keep: while qualified }
"""
LEDGER = """\
event_id,type,at,member_id,amount
1,purchase,2023-01-10,anna,10
2,purchase,2024-02-20,bo,10
3,purchase,2024-02-21,bo,10
4,purchase,2024-02-22,cleo,10
5,leave,2024-05-05,bo,
6,enrol,2024-07-06,dan,
"""


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> rk.Result:
    folder = tmp_path_factory.mktemp("left")
    (folder / "program.yaml").write_text(PROGRAM, encoding="utf-8")
    (folder / "ledger.csv").write_text(LEDGER, encoding="utf-8")
    return rk.replay(rk.load(folder / "program.yaml"), rk.read_ledger(folder / "ledger.csv"))


def test_levels_are_those_of_members(result: rk.Result) -> None:
    """Anna lost hers as she stayed away: that is the one drop."""
    section = tiers(material_of(result, "en"))
    assert section is not None
    chart = section.blocks[0]
    assert isinstance(chart, Chart)
    assert [row[:2] for row in chart.table.rows] == [("no level", "2"), ("Silver", "1"), ("Gold", "0")]
    assert (chart.table.note or "").startswith("Every single step in the whole time: 4 up, 1 down.")


def test_what_nobody_did_is_nothing_and_not_unknown(result: rk.Result) -> None:
    """Gold went to nobody who stayed: seen in a quarter, not at the ends of the whole time."""
    rows = [row for table in all_figures(material_of(result, "en")).blocks for row in getattr(table, "rows", ()) if "level" in str(row[0])]
    found = {str(row[0]): row[1:4] for row in rows}
    assert found["Moves between levels (Gold \N{RIGHTWARDS ARROW} left)"] == ("0", "1", "0")
    assert found["Moves between levels (joined \N{RIGHTWARDS ARROW} no level)"] == ("0", "0", "2")
    assert found["Share of members by level (Gold)"] == ("33.3%", "0.0%", "0.0%")
    assert UNKNOWN not in {cell for cells in found.values() for cell in cells}


@pytest.mark.parametrize(
    ("lang", "said", "ways"),
    [
        ("en", "The program has 3 members.", ("(joined → no level)", "(Gold → left)")),
        ("de", "Das Programm hat 3 Mitglieder.", ("(beigetreten → ohne Stufe)", "(Gold → ausgetreten)")),
    ],
)
def test_who_joined_and_who_left_is_said_in_the_language_of_the_page(result: rk.Result, lang: str, said: str, ways: tuple[str]) -> None:
    """Over the whole time nobody went from Gold, as nobody was there at its start; in a quarter somebody did."""
    page = report(result, lang)
    assert said in page
    for way in ways:
        assert way in page, way
