"""Null where nobody can know, 0 where nothing happened, a flag or a note where a figure would mislead."""

from __future__ import annotations

from pathlib import Path

import pytest

import rulekit as rk

PROGRAM = """\
program: P
currency: EUR
timezone: UTC
wallets:
  points: { unit: point/points, value: 0.01 EUR }
  stars: { unit: star/stars }
rules:
  base: { on: purchase, give: 10 points per 1 EUR }
  thanks: { on: activity "review", give: mug }
  sorry: { on: activity "complaint", give: cake }
  star: { on: activity "photo", give: 5 stars }
rewards:
  coffee: { kind: voucher, price: 100 points, worth: 3 EUR, cost: 1 EUR, valid: 10 days }
  mug: { kind: gift, worth: 8 EUR }
  cake: { kind: gift, cost: 2 EUR }
  sticker: { kind: gift, price: 3 stars, worth: 1 EUR, cost: 0 EUR }
"""
HEAD = "event_id,type,at,member_id,amount,ref,activity,reward\n"
QUARTER = """\
1,purchase,2024-01-10,anna,10,,,
2,purchase,2024-01-11,bo,20,,,
3,purchase,2024-03-05,anna,40,,,
4,refund,2024-02-05,bo,5,2,,
"""


def replayed(folder: Path, rows: str) -> rk.Result:
    (folder / "p.yaml").write_text(PROGRAM, encoding="utf-8")
    (folder / "l.csv").write_text(HEAD + rows, encoding="utf-8")
    return rk.replay(rk.load(folder / "p.yaml"), rk.read_ledger(folder / "l.csv"))


def records(found: dict, kpi: str, scope: str = "members", subject: str | None = None) -> list[dict]:
    return [one for one in found["kpis"] if (one["id"], one["scope"], one["subject"]) == (kpi, scope, subject)]


def values(found: dict, kpi: str, scope: str = "members", subject: str | None = None) -> list[str | None]:
    return [one["value"] for one in records(found, kpi, scope, subject)]


@pytest.mark.parametrize(
    ("kpi", "expected"),
    [
        ("sales.gross", ["30", "0", "40"]), ("sales.net", ["30", "-5", "40"]), ("sales.orders", ["2", "0", "1"]),
        ("returns.value", ["0", "5", "0"]), ("visits", ["2", "0", "1"]), ("customers.one_time", ["2", "0", "1"]),
        ("aov.gross", ["15", None, "40"]), ("return_rate.value", ["0", None, "0"]), ("return_rate.customers", ["0", None, "0"]),
    ],
)  # fmt: skip
def test_a_month_without_sales_sold_nothing(tmp_path, kpi, expected):
    assert values(rk.kpis(result=replayed(tmp_path, QUARTER), by="month"), kpi) == expected


def test_units_of_a_closed_month(tmp_path):
    (tmp_path / "l.csv").write_text(
        "event_id,at,amount,sku,quantity\n1,2024-01-01,10,a,3\n2,2024-03-01,10,,\n", encoding="utf-8"
    )
    assert values(rk.kpis(rk.read_ledger(tmp_path / "l.csv"), by="month"), "sales.units", "all sales") == ["3", "0", None]


@pytest.mark.parametrize(
    ("kpi", "expected"),
    [
        ("customers.started", ["0", "2", "0"]), ("customers.kept", ["0", "0", "0"]), ("customers.lost", ["0", "2", "0"]),
        ("customers.reactivated", ["0", "0", "1"]), ("retention.strict", [None, "0", None]), ("churn", [None, "1", None]),
        ("retention.net_of_new", [None, "0", None]), ("customers.new", ["2", "0", "0"]), ("customers.active", ["2", "0", "1"]),
    ],
)  # fmt: skip
def test_a_ledger_is_all_there_was(tmp_path, kpi, expected):
    assert values(rk.kpis(result=replayed(tmp_path, QUARTER), by="month"), kpi) == expected


@pytest.mark.parametrize("starts", ["2024-01-01", "2024-02-01"])
@pytest.mark.parametrize("kpi", ["customers.started", "customers.kept", "customers.lost", "customers.reactivated", "retention.strict"])
def test_nobody_looked_before_a_stated_beginning(tmp_path, kpi, starts):
    found = values(rk.kpis(result=replayed(tmp_path, QUARTER), by="month", history_starts=starts), kpi)
    assert found[0] is None
    assert found[1] is not None or kpi == "retention.strict"


@pytest.mark.parametrize("kpi", ["customers.started", "customers.kept", "customers.lost", "customers.reactivated", "retention.strict"])
def test_the_whole_time_has_no_period_before_it(tmp_path, kpi):
    assert values(rk.kpis(result=replayed(tmp_path, QUARTER)), kpi) == [None]
    assert values(rk.kpis(result=replayed(tmp_path, QUARTER), history_starts="2024-02-01"), kpi) == [None]


