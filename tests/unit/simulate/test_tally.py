"""What a comparison asks of a result beside its summary: held against the ledgers of the examples, by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

import rulekit as rk
from rulekit.engine.rewards import reward_code
from rulekit.simulate import Comparison

EXAMPLES = Path(__file__).resolve().parents[3] / "examples"


def compared(example: str, path: str, *values: str) -> Comparison:
    folder = EXAMPLES / example
    program = rk.load(folder / "program.yaml")
    return rk.simulate(rk.read_ledger(folder / "ledger.csv"), [program, *(program.with_values({path: value}) for value in values)])


@pytest.fixture(scope="module")
def cards() -> Comparison:
    """Cards of 10, 6, 8, 10 and 12 coffees: each free coffee costs 0.70 EUR, and three were handed over."""
    return compared("stamp-card", "cards.coffee card.full at", "6", "8", "10", "12")


def test_what_lapsed_would_have_cost_too(cards: Comparison) -> None:
    spent = [one.summary["rewards"]["free coffee"]["cost"] for one in cards.variants]
    assert spent == ["1.40", "1.40", "2.10", "1.40", "0.00"], "uses stay on their days: a card of six looks as dear as one of ten"
    assert [one.tally.cost_if_used["free coffee"] for one in cards.variants] == ["2.10", "4.20", "2.80", "2.10", "0.70"]
    assert [one["cost_if_all_used"] for one in cards.record()["variants"]][1] == {"free coffee": "4.20"}


def test_what_was_taken_back_is_no_cost_and_an_unknown_cost_stays_unknown(tmp_path: Path) -> None:
    (tmp_path / "p.yaml").write_text(
        """\
program: P
currency: EUR
timezone: UTC
wallets: { points: { unit: point/points, value: 0.01 EUR } }
rules: { a: { on: purchase, give: mug }, b: { on: purchase, give: hat }, c: { on: purchase, give: 1 point per 1 EUR } }
milestones: { ladder: { count: purchases, gifts: { 2: mug, 9: mug } } }
rewards:
  mug: { kind: gift, cost: 2 EUR, valid: 2 days }
  hat: { kind: gift, worth: 2 EUR }
  pay: { kind: voucher, price: 100 points per 1 EUR }
""",
        encoding="utf-8",
    )
    rows = ["1,purchase,2024-01-01,anna,300,,,", "2,purchase,2024-01-02,anna,10,,,", "3,refund,2024-01-02,anna,10,2,,"]
    rows += ["4,redeem,2024-01-03,anna,,,pay,200", "5,purchase,2024-02-01,bo,1,,,"]
    (tmp_path / "s.csv").write_text("\n".join(["event_id,type,at,member_id,amount,ref,reward,points", *rows]), encoding="utf-8")
    (one,) = rk.simulate(rk.read_ledger(tmp_path / "s.csv"), [rk.load(tmp_path / "p.yaml")]).variants
    assert one.summary["rewards"]["mug"] | {"cost": None} == {
        "issued": 4, "used": 0, "open": 1, "lapsed": 2, "taken_back": 1, "cost": None,
    }  # fmt: skip
    assert one.tally.cost_if_used == {"mug": "6.00", "hat": None, "pay": "2.00"}
    assert one.tally.rewarded == {"anna", "bo"}


def test_who_got_a_reward_is_counted(cards: Comparison) -> None:
    assert [one["members_with_reward"] for one in cards.record()["variants"]] == [3, 4, 4, 3, 1]
    assert cards.variants[4].tally.rewarded < cards.variants[0].tally.rewarded


def test_declined_wishes_are_counted_by_what_was_wished_for(cards: Comparison) -> None:
    assert [one.tally.wishes for one in cards.variants] == [{"free coffee": 1}] * 4 + [{"free coffee": 3}]
    assert not cards.notes, "no wish was granted that the first declined"


def test_a_half_price_can_make_worse_off_and_it_is_said_why() -> None:
    found = compared("vip-tiers", "rewards.bag of coffee.price", "50 beans")
    assert [one.tally.wishes for one in found.variants] == [{"bag of coffee": 1, "cupping evening": 1}, {"cupping evening": 2}]
    assert found.variants[1].members["worse"] == 1
    assert found.notes == (
        "worse off can also mean that an earlier wish was granted and a later one no longer was: see the declined wishes",
    )


def test_a_reward_is_used_by_its_code_in_every_variant(tmp_path: Path) -> None:
    """The default codes are made with the hash of the program: those of the ledger are the first one's."""
    program = rk.load(EXAMPLES / "stamp-card" / "program.yaml")
    rows = [f"{n},purchase,2024-01-{n + 1:02} 09:00,anna,3.40,,coffee" for n in range(10)]
    for secret in (None, "hush"):
        code = reward_code(secret or program.hash, "anna", "free coffee", 1)
        (tmp_path / "s.csv").write_text(
            "\n".join(["event_id,type,at,member_id,amount,code,category", *rows, f"u,use,2024-01-20,anna,,{code},"]), encoding="utf-8"
        )
        variants = [program, program.with_values({"cards.coffee card.full at": "8"})]
        found = rk.simulate(rk.read_ledger(tmp_path / "s.csv"), variants, secret=secret)
        assert [one.summary["rewards"]["free coffee"]["used"] for one in found.variants] == [1, 1]
        assert [one.tally.wishes for one in found.variants] == [{}, {}]
