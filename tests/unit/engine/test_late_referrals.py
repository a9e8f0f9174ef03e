"""Late events where members name each other, or come back under another referrer (S8, S11): in any order, the state of a replay."""

from __future__ import annotations

import itertools
import random

import pytest
from till import EARNING, HEAD, Till

REFERRAL = "referral:\n  qualifies: first purchase\n  referrer: { give: 50 points }\n  friend: { give: 25 points }\n"
MOST_ORDERS = 200

Row = tuple[str, str, dict[str, str]]


def enrols(event_id: str, member: str, at: str, referrer: str | None = None) -> Row:
    return event_id, at, {"type": "enrol", "member_id": member, **({"referred_by": referrer} if referrer else {})}


def buys(event_id: str, member: str, at: str, amount: str) -> Row:
    return event_id, at, {"member_id": member, "amount": amount}


STORIES: dict[str, list[Row]] = {
    "two members name each other, one of them before the other is known": [
        enrols("1", "anna", "01-01", "ben"), enrols("2", "ben", "01-02", "anna"), buys("3", "anna", "01-10", "10"),
        buys("4", "ben", "01-09", "20"), enrols("5", "cleo", "01-05", "anna"),
    ],
    "a chain whose first referrer joined after being named": [
        enrols("1", "dora", "01-01", "anna"), buys("2", "anna", "01-08", "12"), enrols("3", "ben", "01-02", "dora"),
        enrols("4", "anna", "01-05", "dora"), buys("5", "dora", "01-23", "5"), buys("6", "ben", "01-17", "19"),
    ],
    "a friend's earlier purchase while the referrer's own naming came too early": [
        buys("1", "anna", "01-09", "45"), enrols("2", "ben", "01-12", "anna"), enrols("3", "anna", "01-04", "ben"),
        buys("4", "ben", "01-21", "48"), enrols("5", "cleo", "01-18", "anna"), buys("6", "ben", "01-20", "53"),
    ],
    "a member who left and came back under another referrer": [
        enrols("1", "anna", "01-01"), enrols("2", "cleo", "01-01"), enrols("3", "ben", "01-02", "anna"),
        buys("4", "ben", "01-03", "30"), ("5", "01-04", {"type": "leave", "member_id": "ben"}),
        enrols("6", "ben", "01-05", "cleo"), buys("7", "ben", "01-10", "10"), buys("8", "dora", "01-20", "5"),
        enrols("9", "dora", "01-15", "ben"),
    ],
}  # fmt: skip


def orders(rows: list[Row]) -> list[tuple[Row, ...]]:
    """All orders of a few events, or as many of the others."""
    if len(rows) <= 5:
        return list(itertools.permutations(rows))
    draw = random.Random(len(rows))
    return [tuple(draw.sample(rows, len(rows))) for _ in range(MOST_ORDERS)]


@pytest.mark.parametrize("story", STORIES)
def test_any_order_leads_to_the_state_of_a_replay(story: str):
    for order in orders(STORIES[story]):
        till = Till(HEAD + EARNING + REFERRAL)
        waiting: list[Row] = []
        for row in order:
            waiting = [each for each in [*waiting, row] if not takes(till, each)]
        assert not waiting
        till.settle()


def takes(till: Till, row: Row) -> bool:
    """Whether the till's engine takes an event: nobody can leave before joining."""
    event_id, at, columns = row
    own = [told["at"] for told in till.rows if told["member_id"] == columns["member_id"]]
    if columns.get("type") == "leave" and not any(day < f"2024-{at}" for day in own):
        return False
    till.apply(event_id, at, **columns)
    return True


def test_a_refund_takes_back_what_the_first_referrer_got():
    """Ben left and came back; a late enrolment of Dora, whom he brought, changes nothing of what he and Anna got for his own."""
    till = Till(HEAD + EARNING + REFERRAL)
    for event_id, at, columns in STORIES["a member who left and came back under another referrer"]:
        till.apply(event_id, at, **columns)
    till.apply("r", "01-21", member_id="ben", type="refund", ref="4", amount="30.00")
    assert till.balance() == 0
    till.settle()


def test_a_purchase_of_somebody_else_is_never_changed_by_looking_at_it():
    """A late refund that names Ben's purchase as Anna's is rejected, and Ben's account is as it was."""
    till = Till(HEAD + EARNING + REFERRAL)
    for row in (
        enrols("1", "anna", "01-01"),
        enrols("2", "ben", "01-02", "anna"),
        buys("3", "ben", "01-03", "30"),
        buys("4", "anna", "01-09", "5"),
    ):
        till.apply(row[0], row[1], **row[2])
    outcome = till.engine.apply(
        {"event_id": "r", "at": "2024-01-05 10:00", "type": "refund", "member_id": "anna", "ref": "3", "amount": "30.00"}
    )
    assert [one.code for one in outcome.rejections] == ["event.foreign_purchase"]
    till.settle()


def test_a_correction_may_find_something_due_before_it():
    """Cleo is known only by a late enrolment, which pays Ben's friend bonus; her own points were due meanwhile (I12)."""
    till = Till(HEAD.replace("point/points", "point/points, available: after 2 days") + EARNING + REFERRAL)
    till.apply("1", "01-09", member_id="ben", type="enrol", referred_by="cleo")
    till.apply("2", "01-25", member_id="ben", amount="5.00")
    till.apply("3", "01-15", member_id="cleo", amount="5.00")
    till.apply("4", "01-04", member_id="cleo", type="enrol")
    till.settle()


@pytest.mark.parametrize("ref", ["p0", "p9"])
def test_a_foreign_purchase_is_told_from_one_that_comes_later(ref: str):
    """As in a replay: a till may send again what names an unknown purchase, and never what names somebody else's."""
    till = Till(HEAD + EARNING + REFERRAL)
    for row in (enrols("1", "anna", "01-01", "ben"), enrols("2", "ben", "01-02", "anna"), buys("p0", "ben", "01-03", "30")):
        till.apply(row[0], row[1], **row[2])
    till.apply("p9", "01-20", member_id="ben", amount="5.00")
    till.apply("p5", "01-21", amount="5.00")
    refund = {"event_id": "r", "at": "2024-01-05 10:00", "type": "refund", "member_id": "anna", "ref": ref, "amount": "1.00"}
    code = "event.foreign_purchase" if ref == "p0" else "event.unknown_purchase"
    assert [one.code for one in till.engine.apply(refund).rejections] == [code]
