"""Who left is no member any more: neither counted among them, nor on a level, nor as a drop."""

from __future__ import annotations

from pathlib import Path

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
    assert (chart.table.note or "").startswith("Every single step in the whole time: 4 steps up, 1 step down.")


def test_what_nobody_did_is_nothing_and_not_unknown(result: rk.Result) -> None:
    """Gold went to nobody who stayed: seen in a quarter, not at the ends of the whole time."""
    rows = [row for table in all_figures(material_of(result, "en")).blocks for row in getattr(table, "rows", ()) if "level" in str(row[0])]
    found = {str(row[0]): row[1:4] for row in rows}
    assert found["Moves between levels (Gold \N{RIGHTWARDS ARROW} left)"] == ("0", "1", "0")
    assert found["Moves between levels (joined \N{RIGHTWARDS ARROW} no level)"] == ("0", "0", "2")
    assert found["Share of members by level (Gold)"] == ("33.3%", "0.0%", "0.0%")
    assert UNKNOWN not in {cell for cells in found.values() for cell in cells}


LATE_PROGRAM = PROGRAM + """\
wallets: { points: { unit: point/points, expires: 30 days after earning } }
rules: { thanks: { on: activity "review", give: 5 points } }
"""
IN_TIME = "".join(
    f"{name}1,purchase,2024-05-10,{name},10,,\n{name}2,activity,{day},{name},,review,\n"
    for name, day in (("eve", "2024-06-10"), ("fay", "2024-06-10"), ("gus", "2024-05-11"))
)
LATE = """\
5,purchase,2024-05-12,eve,10,,
6,refund,2024-05-13,fay,10,,fay1
7,leave,2024-05-14,gus,,,
8,purchase,2024-07-02,eve,10,,
"""


def test_moves_that_late_events_bring_count_too(tmp_path: Path) -> None:
    """What is told in July of May lifts eve from Silver to Gold and takes fay's level; gus had left by then, which is no drop."""
    (tmp_path / "p.yaml").write_text(LATE_PROGRAM, encoding="utf-8")
    for name, rows in (("before", IN_TIME), ("after", LATE)):
        (tmp_path / f"{name}.csv").write_text("event_id,type,at,member_id,amount,activity,ref\n" + rows, encoding="utf-8")
    program = rk.load(tmp_path / "p.yaml")
    before = rk.replay(program, rk.read_ledger(tmp_path / "before.csv"), until="2024-06-30")
    found = rk.resume(program, before.snapshot, rk.read_ledger(tmp_path / "after.csv"))
    reasons = [(one.member_id, one.reason, one.rule) for one in found.entries_list if (one.reason or "").startswith("tier from")]
    assert reasons == [("eve", "tier from Silver", "Gold"), ("fay", "tier from Silver", "none"), ("gus", "tier from Silver", "none")]
    section = tiers(material_of(found, "en"))
    assert section is not None
    chart = section.blocks[0]
    assert isinstance(chart, Chart)
    assert (chart.table.note or "").startswith("Every single step in the whole time: 1 step up, 1 step down.")


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
