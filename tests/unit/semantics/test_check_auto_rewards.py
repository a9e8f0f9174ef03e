"""An `auto: yes` reward keeps balances below its price (S3.8): what asks for more is said, where that is certain."""

import pytest
from checked_programs import findings, small

AUTO = "five: { kind: voucher, price: 200 points, worth: 5 EUR, auto: yes%s }"


def with_auto(more: str = "", rewards: str = "", **sections: str) -> list[tuple[str, str]]:
    return findings(small(rewards=f"{{ {AUTO % more}{rewards and ', '}{rewards} }}", **sections))


def rule(condition: str, trigger: str = "purchase") -> str:
    return f"\n  base: {{ on: purchase, give: 1 point per 1 EUR }}\n  x: {{ on: {trigger}, if: '{condition}', give: 5 points }}"


CONDITIONS = [
    ("member.points >= 200 points", True),
    ("member.points > 199 points", False),
    ("member.points >= 199 points", False),
    ("member.points between 200 points and 300 points", True),
    ("first purchase and member.points = 200 points", True),
    ("first purchase or member.points = 200 points", False),
    ("member.points < 200 points", False),
    ("points earned ever > 200 points", False),
]


@pytest.mark.parametrize(("condition", "never"), CONDITIONS)
def test_conditions_above_the_price(condition: str, never: bool):
    assert with_auto(rules=rule(condition)) == ([("RK361", "if")] if never else [])


def test_what_never_holds_anyway_is_said_once():
    assert with_auto(rules=rule("member.points > 300 points and member.points < 300 points")) == [("RK352", "if")]


@pytest.mark.parametrize("more", [", if: first purchase", ", limit: once per year", ", stock: 50"])
def test_a_reward_that_something_keeps_back_leaves_points_to_save(more: str):
    assert with_auto(more, rules=rule("member.points >= 200 points")) == []


@pytest.mark.parametrize("trigger", ["first day of month", "60 days without purchase", "joining anniversary"])
def test_days_of_the_calendar_come_before_the_settle_step(trigger: str):
    assert with_auto(rules=rule("member.points >= 200 points", trigger)) == []


def test_other_places_of_conditions():
    asks = "if: 'member.points >= 200 points'"
    card = f"{{ card: {{ stamp: 1 per visit, full at: 5, give: five, {asks} }} }}"
    assert with_auto(cards=card) == [("RK361", "if")]
    assert with_auto(rewards=f"mug: {{ kind: gift, price: 50 points, {asks} }}") == [("RK361", "if")]
    assert with_auto(referral=f"{{ qualifies: first purchase, friend: {{ give: five, {asks} }} }}") == []


def test_rewards_nobody_saves_up_for():
    assert with_auto(rewards="mug: { kind: gift, price: 199 points }") == []
    assert with_auto(rewards="mug: { kind: gift, price: 200 points }") == [("RK361", "price")]
    dear = "dear: { kind: gift, price: 500 points, auto: yes }"
    assert with_auto(rewards=dear) == [("RK361", "price")]
    assert findings(small(rewards=f"{{ {dear}, {AUTO % ''} }}")) == [], "what stands first is bought first"


def test_each_wallet_by_itself():
    wallets = "{ points: { unit: point/points }, miles: { unit: mile/miles } }"
    rules = "{ base: { on: purchase, give: [1 point per 1 EUR, 1 mile per 1 EUR] } }"
    assert with_auto(rewards="mug: { kind: gift, price: 500 miles }", wallets=wallets, rules=rules) == []
