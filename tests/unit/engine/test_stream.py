"""A replay goes member by member where that comes to the same, and keeps the order of time where it may not (I9)."""

import pytest

from rulekit.diagnostics import Source
from rulekit.engine import Engine, interpreter
from rulekit.engine.book import Book
from rulekit.engine.stream import stream
from rulekit.ledger.event import Event
from rulekit.semantics import check_program

TEXT = """
program: Alone
currency: EUR
timezone: Europe/Berlin
wallets:
  points: { unit: point/points }
rules:
  base: { on: purchase, give: 1 point per 1 EUR }
"""
BUDGET = "  once: { on: purchase, give: 1 point, budget: 100 points }\n"


def book_of(text: str = TEXT) -> Book:
    program, findings = check_program(Source("p.yaml", text))
    assert program is not None, findings
    return Engine(program).book


def event(kind: str, event_id: str, at: int, member_id: str | None, ref: str | None = None, referred_by: str | None = None) -> Event:
    amount = 100_000 if kind in ("purchase", "refund") else None
    return Event(event_id, kind, at, 738_000, 60, member_id, amount, ref=ref, referred_by=referred_by)  # type: ignore[arg-type]


def ids(events: list[Event], text: str = TEXT) -> list[str]:
    return [one.event_id for one in stream(book_of(text), events)]


SALES = [event("purchase", "a1", 1, "anna"), event("purchase", "b1", 2, "bert"), event("purchase", "a2", 3, "anna")]


def test_a_member_s_events_stand_together_in_their_order():
    assert ids(SALES) == ["a1", "a2", "b1"]


def test_a_refund_without_a_member_stands_with_its_purchase():
    assert ids([*SALES, event("refund", "r1", 4, None, ref="b1")]) == ["a1", "a2", "b1", "r1"]
    assert ids([*SALES, event("refund", "r1", 4, None, ref="nothing")]) == ["a1", "a2", "b1", "r1"]


def test_the_order_of_time_is_kept_for_a_budget():
    assert ids(SALES, TEXT + BUDGET) == ["a1", "b1", "a2"]


@pytest.mark.parametrize(
    "odd",
    [
        event("refund", "r0", 0, "bert", ref="a1"),
        event("enrol", "e0", 0, "cleo", referred_by="bert"),
        event("refund", "r0", 0, "bert", ref="r1"),
    ],
    ids=["a foreign purchase", "a referrer", "a refund of a refund"],
)
def test_the_order_of_time_is_kept_where_members_name_each_other(odd: Event):
    events = [odd, *SALES, event("refund", "r1", 4, "anna", ref="a1")]
    assert ids(events) == ["r0" if odd.kind == "refund" else "e0", "a1", "b1", "a2", "r1"]


def test_what_was_applied_before_keeps_the_order_of_time():
    book = book_of()
    interpreter.apply(book, event("purchase", "c1", 0, "cleo"))
    assert list(stream(book, SALES)) == SALES
