"""The auditor finds what is wrong: honest accounts pass, and every way to tamper with one is found."""

from __future__ import annotations

from datetime import date

import pytest

from rulekit.engine.auditor import audit
from rulekit.engine.entry import Entry

MARCH = date(2024, 3, 1).toordinal()


def entry(seq: int, kind: str, **columns: object) -> Entry:
    """An entry of Anna's; `day` counts from 1 March 2024, and each day is its own event."""
    day = MARCH + int(str(columns.pop("day", 0)))
    values: dict[str, object] = dict.fromkeys(Entry._fields)
    values.update(member_id="anna", seq=seq, at=day * 86_400_000_000, day=day, kind=kind, event_id=f"e{day}", decimals=0)
    return Entry(**{**values, **columns})  # type: ignore[arg-type]


def points(seq: int, kind: str, amount: int, balance: int, lot: int | None, **columns: object) -> Entry:
    """An entry that moves points."""
    return entry(seq, kind, wallet="points", amount=amount, balance=balance, lot=lot, **columns)


def honest() -> list[Entry]:
    """Two lots, spending, expiry, a take-back into debt that the next credit pays, a card, a gift, a level."""
    until = MARCH + 9
    return [
        entry(1, "enrol"),
        points(2, "earn", 10, 0, 2, rule="base", available_on=MARCH, usable_until=until),
        points(3, "available", 10, 10, 2, available_on=MARCH, usable_until=until),
        points(4, "adjust", 5, 15, 4, available_on=MARCH),
        entry(5, "step", rule="card", amount=3, balance=3),
        entry(6, "card_full", rule="card", amount=-2, balance=1),
        entry(7, "issue", rule="card", reward="mug", code="c1", usable_until=MARCH + 3),
        entry(8, "tier_up", rule="Silver"),
        points(9, "spend", -4, 11, 2, day=1),
        points(10, "spend", 1, 12, 2, day=2),
        entry(11, "lapse", reward="mug", code="c1", day=4, event_id="@mug/2024-03-05/anna"),
        points(12, "expire", -7, 5, 2, day=10, event_id="@expiry/2024-03-11/anna"),
        points(13, "take_back", 0, 5, 2, day=11, cut=7, reason="expired"),
        points(14, "take_back", -5, 0, 4, day=11),
        points(15, "debt", -3, -3, None, day=11),
        points(16, "earn", 10, -3, 16, day=12, available_on=MARCH + 13),
        points(17, "available", 10, 7, 16, day=13, event_id="@available/2024-03-14/anna", available_on=MARCH + 13),
        points(18, "repay", -3, 7, 16, day=13, event_id="@available/2024-03-14/anna"),
        points(19, "write_off", -2, 7, None, day=14),
        entry(20, "take_back", rule="card", amount=-1, balance=0, day=14),
        entry(21, "tier_down", rule="none", reason="from Silver", day=15),
        entry(22, "leave", day=16),
        points(23, "expire", -7, 0, 16, day=16, reason="left"),
    ]


def test_an_honest_account_passes():
    found = audit(honest())
    assert found.findings == []
    member = found.members["anna"]
    wallet = member.wallets["points"]
    numbers = ("balance", "pending", "debt", "earned", "adjusted", "spent", "expired", "taken_back", "written_off")
    assert {name: getattr(wallet, name) for name in numbers} == {
        "balance": 0, "pending": 0, "debt": 0, "earned": 20, "adjusted": 5, "spent": 3, "expired": 14, "taken_back": 8, "written_off": 2,
    }  # fmt: skip
    assert {lot.lot_id: lot.amount for lot in wallet.lots.values()} == {2: 0, 4: 0, 16: 0}
    assert (member.counters["card"].given, member.counters["card"].filled, member.counters["card"].steps) == (3, 2, 0)
    assert (member.rewards["c1"].status, member.tier, member.is_enrolled, member.seq) == ("lapsed", None, False, 23)


def test_members_are_audited_apart():
    other = [each._replace(member_id="bert") for each in honest()]
    mixed = [each for pair in zip(honest(), other, strict=True) for each in pair]
    assert audit(mixed).findings == []


