"""Who is better off: by money where all of it is known, else thing by thing."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

import rulekit as rk
from rulekit.simulate.benefit import NOTHING, Benefit, compared, outcome


def worth(money: int | None, **things: int) -> Benefit:
    return Benefit({name: Fraction(amount) for name, amount in things.items()}, None if money is None else Fraction(money))


@pytest.mark.parametrize(
    ("mine", "first", "expected"),
    [
        (worth(5), worth(4), "better"),
        (worth(3), worth(4), "worse"),
        (worth(4, points=400), worth(4, cake=1), "unchanged"),
        (worth(None, points=5), worth(None, points=4), "better"),
        (worth(None, points=4), worth(None, points=5), "worse"),
        (worth(None, points=4), worth(4, points=4), "unchanged"),
        (worth(None, points=5, cake=1), worth(None, points=4, cake=2), "mixed"),
        (worth(None, cake=1), NOTHING, "better"),
        (NOTHING, worth(None, cake=1), "worse"),
    ],
)
def test_outcome(mine, first, expected):
    assert outcome(mine, first) == expected


def test_members_of_one_side_alone_are_compared_with_nothing():
    mine, first = {"anna": worth(1), "bo": worth(2), "cy": worth(None, a=1, b=2)}, {"bo": worth(2), "cy": worth(None, a=2, b=1), "di": worth(1)}
    assert compared(mine, first) == {"better": 1, "worse": 1, "unchanged": 1, "mixed": 1}


SHOP = """\
program: Shop
currency: EUR
timezone: UTC
wallets: { points: { unit: point/points, value: 0.01 EUR } }
rules: { base: { on: purchase, give: 1 point per 1 EUR } }
rewards:
  drink: { kind: gift, price: 300 points, worth: 3 EUR }
  pay: { kind: voucher, price: 100 points per 1 EUR }
"""


def test_a_cheaper_reward_makes_better_off_whoever_bought_it(tmp_path: Path) -> None:
    rows = [
        "p1,purchase,2024-03-01,anna,500,,,",
        "r1,redeem,2024-03-02,anna,,drink,,",
        "p2,purchase,2024-03-01,ben,500,,,",
        "r2,redeem,2024-03-02,ben,,pay,,200",
        "r3,redeem,2024-03-03,ben,,,points,50",
    ]
    (tmp_path / "sales.csv").write_text("\n".join(["event_id,type,at,member_id,amount,reward,wallet,points", *rows]), encoding="utf-8")
    (tmp_path / "shop.yaml").write_text(SHOP, encoding="utf-8")
    program = rk.load(tmp_path / "shop.yaml")
    ledger = rk.read_ledger(tmp_path / "sales.csv")
    base, cheap, dear = rk.simulate(
        ledger, [program, *(program.with_values({"rewards.drink.price": price}) for price in ("200 points", "400 points"))]
    ).variants
    assert {name: one.money for name, one in base.benefits.items()} == {"anna": 5, "ben": 5}
    assert (cheap.members["better"], cheap.members["unchanged"]) == (1, 1)
    assert (dear.members["worse"], dear.members["unchanged"]) == (1, 1)
