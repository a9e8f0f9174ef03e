"""Figures of programs that have several of a kind: wallets that rewards are bought from, things that one rule gives, thresholds, days."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

import rulekit as rk
from rulekit.kpi.assumptions import Assumptions

HEAD = "program: P\ncurrency: EUR\ntimezone: UTC\n"


def found(folder: Path, program: str, rows: str, **options) -> list[dict]:
    (folder / "p.yaml").write_text(HEAD + program, encoding="utf-8")
    (folder / "l.csv").write_text(rows, encoding="utf-8")
    return rk.kpis(result=rk.replay(rk.load(folder / "p.yaml"), rk.read_ledger(folder / "l.csv")), **options)["kpis"]


def figures(records: list[dict], kpi: str, name: str = "value") -> dict[str, list]:
    """One column of a figure, by subject, over the periods."""
    rows: dict[str, list] = {}
    for one in records:
        if one["id"] == kpi and one["scope"] == "members":
            rows.setdefault(one["subject"], []).append(one[name])
    return rows


WALLETS = """\
wallets:
  points: { unit: point/points, value: 0.01 EUR }
  stars: { unit: star/stars, value: 0.10 EUR }
rules:
  base: { on: purchase, give: 1 point per 1 EUR }
  stars: { on: purchase, give: 1 star per 10 EUR }
rewards:
  cup: { kind: gift, price: 100 points, worth: 10 EUR, cost: 1 EUR, auto: yes }
  hat: { kind: gift, price: 10 stars, worth: 10 EUR, cost: 9 EUR, auto: yes }
"""
SALES = """\
event_id,type,at,member_id,amount
a,purchase,2024-01-31,anna,155
b,purchase,2024-02-01,bo,125
"""


def test_a_reward_costs_the_wallet_that_paid_for_it(tmp_path):
    """Each purchase buys a cup with points and a hat with stars: 80 points and 7 stars are left."""
    assert figures(found(tmp_path, WALLETS, SALES), "liability.cost") == {"points": ["0.08"], "stars": ["0.63"]}


UNKNOWN = """\
wallets: { points: { unit: point/points, value: 0.01 EUR } }
rules: { base: { on: purchase, give: 1 point per 1 EUR } }
rewards:
  cup: { kind: gift, price: 100 points, worth: 1 EUR, cost: 0.10 EUR }
  hat: { kind: gift, price: 100 points, worth: 1 EUR }
"""
BOUGHT = """\
event_id,type,at,member_id,amount,reward
p1,purchase,2024-01-01,anna,1000,
r1,redeem,2024-01-12,anna,,cup
r2,redeem,2024-02-13,anna,,hat
p2,purchase,2024-03-01,anna,1,
"""


def test_points_of_unknown_cost_have_none(tmp_path):
    """Nobody knows what the hat cost: from then on nobody knows what the next reward will."""
    records = found(tmp_path, UNKNOWN, BOUGHT, by="month")
    assert figures(records, "liability.cost") == {"points": ["0.9", None, None]}
    [notes] = figures(records, "liability.cost", "note").values()
    assert notes == [None, *["not every reward that was bought with points states its `cost` and `worth`"] * 2]


LADDERS = """\
wallets: { points: { unit: point/points } }
cards:
  card: { stamp: 1 per purchase, full at: 2, give: mug }
milestones:
  stop: { count: purchases, gifts: { 1: 3 points, 2: mug } }
  round: { count: purchases, gifts: { 1: 3 points, 2: mug }, then: start again }
  first: { count: purchases, gifts: { 1: 3 points, 2: mug }, then: continue with second }
  second: { count: purchases, gifts: { 1: 3 points, 2: mug } }
  money: { count: spend, gifts: { 10 EUR: 3 points, 25 EUR: mug } }
challenges:
  sprint: { count: purchases, reach: 2 within 14 days, give: 50 points }
rewards:
  mug: { kind: gift }