def test_a_history_that_starts_earlier_has_seen_that_nobody_came(tmp_path):
    found = rk.kpis(result=replayed(tmp_path, QUARTER), by="month", history_starts="2023-12-01")
    assert values(found, "customers.started") == [None, "0", "2", "0"]


def test_days_after_the_replay_were_not_seen(tmp_path):
    """A ledger may be said to be complete for longer than its last event, a replay has its horizon."""
    result = replayed(tmp_path, QUARTER)
    found = rk.kpis(result=result, by="month", until="2024-05-31")
    assert (values(found, "sales.gross"), records(found, "sales.gross")[-1]["flags"]) == (["30", "0", "40"], ["partial"])
    found = rk.kpis(rk.read_ledger(tmp_path / "l.csv"), by="month", until="2024-04-30")
    assert values(found, "sales.gross", "all sales") == ["30", "0", "40", "0"]
    assert [len(row["on"]) for row in found["cohorts"]["rows"]] == [4]


def test_retention_after_a_partial_period_is_partial(tmp_path):
    result = replayed(tmp_path, QUARTER)
    result = rk.replay(result.program, rk.read_ledger(tmp_path / "l.csv"), until="2024-03-31")
    found = rk.kpis(result=result, by="month")
    flags = {kpi: [one["flags"] for one in records(found, kpi)] for kpi in ("retention.strict", "churn", "sales.gross")}
    assert flags["retention.strict"] == flags["churn"] == [["partial"], ["partial"], []]
    assert flags["sales.gross"] == [["partial"], [], []]


def test_who_only_gives_back_is_counted(tmp_path):
    rows = QUARTER + "5,purchase,2024-02-20,anna,1,,,\n6,refund,2024-02-21,anna,1,5,,\n"
    assert values(rk.kpis(result=replayed(tmp_path, rows), by="month"), "return_rate.customers") == ["0", "2", "0"]


def test_who_gives_back_what_was_bought_before_the_ledger_is_none_of_those_who_bought(tmp_path):
    rows = "1,refund,2024-01-05,anna,5,,,\n2,purchase,2024-01-06,bo,9,,,\n3,refund,2024-01-07,bo,9,2,,\n4,purchase,2024-02-01,anna,7,,,\n"
    (tmp_path / "l.csv").write_text(HEAD + rows, encoding="utf-8")
    found = rk.kpis(rk.read_ledger(tmp_path / "l.csv"), by="month")
    assert values(found, "return_rate.customers", "identified customers") == ["1", "0"]


GIVEN = QUARTER + "5,activity,2024-03-06,anna,,,review,\n"


def test_an_unknown_cost_is_no_cost_of_nothing(tmp_path):
    found = rk.kpis(result=replayed(tmp_path, GIVEN), by="month")
    assert values(found, "reward_cost_ratio") == ["0", None, None]
    assert [one["note"] for one in records(found, "reward_cost_ratio")] == [
        None, None, "not every reward that was given states its `cost`",
    ]  # fmt: skip
    assert values(found, "rewards.cost", subject="mug") == [None, None, None]
    assert values(found, "rewards.cost", subject="coffee") == ["0", "0", "0"]
    assert values(found, "rewards.issued", subject="mug") == ["0", "0", "1"]
    assert values(found, "effective_reward_rate") == ["0.1", None, "0.3"]


def test_an_unknown_worth(tmp_path):
    found = rk.kpis(result=replayed(tmp_path, QUARTER + "5,activity,2024-03-06,anna,,,complaint,\n"), by="month")
    assert values(found, "effective_reward_rate") == ["0.1", None, None]
    assert values(found, "reward_cost_ratio") == ["0", None, "0.05"]


def test_points_without_a_value_cost_what_they_buy(tmp_path):
    rows = QUARTER + "5,activity,2024-03-06,anna,,,photo,\n6,redeem,2024-03-07,anna,,,,sticker\n"
    found = rk.kpis(result=replayed(tmp_path, rows), by="month")
    assert values(found, "effective_reward_rate") == ["0.1", None, None]
    assert values(found, "reward_cost_ratio") == ["0", None, "0"]


def test_a_budget_for_existing_customers_with_an_unknown_cost(tmp_path):
    assumed = rk.Assumptions(marketing_budget=100)
    found = rk.kpis(result=replayed(tmp_path, GIVEN), by="month", assumptions=assumed)
    assert values(found, "budget.existing_customers") == ["0", "0", None]


