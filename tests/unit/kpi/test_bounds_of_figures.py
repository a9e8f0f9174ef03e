"""What `rulekit kpis` does at its bounds: days before the periods, many cohorts, many parts, names like its own, rows left out."""

from __future__ import annotations

import sys
from datetime import date, timedelta
from pathlib import Path

import pytest

import rulekit as rk
from rulekit.diagnostics import UsageError
from rulekit.kpi import measure, of_ledger
from rulekit.kpi.kpis import schema_for

PROGRAM = """\
program: P
currency: EUR
timezone: UTC
attributes:
  member: { city: text }
  purchase: { score: number }
"""


@pytest.fixture
def program(tmp_path: Path) -> rk.Program:
    (tmp_path / "p.yaml").write_text(PROGRAM, encoding="utf-8")
    return rk.load(tmp_path / "p.yaml")


def ledger(folder: Path, head: str, *rows: str) -> rk.Ledger:
    place = folder / "ledger.csv"
    place.write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
    return rk.read_ledger(place)


def test_every_figure_is_there_when_a_survey_is_older_than_the_figures(program: rk.Program, tmp_path: Path):
    sales = ledger(
        tmp_path, "event_id,type,at,member_id,amount,activity,score",
        "1,activity,2024-01-10,anna,,survey,10", "2,purchase,2024-01-11,anna,5,,", "3,activity,2024-03-10,anna,,survey,0",
        "4,purchase,2024-03-11,anna,7,,",
    )  # fmt: skip
    found = rk.kpis(sales, program=program, by="month", history_starts="2024-03-01")
    values = {one["id"]: one["value"] for one in found["kpis"] if one["scope"] == "identified customers"}
    assert values["nps"] == "-100"


def test_where_there_would_be_too_many_cohorts_they_are_of_longer_periods(program: rk.Program, tmp_path: Path):
    days = [date(2022, 1, 1) + timedelta(days=number) for number in range(500)]
    sales = ledger(tmp_path, "event_id,at,member_id,amount", *(f"{day},{day},m{day},1" for day in days))
    found = rk.kpis(sales, program=program, by="day")
    assert found["cohorts"]["by"] == "week"
    assert sum(row["size"] for row in found["cohorts"]["rows"]) == 500
    assert all(row["on_or_after"][0] == row["on"][0] == row["size"] for row in found["cohorts"]["rows"])


def test_too_many_parts_are_a_usage_error(program: rk.Program, tmp_path: Path):
    days = [date(2022, 1, 1) + timedelta(days=number) for number in range(200)]
    sales = ledger(tmp_path, "event_id,at,member_id,amount,city", *(f"{day},{day},m{day},1,c{day}" for day in days))
    with pytest.raises(UsageError, match="200 parts in 200 periods are too many"):
        rk.kpis(sales, program=program, by="day", segment="city")
    assert rk.kpis(sales, program=program, by="month", segment="city")["kpis"]


def test_too_many_periods_are_a_usage_error_as_well(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sys.modules[measure.__module__], "MOST_FIGURES", 1_000)
    sales = ledger(tmp_path, "event_id,at,member_id,amount", "1,2024-01-01,a,5", "2,2024-10-26,a,5")
    with pytest.raises(UsageError, match="the figures of 300 periods are too many to hold"):
        rk.kpis(sales, by="day")
    assert len(rk.kpis(sales, by="month")["kpis"]) <= 1_000


def test_what_figures_are_measured_for_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    warehouse = of_ledger(ledger(tmp_path, "event_id,at,member_id,amount", "1,2024-01-01,a,5", "2,2024-02-01,b,9", "3,2024-02-01,b,9"), schema_for(None))
    subjects = len(measure(warehouse, ids=["rfm.customers"]))
    assert subjects > 1
    monkeypatch.setattr(sys.modules[measure.__module__], "MOST_FIGURES", subjects - 1)
    with pytest.raises(UsageError, match="too many to hold"):
        measure(warehouse, ids=["rfm.customers"])


def test_a_value_that_is_called_like_a_part_of_ours_is_another_part(program: rk.Program, tmp_path: Path):
    sales = ledger(
        tmp_path, "event_id,at,member_id,amount,city",
        "1,2024-01-01,a,5,anonymous", "2,2024-01-01,,7,", "3,2024-01-01,b,11,unknown", "4,2024-01-01,c,13,",
    )  # fmt: skip
    found = rk.kpis(sales, program=program, segment="city")["kpis"]
    gross = {one["segment"]: one["value"] for one in found if (one["id"], one["scope"]) == ("sales.gross", "all sales")}
    assert gross == {"anonymous": "7", '"anonymous"': "5", "unknown": "13", '"unknown"': "11"}


def test_an_attribute_that_is_called_like_a_segment_of_ours(tmp_path: Path):
    (tmp_path / "p.yaml").write_text(PROGRAM.replace("city: text", "cohort: text"), encoding="utf-8")
    program = rk.load(tmp_path / "p.yaml")
    sales = ledger(tmp_path, "event_id,at,member_id,amount,member.cohort", "1,2024-01-01,a,5,early", "2,2024-02-01,b,7,late")
    found = {name: rk.kpis(sales, program=program, segment=name)["kpis"] for name in ("cohort", "member.cohort")}
    names = {name: sorted({one["segment"] for one in records}) for name, records in found.items()}
    assert names == {"cohort": ["2024-01", "2024-02"], "member.cohort": ["early", "late"]}
    with pytest.raises(UsageError) as refused:
        rk.kpis(sales, program=program, segment="shoe size")
    assert refused.value.help == "there are: cohort, member.cohort"


def test_rows_that_cannot_be_read_are_counted(program: rk.Program, tmp_path: Path):
    sales = ledger(tmp_path, "event_id,at,member_id,amount", "1,2024-01-01,a,5", '2,2024-01-02,a,"7,50"', "3,soon,a,1")
    assert of_ledger(sales, schema_for(program)).left_out == 2
