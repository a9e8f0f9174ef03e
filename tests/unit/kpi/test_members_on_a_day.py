"""Who is a member, of which part, and what they did: as the program saw it, on the last day that is looked at."""

from __future__ import annotations

from pathlib import Path

import pytest

import rulekit as rk

PROGRAM = """\
program: P
currency: EUR
timezone: UTC
attributes: { member: { city: text } }
wallets: { points: { unit: point/points, value: 0.01 EUR } }
tiers: { by: spend, over: last 30 days, levels: { Gold: 10 EUR } }
rules: { base: { on: purchase, give: 1 point per 1 EUR } }
referral: { qualifies: first purchase, referrer: { give: 5 points } }
rewards: { mug: { kind: gift, price: 5 points, worth: 3 EUR, cost: 1 EUR } }
"""
HEAD = "event_id,type,at,member_id,amount,referred_by,reward,city\n"


def replayed(folder: Path, rows: str, program: str = PROGRAM, until: str | None = None) -> rk.Result:
    (folder / "p.yaml").write_text(program, encoding="utf-8")
    (folder / "l.csv").write_text(HEAD + rows, encoding="utf-8")
    return rk.replay(rk.load(folder / "p.yaml"), rk.read_ledger(folder / "l.csv"), until=until)


def values(found: dict, kpi: str, scope: str = "members") -> list[str | None]:
    return [one["value"] for one in found["kpis"] if (one["id"], one["scope"]) == (kpi, scope)]


def test_a_referral_that_is_rejected_recommended_nobody(tmp_path):
    """Anna names herself, cara somebody unknown, and ben names anna when he is a member already."""
    rows = """\
1,enrol,2024-01-10,anna,,anna,,
2,enrol,2024-01-11,ben,,,,
3,enrol,2024-01-12,cara,,nobody,,
4,enrol,2024-01-13,ben,,anna,,
5,enrol,2024-01-14,dora,,anna,,
"""
    assert values(rk.kpis(result=replayed(tmp_path, rows)), "referral_rate") == ["0.25"]


def test_a_naming_at_a_later_joining_changes_no_month_that_is_over(tmp_path):
    rows = """\
1,enrol,2024-01-01,zoe,,,,
2,enrol,2024-01-05,dora,,,,
3,leave,2024-01-20,dora,,,,
4,enrol,2024-02-20,dora,,zoe,,
5,purchase,2024-02-26,dora,50,,,
"""
    assert values(rk.kpis(result=replayed(tmp_path, rows), by="month"), "referral_rate") == ["0", None]


@pytest.mark.parametrize(("before", "expected"), [("", ["0", "0"]), ("0,purchase,2023-12-01,cara,20,,,\n", ["1", "1"])])
def test_who_was_refused_a_reward_did_nothing(tmp_path, before, expected):
    """Without points the reward is declined, and then its use."""
    rows = f"{before}1,enrol,2024-01-01,cara,,,,\n2,redeem,2024-01-10,cara,,,mug,\n3,use,2024-02-12,cara,,,mug,\n"
    found = rk.kpis(result=replayed(tmp_path, rows), by="month", history_starts="2024-01-01")
    assert values(found, "members.active") == expected


MOVES = """\
1,enrol,2024-01-01,anna,,,,Ulm
2,purchase,2024-01-10,anna,10,,,
3,purchase,2024-01-20,ben,30,,,Kiel
4,enrol,2024-02-05,ben,,anna,,
5,redeem,2024-02-06,anna,,,mug,
6,profile,2024-03-10,anna,,,,Kiel
7,use,2024-03-11,anna,,,mug,
8,leave,2024-03-12,ben,,,,
9,purchase,2024-03-31,ben,7,,,Ulm
"""


@pytest.mark.parametrize("until", ["2024-01-01", "2024-01-25", "2024-02-05", "2024-02-09", "2024-03-11", "2024-03-31"])
@pytest.mark.parametrize("segment", [None, "city", "tier", "cohort"])
def test_figures_up_to_a_day_are_those_of_a_replay_up_to_it(tmp_path, segment, until):
    """Ben bought before he joined, left, and moved; anna had a level for thirty days, and moved."""
    program = PROGRAM.replace("timezone: UTC", "timezone: UTC\nenrolment: required")
    whole, part = (replayed(tmp_path, MOVES, program, last) for last in (None, until))
    found = rk.kpis(result=whole, by="month", segment=segment, until=until)
    assert found == rk.kpis(result=part, by="month", segment=segment)
    assert found["kpis"]


@pytest.mark.parametrize(
    ("segment", "until", "expected"),
    [
        ("city", "2024-02-09", {"Ulm": "10", "Kiel": "30"}), ("city", None, {"Kiel": "10", "Ulm": "37"}),
        ("tier", "2024-02-04", {"Gold": "10"}), ("tier", "2024-02-09", {"Gold": "30", "none": "10"}),
    ],
)  # fmt: skip
def test_parts_are_those_of_the_last_day(tmp_path, segment, until, expected):
    program = PROGRAM.replace("timezone: UTC", "timezone: UTC\nenrolment: required")
    found = rk.kpis(result=replayed(tmp_path, MOVES, program), segment=segment, until=until)
    assert {
        one["segment"]: one["value"] for one in found["kpis"] if (one["id"], one["scope"]) == ("sales.gross", "members")
    } == expected
