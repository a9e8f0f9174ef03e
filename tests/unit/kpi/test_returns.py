"""A return is one return, and each of its lines one line, however many purchases linking splits it over."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

import rulekit as rk
from rulekit.kpi import of_folder
from rulekit.kpi.kpis import figures_of
from rulekit.ledger.event import LedgerSchema
from rulekit.ledger.events_table import events_table
from rulekit.report.blocks import Prose
from rulekit.report.material import material_of
from rulekit.report.sections.sales import returns
from rulekit.values.zone import Zone

PROGRAM = """\
program: P
currency: EUR
timezone: UTC
enrolment: automatic
wallets: { points: { unit: point/points } }
rules: { base: { on: purchase, give: 1 point per 1 EUR } }
"""
COLUMNS = ("event_id", "type", "at", "member_id", "sku", "quantity", "line_amount")
MAPPING = "columns:\n" + "".join(f"  {name}: {name}\n" for name in COLUMNS) + "refunds: { link: same member and sku }\n"
LEDGER = ",".join(COLUMNS) + """
a,purchase,2024-01-01,anna,tea,2,4
a,purchase,2024-01-01,anna,jam,1,5
b,purchase,2024-01-02,anna,tea,2,4
c,purchase,2024-01-03,anna,cup,1,9
d,purchase,2024-01-04,,cup,1,9
r,refund,2024-02-01,anna,tea,3,6
r,refund,2024-02-01,anna,jam,1,5
r,refund,2024-02-01,anna,hat,1,7
s,refund,2024-02-02,anna,cup,1,9
t,refund,2024-02-03,,cup,1,9
"""
"""`r` comes back from `a` and `b`, its tea from both, and its hat was never bought: 3 lines, of which parts have 4."""

FIGURES = {
    "return_rate.orders": ("3", "4"), "return_rate.of_documents": ("3", "7"), "return_rate.lines": ("5", "5"),
    "return_rate.units": ("7", "7"), "return_rate.value": ("36", "31"),
}  # fmt: skip


@pytest.fixture
def result(tmp_path: Path) -> rk.Result:
    (tmp_path / "p.yaml").write_text(PROGRAM, encoding="utf-8")
    return rk.replay(rk.load(tmp_path / "p.yaml"), ledger(tmp_path))


def ledger(folder: Path) -> rk.Ledger:
    (folder / "l.csv").write_text(LEDGER, encoding="utf-8")
    (folder / "m.yaml").write_text(MAPPING, encoding="utf-8")
    return rk.read_ledger(folder / "l.csv", folder / "m.yaml")


def figures(found: dict, scope: str = "all sales") -> dict[str, tuple[str | None, str | None]]:
    return {
        one["id"]: (one["numerator"], one["denominator"])
        for one in found["kpis"]
        if one["id"] in FIGURES and one["scope"] == scope and one["subject"] is None
    }


def test_a_return_is_counted_once_of_a_ledger_and_of_its_result(tmp_path, result):
    result.write(tmp_path / "result")
    of_all = [rk.kpis(ledger(tmp_path)), rk.kpis(result=result), figures_of(of_folder(tmp_path / "result"))]
    assert [figures(found) for found in of_all] == [FIGURES] * 3
    known = [figures(found, "identified customers") for found in of_all]
    assert known == [known[0]] * 3
    assert (known[0]["return_rate.orders"], known[0]["return_rate.lines"]) == (("2", "3"), ("4", "4"))


def test_parts_say_what_they_are_parts_of(tmp_path):
    schema = LedgerSchema("EUR", Zone("UTC"))
    found = events_table(ledger(tmp_path).load(schema).events, schema).to_pylist()
    assert [(one["event_id"], one["document"], one["lines"], one["units"]) for one in found if one["kind"] == "refund"] == [
        ("r/a", "r", 1, Decimal(2)), ("r/b", "r", 1, Decimal(2)), ("r/unlinked", "r", 1, Decimal(1)), ("s", None, 1, Decimal(1)), ("t", None, 1, Decimal(1)),
    ]  # fmt: skip


def test_a_report_tells_whole_returns(result):
    section = returns(material_of(result, "en"))
    assert section is not None
    [few] = [block for block in section.blocks if isinstance(block, Prose)]
    assert few.text.startswith("There were 3 returns: ")
    assert "€18.00" in few.text
