"""Figures of programs where something is missing, comes back, or is restated."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace

import pyarrow as pa
import pytest

import rulekit as rk
from rulekit.kpi import catalogue, measure, of_ledger, of_result
from rulekit.kpi.cohorts import cohorts
from rulekit.kpi.figure import Figure
from rulekit.kpi.kpis import schema_for
from rulekit.kpi.periods import Period
from rulekit.simulate.benefit import benefits_of

PROGRAM = """\
program: P
currency: EUR
timezone: UTC
enrolment: required
wallets:
  points: { unit: point/points, value: 0.01 EUR }
rules:
  base: { on: purchase, give: 1 point per 1 EUR }
"""


def result_of(folder: Path, rows: str, program: str = PROGRAM) -> rk.Result:
    (folder / "p.yaml").write_text(program, encoding="utf-8")
    (folder / "l.csv").write_text(rows, encoding="utf-8")
    return rk.replay(rk.load(folder / "p.yaml"), rk.read_ledger(folder / "l.csv"))


def values(warehouse, kpi: str, by="month", **options) -> dict[tuple[str | None, str], str | None]:
    """Of the first scope, by subject and period."""
    found = measure(warehouse, ids=[kpi], by=by, **options)
    return {(one.subject, one.period.label): one.value for one in found if one.scope == one.kpi.scopes[0]}


@pytest.mark.parametrize("denominator", [None, Decimal(0)])
def test_a_ratio_without_a_denominator_has_no_value(denominator):
    period = Period(1, "all", 1, 2)
    assert Figure(catalogue()["return_rate.value"], "all sales", period, None, None, Decimal(30), denominator).value is None
    assert Figure(catalogue()["returns.value"], "all sales", period, None, None, Decimal(30), None).value == "30"


@pytest.mark.parametrize("kpi", [kpi for kpi in catalogue().values() if not kpi.model], ids=lambda kpi: kpi.id)
def test_what_is_divided_has_a_denominator(kpi):
    assert kpi.divided == ("NULL AS denominator" not in kpi.sql)


RETURNED = """\
event_id,type,at,member_id,amount,referred_by
1,enrol,2024-01-10,bo,,
2,enrol,2024-01-15,anna,,bo
3,purchase,2024-01-20,anna,10,
4,leave,2024-02-10,anna,,
5,purchase,2024-03-05,anna,20,
6,enrol,2024-04-10,anna,,
7,purchase,2024-04-11,anna,30,
"""
MONTHS = ("2024-01", "2024-02", "2024-03", "2024-04")


@pytest.mark.parametrize(
    ("kpi", "expected"),
    [
        ("members.enrolled", ("2", "1", "1", "2")),
        ("members.joined", ("2", "0", "0", "0")),
        ("members.active", ("0.5", "0", "0", "0.5")),
        ("referral_rate", ("0.5", None, None, None)),
        ("participation.sales", ("1", None, "0", "1")),
        ("participation.orders", ("1", None, "0", "1")),
    ],
)
def test_who_comes_back_was_away(tmp_path, kpi, expected):
    found = values(of_result(result_of(tmp_path, RETURNED)), kpi)
    assert tuple(found.get((None, month)) for month in MONTHS) == expected



def test_the_first_reward_is_waited_for_from_the_first_joining(tmp_path):
    program = PROGRAM + "  big: { on: purchase, if: basket.total >= 30 EUR, give: mug }\nrewards: { mug: { kind: gift, worth: 2 EUR } }\n"
    found = values(of_result(result_of(tmp_path, RETURNED, program)), "time_to_first_reward", by=None)
    assert found == {(None, "all"): "87"}


LEVELS = """\
program: P
currency: EUR
timezone: UTC
tiers:
  by: visits
  over: last 12 months
  levels: { Silver: 1, Gold: 2 }
  keep: 12 months
