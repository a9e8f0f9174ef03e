"""Purchases to customers: what counts as a repeat, in which unit, until when."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rulekit.kpi.clv import Customers, frequency_spend_correlation, summarise_customers


def summary(rows, end_day, **options):
    ids, days, money = zip(*rows, strict=True) if rows else ((), (), ())
    return summarise_customers(np.array(ids, dtype=object), np.array(days, dtype=int), np.array(money, dtype=int), end_day, **options)


def test_a_day_is_one_purchase_and_the_first_day_is_no_repeat():
    ids, found = summary([("a", 21, 50_000), ("a", 0, 990_000), ("a", 21, 30_000), ("a", 14, 20_000), ("a", 0, 1)], 35)
    assert ids.tolist() == ["a"]
    assert (found.frequency, found.recency, found.age) == ([2], [3], [5])
    assert found.mean_money == [5]  # (8 + 2) / 2: the first day's 99 do not count


def test_what_comes_after_the_end_is_not_seen():
    ids, found = summary([("a", 0, 1), ("a", 7, 20_000), ("a", 8, 1), ("b", 8, 1)], 7)
    assert ids.tolist() == ["a"]
    assert (found.frequency, found.recency, found.age, found.mean_money) == ([1], [1], [1], [2])


def test_neighbours_on_the_same_day_are_two_customers():
    ids, found = summary([("b", 3, 1), ("a", 3, 1)], 3)
    assert ids.tolist() == ["a", "b"]
    assert found.frequency.tolist() == [0, 0]


def test_any_unit_of_time_and_no_purchases_at_all():
    assert summary([("a", 0, 1), ("a", 6, 1)], 9, unit_days=3)[1].age == [3]
    assert len(summary([], 9)[1]) == 0


rows = st.lists(st.tuples(st.sampled_from("abcd"), st.integers(-20, 20), st.integers(0, 10**12)), max_size=40)


@given(rows, st.integers(-25, 25))
def test_it_is_what_counting_by_hand_gives(rows, end_day):
    ids, found = summary(rows, end_day)
    by_hand = {}
    for customer, day, money in rows:
        if day <= end_day:
            days = by_hand.setdefault(customer, {})
            days[day] = days.get(day, 0) + money
    assert ids.tolist() == sorted(by_hand)
    for row, customer in enumerate(sorted(by_hand)):
        first, *later = sorted(by_hand[customer])
        assert found.frequency[row] == len(later)
        assert found.recency[row] == ((later or [first])[-1] - first) / 7
        assert found.age[row] == (end_day - first) / 7
        spent = sum(by_hand[customer][day] for day in later)
        assert found.mean_money[row] == pytest.approx(spent / max(len(later), 1) / 10_000, rel=1e-15)


def test_frequency_and_spend_together():
    def correlation(frequency, money):
        nothing = np.zeros(len(frequency))
        return frequency_spend_correlation(Customers(np.array(frequency), nothing, nothing, np.array(money)))

    assert correlation([0.0, 1.0, 2.0, 3.0], [0.0, 5.0, 4.0, 3.0]) == pytest.approx(-1)
    assert correlation([0.0, 1.0, 2.0], [0.0, 5.0, 5.0]) is None
    assert correlation([2.0, 2.0], [4.0, 5.0]) is None
    assert correlation([0.0], [0.0]) is None
