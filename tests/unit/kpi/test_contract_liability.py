"""`liability.ifrs15`: what purchases so far still owe for open points."""

from __future__ import annotations

from fractions import Fraction

from rulekit.kpi.ifrs15 import Points, allocate, contract_liabilities, recognise


def test_it_is_what_is_left_after_the_steps_of_example_52():
    """100,000 paid, 10,000 points at 1; 4,500 redeemed, 5,500 open of which 5,000 are expected to be."""
    points = Points("points", Fraction(1), Fraction(5_500), Fraction(4_500), Fraction(450))
    assert points.expected == Fraction(5_000)
    owed = contract_liabilities(Fraction(100_000), [points])["points"]
    split = allocate(Fraction(100_000), Fraction(100_000), Fraction(9_500))
    assert owed == recognise(split.points, [(4_500, 9_500)])[0].contract_liability


def test_wallets_share_one_price():
    one = Points("a", Fraction(1, 100), Fraction(100), Fraction(0), Fraction(0))
    two = Points("b", Fraction(1, 10), Fraction(10), Fraction(0), Fraction(0))
    assert contract_liabilities(Fraction(98), [one, two]) == {"a": Fraction(98, 100), "b": Fraction(98, 100)}


def test_nothing_was_sold():
    assert contract_liabilities(Fraction(0), [Points("a", Fraction(1), Fraction(0), Fraction(0), Fraction(0))]) == {}
