"""The heat map of cohorts."""

from __future__ import annotations

from pathlib import Path

import rulekit as rk
from rulekit.report.blocks import Chart
from rulekit.report.material import material_of
from rulekit.report.sections.customers import cohort_map

PROGRAM = "program: P\ncurrency: EUR\ntimezone: UTC\n"


def chart(folder: Path, last: str) -> Chart | None:
    """Two customers begin in January, one in March; anna comes in February and April, cleo in April."""
    rows = ["a,2024-01-05,anna", "b,2024-01-06,bo", "c,2024-02-05,anna", "d,2024-03-01,cleo", "e,2024-04-02,anna", "f,2024-04-03,cleo"]
    text = "".join(f"{row},10\n" for row in [*rows, f"g,{last},dan"])
    (folder / "p.yaml").write_text(PROGRAM, encoding="utf-8")
    (folder / "l.csv").write_text(f"event_id,at,member_id,amount\n{text}", encoding="utf-8")
    section = cohort_map(material_of(rk.replay(rk.load(folder / "p.yaml"), rk.read_ledger(folder / "l.csv")), "en"))
    if section is None:
        return None
    (found,) = section.blocks
    assert isinstance(found, Chart)
    return found


def test_rows_say_how_many_customers_they_are_and_begin_after_the_first_purchase(tmp_path: Path) -> None:
    found = chart(tmp_path, "2024-04-20")
    assert found is not None
    rows = found.spec["data"]["values"]
    assert [(row["s"], row["x"], row["label"]) for row in rows] == [
        ("Jan 2024 (2)", 1, "50%"), ("Jan 2024 (2)", 2, "0%"), ("Jan 2024 (2)", 3, "50%*"), ("Mar 2024 (1)", 1, "100%*"),
    ]  # fmt: skip
    assert [row["p"] for row in rows] == [False, False, True, True]
    assert found.table.head == ("New in", "Customers", "1", "2", "3")
    assert found.note == found.table.note == "* pale with an edge: this period is seen only until 20 April 2024, so more may come."


def test_what_is_over_has_no_star(tmp_path: Path) -> None:
    found = chart(tmp_path, "2024-04-30")
    assert found is not None
    assert not any(row["p"] or "*" in row["label"] for row in found.spec["data"]["values"])
    assert found.note is None
