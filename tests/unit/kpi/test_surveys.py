"""CSAT and NPS, from a ledger of activities to the figures; what is no answer of the scale does not count, and that is said."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

import rulekit as rk
from rulekit.cli.main import cli

PROGRAM = """\
program: P
currency: EUR
timezone: UTC
attributes:
  purchase: {{ score: {kind}, satisfaction: number, channel: text }}
wallets:
  points: {{ unit: point/points }}
rules:
  base: {{ on: purchase, give: 1 point per 1 EUR }}
  asked: {{ on: activity "survey", give: 5 points }}
tests:
  an answer gives points:
    given:
      - {{ at: 2024-01-01, member: anna, activity: survey, score: 9 }}
    expect:
      anna: {{ points: 5 }}
"""
LEDGER = """\
event_id,type,at,member_id,amount,activity,score,satisfaction,channel
p1,purchase,2024-01-01,anna,10,,7,,store
s1,activity,2024-01-02,anna,,survey,10,5,app
s2,activity,2024-01-03,bo,,survey,9,3,app
s3,activity,2024-01-04,cleo,,survey,6,,
s4,activity,2024-01-05,dan,,survey,8,4,
s5,activity,2024-01-06,emil,,review,0,1,
s6,activity,2024-02-01,anna,,survey,{odd},6,
s7,activity,2024-02-02,bo,,survey,0,1,
"""


@pytest.fixture(params=["number", "text", "'[10, 9, 8, 7, 6, 0, 11, 9.5]'"])
def case(request, tmp_path: Path) -> tuple[str, str]:
    kind = request.param.strip("'")
    (tmp_path / "p.yaml").write_text(PROGRAM.format(kind=kind), encoding="utf-8")
    odd = {"number": "11", "text": "very likely"}.get(kind, "9.5")
    (tmp_path / "l.csv").write_text(LEDGER.format(odd=odd), encoding="utf-8")
    return str(tmp_path / "p.yaml"), str(tmp_path / "l.csv")


def answered(*arguments: str) -> dict[tuple[str, str], tuple[str | None, list[str]]]:
    shown = CliRunner().invoke(cli, ["kpis", *arguments, "--by", "month", "--format", "json"])
    assert shown.exit_code == 0, shown.output
    records = [one for one in json.loads(shown.stdout)["kpis"] if one["scope"] == "identified customers"]
    return {
        (one["id"], one["period"]): (one["value"], [flag for flag in one["flags"] if flag != "partial"])
        for one in records
        if one["id"] in ("nps", "csat")
    }


EXPECTED = {
    ("csat", "2024-01"): ("0.666667", []), ("csat", "2024-02"): ("0", ["answers_left_out"]),
    ("nps", "2024-01"): ("25", []), ("nps", "2024-02"): ("-100", ["answers_left_out"]),
}  # fmt: skip


def test_a_ledger_alone(case):
    program, ledger = case
    assert answered("--ledger", ledger, "--program", program) == EXPECTED


def test_a_result_folder(case, tmp_path):
    rk.replay(rk.load(case[0]), rk.read_ledger(case[1])).write(tmp_path / "r")
    assert answered(str(tmp_path / "r")) == EXPECTED


def test_what_is_left_out_is_said(case):
    program, ledger = case
    shown = CliRunner().invoke(cli, ["kpis", "--ledger", ledger, "--program", program, "--by", "month"]).stdout
    assert "csat, nps in 2024-02: answers beyond the scale of the survey do not count" in shown


def test_a_test_of_a_program_knows_the_answer(case):
    assert CliRunner().invoke(cli, ["test", case[0]]).exit_code == 0


def test_the_answer_is_part_of_what_makes_two_deliveries_equal(case, tmp_path):
    program = rk.load(case[0])
    once = LEDGER.format(odd=9).partition("s2")[0]
    for again, found in (("10", (1, 0)), ("9", (0, 1))):
        (tmp_path / "again.csv").write_text(once.replace("survey,10", f"survey,{again}"), encoding="utf-8")
        (tmp_path / "once.csv").write_text(once, encoding="utf-8")
        result = rk.replay(program, rk.read_ledger([tmp_path / "once.csv", tmp_path / "again.csv"]))
        rejected = [one for one in result.rejections if one.code == "event.conflict"]
        assert (result.duplicates - 1, len(rejected)) == found
