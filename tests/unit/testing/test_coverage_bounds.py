"""Limits, budgets and stocks: which of them the tests of a program went beyond."""

import pytest

from rulekit.diagnostics import Source
from rulekit.semantics import check_program
from rulekit.testing.coverage import coverage
from rulekit.testing.run import play_all

PROGRAM = """\
program: Shop
currency: EUR
timezone: Europe/Berlin
wallets:
  points: { unit: point/points, limit: 100 points per day }
  miles: { unit: mile/miles, limit: 10 miles per day or nothing }
rules:
  base: { on: purchase, give: 1 point per 1 EUR, limit: 50 points per purchase }
  flying: { on: purchase, give: 1 mile per 1 EUR }
  more: { on: activity "more", give: 40 points, budget: 60 points }
  whole: { on: activity "whole", give: 3 points, limit: once or nothing }
  mugs: { on: activity "mugs", give: mug, limit: once }
  leaves: { on: activity "leaves", give: leaf }
cards:
  card: { stamp: 1 per purchase, full at: 5, give: leaf, limit: 1 stamp per day }
milestones:
  ladder: { count: activities "more", gifts: { 1: 1 point, 2: 1 point }, limit: once }
referral:
  qualifies: first purchase
  referrer: { give: 3 points, limit: 5 points per member }
  friend: { give: 10 points }
rewards:
  mug: { kind: gift, price: 5 points, limit: once }
  leaf: { kind: gift, price: 5 points, stock: 1 }
  cup: { kind: gift, price: 200 points, auto: yes, limit: once, stock: 5 }
tests:
  t:
    given:
"""
ALL = {
    "wallets.points.limit", "wallets.miles.limit", "rules.base.limit", "rules.more.budget", "rules.whole.limit", "rules.mugs.limit",
    "cards.card.limit", "milestones.ladder.limit", "referral.referrer.limit", "rewards.mug.limit", "rewards.leaf.stock",
    "rewards.cup.limit", "rewards.cup.stock",
}  # fmt: skip


def used_up(*given: str, program: str = PROGRAM) -> set[str]:
    text = program + "".join(f"      - {{ at: {line} }}\n" for line in given) + "    expect: {}\n"
    checked, found = check_program(Source("shop.yaml", text))
    assert checked is not None, found
    bounds = coverage(checked, play_all(checked)).bounds
    assert {".".join(map(str, one.path)) for one in bounds} == ALL
    return {".".join(map(str, one.path)) for one in bounds if one.is_reached}


REACHED = {
    "nothing happens beyond them": (["2024-03-01, member: a, purchase: 8 EUR"], set()),
    "a limit that is just used up ends nothing": (["2024-03-01, member: a, purchase: 10 EUR"], set()),
    "a rule's limit cuts": (["2024-03-01, member: a, purchase: 60 EUR"], {"rules.base.limit", "wallets.miles.limit"}),
    "a wallet's limit cuts": (
        ["2024-03-01, member: a, purchase: 50 EUR", "2024-03-01 01:00, member: a, purchase: 50 EUR", "2024-03-01 02:00, member: a, purchase: 50 EUR"],
        {"wallets.points.limit", "wallets.miles.limit", "cards.card.limit"},
    ),
    "a budget of all members": (
        ["2024-03-01, member: a, activity: more", "2024-03-01, member: b, activity: more"], {"rules.more.budget"},
    ),
    "or nothing": (["2024-03-01, member: a, activity: whole, repeat: daily 2 times"], {"rules.whole.limit"}),
    "a gift with a limit in times": (["2024-03-01, member: a, activity: mugs, repeat: daily 2 times"], {"rules.mugs.limit"}),
    "gifts of a ladder": (
        ["2024-03-01, member: a, activity: more, repeat: daily 2 times"], {"milestones.ladder.limit", "rules.more.budget"},
    ),
    "a second friend": (
        ["2024-03-01, member: a, enrol: yes", "2024-03-02, member: b, enrol: yes, referred by: a",
         "2024-03-02, member: c, enrol: yes, referred by: a", "2024-03-03, member: b, purchase: 1 EUR",
         "2024-03-03, member: c, purchase: 1 EUR"],
        {"referral.referrer.limit"},
    ),
    "a reward bought twice": (
        ["2024-03-01, member: a, activity: more", "2024-03-02, member: a, redeem: mug", "2024-03-03, member: a, redeem: mug"],
        {"rewards.mug.limit"},
    ),
    "a stock that buying empties": (
        ["2024-03-01, member: a, activity: more", "2024-03-02, member: a, redeem: leaf", "2024-03-03, member: a, redeem: leaf"],
        {"rewards.leaf.stock"},
    ),
    "a stock that giving empties": (
        ["2024-03-01, member: a, activity: leaves, repeat: daily 2 times"], {"rewards.leaf.stock"},
    ),
    "a reward bought by itself": (
        ["2024-03-01, member: a, adjust: 390 points", "2024-03-02, member: a, purchase: 9 EUR",
         "2024-03-03, member: a, purchase: 9 EUR"],
        {"rewards.cup.limit"},
    ),
}  # fmt: skip


@pytest.mark.parametrize(("given", "expected"), REACHED.values(), ids=REACHED)
def test_one_is_reached_where_it_cuts_or_refuses(given: list[str], expected: set[str]) -> None:
    assert used_up(*given) == expected


def test_the_stock_of_a_reward_bought_by_itself() -> None:
    program = PROGRAM.replace("auto: yes, limit: once, stock: 5", "auto: yes, limit: 9 times per member, stock: 1")
    given = ["2024-03-01, member: a, adjust: 390 points", "2024-03-02, member: a, purchase: 9 EUR"]
    assert used_up(*given, program=program) == set()
    assert used_up(*given, "2024-03-03, member: a, purchase: 10 EUR", program=program) == {"rewards.cup.stock"}


def test_a_limit_that_ends_the_second_piece_of_a_reward_bought_by_itself() -> None:
    program = PROGRAM.replace("auto: yes, limit: once, stock: 5", "auto: yes, limit: 1 time per day, stock: 5")
    assert used_up("2024-03-01, member: a, adjust: 900 points", "2024-03-02, member: a, purchase: 9 EUR", program=program) == {
        "rewards.cup.limit"
    }


def test_a_reward_that_its_condition_refuses_has_no_limit_that_did() -> None:
    program = PROGRAM.replace("auto: yes, limit: once, stock: 5", "auto: yes, if: purchases ever <= 0, limit: once, stock: 5")
    given = ["2024-03-01, member: a, adjust: 390 points", "2024-03-02, member: a, purchase: 10 EUR"]
    assert used_up(*given, program=program) == set()
    assert used_up(*given, program=PROGRAM) == {"rewards.cup.limit"}


def test_they_do_not_count() -> None:
    program, _ = check_program(Source("shop.yaml", PROGRAM + "      - { at: 2024-03-01, member: a, purchase: 8 EUR }\n    expect: {}\n"))
    assert program is not None
    found = coverage(program, play_all(program))
    assert found.total == len(found.parts) + 2 * len(found.conditions)
