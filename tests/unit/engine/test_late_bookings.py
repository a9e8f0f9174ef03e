"""Where and how a late event is booked (S11): what is late within a day, which balance moves, and at what time."""

from __future__ import annotations

import rulekit as rk
from rulekit.diagnostics import Source
from rulekit.engine.auditor import audit
from rulekit.semantics import check_program
from rulekit.values.calendar import parse_day

TEXT = """
program: Late
currency: EUR
timezone: Europe/Berlin
wallets:
  points: { unit: point/points, expires: 30 days after earning }
rules:
  base: { on: purchase, give: 1 point per 1 EUR }
  welcome: { on: purchase, if: first purchase, give: 5 points }
"""


class Till:
    """An engine, and all entries it ever gave."""

    def __init__(self) -> None:
        program, _ = check_program(Source("p.yaml", TEXT))
        assert program is not None
        self.engine = rk.Engine(program)
        self.entries: list[rk.Entry] = []

    def tell(self, event_id: str, at: str, **columns: str) -> rk.Outcome:
        outcome = self.engine.apply({"event_id": event_id, "at": f"2024-{at}", "member_id": "anna", **columns})
        assert outcome.status == "created", outcome.rejections
        self.entries += outcome.entries
        assert audit(self.entries).findings == []
        return outcome


def test_an_earlier_hour_of_the_same_day_is_late() -> None:
    till = Till()
    till.tell("p2", "03-01 12:00", amount="20")
    outcome = till.tell("p1", "03-01 09:00", amount="10")
    assert [one.member_id for one in outcome.corrections] == ["anna"]
    welcomes = [entry for chapter in till.engine.explain("anna") for entry in chapter.entries if entry.rule == "welcome"]
    assert [entry.event_id for entry in welcomes] == ["p1"]


def test_a_debt_that_would_not_have_been_moves_the_balance() -> None:
    till = Till()
    till.tell("p1", "03-01 09:00", amount="20")
    till.tell("d1", "03-02 09:00", type="redeem", wallet="points", points="25")
    till.tell("r1", "03-05 09:00", type="refund", ref="p1", amount="20")
    assert till.engine.member("anna").wallets["points"].debt == 25
    outcome = till.tell("a1", "03-04 09:00", type="adjust", wallet="points", points="25")
    assert [(entry.reason, entry.amount) for entry in outcome if entry.reason == "debt"] == [("debt", 25)]
    assert (outcome[-1].balance, till.engine.member("anna").wallets["points"].debt) == (0, 0)


def test_a_correction_is_booked_on_the_day_that_was_told_last() -> None:
    till = Till()
    till.tell("p1", "03-01 09:00", amount="20")
    till.entries += till.engine.advance("2024-05-01")
    outcome = till.tell("p2", "03-01 08:00", amount="10")
    assert {entry.day for entry in outcome} == {parse_day("2024-05-01")}
    assert [entry.at for entry in outcome] == sorted(entry.at for entry in outcome)
    assert all(entry.at > till.entries[0].at + 59 * 86_400_000_000 for entry in outcome)