REDEEMED = """\
1,purchase,2024-01-10,anna,40,,,
2,redeem,2024-01-11,anna,,,,coffee
3,redeem,2024-01-12,anna,,,,coffee
4,redeem,2024-01-20,anna,,,,coffee
5,use,2024-01-18,anna,,,,coffee
6,purchase,2024-02-20,anna,40,,,
"""


@pytest.mark.parametrize(
    ("until", "cost", "use_rate"),
    [
        ("2024-01-15", "3", None), ("2024-01-17", "3", None), ("2024-01-18", "3", "1"), ("2024-01-22", "3", "1"),
        ("2024-01-23", "2", "0.5"), ("2024-01-31", "1", "0.333333"), ("2024-02-20", "1", "0.333333"),
    ],
)  # fmt: skip
def test_rewards_stand_as_they_stood_on_the_last_day(tmp_path, until, cost, use_rate):
    """Used on the 18th; one lapses on the 23rd, one on the 31st. Figures up to a day are those of a replay up to it."""
    found = rk.kpis(result=replayed(tmp_path, REDEEMED), until=until)
    again = rk.kpis(result=rk.replay(rk.load(tmp_path / "p.yaml"), rk.read_ledger(tmp_path / "l.csv"), until=until))
    issued = values(found, "rewards.issued", subject="coffee")
    for kpi, expected in (("rewards.cost", cost if issued == ["3"] else "2"), ("rewards.use_rate", use_rate)):
        assert values(found, kpi, subject="coffee") == values(again, kpi, subject="coffee") == [expected], kpi
    assert values(found, "reward_cost_ratio") == values(again, "reward_cost_ratio")


def test_the_mean_of_customers_is_exact(tmp_path):
    """Means of 1, 3/2 and 5/3 days: a third of 25/6."""
    days = {"anna": (1, 2), "bo": (1, 2, 4), "cleo": (1, 2, 3, 6)}
    rows = "".join(f"{name}{day},purchase,2024-01-{day:02},{name},1,,,\n" for name, own in days.items() for day in own)
    [found] = records(rk.kpis(result=replayed(tmp_path, rows)), "purchase_interval.of_customers")
    assert (found["value"], found["numerator"], found["denominator"], found["flags"]) == ("1.388889", "25", "18", [])


REQUIRED = PROGRAM.replace("timezone: UTC", "timezone: UTC\nenrolment: required").replace("give: 10 points", "give: 1 point")
JOINED = """\
1,purchase,2024-01-01,anna,1000,,,
2,purchase,2024-01-02,bo,500,,,
3,enrol,2024-01-05,anna,,,,
4,purchase,2024-01-06,anna,10,,,
5,refund,2024-01-07,anna,400,1,,
6,refund,2024-01-07,anna,2,4,,
7,leave,2024-01-08,anna,,,,
8,purchase,2024-02-01,anna,70,,,
9,enrol,2024-02-03,anna,,,,
10,purchase,2024-02-04,anna,20,,,
"""


@pytest.mark.parametrize(
    ("kpi", "subject", "expected"),
    [
        ("earn_rate", "points", ["1", "1"]), ("effective_reward_rate", None, ["0.01", "0.01"]), ("reward_cost_ratio", None, ["0", "0"]),
        ("sales.gross", None, ["1010", "90"]), ("participation.sales", None, ["0.006623", "0.222222"]),
    ],
)  # fmt: skip
def test_rates_of_the_program_know_what_members_paid_as_members(tmp_path, kpi, subject, expected):
    """What was paid before joining and after leaving earns nothing; it stays in the sales of members."""
    replayed(tmp_path, JOINED)
    (tmp_path / "p.yaml").write_text(REQUIRED, encoding="utf-8")
    result = rk.replay(rk.load(tmp_path / "p.yaml"), rk.read_ledger(tmp_path / "l.csv"))
    scope = "all sales" if kpi.startswith("participation") else "members"
    assert values(rk.kpis(result=result, by="month"), kpi, scope, subject) == expected


def test_what_is_owed_is_a_part_of_what_members_paid_as_members(tmp_path):
    """8 paid as a member, 8 open points at 0.01: 8 x 0.08 / 8.08; those went with the leaving. Then 28 x 0.2 / 28.2."""
    replayed(tmp_path, JOINED)
    (tmp_path / "p.yaml").write_text(REQUIRED, encoding="utf-8")
    result = rk.replay(rk.load(tmp_path / "p.yaml"), rk.read_ledger(tmp_path / "l.csv"))
    [owed] = records(rk.kpis(result=result), "liability.ifrs15", subject="points")
    assert owed["value"] == "0.198582"
    [owed] = records(rk.kpis(result=result, until="2024-01-07"), "liability.ifrs15", subject="points")
    assert owed["value"] == "0.079208"