TAMPERED = {
    "a gap in the numbers": (4, {"seq": 6}, "it is numbered 6, the one before 4"),
    "time runs back": (8, {"at": 0}, "it is earlier than the entry before it"),
    "a balance off by one": (8, {"balance": 12}, "it says a balance of 12, the amounts add up to 11"),
    "an amount off by one": (8, {"amount": -5}, "it says a balance of 11, the amounts add up to 10"),
    "steps off by one": (4, {"balance": 2}, "it says 2 steps, there are 3"),
    "more than the lot holds": (8, {"amount": -11, "balance": 4}, "lot 2 falls below zero"),
    "another lot before its turn": (8, {"lot": 4}, "lot 4 is not the next to spend, which is 2"),
    "a lot that does not exist": (13, {"lot": 99}, "there is no lot 99"),
    "an expiry too early": (11, {"day": MARCH + 9}, "it expires too early"),
    "an expiry of a part": (11, {"amount": -6, "balance": 6}, "a part of the lot stays"),
    "an expiry of a lot that never expires": (11, {"lot": 4, "amount": -5, "balance": 7}, "it expires too early"),
    "expired points counted twice": (12, {"cut": 8}, "lot 2 falls below zero"),
    "available too early": (16, {"day": MARCH + 12}, "it is available too early"),
    "another amount available": (16, {"amount": 9, "balance": 6}, "lot 16 does not hold 9 pending"),
    "debt not paid": (17, {"kind": "declined", "amount": None, "lot": None}, "points has a debt of 3 beside available 10"),
    "more debt paid than there was": (17, {"amount": -4}, "more debt was paid than there was"),
    "a repayment that moves the balance": (17, {"balance": 4}, "it says a balance of 4, the amounts add up to 7"),
    "a take-back above zero": (13, {"amount": 5, "balance": 10}, "a `take_back` is not below zero"),
    "more returned than spent": (9, {"amount": 5, "balance": 16}, "more was returned than was spent"),
    "a negative credit": (1, {"amount": -10}, "a credit is negative"),
    "a credit of nothing": (1, {"amount": 0, "lot": None}, "a credit of nothing where nothing was cut"),
    "a credit without a lot of its own": (1, {"lot": 1}, "a credit needs a lot of its own number and an available day"),
    "a counter below zero": (19, {"amount": -2, "balance": -1}, "the counter falls below zero"),
    "a step backwards": (4, {"amount": -3, "balance": -3}, "it moves the counter the wrong way"),
    "a counter moved by a use": (5, {"kind": "use"}, "`use` cannot move a counter"),
    "a wallet moved by a lapse": (8, {"kind": "lapse"}, "`lapse` cannot move a wallet"),
    "an unknown kind": (7, {"kind": "gift"}, "`gift` is no kind of entry"),
    "a reward that lapses too early": (10, {"day": MARCH + 3}, "it lapses too early"),
    "a reward used after its last day": (10, {"kind": "use"}, "it is used after its last day"),
    "a reward that nobody issued": (10, {"code": "c2"}, "reward c2 is not open"),
    "a reward without a code": (6, {"code": None}, "a reward without a code"),
    "a fall from another level": (20, {"reason": "from Gold"}, "it falls from Gold, the level was Silver"),
    "a rise to the same level": (20, {"kind": "tier_up", "rule": "Silver"}, "the level stays the same"),
    "enrolled twice": (21, {"kind": "enrol"}, "the member is enrolled already"),
}  # fmt: skip


@pytest.mark.parametrize(("index", "columns", "message"), TAMPERED.values(), ids=TAMPERED)
def test_tampering_is_found(index: int, columns: dict[str, object], message: str):
    entries = honest()
    entries[index] = entries[index]._replace(**columns)  # type: ignore[arg-type]
    assert message in [finding.message for finding in audit(entries).findings]


def test_leaving_twice_is_found():
    entries = [*honest(), entry(24, "leave", day=17)]
    assert [finding.message for finding in audit(entries).findings] == ["the member is not enrolled"]


def test_what_is_missing_is_found():
    """Without the entry that expires a lot, makes it available or lets a reward lapse, the next event shows it."""
    for kind, message in (
        ("expire", "lot 2 of points should have expired"),
        ("lapse", "reward c1 should have lapsed"),
        ("available", "lot 16 of points should be available"),
    ):
        entries = honest()
        gone = max(index for index, each in enumerate(entries) if each.kind == kind and each.event_id.startswith("@"))
        rest = [each._replace(seq=number) for number, each in enumerate(entries[:gone] + entries[gone + 1 :], start=1)]
        assert message in [finding.message for finding in audit(rest).findings]


def test_a_spending_after_the_last_day_is_found():
    entries = honest()[:4]
    late = points(5, "spend", -1, 14, 2, day=10, event_id="@late")
    assert [finding.message for finding in audit([*entries, late]).findings] == ["lot 2 is spent after its last usable day"]


def test_returned_points_that_should_have_expired_are_found():
    entries = honest()[:12]
    returned = points(13, "spend", 3, 8, 2, day=11)
    assert [finding.message for finding in audit([*entries, returned]).findings] == ["lot 2 of points should have expired"]


def test_points_that_come_from_nowhere_are_found():
    """I1 of a whole account: a lot that was moved without an entry of its own does not add up."""
    entries = honest()[:4]
    entries[2] = entries[2]._replace(amount=10, lot=99)
    assert any("does not hold" in finding.message for finding in audit(entries).findings)