"""
CLIMBED = """\
event_id,type,at,member_id,amount
1,purchase,2024-01-11,anna,10
2,purchase,2024-01-12,anna,10
3,purchase,2024-02-13,anna,10
4,purchase,2024-01-05,bo,10
5,purchase,2024-01-06,bo,10
6,purchase,2024-01-05,cy,10
7,purchase,2024-01-05,di,3
"""


def test_a_ladder_is_filled_with_its_last_threshold(tmp_path):
    """Of four, anna and bo buy twice; anna alone goes on to 30 EUR, and begins the second ladder."""
    records = found(tmp_path, LADDERS, CLIMBED, by="month")
    filled = {subject: list(zip(parts, figures(records, "cards.completion", "denominator")[subject], strict=True))
              for subject, parts in figures(records, "cards.completion", "numerator").items()}  # fmt: skip
    assert filled == {
        "card": [("2", "4")] * 2, "stop": [("2", "4")] * 2, "round": [("2", "4")] * 2, "first": [("2", "4")] * 2,
        "second": [("0", "0"), ("0", "1")], "money": [("0", "4"), ("1", "4")], "sprint": [("2", "4")] * 2,
    }  # fmt: skip


GIFTS = """\
wallets:
  points: { unit: point/points }
  stars: { unit: star/stars }
rules:
  opening: { on: purchase, give: [5 points, 1 star, 2 mug], budget: 10 times }
  thanks: { on: purchase, give: [5 points, 1 star, 2 mug], budget: 40 points }
rewards:
  mug: { kind: gift }
"""


def test_one_grant_is_one_time_of_a_budget(tmp_path):
    """Three purchases, two of them on one day: 3 of 10 times, 15 of 40 points, as the replay says."""
    records = found(tmp_path, GIFTS, SALES + "c,purchase,2024-02-01 12:00,bo,1\n", by="month")
    used = zip(figures(records, "budget.used", "numerator").items(), figures(records, "budget.used").values(), strict=True)
    assert [(*parts, shares) for parts, shares in used] == [
        ("opening", ["1", "3"], ["0.1", "0.3"]), ("thanks", ["5", "15"], ["0.125", "0.375"]),
    ]  # fmt: skip


HANDED_OVER = """\
wallets: { points: { unit: point/points } }
rules: { gift: { on: purchase, if: basket.total >= 10 EUR, give: [mug, mug, cake] } }
rewards:
  mug: { kind: gift }
  cake: { kind: gift }
"""
USES = """\
event_id,type,at,member_id,amount,reward
1,purchase,2024-01-10,anna,10,
2,use,2024-01-20,anna,,mug
3,use,2024-03-05,anna,,mug
4,use,2024-03-06,anna,,cake
"""


def test_a_reward_is_used_on_the_day_of_its_use(tmp_path):
    records = found(tmp_path, HANDED_OVER, USES, by="month")
    assert figures(records, "rewards.issued") == {"cake": ["1", "0", "0"], "mug": ["2", "0", "0"]}
    assert figures(records, "rewards.used") == {"cake": ["0", "0", "1"], "mug": ["1", "0", "1"]}


NO_VALUE = """\
wallets: { points: { unit: point/points } }
rules: { base: { on: purchase, give: 1 point per 1 EUR } }
rewards:
  mug: { kind: gift, price: 10 points, worth: 5 EUR, cost: 2 EUR }
  hat: { kind: gift, price: 10 points }
"""
PAID = """\
event_id,type,at,member_id,amount,wallet,points,reward
1,purchase,2024-01-01,anna,100,,,
2,redeem,2024-01-12,anna,,,,mug
3,redeem,2024-02-12,anna,,points,10,
4,redeem,2024-03-12,anna,,points,10,
5,redeem,2024-03-12,anna,,,,hat
6,purchase,2024-03-13,anna,10,,,
"""


@pytest.mark.parametrize("kpi", ["reward_cost_ratio", "budget.existing_customers"])
def test_a_note_says_what_is_missing(tmp_path, kpi):
    """A payment from a wallet without a value; and where a reward without a cost is there as well, that first."""
    records = found(tmp_path, NO_VALUE, PAID, by="month", assumptions=Assumptions(marketing_budget=Decimal(100)))
    assert figures(records, kpi) == {None: ["0.02", None, None]}
    assert figures(records, kpi, "note") == {
        None: [None, "not every wallet that paid states its `value`", "not every reward that was given states its `cost`"]
    }
