"""Warnings: each is given where it is certain, and not where it could be wrong."""

import pytest
from checked_programs import SECTIONS, check, findings, program, small

WINDOWS = [
    ("until: 2023-12-31", [("RK351", "until")]),
    ("until: 2024-01-01", []),
    ("from: 2025-01-01", [("RK351", "from")]),
    ("from: 2024-12-31", []),
]


@pytest.mark.parametrize(("window", "expected"), WINDOWS)
def test_what_is_never_at_work(window: str, expected: list[tuple[str, str]]):
    rules = f"{{ base: {{ on: purchase, give: 1 point per 1 EUR, {window} }} }}"
    assert findings(small(starts="2024-01-01", ends="2024-12-31", rules=rules)) == expected
    card = f"{{ card: {{ stamp: 1 per visit, full at: 10, give: mug, {window} }} }}"
    assert findings(small(starts="2024-01-01", ends="2024-12-31", cards=card)) == expected
    assert findings(small(rules=rules)) == [], "without days of the program nothing is certain"


NEVER_TRUE = [
    "basket.total > 5 EUR and basket.total < 3 EUR",
    "basket.total > 5 EUR and basket.total <= 5 EUR",
    "3 EUR > basket.total and basket.total > 5 EUR",
    "basket.total = 5 EUR and basket.total = 6 EUR",
    "basket.total between 6 EUR and 5 EUR",
    "basket.total < 0 EUR",
    "purchases ever < 0",
    "purchases in the last 30 days > 3 and first purchase and purchases in the last 30 days < 3",
    "purchase.channel is app and purchase.channel is web",
    "purchase.channel is app and purchase.channel in [store, web]",
    'member.city = "a" and member.city = "b"',
    "member.tier is Gold and member.tier is Silver",
    "purchase.gift is yes and purchase.gift is no",
    "member.joined < 2024-01-01 and member.joined > 2024-01-01",
    "first purchase and (basket.total < 1 EUR and basket.total > 2 EUR)",
    "basket.total < 0 EUR or basket.lines < 0",
    "first purchase and (basket.total < 0 EUR or basket.lines < 0)",
]
SOMETIMES_TRUE = [
    "basket.total > 5 EUR or basket.total < 3 EUR",
    "basket.total >= 5 EUR and basket.total <= 5 EUR",
    "basket.units > 2 and basket.units < 3",
    "basket.total != 5 EUR and basket.total != 6 EUR",
    "basket.total between 5 EUR and 5 EUR",
    "basket.units < 0",
    "purchases ever < 3 and purchases this month > 3",
    "member.points > 5 points and member.miles < 3 miles",
    "purchase.channel is app and member.home is store",
    "purchase.channel is app and purchase.channel in [app, web]",
    "purchase.channel is not app and purchase.channel is not web",
    "member.tier is Gold or member.tier is Silver",
    "not (basket.total > 5 EUR and basket.total < 3 EUR)",
    "spend ever < 0 EUR",
    "any line where line.amount > 5 EUR and any line where line.amount < 3 EUR",
]


def with_condition(text: str) -> list[tuple[str, str]]:
    rules = SECTIONS["rules"] + f"\n  x:\n    on: purchase\n    if: '{text}'\n    give: 5 points"
    return findings(program(rules=rules))


@pytest.mark.parametrize("text", NEVER_TRUE)
def test_conditions_that_are_never_true(text: str):
    assert with_condition(text) == [("RK352", "if")]


@pytest.mark.parametrize("text", SOMETIMES_TRUE)
def test_conditions_that_can_be_true(text: str):
    assert with_condition(text) == []


def test_contradictions_are_found_wherever_a_condition_stands():
    never = "purchases ever < 0"
    text = program(
        segments=f"{{ regulars: {never} }}",
        cards="{ card: { stamp: 1 per visit, full at: 5, give: mug, lines: line.amount > 2 EUR and line.amount < 1 EUR } }",
        rewards=f"{{ free coffee: {{ kind: gift, price: 5 points, if: {never} }}, mug: {{ kind: gift, price: 5 points }} }}",
        referral=f"{{ qualifies: first purchase, friend: {{ give: mug, if: {never} }} }}",
    )
    assert findings(text) == [("RK352", "regulars"), ("RK352", "if"), ("RK352", "lines"), ("RK352", "if")]


