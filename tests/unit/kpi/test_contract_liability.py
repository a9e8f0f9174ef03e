"""`liability.ifrs15`: what purchases so far still owe for open points."""

from __future__ import annotations

from fractions import Fraction

from rulekit.kpi.ifrs15 import Points, contract_liabilities


def test_it_is_what_is_left_after_the_steps_of_example_52():
    """100,000 paid, 10,000 points at 1; 4,500 redeemed, 5,500 open of which 5,000 are expected to be."""
    points = Points("points", Fraction(1), Fraction(5_500), Fraction(4_500), Fraction(450))
    assert points.expected == Fraction(5_000)
    numerator, denominator = contract_liabilities(Fraction(100_000), [points])["points"]
    assert (numerator, denominator) == (100_000 * 5_000, 109_500)
    assert round(numerator / denominator, 2) == Fraction("4566.21"), "as in the example"


def test_wallets_share_one_price():
    one = Points("a", Fraction(1, 100), Fraction(100), Fraction(0), Fraction(0))
    two = Points("b", Fraction(1, 10), Fraction(10), Fraction(0), Fraction(0))
    assert contract_liabilities(Fraction(98), [one, two]) == dict.fromkeys("ab", (Fraction(98), Fraction(100)))


def test_nothing_was_sold():
    assert contract_liabilities(Fraction(0), [Points("a", Fraction(1), Fraction(0), Fraction(0), Fraction(0))]) == {"a": (0, 0)}
