"""Traces of challenges, budgets, stock and payments with points: the words a marketer reads."""

from test_trace import flat, program_of, traces

from rulekit.engine import Engine
from rulekit.engine.trace import sentence

PROGRAM = program_of("""
rules:
  base: { on: purchase, give: [1 point per 1 EUR, 2 mug], budget: 15.5 points }
  welcome: { on: activity "hello", give: [5 points, mug], budget: 1 times }
challenges:
  sprint: { count: spend, reach: 15 EUR within 7 days, give: 1 point, limit: once }
rewards:
  mug: { kind: gift, price: 1 point, stock: 3, limit: 2 per month }
  pay: { kind: voucher, price: 10 points per 1 EUR, at most: 50% of basket.total }
""")


def test_a_budget_and_a_stock_that_run_out():
    found = traces(PROGRAM, {"amount": "10"}, {"amount": "10"})["base"]
    assert found.gives == "5.5 points and mug"
    assert flat(found) == [
        "1 point for each full euro of 10.00 EUR: 10 points",
        "the budget of all members cuts 4.5 points",
        "2 x mug",
        "mug is out of stock",
    ]


def test_a_budget_in_times_that_is_used_up():
    hello = {"type": "activity", "activity": "hello"}
    found = traces(PROGRAM, hello, hello)["welcome"]
    assert found.gives == "nothing"
    assert flat(found)[-1] == "the budget `1 time` of all members is used up"


def test_a_used_up_budget_loses_its_group():
    program = program_of("""
groups: { g: best }
rules:
  early: { on: purchase, give: 5 points, budget: 5 points, group: g }
  later: { on: purchase, give: 1 point, group: g }
""")
    found = traces(program, {"amount": "10"}, {"amount": "10"})
    assert (found["early"].gives, flat(found["early"])) == ("nothing", ["the budget `5 points` of all members is used up"])
    assert found["later"].gives == "1 point"


def test_a_challenge_counts_and_is_reached():
    found = traces(PROGRAM, {"amount": "10"}, {"amount": "10"})["sprint"]
    assert (found.gives, found.kind, flat(found)) == ("10.00 EUR", "challenge", ["counts 10.00 EUR"])


def test_a_payment_with_points():
    grant = {"type": "adjust", "wallet": "points", "points": "40"}
    payment = {"type": "redeem", "reward": "pay", "points": "30"}
    found = traces(PROGRAM, grant, {"amount": "5"}, payment | {"ref": "1"})["pay"]
    assert found.gives == "nothing"
    assert flat(found) == [
        "yes 10 points pay 1.00 EUR, in whole steps",
        "no points may pay 2.50 EUR more of this purchase (3.00 EUR are asked)",
        "yes the balance covers 30 points (it is 45 points)",
    ]
    assert traces(PROGRAM, grant, payment)["pay"].gives == "the payment"


def test_a_reward_out_of_stock_is_told_before_its_balance():
    found = traces(PROGRAM, {"amount": "10"}, {"amount": "1"}, {"type": "redeem", "reward": "mug"})["mug"]
    assert flat(found)[:2] == ["yes the limit `2 times per month` (2 left)", "no the stock of 3 (none left)"]


def test_entries_in_words():
    engine = Engine(PROGRAM)
    events = [
        {"amount": "10"}, {"amount": "10"}, {"amount": "1", "at": "2024-06-12 12:00"},
        {"type": "adjust", "wallet": "points", "points": "20"}, {"type": "redeem", "reward": "pay", "points": "15"},
        {"type": "redeem", "reward": "pay", "points": "20"}, {"amount": "1", "at": "2024-06-29 12:00"},
    ]  # fmt: skip
    said = [
        sentence(entry, PROGRAM)
        for number, event in enumerate(events)
        for entry in engine.apply({"event_id": str(number), "at": f"2024-06-{number + 1 + 9 * (number > 2):02} 12:00", "member_id": "m"} | event)
    ]  # fmt: skip
    for expected in (
        "earns 5.5 points by base (lot 7); the budget of all members cut 4.5 points",
        "does not get mug by base: it is out of stock",
        "completes sprint",
        "loses 5.00 EUR beyond the goal of sprint",
        "cannot get pay for points: the points are no whole number of steps of the rate",
        "spends 10 points of lot 2 for pay, worth 1.00 EUR; the balance is 26.5 points",
        "loses 1.00 EUR on sprint: no longer within the last 7 days",
    ):
        assert expected in said, "\n".join(said)
