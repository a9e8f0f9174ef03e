"""Late events (S11), case by case: what is written, what stays, what an account says afterwards."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

import rulekit as rk
from rulekit.engine import Engine, Entry, Outcome
from rulekit.engine.auditor import audit
from rulekit.engine.trace import correction_report, sentence
from rulekit.ledger.event import Rejection
from rulekit.program.model import Program

CAFE = """
program: Café Sonne
currency: EUR
timezone: Europe/Berlin
wallets:
  points: { unit: point/points, expires: 30 days after earning }
tiers:
  by: spend
  over: last 12 months
  levels: { Silver: 50 EUR }
rules:
  base points: { on: purchase, give: 1 point per 1 EUR }
cards:
  coffee card: { stamp: 1 per visit, full at: 3, give: mug }
referral:
  qualifies: first purchase of at least 20 EUR
  referrer: { give: 5 points }
  friend: { give: 5 points }
rewards:
  mug: { kind: gift, price: 10 points, valid: 30 days }
"""


class Till:
    """An engine, and all entries it ever gave."""

    def __init__(self, program: Program) -> None:
        self.engine = Engine(program)
        self.entries: list[Entry] = []

    def apply(self, event_id: str, at: str, member_id: str = "anna", **columns: str) -> Outcome:
        """One event; columns as in a ledger."""
        outcome = self.engine.apply({"event_id": event_id, "at": f"2024-{at}", "member_id": member_id, **columns})
        self.entries += outcome.entries
        return outcome

    def buy(self, event_id: str, at: str, amount: str, member_id: str = "anna") -> Outcome:
        """A purchase."""
        return self.apply(event_id, at, member_id, amount=amount)

    def balance(self, member_id: str = "anna") -> int:
        """Whole points."""
        return int(self.engine.member(member_id).wallets["points"].balance)


def program(tmp_path: Path, **changes: str) -> Program:
    """The café, with other texts in some places."""
    text = CAFE
    for old, new in changes.items():
        text = text.replace(old, new)
    path = tmp_path / "cafe.yaml"
    path.write_text(text, encoding="utf-8")
    return rk.load(str(path))


@pytest.fixture
def till(tmp_path: Path) -> Till:
    return Till(program(tmp_path))


def told(entries: tuple[Entry, ...] | list[Entry], till: Till) -> list[str]:
    """Entries in words, without the codes of rewards."""
    return [sentence(entry._replace(code=None), till.engine.book.plan.program) for entry in entries]


def changed(entries: tuple[Entry, ...]) -> list[tuple[str | None, int | None, int | None, int | None]]:
    """What corrections say: reason, amount, balance, lot."""
    assert {entry.kind for entry in entries} == {"correct"}
    return [(entry.reason, entry.amount, entry.balance, entry.lot) for entry in entries]


def test_where_nothing_came_later_the_entries_are_those_of_a_replay(till: Till):
    till.buy("p1", "03-01 10:00", "5.00")
    assert till.engine.advance("2024-03-20") == ()
    outcome = till.buy("p2", "03-10 10:00", "7.00")
    assert outcome.status == "created"
    assert outcome.corrections == ()
    assert [entry.kind for entry in outcome] == ["earn", "available", "step"]
    assert till.engine.advance("2024-04-01")[0].event_id == "@expiry/2024-04-01/anna"


def test_points_that_expired_would_have_been_spent_first(till: Till):
    till.buy("p1", "03-20 10:00", "30.00")
    till.apply("r1", "03-21 10:00", type="redeem", reward="mug")
    assert till.balance() == 20
    outcome = till.buy("p0", "03-01 10:00", "8.00")
    assert changed(outcome.entries) == [
        ("enrol", None, None, None),
        ("spend", 8, 28, 2),
        ("earn", 8, 28, 9),
        ("available", 8, 36, 9),
        ("spend", -8, 28, 9),
        ("step", 1, 2, None),
    ]
    assert {entry.event_id for entry in outcome} == {"p0"}
    assert {entry.day for entry in outcome} == {till.entries[5].day}
    assert till.balance() == 28


def test_the_report_says_what_it_brings_and_what_would_not_have_been(till: Till):
    till.buy("p1", "03-20 10:00", "30.00")
    till.buy("p2", "03-21 10:00", "30.00")
    outcome = till.buy("p0", "03-19 10:00", "8.00")
    text = correction_report(till.engine.book.plan.program, outcome.corrections)
    assert text.startswith("anna: purchase p0 of 8.00 EUR on 2024-03-19 10:00 came late\n  what it brings\n")
    assert "    2024-03-21  fills coffee card\n" in text
    assert "  what would not have been\n    2024-03-20  joins the program\n" in text
    assert "is corrected: gets mug (code " in text
    assert [one.member_id for one in outcome.corrections] == ["anna"]
    assert "card_full" in [entry.kind for entry in outcome.corrections[0].come]
    assert "card_full" not in [entry.kind for entry in outcome.corrections[0].gone]


def test_what_was_redeemed_stays_and_becomes_debt(till: Till):
    till.buy("p1", "03-01 10:00", "10.00")
    redeemed = till.apply("r1", "03-03 10:00", type="redeem", reward="mug")
    outcome = till.apply("b1", "03-02 10:00", type="refund", ref="p1", amount="10.00")
    assert changed(outcome.entries) == [
        ("spend", 10, 10, 2),
        ("take_back", -10, 0, 2),
        ("advance", 10, 0, 9),
        ("spend", -10, -10, 9),
        ("take_back", -1, 0, None),
    ]
    view = till.engine.member("anna")
    assert (till.balance(), view.wallets["points"].debt) == (-10, 10)
    assert [(one.code, one.status) for one in view.rewards] == [(redeemed[-1].code, "open")]
    till.buy("p2", "03-04 10:00", "15.00")
    assert till.balance() == 5
    assert audit(till.entries).findings == []


def test_a_redemption_with_points_that_were_lent_can_be_refunded(till: Till):
    till.buy("p1", "03-01 10:00", "10.00")
    till.apply("r1", "03-03 10:00", type="redeem", reward="mug")
    till.apply("b1", "03-02 10:00", type="refund", ref="p1", amount="10.00")
    outcome = till.apply("b2", "03-04 10:00", type="refund", ref="r1")
    assert [entry.kind for entry in outcome] == ["spend", "repay", "revoke"]
    assert (till.balance(), till.engine.member("anna").wallets["points"].debt) == (0, 0)
    assert audit(till.entries).findings == []


def test_a_used_gift_stays_used_and_is_not_given_twice(till: Till):
    """The refund undoes the third visit; the card is full again a day later, but its one mug was used before."""
    for day in ("01", "02", "03"):
        till.buy(f"p{day}", f"03-{day} 10:00", "1.00")
    till.apply("u1", "03-05 10:00", type="use", reward="mug")
    till.buy("p06", "03-06 10:00", "1.00")
    till.apply("b1", "03-04 10:00", type="refund", ref="p03", amount="1.00")
    assert [one.status for one in till.engine.member("anna").rewards] == ["used"]
    till.apply("b0", "03-03 12:00", type="refund", ref="p03", amount="1.00")
    assert audit(till.entries).findings == []


def test_a_used_gift_that_no_order_gives_stays_used(till: Till):
    for day in ("01", "02", "03"):
        till.buy(f"p{day}", f"03-{day} 10:00", "1.00")
    till.apply("u1", "03-05 10:00", type="use", reward="mug")
    till.engine.advance("2024-03-07")
    till.apply("l1", "03-02 12:00", type="leave")
    assert [(one.status, str(one.used_on)) for one in till.engine.member("anna").rewards] == [("used", "2024-03-05")]
    assert audit(till.entries).findings == []


def test_an_open_gift_that_would_not_have_been_given_is_revoked(till: Till):
    for day in ("01", "02", "03"):
        till.buy(f"p{day}", f"03-{day} 10:00", "1.00")
    outcome = till.apply("l1", "03-02 12:00", type="leave")
    assert "revoke" in [entry.reason for entry in outcome]
    assert till.engine.member("anna").rewards == ()
    assert till.apply("u1", "03-06 10:00", type="use", reward="mug")[0].reason == "no open reward"


def test_a_redemption_that_was_declined_is_done_where_points_were_only_late(till: Till):
    till.buy("p1", "03-01 10:00", "5.00")
    assert till.apply("r1", "03-03 10:00", type="redeem", reward="mug")[0].kind == "declined"
    outcome = till.buy("p2", "03-02 10:00", "5.00")
    assert told(outcome.entries, till)[-1].startswith("is corrected: gets mug for points, usable until")
    assert till.balance() == 0


def test_a_late_redemption_is_judged_in_its_order(till: Till):
    till.buy("p1", "03-05 10:00", "50.00")
    outcome = till.apply("r1", "03-03 10:00", type="redeem", reward="mug")
    assert told(outcome.entries, till)[-1] == "is corrected: cannot get mug for points: the balance does not cover it"
    assert outcome.status == "created"


def test_a_level_is_corrected(till: Till):
    till.buy("p1", "03-05 10:00", "30.00")
    outcome = till.buy("p0", "03-04 10:00", "20.00")
    assert "is corrected: the level is Silver, not none" in told(outcome.entries, till)
    assert till.engine.member("anna").tier == "Silver"


def test_a_late_event_that_contradicts_the_ledger_is_rejected_and_changes_nothing(till: Till):
    till.buy("p1", "03-05 10:00", "30.00")
    before = till.engine.snapshot()
    assert codes(till.apply("b1", "03-04 10:00", type="refund", ref="p1", amount="1.00")) == ["event.unknown_purchase"]
    assert codes(till.apply("l1", "03-04 10:00", type="leave")) == ["event.unknown_member"]
    till.buy("p9", "03-03 10:00", "1.00", "bert")
    assert codes(till.apply("b2", "03-04 11:00", type="refund", ref="p9", amount="1.00")) == ["event.foreign_purchase"]
    assert dict(till.engine.snapshot().records)["anna"] == dict(before.records)["anna"]


def test_what_a_late_event_makes_impossible_is_told(till: Till):
    """Two refunds of all the money: the earlier one stands, whichever came first."""
    till.buy("p1", "03-01 10:00", "10.00")
    till.apply("b2", "03-03 10:00", type="refund", ref="p1", amount="10.00")
    outcome = till.apply("b1", "03-02 10:00", type="refund", ref="p1", amount="10.00")
    assert (outcome.status, [(one.event_id, one.code) for one in outcome.rejections]) == ("created", [("b2", "event.over_refund")])
    assert codes(till.apply("b2", "03-03 10:00", type="refund", ref="p1", amount="10.00")) == ["event.over_refund"]
    assert till.apply("b1", "03-02 10:00", type="refund", ref="p1", amount="10.00").status == "exists"


def test_a_friend_who_comes_late_changes_the_referrer(till: Till):
    till.apply("e1", "03-01 10:00", type="enrol")
    till.apply("e2", "03-02 10:00", "bert", type="enrol", referred_by="anna")
    till.buy("p1", "03-10 10:00", "1.00")
    outcome = till.buy("p2", "03-05 10:00", "20.00", "bert")
    by_member = {name: [entry for entry in outcome if entry.member_id == name] for name in ("anna", "bert")}
    assert [entry.reason for entry in by_member["anna"]] == ["referral", "available"]
    assert "correct" not in [entry.kind for entry in by_member["bert"]]
    assert (till.balance(), till.balance("bert")) == (6, 25)
    assert [one.member_id for one in outcome.corrections] == ["anna"]
    assert audit(till.entries).findings == []


def test_a_referrer_who_comes_late_was_known(till: Till):
    """Bert named Anna before the engine knew her; what the rejection kept from both comes with her enrolment."""
    assert codes(till.apply("e2", "03-02 10:00", "bert", type="enrol", referred_by="anna")) == ["event.unknown_referrer"]
    till.buy("p2", "03-05 10:00", "20.00", "bert")
    till.apply("e1", "03-01 10:00", type="enrol")
    assert (till.balance(), till.balance("bert")) == (5, 25)
    till.buy("p3", "03-06 10:00", "1.00", "bert")
    assert audit(till.entries).findings == []


def test_other_friends_stay_as_they_were(till: Till):
    """Anna is recomputed with what her friends brought her, and none of them is touched."""
    till.apply("e1", "03-01 10:00", type="enrol")
    for name in ("bert", "cleo"):
        till.apply(f"e-{name}", "03-02 10:00", name, type="enrol", referred_by="anna")
        till.buy(f"p-{name}", "03-03 10:00", "20.00", name)
    till.apply("b-cleo", "03-04 10:00", "cleo", type="refund", ref="p-cleo", amount="20.00")
    till.buy("p1", "03-08 10:00", "1.00")
    outcome = till.buy("p0", "03-02 12:00", "1.00")
    assert {entry.member_id for entry in outcome} == {"anna"}
    assert till.balance() == 7
    assert audit(till.entries).findings == []


def test_a_snapshot_keeps_what_late_events_need(till: Till):
    till.buy("p1", "03-20 10:00", "30.00")
    again = Engine(till.engine.book.plan.program, till.engine.snapshot())
    event = {"event_id": "p0", "at": "2024-03-01 10:00", "member_id": "anna", "amount": "8.00"}
    assert again.preview(event) == till.engine.apply(event)


def test_a_program_may_reject_late_events(tmp_path: Path):
    till = Till(program(tmp_path, **{"currency: EUR": "currency: EUR\nlate: reject"}))
    till.buy("p1", "03-20 10:00", "30.00")
    assert codes(till.buy("p0", "03-01 10:00", "8.00")) == ["event.late"]
    record = dict(till.engine.snapshot().records)["anna"]
    assert '"seen":{"p1":"' in record


def test_resume_works_late_events_in(tmp_path: Path):
    cafe = program(tmp_path)
    first, second = tmp_path / "first.csv", tmp_path / "second.csv"
    first.write_text("event_id,at,member_id,amount\np1,2024-03-20 10:00,anna,30.00\n", encoding="utf-8")
    second.write_text("event_id,at,member_id,amount\np0,2024-03-19 10:00,anna,8.00\n", encoding="utf-8")
    resumed = rk.resume(cafe, rk.replay(cafe, rk.read_ledger(str(first))).snapshot, rk.read_ledger(str(second)))
    assert {entry.kind for entry in resumed.entries_list} == {"correct"}
    assert resumed.rejections == ()


def test_the_summary_of_a_resumed_run_counts_declines_among_corrections(tmp_path: Path):
    """The redemption of the 19th finds no points, and comes when the account has gone on."""
    cafe = program(tmp_path)
    first, second = tmp_path / "first.csv", tmp_path / "second.csv"
    first.write_text("event_id,at,member_id,amount\np1,2024-03-20 10:00,anna,30.00\n", encoding="utf-8")
    rows = "r0,2024-03-19 10:00,anna,redeem,mug\nr1,2024-03-20 11:00,anna,redeem,pie\n"
    second.write_text(f"event_id,at,member_id,type,reward\n{rows}", encoding="utf-8")
    resumed = rk.resume(cafe, rk.replay(cafe, rk.read_ledger(str(first))).snapshot, rk.read_ledger(str(second)))
    assert [entry.reason for entry in resumed.entries_list] == ["enrol", "declined: balance", "unknown reward"]
    whole = rk.replay(cafe, rk.read_ledger([str(first), str(second)])).summary
    assert resumed.summary["ledger"]["declined"] == whole["ledger"]["declined"] == {"balance": 1, "unknown reward": 1}


def test_an_event_that_does_not_fit_any_more_is_not_listed_at_the_row_of_the_late_one(tmp_path: Path):
    """The second refund was accepted before; its row, if it has one, is its own."""
    cafe, head = program(tmp_path), "event_id,at,member_id,type,amount,ref\n"
    sale, first, second = "p1,2024-03-01,anna,purchase,100,\n", "r1,2024-03-03,anna,refund,60,p1\n", "r2,2024-03-05,anna,refund,100,p1\n"
    files = [tmp_path / f"{number}.csv" for number in range(4)]
    for file, rows in zip(files, (sale + second, first, sale + "z,2024-03-20,anna,purchase,1,\n", first + second), strict=True):
        file.write_text(head + rows, encoding="utf-8")
    ledgers = [rk.read_ledger(str(file)) for file in files]
    known = rk.resume(cafe, rk.replay(cafe, ledgers[0]).snapshot, ledgers[1]).rejections
    assert [(one.source, one.row, one.event_id, one.code) for one in known] == [(None, None, "r2", "event.over_refund")]
    own = rk.resume(cafe, rk.replay(cafe, ledgers[2]).snapshot, ledgers[3]).rejections
    assert [(one.source, one.row, one.event_id) for one in own] == [(str(files[3]), 2, "r2")]


def codes(outcome: Outcome) -> list[str]:
    """Why an event was rejected, or a part of it."""
    rejections: tuple[Rejection, ...] = outcome.rejections
    return [one.code for one in rejections]


def test_a_preview_of_a_late_event_keeps_nothing(till: Till):
    till.buy("p1", "03-20 10:00", "30.00")
    before = till.engine.snapshot()
    event: Mapping[str, str] = {"event_id": "p0", "at": "2024-03-01 10:00", "member_id": "anna", "amount": "8.00"}
    promised = till.engine.preview(event)
    assert till.engine.snapshot() == before
    assert till.engine.apply(event) == promised
