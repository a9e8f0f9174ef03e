"""How good the data is: what the counts mean."""

from __future__ import annotations

from pathlib import Path

import pytest

import rulekit as rk
from rulekit.report.blocks import Table
from rulekit.report.material import material_of
from rulekit.report.sections.quality import quality, rejections

PROGRAM = "program: P\ncurrency: EUR\ntimezone: UTC\n"
ONE = "event_id,type,at,member_id,amount,sku,line_amount\n1,purchase,2024-01-01,anna,10,cake,10\n"


@pytest.mark.parametrize(
    ("more", "is_said"),
    [
        ("", False), ("1,purchase,2024-01-01,anna,10,tea,0\n", True), ("2,refund,2024-01-02,anna,4,,\n", True),
        ("2,purchase,2024-01-02,anna,xx,,\n", False),
    ],
    ids=["a row for each purchase", "a receipt of two rows", "a return", "a row that could not be used"],
)
@pytest.mark.parametrize("lang", ["en", "de"])
def test_why_there_are_more_rows_than_purchases(tmp_path: Path, more: str, is_said: bool, lang: str) -> None:
    (tmp_path / "p.yaml").write_text(PROGRAM, encoding="utf-8")
    (tmp_path / "s.csv").write_text(ONE + more, encoding="utf-8")
    material = material_of(rk.replay(rk.load(tmp_path / "p.yaml"), rk.read_ledger(tmp_path / "s.csv")), lang)
    [table] = [block for block in quality(material).blocks if isinstance(block, Table)]
    assert table.note == (material.texts("quality/more_rows") if is_said else None)
    assert material.format.number(2 if more else 1) == table.rows[0][1]


@pytest.mark.parametrize(
    ("row", "is_said"),
    [("2,enrol,2024-01-02,bo,,anna\n", False), ("2,enrol,2024-01-02,bo,,bo\n", True), ("2,purchase,soon,bo,3,\n", False)],
    ids=["nothing was rejected", "a referral was", "a row was"],
)
@pytest.mark.parametrize("lang", ["en", "de"])
def test_that_the_rest_of_a_row_counts_is_said_only_of_rejected_referrals(tmp_path: Path, row: str, is_said: bool, lang: str) -> None:
    (tmp_path / "p.yaml").write_text(PROGRAM, encoding="utf-8")
    (tmp_path / "s.csv").write_text("event_id,type,at,member_id,amount,referred_by\n1,purchase,2024-01-01,anna,10,\n" + row, encoding="utf-8")
    material = material_of(rk.replay(rk.load(tmp_path / "p.yaml"), rk.read_ledger(tmp_path / "s.csv")), lang)
    notes = [block.note or "" for block in rejections(material).blocks if isinstance(block, Table)]
    assert any(material.texts("rejections/referral_note") in note for note in notes) == is_said
