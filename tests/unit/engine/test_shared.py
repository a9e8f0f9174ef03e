"""An engine whose program has a budget: one queue of all members, kept by snapshots and by their files (S2.4)."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import rulekit as rk
from rulekit.diagnostics import Source, UsageError
from rulekit.engine import Engine
from rulekit.program.model import Program
from rulekit.semantics import check_program

TEXT = """
program: Shared
currency: EUR
timezone: Europe/Berlin
wallets:
  points: { unit: point/points, expires: 7 days after earning }
rules:
  base: { on: purchase, give: 1 point per 1 EUR, budget: 100 points }
"""


@pytest.fixture(name="program")
def _program() -> Program:
    program, findings = check_program(Source("p.yaml", TEXT))
    assert program is not None, findings
    return program


def sale(event_id: str, member: str, at: str, amount: str = "30.00") -> dict[str, Any]:
    return {"event_id": event_id, "member_id": member, "at": at, "amount": amount}


def test_an_event_older_than_another_member_s_is_late(program: Program):
    engine = Engine(program)
    engine.apply(sale("p1", "anna", "2024-06-02 12:00"))
    late = engine.apply(sale("p2", "bert", "2024-06-02 11:59"))
    why = "it is older than an event or a day applied already; with a budget or a stock all members' events come in order"
    assert [(rejection.code, rejection.reason) for rejection in late.rejections] == [("event.late", why)]
    assert engine.apply(sale("p3", "bert", "2024-06-02 12:01")).status == "created"
    engine.advance("2024-07-01")
    assert engine.apply(sale("p4", "cleo", "2024-06-30 12:00")).status == "rejected"


def test_a_forecast_knows_that_the_last_piece_goes_to_one_of_them():
    text = """
program: One mug
currency: EUR
timezone: Europe/Berlin
wallets:
  points: { unit: point/points, available: after 14 days, expires: 30 days after earning }
rules:
  base: { on: purchase, give: 1 point per 1 EUR }
rewards:
  mug: { kind: gift, price: 10 points, auto: yes, stock: 1, valid: 7 days }
"""
    program, findings = check_program(Source("p.yaml", text))
    assert program is not None, findings
    engine = Engine(program)
    engine.apply(sale("p1", "bert", "2024-06-01 12:00", "10.00"))
    engine.apply(sale("p2", "anna", "2024-06-01 12:01", "10.00"))
    engine.apply(sale("p3", "cleo", "2024-06-05 12:00", "1.00"))
    lines = engine.forecast(days=30)
    assert [(line.member_id, line.kind, line.day.isoformat()) for line in lines] == [("bert", "expire", "2024-07-01")]
    assert engine.forecast("bert", days=26) == ()
    assert engine.forecast("bert", days=27) == lines
    assert engine.forecast("anna", days=30) == ()
    engine.advance("2024-07-05")
    assert [reward.status for reward in engine.member("anna").rewards] == ["lapsed"]
    assert engine.member("bert").rewards == ()


def test_an_anonymous_sale_stands_outside_the_queue(program: Program):
    engine = Engine(program)
    engine.apply(sale("p1", "anna", "2024-06-02 12:00"))
    assert engine.apply(sale("p2", "", "2024-06-01 12:00")).status == "created"


def test_what_falls_due_for_others_comes_first_day_by_day_in_order_of_their_ids(program: Program):
    engine = Engine(program)
    engine.apply(sale("p1", "bert", "2024-06-01 12:00"))
    engine.apply(sale("p2", "anna", "2024-06-01 12:01"))
    engine.apply(sale("p3", "cleo", "2024-06-01 12:02", "1.00"))
    event = sale("p4", "dora", "2024-06-09 12:00", "1.00")
    promised = engine.preview(event)
    outcome = engine.apply(event)
    assert promised == outcome
    assert [(entry.member_id, entry.kind) for entry in outcome][:4] == [
        ("anna", "expire"), ("bert", "expire"), ("cleo", "expire"), ("dora", "enrol"),
    ]  # fmt: skip


def test_a_snapshot_keeps_what_is_used_and_who_is_next(program: Program, tmp_path: Path):
    engine = Engine(program)
    engine.apply(sale("p1", "anna", "2024-06-02 12:00", "90.00"))
    rk.write_snapshot(tmp_path / "state.parquet", engine.snapshot())
    again = Engine(program, rk.read_snapshot(tmp_path / "state.parquet"))
    assert again.snapshot() == engine.snapshot()
    assert again.apply(sale("p2", "bert", "2024-06-02 11:00")).status == "rejected"
    assert [entry.cut for entry in again.apply(sale("p3", "bert", "2024-06-02 13:00")) if entry.kind == "earn"] == [20]


def test_a_snapshot_whose_shared_part_is_broken_is_refused(program: Program):
    broken = replace(Engine(program).snapshot(), shared="[")
    with pytest.raises(UsageError, match="budgets and stock"):
        Engine(program, broken)