def test_rewards_nobody_can_get():
    alone = "{ mug: { kind: gift } }"
    assert findings(small(rewards=alone)) == [("RK353", "mug")]
    given = (
        {"rules": "{ a: { on: purchase, give: [1 point per 1 EUR, mug] } }"},
        {
            "rules": "{ a: { on: purchase, give: { none: 1 point per 1 EUR, Gold: mug } } }",
            "tiers": "{ by: visits, levels: { Gold: 2 } }",
        },
        {"cards": "{ card: { stamp: 1 per visit, full at: 5, give: mug } }"},
        {"milestones": "{ ladder: { count: visits, gifts: { 5: 1 point, 10: mug } } }"},
        {"referral": "{ qualifies: first purchase, friend: { give: mug } }"},
    )
    for sections in given:
        assert findings(small(rewards=alone, **sections)) == []


def test_vouchers_worth_more_than_their_basket():
    def voucher(worth: str, basket: str) -> list[tuple[str, str]]:
        return findings(small(rewards=f"{{ v: {{ kind: voucher, price: 5 points, worth: {worth}, minimum basket: {basket} }} }}"))

    assert voucher("20.01 EUR", "20 EUR") == [("RK354", "minimum basket")]
    assert voucher("20 EUR", "20 EUR") == []
    assert findings(small(rewards="{ v: { kind: voucher, price: 5 points, worth: 5 EUR } }")) == []


EXPIRIES = [
    ("after 30 days", "29 days after earning", True),
    ("after 30 days", "30 days after earning", False),
    ("after 1 month", "27 days after earning", True),
    ("after 1 month", "28 days after earning", False),
    ("after 32 days", "1 month after earning", True),
    ("after 31 days", "1 month after earning", False),
    ("after 61 days", "29 days after earning at end of month", True),
    ("after 60 days", "30 days after earning at end of month", False),
    ("after 30 days", "5 days after available", False),
]


@pytest.mark.parametrize(("available", "expires", "too_early"), EXPIRIES)
def test_points_that_expire_before_they_can_be_used(available: str, expires: str, too_early: bool):
    wallets = f"{{ points: {{ unit: point/points, available: {available}, expires: {expires} }} }}"
    assert findings(small(wallets=wallets)) == ([("RK355", "expires")] if too_early else [])


def test_wallets_that_nothing_fills_and_segments_that_nothing_uses():
    wallets = "{ points: { unit: point/points }, miles: { unit: mile/miles } }"
    assert findings(small(wallets=wallets)) == [("RK356", "miles")]
    assert findings(small(wallets=wallets, milestones="{ a: { count: visits, gifts: { 5: 1 mile } } }")) == []
    assert findings(small(segments="{ a: first purchase }")) == [("RK356", "a")]
    assert findings(small(segments="{ a: first purchase, b: member in a }")) == [("RK356", "b")]
    used = "{ mug: { kind: gift, price: 5 points, if: member not in a } }"
    assert findings(small(segments="{ a: first purchase }", rewards=used)) == []


def test_levels_nobody_can_reach():
    def tiers(by: str, over: str, gold: int) -> list[tuple[str, str]]:
        return findings(small(tiers=f"{{ by: {by}, over: {over}, levels: {{ Silver: 2, Gold: {gold} }} }}"))

    assert tiers("visits", "last 30 days", 31) == [("RK357", "Gold")]
    assert tiers("visits", "last 30 days", 30) == []
    assert tiers("visits", "last 1 month", 32) == [("RK357", "Gold")]
    assert tiers("visits", "last 1 month", 31) == []
    assert tiers("visits", "ever", 1000) == []
    assert tiers("purchases", "last 30 days", 1000) == []


def test_bonuses_that_multiply_nothing():
    bonus = "b: { on: purchase, bonus: double points }"
    fixed, enrol = "a: { on: purchase, give: 5 points }", "a: { on: enrol, give: 5 points }"
    for rule in (fixed, enrol):
        assert findings(small(rules=f"{{ {rule}, {bonus} }}")) == [("RK358", "bonus")]
    by_tier = "a: { on: purchase, give: { none: 5 points, Gold: 3 points per unit } }"
    assert findings(small(rules=f"{{ {by_tier}, {bonus} }}", tiers="{ by: visits, levels: { Gold: 2 } }")) == []


def test_there_are_no_warnings_about_habits_beside_errors():
    found = check(small(rewards="{ mug: { kind: gft } }"))[1]
    assert [one.code for one in found] == ["RK212"], "a reward without a price is not also called useless"
