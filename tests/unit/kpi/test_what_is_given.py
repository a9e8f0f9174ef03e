"""What members get back and what it costs the shop: of the same rewards, by what the program says and not by what was done with it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import rulekit as rk
from rulekit.diagnostics import UsageError
from rulekit.kpi import of_folder

VOUCHERS = """\
program: P
currency: EUR
timezone: UTC
rules:
  thanks: { on: activity "review", give: voucher }
milestones:
  guests: { count: purchases, gifts: { 3: mug, 9: mug } }
rewards:
  voucher: { kind: voucher, worth: 5 EUR, cost: COST, valid: 10 days }
  mug: { kind: gift, worth: 8 EUR, cost: 8 EUR }
"""
LEDGER = """\
event_id,type,at,member_id,amount,ref,activity,reward
1,purchase,2024-01-10,anna,100,,,
2,activity,2024-01-20,anna,,,review,
3,use,2024-02-01,anna,,,,voucher
4,activity,2024-01-21,anna,,,review,
5,activity,2024-02-28,anna,,,review,
6,purchase,2024-02-02,anna,40,,,
7,purchase,2024-02-03,anna,60,,,
8,refund,2024-02-04,anna,60,7,,
9,activity,2024-02-25,bo,,,review,
10,purchase,2024-03-01,bo,10,,,
"""


def replayed(folder: Path, program: str, rows: str = LEDGER, until: str | None = None) -> rk.Result:
    (folder / "p.yaml").write_text(program, encoding="utf-8")
    (folder / "l.csv").write_text(rows, encoding="utf-8")
    return rk.replay(rk.load(folder / "p.yaml"), rk.read_ledger(folder / "l.csv"), until=until)


def parts(result: rk.Result, kpi: str, by: str = "month") -> list[tuple[str | None, str | None]]:
    """Numerator and denominator."""
    return [(one["numerator"], one["denominator"]) for one in rk.kpis(result=result, by=by)["kpis"] if one["id"] == kpi]


def test_vouchers_count_alike_at_their_worth_and_at_their_cost(tmp_path):
    """Anna uses one voucher of January within its ten days that end in February, and lets one lapse; the mug is taken back."""
    rows = LEDGER.replace("3,use,2024-02-01", "3,use,2024-01-30")
    result = replayed(tmp_path, VOUCHERS.replace("COST", "2 EUR"), rows, until="2024-03-02")
    assert [one["status"] for one in result.rewards.to_pylist()] == ["used", "lapsed", "taken back", "open", "open"]
    assert parts(result, "effective_reward_rate") == [("5", "100"), ("10", "100"), ("0", "10")]
    assert parts(result, "reward_cost_ratio") == [("2", "100"), ("4", "100"), ("0", "10")]


@pytest.mark.parametrize("until", ["2024-01-31", "2024-02-03", "2024-02-29", None])
def test_a_reward_that_costs_what_it_is_worth_gives_as_much_as_it_costs(tmp_path, until):
    result = replayed(tmp_path, VOUCHERS.replace("COST", "5 EUR"), until=until)
    assert parts(result, "effective_reward_rate") == parts(result, "reward_cost_ratio")


POINTS = """\
program: P
currency: EUR
timezone: UTC
wallets:
  points: { unit: point/points, value: 0.01 EUR }
  stars: { unit: star/stars }
rules:
  base: { on: purchase, give: 1 point per 1 EUR }
  star: { on: purchase, give: 1 star }
rewards:
  badge: { kind: perk, worth: 0 EUR, cost: 0 EUR }
