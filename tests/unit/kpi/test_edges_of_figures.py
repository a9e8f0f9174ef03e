"""Figures where ledgers are odd: rejected events, refunds without a member, periods cut short, names and sizes at the limit."""

from __future__ import annotations

from pathlib import Path

import rulekit as rk

PROGRAM = """\
program: P
currency: EUR
timezone: UTC
wallets:
  points: { unit: point/points, value: 0.01 EUR }
rules:
  base: { on: purchase, give: 1 point per 1 EUR }
"""


def ledger(folder: Path, rows: str) -> rk.Ledger:
    (folder / "l.csv").write_text(f"event_id,type,at,member_id,amount,ref\n{rows}", encoding="utf-8")
    return rk.read_ledger(folder / "l.csv")


def program(folder: Path, more: str = "") -> rk.Program:
    (folder / "p.yaml").write_text(PROGRAM + more, encoding="utf-8")
    return rk.load(folder / "p.yaml")


def values(found: dict, kpi: str, scope: str = "all sales") -> list[str | None]:
    return [one["value"] for one in found["kpis"] if (one["id"], one["scope"]) == (kpi, scope)]


def test_rejected_events_are_not_measured(tmp_path):
    rows = "p,purchase,2024-01-01,anna,10,\nr,refund,2024-01-02,,500,p\nq,refund,2024-01-02,anna,5,nowhere\n"
    result = rk.replay(program(tmp_path), ledger(tmp_path, rows))
    assert {one.event_id for one in result.rejections} == {"r", "q"}
    assert values(rk.kpis(result=result), "sales.net") == ["10"]
    assert values(rk.kpis(ledger(tmp_path, rows)), "sales.net") == ["-495"]


def test_an_event_of_which_a_part_is_rejected_is_measured(tmp_path):
    rows = "p,purchase,2024-01-01,anna,10,\n"
    (tmp_path / "enrol.csv").write_text("event_id,type,at,member_id,referred_by\ne,enrol,2024-01-01,bo,nobody\n", encoding="utf-8")
    ledger(tmp_path, rows)
    result = rk.replay(program(tmp_path), rk.read_ledger([tmp_path / "l.csv", tmp_path / "enrol.csv"]))
    assert [one.code for one in result.rejections] == ["event.unknown_referrer"]
    assert sorted(result.events["event_id"].to_pylist()) == ["e", "p"]


def test_a_refund_without_a_member_is_that_of_its_purchase(tmp_path):
    rows = "p,purchase,2024-01-01,anna,10,\nr,refund,2024-01-02,,4,p\na,purchase,2024-01-02,,7,\ns,refund,2024-01-03,,7,a\n"
    found = rk.kpis(ledger(tmp_path, rows))
    assert values(found, "returns.value", "identified customers") == ["4"]
    assert values(found, "returns.value") == ["11"]
    assert values(found, "return_rate.customers", "identified customers") == ["1"]
