"""Whose the sales are: bars, table and share speak of the same purchases."""

from __future__ import annotations

from pathlib import Path

import pytest

import rulekit as rk
from rulekit.report.blocks import Chart
from rulekit.report.formats import UNKNOWN
from rulekit.report.material import material_of
from rulekit.report.sections.sales import sales

PROGRAM = """\
program: P
currency: EUR
timezone: UTC
enrolment: required
wallets: { points: { unit: point/points } }
rules: { base: { on: purchase, give: 1 point per 1 EUR } }
"""
LEDGER = """\
event_id,type,at,member_id,amount,ref
1,purchase,2024-01-10,anna,70,
2,enrol,2024-01-20,anna,,
3,purchase,2024-01-25,anna,30,
4,purchase,2024-02-10,anna,60,
5,purchase,2024-02-11,,20,
6,leave,2024-02-20,anna,,
7,purchase,2024-02-25,anna,40,
8,refund,2024-02-26,,30,4
9,purchase,2024-04-25,,5,
"""


@pytest.mark.parametrize(
    ("lang", "title", "rows"),
    [
        ("en", "Sales before returns", [
            ("Jan 2024*", "€30.00", "€70.00", "€100.00", "30.0%", "€100.00"),
            ("Feb 2024", "€60.00", "€60.00", "€120.00", "50.0%", "€90.00"),
            ("Mar 2024", "€0.00", "€0.00", "€0.00", UNKNOWN, "€0.00"),
            ("Apr 2024*", "€0.00", "€5.00", "€5.00", "0.0%", "€5.00"),
        ]),
        ("de", "Umsatz vor Rückgaben", [
            ("Jan. 2024*", "30,00 €", "70,00 €", "100,00 €", "30,0 %", "100,00 €"),
            ("Feb. 2024", "60,00 €", "60,00 €", "120,00 €", "50,0 %", "90,00 €"),
            ("März 2024", "0,00 €", "0,00 €", "0,00 €", UNKNOWN, "0,00 €"),
            ("Apr. 2024*", "0,00 €", "5,00 €", "5,00 €", "0,0 %", "5,00 €"),
        ]),
    ],
)  # fmt: skip
def test_members_are_who_was_one_when_buying(tmp_path: Path, lang: str, title: str, rows: list[tuple[str, ...]]) -> None:
    """Anna is none on 10 January nor on 25 February; what she brings back was a member's and counts in the last column alone."""
    (tmp_path / "p.yaml").write_text(PROGRAM, encoding="utf-8")
    (tmp_path / "l.csv").write_text(LEDGER, encoding="utf-8")
    chart = sales(material_of(rk.replay(rk.load(tmp_path / "p.yaml"), rk.read_ledger(tmp_path / "l.csv")), lang)).blocks[0]
    assert isinstance(chart, Chart)
    assert chart.title == title
    shown = [tuple(str(cell).replace("\N{NO-BREAK SPACE}", " ") for cell in row[:6]) for row in chart.table.rows]
    assert shown == rows
    assert {row["s"]: row["y"] for row in chart.spec["data"]["values"] if row["x"] == rows[1][0]} == {
        chart.table.head[1]: 60, chart.table.head[2]: 60,
    }  # fmt: skip