"""
STICKER = "  sticker: { kind: gift, price: 3 stars, worth: 1 EUR, cost: 0 EUR }\n"
BOUGHT = """\
event_id,type,at,member_id,amount,ref,activity,reward
1,purchase,2024-01-10,anna,100,,,
2,purchase,2024-01-11,anna,100,,,
3,purchase,2024-01-12,anna,100,,,
"""
UNKNOWN = "not every reward that was given states its `worth`, or a wallet its `value`"


@pytest.mark.parametrize("more", ["", "4,redeem,2024-01-13,anna,,,,sticker\n"])
def test_points_that_buy_something_have_a_worth_that_nobody_stated_also_while_nobody_redeems(tmp_path, more):
    result = replayed(tmp_path, POINTS + STICKER, BOUGHT + more)
    [found] = [one for one in rk.kpis(result=result)["kpis"] if one["id"] == "effective_reward_rate"]
    assert (found["value"], found["note"]) == (None, UNKNOWN)


def test_points_that_buy_nothing_count_nothing(tmp_path):
    assert parts(replayed(tmp_path, POINTS, BOUGHT), "effective_reward_rate") == [("3", "300")]


SPENDABLE = POINTS.replace("stars: {", "money: { unit: EUR }\n  dots: { unit: dot/dots }\n  stars: {")


def test_a_folder_says_the_same_of_its_wallets(tmp_path):
    """What has a value, is money or buys a reward can be spent; dots only count."""
    replayed(tmp_path, SPENDABLE + STICKER, BOUGHT).write(tmp_path / "result")
    path = tmp_path / "result" / "program.json"
    facts = json.loads(path.read_text(encoding="utf-8"))
    assert {name: one["is_spendable"] for name, one in facts["wallets"].items()} == {
        "points": True, "money": True, "dots": False, "stars": True,
    }  # fmt: skip
    assert of_folder(tmp_path / "result").program == facts
    del facts["wallets"]["points"]["is_spendable"]
    path.write_text(json.dumps(facts), encoding="utf-8")
    with pytest.raises(UsageError, match=r"`wallets\.points\.is_spendable` is missing"):
        of_folder(tmp_path / "result")


PAID = """\
program: P
currency: EUR
timezone: UTC
wallets:
  points: { unit: point/points, decimals: 1 }
  coins: { unit: coin/coins, value: 0.01 EUR }
rules:
  base: { on: purchase, give: 3.5 points per 1 EUR }
  coin: { on: purchase, give: 10 coins per 1 EUR }
rewards:
  pay: { kind: voucher, price: 30 points per 1 EUR }
  pay more: { kind: voucher, price: 50 coins per 1 EUR }
"""
PAYMENTS = """\
event_id,type,at,member_id,amount,ref,reward,points,wallet
1,purchase,2024-01-10,anna,7,,,,
2,purchase,2024-01-11,anna,13,,,,
3,purchase,2024-01-12,anna,40,,,,
4,redeem,2024-01-13,anna,,,pay,90,
5,redeem,2024-01-14,anna,,,pay more,100,
6,redeem,2024-02-13,anna,,,pay,60,
7,refund,2024-02-14,,,6,,,
8,purchase,2024-02-20,anna,10,,,,
9,redeem,2024-02-21,anna,,,,30,coins
"""


def test_a_payment_costs_what_it_took_off(tmp_path):
    """Whatever the `value` of a point; points that pay without a reward cost their `value`. A payment may take from several lots."""
    result = replayed(tmp_path, PAID, PAYMENTS)
    assert len([one for one in result.entries_list if one.kind == "spend" and one.event_id == "4"]) == 3
    assert [result.summary["rewards"][name]["cost"] for name in ("pay", "pay more")] == ["3.00", "2.00"]
    assert parts(result, "reward_cost_ratio") == [("5", "60"), ("0.3", "10")]
    assert parts(result, "reward_cost_ratio", by="year") == [("5.3", "70")]


TWO = """\
program: P
currency: EUR
timezone: UTC
wallets:
  points: { unit: point/points, value: 0.01 EUR }
  coins: { unit: coin/coins, value: 0.01 EUR }
rules:
  base: { on: purchase, give: 100 points }
  coin: { on: purchase, give: 100 coins }
rewards:
  mug: { kind: gift, price: 60 points, worth: 1 EUR, cost: 0.50 EUR, auto: yes }
  cake: { kind: gift, price: 60 coins, worth: 1 EUR, cost: 0.10 EUR, auto: yes }
"""


def test_what_one_event_buys_from_two_wallets_costs_each_its_own(tmp_path):
    result = replayed(tmp_path, TWO, "event_id,at,member_id,amount\n1,2024-01-10,anna,7\n")
    found = {one["subject"]: one["value"] for one in rk.kpis(result=result)["kpis"] if one["id"] == "liability.cost"}
    assert found == {"points": "0.2", "coins": "0.04"}