"""
CLIMBED = """\
event_id,type,at,member_id,amount
1,activity,2023-12-10,cleo,
2,purchase,2024-01-10,anna,10
3,purchase,2024-01-20,bo,10
4,purchase,2024-02-20,bo,10
5,leave,2024-03-05,bo,
6,purchase,2024-04-05,bo,10
"""


def test_who_left_has_no_level(tmp_path):
    warehouse = of_result(result_of(tmp_path, CLIMBED.replace("activity", "enrol"), LEVELS))
    found = values(warehouse, "tiers.members")
    assert [found.get((level, "2024-02")) for level in ("none", "Silver", "Gold")] == ["1", "1", "1"]
    assert [found.get((level, "2024-03")) for level in ("none", "Silver", "Gold")] == ["1", "1", "0"]
    assert sum(int(found[level, "2024-04"] or 0) for level in ("none", "Silver", "Gold")) == 3
    assert values(warehouse, "tiers.share")["Silver", "2024-03"] == "0.5"
    moved = values(warehouse, "tiers.migration")
    assert (moved["Gold → left", "2024-03"], moved["Silver → Gold", "2024-02"]) == ("1", "1")
    later = values(warehouse, "tiers.members", history_starts=date(2024, 2, 1).toordinal())
    assert later["Silver", "2024-03"] == "1"


def test_nothing_given_uses_no_budget(tmp_path):
    program = PROGRAM + "  big: { on: purchase, if: basket.total >= 25 EUR, give: 5 points, budget: 4 times }\n"
    found = values(of_result(result_of(tmp_path, RETURNED, program)), "budget.used")
    assert tuple(found["big", month] for month in MONTHS) == ("0", "0", "0", "0.25")


OPENED = """\
event_id,type,at,member_id,wallet,points,reason,reward,amount
1,enrol,2024-01-01,anna,,,,,
2,adjust,2024-01-01,anna,points,1000,opening,,
3,adjust,2024-01-02,anna,points,-100,mistake,,
4,redeem,2024-02-01,anna,,,,mug,
5,purchase,2024-03-01,anna,,,,,200
"""


def test_what_was_moved_in_was_given_as_well(tmp_path):
    program = PROGRAM + "rewards: { mug: { kind: gift, price: 300 points, worth: 3 EUR, cost: 1 EUR } }\n"
    warehouse = of_result(result_of(tmp_path, OPENED, program))
    found = values(warehouse, "redemption_rate")
    assert [found["points", month] for month in MONTHS[:3]] == ["0", "0.3", "0.25"]
    assert values(warehouse, "redemption_rate", history_starts=date(2024, 3, 1).toordinal()) == {("points", "2024-03"): "0.25"}
    assert values(warehouse, "breakage.expired", by=None) == {("points", "all"): "0"}
    assert values(warehouse, "liability.expected")["points", "2024-01"] == "9"
    assert values(warehouse, "liability.cost", by=None) == {("points", "all"): "2.666667"}


MUG = PROGRAM + "rewards: { mug: { kind: gift, price: 300 points, worth: 3 EUR, cost: 1 EUR } }\n"


def restated(result: rk.Result, *changes: dict[str, object]):
    """A warehouse with more entries, like the last one but for some columns."""
    last = max(result.entries.to_pylist(), key=lambda entry: entry["seq"])
    more = [last | {"seq": last["seq"] + place} | change for place, change in enumerate(changes, 1)]
    return of_result(
        SimpleNamespace(
            events=result.events, members=result.members, rewards=result.rewards, balances=result.balances,
            program=result.program, editions=result.editions, horizon=result.horizon, rejections=result.rejections,
            entries=pa.concat_tables([result.entries, pa.Table.from_pylist(more, result.entries.schema)]),
        )
    )  # fmt: skip


def test_figures_have_room_for_every_amount(tmp_path):
    earned, spent = {"kind": "earn", "amount": 10**17}, {"kind": "spend", "amount": -9 * 10**16}
    warehouse = restated(result_of(tmp_path, OPENED, MUG), earned, spent)
    assert values(warehouse, "liability.expected")["points", "2024-03"] == "100000000000008"


def test_corrections_count_as_what_they_restate(tmp_path):
    late = {"kind": "correct", "reason": "earn pending", "rule": "base", "amount": 50}
    joined = {"kind": "correct", "reason": "enrol", "available_on": date(2023, 12, 31), "wallet": None, "amount": None}
    warehouse = restated(result_of(tmp_path, OPENED, MUG), late, joined)
    assert values(warehouse, "points.by_rule", by=None) == {("base (points)", "all"): "250"}
    assert values(warehouse, "members.enrolled")[None, "2024-01"] == "1"
    assert warehouse.connection.execute("SELECT joined FROM spells").fetchall() == [(date(2023, 12, 31),)]


def test_what_is_bought_with_points_counts_once(tmp_path):
    program = PROGRAM + "rewards: { mug: { kind: gift, price: 30 points, worth: 3 EUR, auto: yes } }\n"
    benefit = benefits_of(result_of(tmp_path, RETURNED, program))["anna"]
    assert dict(benefit.things) == {"wallet points": 0, "reward mug": 1}


BOUGHT = """\
event_id,type,at,member_id,amount,ref
1,purchase,2024-01-10,anna,10,
2,purchase,2024-01-20,bo,20,
3,refund,2024-03-02,bo,5,2
4,purchase,2024-04-01,anna,7,
5,purchase,2024-06-30,,1,
"""


def test_the_value_so_far_grows_from_before_the_first_period(tmp_path):
    (tmp_path / "l.csv").write_text(BOUGHT, encoding="utf-8")
    warehouse = of_ledger(rk.read_ledger(tmp_path / "l.csv"), schema_for(None))
    found = measure(warehouse, ids=["clv.historic"], by="month", history_starts=date(2024, 2, 1).toordinal())
    assert [one.value for one in found] == ["15", "12.5", "16", "16", "16"]


def test_a_cohort_goes_on_to_the_last_day(tmp_path):
    (tmp_path / "l.csv").write_text(BOUGHT, encoding="utf-8")
    warehouse = of_ledger(rk.read_ledger(tmp_path / "l.csv"), schema_for(None))
    assert cohorts(warehouse)["rows"] == [
        {
            "cohort": "2024-01", "size": 2, "on": [2, 0, 0, 1, 0, 0], "on_or_after": [2, 1, 1, 1, 0, 0],
            "rolling_30_days": [2, 0, 1, 0, 0, 0],
        }
    ]  # fmt: skip
    (until,) = cohorts(warehouse, until=date(2024, 3, 31).toordinal())["rows"]
    assert until["on_or_after"] == [2, 0, 0]
    assert cohorts(warehouse, history_starts=date(2024, 1, 11).toordinal())["rows"][0]["size"] == 1
