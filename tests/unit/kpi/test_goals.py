"""Goals held against figures, and benchmarks beside them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

import rulekit as rk
from rulekit.cli.main import cli
from rulekit.kpi.benchmarks import read_benchmarks

PROGRAM = """\
program: P
currency: EUR
timezone: UTC
wallets:
  points: {{ unit: point/points, value: 0.01 EUR }}
  stars: {{ unit: star/stars }}
rules:
  base: {{ on: purchase, give: [1 point per 1 EUR, 1 star per 10 EUR] }}
goals: {{ {goals} }}
"""
LEDGER = """\
event_id,type,at,member_id,amount
1,purchase,2024-01-01,anna,10
2,purchase,2024-01-02,bo,10
3,purchase,2024-02-10,anna,20
4,purchase,2024-03-01,bo,10
"""

CASES = [
    ("retention.strict per month: at least 50%", [("2024-02", None, "0.5", "met")]),
    ("retention.strict per month: at least 50.01%", [("2024-02", None, "0.5", "missed")]),
    ("churn per month: at most 49%", [("2024-02", None, "0.5", "missed")]),
    ("sales.gross: at least 50 EUR", [("all", None, "50", "met")]),
    ("sales.gross per month: at most 20 EUR", [("2024-02", None, "20", "met")]),
    ("sales.gross per year: at least 1 EUR", [(None, None, None, "not observable")]),
    ("nps: at least 1", [("all", None, None, "not observable")]),
    ("points.issued: at least 50 points", [("all", "points", "50", "met")]),
    ("points.issued: at least 6 stars", [("all", "stars", "5", "missed")]),
    ("redemption_rate: at most 5%", [("all", "points", "0", "met"), ("all", "stars", "0", "met")]),
]


def replayed(folder: Path, goals: str) -> Path:
    (folder / "p.yaml").write_text(PROGRAM.format(goals=goals), encoding="utf-8")
    (folder / "l.csv").write_text(LEDGER, encoding="utf-8")
    done = CliRunner().invoke(cli, ["replay", str(folder / "p.yaml"), str(folder / "l.csv"), "--out", str(folder / "r")])
    assert done.exit_code == 0, done.output
    return folder / "r"


@pytest.mark.parametrize("goal", ["sales.gross", "sales.orders", "customers.active"])
def test_a_last_complete_month_without_a_sale_is_missed(tmp_path, goal):
    unit = " EUR" if goal == "sales.gross" else ""
    (tmp_path / "p.yaml").write_text(PROGRAM.format(goals=f"{goal} per month: at least 1{unit}"), encoding="utf-8")
    rows = LEDGER.splitlines(keepends=True)
    (tmp_path / "l.csv").write_text("".join(rows[:3] + rows[4:]), encoding="utf-8")
    [found] = rk.kpis(result=rk.replay(rk.load(tmp_path / "p.yaml"), rk.read_ledger(tmp_path / "l.csv")))["goals"]
    assert (found["period"], found["value"], found["verdict"]) == ("2024-02", "0", "missed")


def test_a_goal_per_day_of_a_long_history(tmp_path):
    """4,000 days are looked at, and the last complete one is judged; what was bought before them is known all the same."""
    goals = "sales.gross per day: at least 10 EUR, customers.new per day: at least 1"
    (tmp_path / "p.yaml").write_text(PROGRAM.format(goals=goals), encoding="utf-8")
    (tmp_path / "l.csv").write_text(LEDGER.replace("2024-01", "2004-01"), encoding="utf-8")
    found = rk.kpis(result=rk.replay(rk.load(tmp_path / "p.yaml"), rk.read_ledger(tmp_path / "l.csv")))["goals"]
    assert [(one["id"], one["period"], one["value"]) for one in found] == [
        ("sales.gross", "2024-03-01", "10"), ("customers.new", "2024-03-01", "0"),
    ]  # fmt: skip


@pytest.mark.parametrize(("goal", "expected"), CASES, ids=[goal for goal, _ in CASES])
def test_a_goal_is_judged(tmp_path, goal, expected):
    result = rk.replay(rk.load(replayed(tmp_path, goal).parent / "p.yaml"), rk.read_ledger(tmp_path / "l.csv"))
    found = rk.kpis(result=result)["goals"]
    assert [(one["period"], one["subject"], one["value"], one["verdict"]) for one in found] == expected


@pytest.mark.parametrize(("goal", "code"), [("churn: at most 5%", 0), ("sales.gross: at least 50.01 EUR", 1)])
def test_a_missed_goal_is_an_exit_code_where_asked_for(tmp_path, goal, code):
    folder = replayed(tmp_path, goal)
    for options, expected in (([], 0), (["--goals"], code)):
        done = CliRunner().invoke(cli, ["kpis", str(folder), *options])
        assert done.exit_code == expected, done.output
        assert "Goals" in done.output
    record = json.loads(CliRunner().invoke(cli, ["kpis", str(folder), "--format", "json"]).output)
    assert record["goals"][0]["id"] == goal.partition(":")[0]


def test_goals_need_a_program(tmp_path):
    replayed(tmp_path, "churn: at most 5%")
    done = CliRunner().invoke(cli, ["kpis", "--ledger", str(tmp_path / "l.csv"), "--goals"])
    assert done.exit_code == 2
    assert rk.kpis(rk.read_ledger(tmp_path / "l.csv"))["goals"] == []


def test_benchmarks_stand_beside(tmp_path):
    folder, usual = replayed(tmp_path, ""), tmp_path / "usual.yaml"
    usual.write_text("- { id: churn, low: 2.5%, high: 20%, source: A   book }\n- { id: aov.gross, high: 30, source: B }\n", encoding="utf-8")
    done = CliRunner().invoke(cli, ["kpis", str(folder), "--benchmarks", str(usual)])
    assert "up to 30.00" in done.output
    assert "usual for churn: A book (2.5 to 20.0 %)" in done.output
    found = rk.kpis(result=None, ledger=rk.read_ledger(tmp_path / "l.csv"), benchmarks=usual)["benchmarks"]
    assert found == [
        {"id": "churn", "low": "0.025", "high": "0.2", "source": "A book"},
        {"id": "aov.gross", "low": None, "high": "30", "source": "B"},
    ]


def test_two_benchmarks_of_one_figure_both_stand_beside_it(tmp_path):
    folder, usual = replayed(tmp_path, ""), tmp_path / "usual.yaml"
    usual.write_text("- { id: aov.gross, high: 30, source: A }\n- { id: aov.gross, low: 20, source: B }\n", encoding="utf-8")
    done = CliRunner().invoke(cli, ["kpis", str(folder), "--benchmarks", str(usual)])
    assert "up to 30.00; from 20.00" in done.output
    assert "usual for aov.gross: A (up to 30.00)\nusual for aov.gross: B (from 20.00)" in done.output


WRONG = {
    "id: churn": "benchmarks are a list",
    "- churn": "a benchmark is made of `key: value` lines",
    "- { id: churn, low: 4, source: x }": "`4` is no value of this figure",
    "- { id: aov.gross, low: 4%, source: x }": "`4%` is no value of this figure",
    "- { id: aov.gross, source: x }": "this benchmark says nothing",
    "- { id: aov.gross, low: 4 }": "this benchmark does not say where it comes from",
    "- { low: 4, source: x }": "this benchmark does not say which figure it is about",
    "- { id: aov, low: 4, source: x }": "no figure is called `aov`",
    "- { id: churn, low: 4%, source: x, page: 3 }": "a benchmark has no key `page`",
    "": "there are no benchmarks in this file",
    "# nothing yet": "there are no benchmarks in this file",
    "- { id: churn, low: -5%, source: x }": "`-5%` is no value of this figure",
    "- { id: churn, low: 40%, high: 20%, source: x }": "`low:` is more than `high:`",
    '- { id: churn, low: 4%, source: "" }': "this benchmark does not say where it comes from",
    '- { id: churn, low: 4%, source: " " }': "this benchmark does not say where it comes from",
    "- { id: churn, low: [4%], source: x }": "`low:` is one piece of text",
}


@pytest.mark.parametrize("text", WRONG)
def test_a_wrong_benchmark_is_said(tmp_path, text):
    path = tmp_path / "usual.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(rk.ProgramError) as raised:
        read_benchmarks(path)
    assert WRONG[text] in [one.message for one in raised.value.diagnostics]


def test_a_missing_file_of_benchmarks(tmp_path):
    with pytest.raises(rk.ProgramError):
        read_benchmarks(tmp_path / "nothing.yaml")
