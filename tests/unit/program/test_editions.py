"""Editions: what may follow what, in Python and in the engine; what they do with a ledger is in tests/conformance/editions.md."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

import rulekit as rk
from rulekit.diagnostics import ProgramError, Source, UsageError
from rulekit.program.editions import as_one, check_editions, editions_of
from rulekit.program.model import Program
from rulekit.semantics import check_program

HEAD = "program: {name}\ncurrency: EUR\ntimezone: {zone}\n{starts}wallets:\n  points: {{ unit: point/points }}\n"
RULES = "rules:\n  base: {{ on: purchase, give: {give} points per 1 EUR }}\n"


def edition(starts: str | None = None, give: int = 1, rest: str = "", zone: str = "Europe/Berlin") -> Program:
    first_day = f"starts: {starts}\n" if starts else ""
    text = HEAD.format(name=f"From {starts}", starts=first_day, zone=zone) + RULES.format(give=give) + rest
    program, findings = check_program(Source("program.yaml", text))
    assert program is not None, findings
    return program


FIRST, SECOND, THIRD = edition(), edition("2025-01-01", 2), edition("2026-01-01", 3)
SALES = [
    {"event_id": "p1", "at": "2024-12-31 12:00", "member_id": "anna", "amount": "10"},
    {"event_id": "p2", "at": "2025-01-01 12:00", "member_id": "anna", "amount": "10"},
    {"event_id": "p3", "at": "2026-01-01 12:00", "member_id": "anna", "amount": "10"},
]


def ledger(tmp_path: Path, rows: list[dict[str, str]]) -> rk.Ledger:
    path = tmp_path / "ledger.csv"
    path.write_text("\n".join([",".join(rows[0]), *(",".join(row.values()) for row in rows)]) + "\n", encoding="utf-8")
    return rk.read_ledger(path)


def test_the_order_of_the_list_does_not_matter(tmp_path):
    forwards = rk.replay([FIRST, SECOND, THIRD], ledger(tmp_path, SALES))
    backwards = rk.replay([THIRD, FIRST, SECOND], ledger(tmp_path, SALES))
    assert forwards.summary["digest"] == backwards.summary["digest"]
    assert [entry.amount for entry in forwards.entries_list if entry.kind == "earn"] == [10, 20, 30]


def test_a_list_of_one_is_that_program(tmp_path):
    one, plain = rk.replay([FIRST], ledger(tmp_path, SALES)), rk.replay(FIRST, ledger(tmp_path, SALES))
    assert one.summary == plain.summary
    assert one.snapshot == plain.snapshot


def test_an_edition_that_has_not_begun_does_not_show(tmp_path):
    result = rk.replay([FIRST, SECOND], ledger(tmp_path, SALES[:1]))
    assert result.program == FIRST
    assert result.summary["program"] == {"name": FIRST.name, "hash": FIRST.hash}
    later = rk.replay([FIRST, SECOND], ledger(tmp_path, SALES[:2]))
    assert later.summary["program"] == {"name": SECOND.name, "hash": SECOND.hash, "editions": [FIRST.hash, SECOND.hash]}


def test_a_new_edition_takes_the_snapshot_of_the_old_one_before_its_day():
    engine = rk.Engine(FIRST)
    engine.apply(SALES[0])
    followed = rk.Engine([FIRST, SECOND], engine.snapshot())
    assert followed.apply(SALES[0]).status == "exists"
    assert [entry.amount for entry in followed.apply(SALES[1]) if entry.kind == "earn"] == [20]
    further = rk.Engine([FIRST, SECOND, THIRD], followed.snapshot())
    assert [entry.amount for entry in further.apply(SALES[2]) if entry.kind == "earn"] == [30]


def test_after_its_day_it_is_too_late():
    engine = rk.Engine(FIRST)
    engine.apply(SALES[0])
    engine.advance("2025-01-01")
    with pytest.raises(UsageError, match="anna has been advanced beyond 2025-01-01"):
        rk.Engine([FIRST, SECOND], engine.snapshot())


LOYAL = "segments: { loyal: visits where (basket.total >= 10 EUR) ever >= 2 }\n"


def test_a_new_edition_knows_the_single_purchases_of_a_snapshot():
    asking = edition("2025-01-01", rest=LOYAL).with_values(
        {"rules.base.if": "member in loyal and spend where (basket.total >= 10 EUR) ever = 24 EUR"}
    )
    events = [
        {"event_id": "p0", "at": "2024-12-01 12:00", "member_id": "anna", "amount": "12"},
        {"event_id": "p1", "at": "2024-12-02 12:00", "member_id": "anna", "amount": "9.99"},
        {"event_id": "p2", "at": "2024-12-03 12:00", "member_id": "anna", "amount": "50"},
        {"event_id": "p3", "at": "2024-12-04 12:00", "member_id": "anna", "amount": "14"},
        {"event_id": "p4", "at": "2024-12-04 12:00", "amount": "14"},
        {"event_id": "r2", "at": "2024-12-05 12:00", "type": "refund", "ref": "p2", "amount": "50"},
        {"event_id": "r3", "at": "2024-12-05 12:00", "type": "refund", "ref": "p3", "amount": "2"},
        {"event_id": "s1", "at": "2025-01-02 12:00", "member_id": "anna", "amount": "10"},
    ]
    engine, whole = rk.Engine(FIRST), rk.Engine([FIRST, asking])
    for event in events[:-1]:
        engine.apply(event)
        whole.apply(event)
    followed = rk.Engine([FIRST, asking], engine.snapshot())
    assert dict(followed.snapshot().records)["anna"] == dict(whole.snapshot().records)["anna"]
    assert [entry.amount for entry in followed.apply(events[-1]) if entry.kind == "earn"] == [10]


def test_where_the_snapshot_keeps_no_events_a_new_edition_cannot_ask_about_them():
    first = FIRST.with_values({"late": "reject"})
    asking = edition("2025-01-01", rest=LOYAL).with_values({"rules.base.if": "member in loyal"})
    engine = rk.Engine(first)
    assert rk.Engine([first, asking], engine.snapshot())
    engine.apply(SALES[0])
    assert rk.Engine([first, SECOND], engine.snapshot())
    with pytest.raises(UsageError, match="asks about single purchases of the past"):
        rk.Engine([first, asking], engine.snapshot())


def test_a_snapshot_belongs_to_the_beginning_of_the_list():
    snapshot = rk.Engine([FIRST, SECOND]).snapshot()
    for programs in (FIRST, SECOND, [FIRST, THIRD], [SECOND, THIRD]):
        with pytest.raises(UsageError, match="another program"):
            rk.Engine(programs, snapshot)


@pytest.mark.parametrize(
    ("between", "back", "message"),
    [
        (
            {"wallets": "{ stars: { unit: star } }", "rules.base.give": "1 star"}, {"wallets.points.decimals": 2},
            "the wallet `points` has other decimals than in an earlier edition",
        ),
        (
            {"wallets": "{ stars: { unit: star } }", "rules.base.give": "1 star"},
            {"wallets.points.expires": "30 days after last activity"},
            "the wallet `points` expires after the last activity in one of two editions alone",
        ),
        (
            {"seed": "x"}, {"attributes": "{ purchase: { channel: text } }"},
            "`purchase.channel` is text, in an earlier edition it is number",
        ),
    ],
)  # fmt: skip
def test_what_comes_back_after_an_edition_without_it_is_still_the_same(between, back, message):
    first = FIRST.with_values({"attributes": "{ purchase: { channel: number } }"})
    programs = [first, SECOND.with_values(between), THIRD.with_values(back)]
    assert message in {finding.message for finding in check_editions(programs) if finding.code == "RK335"}


def test_the_view_of_a_member_is_of_the_members_own_edition():
    levels = edition(rest="tiers: { by: visits, over: ever, levels: { Silver: 1, Gold: 2 }, keep: for ever }\n")
    fewer = edition("2025-01-01", rest="tiers: { by: visits, over: ever, levels: { Gold: 1 }, keep: for ever }\n")
    engine = rk.Engine([levels, fewer])
    engine.apply(SALES[0])
    assert engine.member("anna").tier == "Silver"
    engine.apply(SALES[1] | {"member_id": "ben"})
    assert engine.member("anna").tier == "Silver"
    engine.advance("2025-01-01")
    assert engine.member("anna").tier is None


def test_a_friends_event_before_the_later_edition_gives_the_referrer_what_was_in_force():
    referral = "referral: { qualifies: first purchase, referrer: { give: 5 points }, friend: { give: 1 point } }\n"
    tiers = "tiers: { by: visits, over: ever, levels: { Silver: 1, Gold: 2 }, keep: for ever }\n"
    fewer = "tiers: { by: visits, over: ever, levels: { Gold: 2 }, keep: for ever }\n"
    engine = rk.Engine([edition(rest=referral + tiers), edition("2025-01-01", rest=referral.replace("5", "7") + fewer)])
    engine.apply({"event_id": "e1", "type": "enrol", "at": "2024-12-01 12:00", "member_id": "anna"})
    engine.apply({"event_id": "e2", "type": "enrol", "at": "2024-12-02 12:00", "member_id": "ben", "referred_by": "anna"})
    engine.apply({"event_id": "p1", "at": "2025-01-02 12:00", "member_id": "anna", "amount": "10"})
    outcome = engine.apply({"event_id": "p2", "at": "2024-12-31 12:00", "member_id": "ben", "amount": "10"})
    given = [(entry.member_id, entry.amount) for entry in outcome if "referral" in (entry.kind, entry.reason)]
    assert given == [("anna", 5), ("ben", 1)]
    assert engine.member("ben").tier == "Silver"


@pytest.mark.parametrize(
    ("programs", "code"),
    [
        ([FIRST, edition(give=2)], "RK334"),
        ([SECOND, edition("2025-01-01", 3)], "RK335"),
        ([FIRST, edition("2025-01-01", zone="Europe/Vienna")], "RK335"),
        ([FIRST, SECOND.with_values({"wallets.points.decimals": 2})], "RK335"),
        ([FIRST, SECOND.with_values({"currency": "CHF", "rules.base.give": "1 point per 1 CHF"})], "RK335"),
    ],
)
def test_what_cannot_follow(programs, code):
    assert code in {finding.code for finding in check_editions(programs)}
    with pytest.raises(ProgramError) as problem:
        rk.Engine(programs)
    assert {finding.code for finding in problem.value.diagnostics} == {code}


def test_no_program_at_all():
    with pytest.raises(UsageError, match="no program"):
        editions_of([])


@pytest.mark.parametrize("wrong", ["shop.yaml", Path("shop.yaml"), None, [FIRST, "later.yaml"]])
def test_what_is_no_program_is_a_type_error(wrong):
    help_text = re.escape("rk.load('shop.yaml')") if isinstance(wrong, str | Path) else re.escape("rk.load(path)")
    with pytest.raises(TypeError, match=help_text):
        rk.Engine(wrong)


def test_a_moment_is_no_day_to_advance_to():
    with pytest.raises(UsageError, match="a day is wanted, not a moment of it"):
        rk.Engine(FIRST).advance(datetime(2024, 12, 31, 8, tzinfo=UTC))


def test_findings_of_programs_without_a_text_have_no_place():
    (finding,) = check_editions([Program("A", "EUR", "Europe/Berlin", "a"), Program("B", "EUR", "Europe/Berlin", "b")])
    assert (finding.code, finding.span) == ("RK334", None)


def test_as_one_lists_what_members_may_still_hold():
    old = edition(rest="cards: { card: { stamp: 1 per purchase, full at: 2, give: mug } }\nrewards: { mug: { kind: gift } }\n")
    whole = as_one([old, SECOND])
    assert [counter.name for counter in whole.counters] == ["card"]
    assert [reward.name for reward in whole.rewards] == ["mug"]
    assert whole.rules == SECOND.rules
