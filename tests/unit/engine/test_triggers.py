"""The calendar can be asked far ahead: what is planned stays small, and the work is that of the days on which something happens."""

from __future__ import annotations

import pytest

from rulekit.diagnostics import Source
from rulekit.engine import Engine
from rulekit.semantics import check_program

PROGRAM = """\
program: Far ahead
currency: EUR
timezone: Europe/Berlin
attributes: { member: { birthday: date } }
wallets: { points: { unit: point/points } }
rules:
  birthday: { on: birthday, give: 1 point }
  quarter: { on: first day of quarter, give: 1 point }
  week: { on: first day of week, until: 2024-12-31, give: 1 point }
  quiet: { on: 7 days without purchase, give: 1 point }
"""


@pytest.fixture
def engine() -> Engine:
    program, _ = check_program(Source("program.yaml", PROGRAM))
    assert program is not None
    found = Engine(program)
    found.apply({"event_id": "e", "type": "enrol", "at": "2024-01-01 12:00", "member_id": "anna", "member.birthday": "1990-03-01"})
    return found


def test_the_end_of_the_calendar_is_reached_in_one_go_or_in_many(engine: Engine) -> None:
    entries = engine.advance("2399-12-31")
    earned = [entry.rule for entry in entries if entry.kind == "earn"]
    assert {rule: earned.count(rule) for rule in earned} == {"birthday": 376, "quarter": 4 * 376 - 1, "week": 52, "quiet": 1}
    assert len(engine.book.members["anna"].due_days) <= 1


def test_advancing_in_steps_gives_the_same(engine: Engine) -> None:
    program = engine.book.plan.program
    other = Engine(program, engine.snapshot())
    steps = [entry for year in range(2024, 2031) for month in (2, 7, 12) for entry in other.advance(f"{year}-{month:02}-11")]
    assert steps == list(engine.advance("2030-12-11"))


def test_purchases_do_not_pile_up_what_is_planned(engine: Engine) -> None:
    for number in range(200):
        day = f"2024-{1 + number // 28:02}-{1 + number % 28:02} 13:00"
        engine.apply({"event_id": f"p{number}", "at": day, "member_id": "anna", "amount": "1.00"})
        assert len(engine.book.members["anna"].due_days) <= 2


def test_birthdays_that_come_and_go_plan_one_day_each_at_most(engine: Engine) -> None:
    for number in range(100):
        record = {"event_id": f"c{number}", "type": "profile", "at": f"2024-01-01 13:{number // 60:02}:{number % 60:02}"}
        engine.apply({**record, "member_id": "anna", "member.birthday": f"1990-{1 + number % 12:02}-15"})
    assert len(engine.book.members["anna"].due_days) <= 2
