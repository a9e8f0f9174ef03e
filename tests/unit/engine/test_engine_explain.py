"""`Engine.explain`: the story of a member from the state alone, as `rulekit explain` tells it from a ledger."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

import rulekit as rk
from rulekit.cli.main import cli
from rulekit.diagnostics import Source
from rulekit.program.model import Program
from rulekit.semantics import check_program

ROOT = Path(__file__).resolve().parents[3]
SHOP = """
program: Shop
currency: EUR
timezone: Europe/Berlin
wallets:
  points: { unit: point/points, expires: 30 days after earning }
rules:
  base: { on: purchase, give: 1 point per 1 EUR }
  large: { on: purchase, if: basket.total >= 20 EUR, give: 5 points }
referral:
  qualifies: first purchase of at least 20 EUR
  referrer: { give: 7 points }
rewards:
  mug: { kind: gift, price: 10 points, valid: 30 days }
"""


def program_of(text: str) -> Program:
    program, findings = check_program(Source("p.yaml", text))
    assert program is not None, [finding.message for finding in findings]
    return program


def sale(event_id: str, at: str, amount: str, member_id: str = "anna") -> dict[str, Any]:
    return {"event_id": event_id, "at": f"2024-{at}", "member_id": member_id, "amount": amount}


def applied(program: Program, *events: dict[str, Any]) -> rk.Engine:
    engine = rk.Engine(program)
    for event in events:
        assert engine.apply(event).status == "created"
    return engine


def entries_of(engine: rk.Engine, member_id: str = "anna") -> list[str]:
    return [entry.line() for chapter in engine.explain(member_id) for entry in chapter.entries]


@pytest.mark.parametrize(("example", "member_id"), [("bakery", "hannelore"), ("vip-tiers", ""), ("referral", ""), ("fashion-shop", "")])
def test_a_story_reads_as_the_command_prints_it(example: str, member_id: str) -> None:
    program, ledger = (ROOT / "examples" / example / name for name in ("program.yaml", "ledger.csv"))
    result = rk.replay(rk.load(program), rk.read_ledger(ledger))
    whose = member_id or max(result.members_list, key=lambda member: len(member.seen)).member_id
    printed = CliRunner().invoke(cli, ["explain", str(program), str(ledger), "--member", whose, "-v"])
    assert printed.exit_code == 0, printed.output
    told = [str(chapter) for chapter in result.engine.explain(whose)]
    assert told == [text for text in printed.stdout.rstrip("\n").split("\n\n")[1:] if "\n  rejected:" not in text]
    assert len(told) > 5


def test_each_entry_has_its_reasons_as_text_and_as_data() -> None:
    (first,) = applied(program_of(SHOP), sale("p1", "03-01 09:00", "12.00")).explain("anna")
    assert str(first) == (
        """\
2024-03-01 09:00  purchase p1 of 12.00 EUR
    1  joins the program
    2  earns 12 points by base, usable until 2024-03-31 (lot 2)
         1 point for each full euro of 12.00 EUR: 12 points
    3  can spend 12 points of lot 2; the balance is 12 points
       large: nothing
           no   basket.total >= 20 EUR (basket.total is 12.00 EUR, 8.00 EUR too little)
           missing: basket.total is 8.00 EUR short of 20.00 EUR"""
    )
    record = first.record()
    assert record["event_id"] == "p1"
    assert [rule["name"] for rule in record["rules"]] == ["base", "large"]
    assert record["entries"][1]["text"] == "earns 12 points by base, usable until 2024-03-31 (lot 2)"


def test_it_tells_what_a_friend_brought_and_what_fell_due() -> None:
    naming = {"event_id": "e1", "type": "enrol", "at": "2024-03-02 09:00", "member_id": "ben", "referred_by": "anna"}
    engine = applied(program_of(SHOP), sale("p1", "03-01 09:00", "12.00"), naming, sale("p2", "03-03 09:00", "20.00", "ben"))
    entries = engine.advance("2024-05-01")
    titles = [chapter.title for chapter in engine.explain("anna")]
    assert titles == ["purchase p1 of 12.00 EUR", "purchase p2 of 20.00 EUR by ben", *["what falls due on this day"] * 2]
    assert [entry.line() for entry in entries if entry.member_id == "anna"] == entries_of(engine)[-2:]


def test_the_account_is_told_again_to_the_letter_and_nothing_is_kept() -> None:
    engine, entries = rk.Engine(program_of(SHOP)), []
    redemption = {"event_id": "d1", "type": "redeem", "at": "2024-03-02 09:00", "member_id": "anna", "reward": "mug"}
    for event in (sale("p1", "03-01 09:00", "12.00"), redemption, sale("p2", "03-03 09:00", "30.00")):
        entries += [entry.line() for entry in engine.apply(event)]
    before = engine.snapshot()
    assert entries_of(engine) == entries
    assert engine.snapshot() == before
    assert entries_of(rk.Engine(program_of(SHOP), before)) == entries, "a snapshot keeps the events"


def test_after_a_late_event_it_is_the_story_of_a_replay() -> None:
    early, late = sale("p1", "03-01 09:00", "12.00"), sale("p2", "03-02 09:00", "30.00")
    assert entries_of(applied(program_of(SHOP), late, early)) == entries_of(applied(program_of(SHOP), early, late))


@pytest.mark.parametrize("text", [SHOP + "late: reject\n", SHOP.replace("valid: 30 days", "stock: 1")])
def test_where_a_snapshot_keeps_no_events_it_says_so(text: str) -> None:
    program = program_of(text)
    engine = applied(program, sale("p1", "03-01 09:00", "12.00"))
    assert len(engine.explain("anna")) == 1
    with pytest.raises(rk.UsageError, match="keeps no events to explain"):
        rk.Engine(program, engine.snapshot()).explain("anna")


def test_a_stock_is_told_with_what_others_took() -> None:
    program = program_of(SHOP.replace("valid: 30 days", "stock: 1"))
    buys = {"event_id": "d0", "type": "redeem", "at": "2024-03-02 08:00", "member_id": "ben", "reward": "mug"}
    events = (sale("p0", "03-01 08:00", "12.00", "ben"), sale("p1", "03-01 09:00", "12.00"), buys)
    engine = applied(program, *events, buys | {"event_id": "d1", "at": "2024-03-02 09:00", "member_id": "anna"})
    assert [entry.reason for entry in engine.explain("anna")[-1].entries] == ["out of stock"]


@pytest.mark.parametrize("member_id", ["nobody", ""])
def test_somebody_who_never_had_an_event_is_a_key_error(member_id: str) -> None:
    with pytest.raises(KeyError):
        applied(program_of(SHOP), sale("p1", "03-01 09:00", "12.00")).explain(member_id)
