"""What the lifetime models look at, the view `lifetimes`: what counts as a repeat, from when, until when."""

from __future__ import annotations

import random
from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from rulekit.kpi import Warehouse, measure, of_ledger
from rulekit.ledger import LedgerSchema, read_ledger
from rulekit.values.zone import Zone

START = date(2024, 1, 1)
Purchase = tuple[str, int, str]
"""Member, days after the start, money."""


def shop(folder: Path, purchases: list[Purchase]) -> Warehouse:
    path = folder / "sales.csv"
    rows = [f"e{number},purchase,{START + timedelta(days=day)},{member},{money}" for number, (member, day, money) in enumerate(purchases)]
    path.write_text("\n".join(["event_id,type,at,member_id,amount", *rows]), encoding="utf-8")
    return of_ledger(read_ledger(path), LedgerSchema("EUR", Zone("UTC")))


def lifetimes(warehouse: Warehouse, last: int) -> dict[str, tuple[int, int, int, Decimal]]:
    """Repeats, recency, age and money of the repeats by member."""
    measure(warehouse, until=START.toordinal() + last, ids=("p_alive",))
    found = warehouse.connection.execute("SELECT member_id, repeats, recency, age, spent FROM lifetimes").fetchall()
    return {member: tuple(row) for member, *row in found}


def test_a_day_is_one_purchase_and_the_first_day_is_no_repeat(tmp_path):
    purchases = [("a", 21, "5.00"), ("a", 0, "99.00"), ("a", 21, "3.00"), ("a", 14, "2.00"), ("a", 0, "0.01"), ("b", 21, "1.00")]
    assert lifetimes(shop(tmp_path, purchases), 35) == {"a": (2, 21, 35, 10), "b": (0, 0, 14, 0)}


def test_what_comes_after_the_end_is_not_seen(tmp_path):
    purchases = [("a", 0, "1.00"), ("a", 7, "2.00"), ("a", 8, "4.00"), ("b", 8, "1.00")]
    assert lifetimes(shop(tmp_path, purchases), 7) == {"a": (1, 7, 7, 2)}


def by_hand(purchases: list[Purchase], last: int) -> dict[str, tuple[int, int, int, Decimal]]:
    days: dict[str, dict[int, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for member, day, money in purchases:
        if day <= last:
            days[member][day] += Decimal(money)
    found = {}
    for member, visits in days.items():
        first, *later = sorted(visits)
        spent = sum((visits[day] for day in later), Decimal(0))
        found[member] = (len(later), max(visits) - first, last - first, spent)
    return found


@pytest.mark.parametrize("last", [0, 30, 89, 200])
def test_it_is_what_counting_by_hand_gives(tmp_path, last):
    chance = random.Random(5)
    purchases = [(f"m{chance.randrange(60)}", chance.randrange(90), f"{chance.randrange(10**6) / 100:.2f}") for _ in range(400)]
    purchases.append(("m0", 0, "0.00"))
    assert lifetimes(shop(tmp_path, purchases), last) == by_hand(purchases, last)
