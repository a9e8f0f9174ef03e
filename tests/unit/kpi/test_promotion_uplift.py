"""Promotion uplift: a population whose figures are known beforehand."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

import rulekit as rk
from rulekit.kpi import measure, of_result
from rulekit.kpi.welch import Side, difference, reach

PROGRAM = """\
program: P
currency: EUR
timezone: UTC
attributes:
  member: { control_group: yes/no }
wallets:
  points: { unit: point/points }
rules:
  base: { on: purchase, give: 1 point per 1 EUR }
  spring: { on: purchase, from: 2024-03-01, until: 2024-03-10, if: basket.total >= 20 EUR and member.control_group is no, bonus: double points }
  endless: { on: purchase, from: 2024-03-01, bonus: double points }
  later: { on: purchase, from: 2024-03-08, until: 2024-03-30, bonus: double points }
  sooner: { on: purchase, from: 2024-01-05, until: 2024-01-10, bonus: double points }
"""


def spends(number: int) -> tuple[int, int]:
    """Money in February and in March of a member: even ones get the promotion, and are not in the control group."""
    return 10 + number % 7, (30 + number % 11 if number % 2 == 0 else 12 + number % 5)


def warehouse(folder: Path, members: int):
    rows = ["event_id,type,at,member_id,amount,control_group"]
    for number in range(members):
        before, during = spends(number)
        control = "" if number % 10 == 9 else "no" if number % 2 == 0 else "yes"
        rows += [
            f"j{number},purchase,2024-01-01,m{number},1,{control}",
            f"b{number},purchase,2024-02-{20 + number % 10},m{number},{before},",
            f"d{number},purchase,2024-03-{1 + number % 10:02},m{number},{during},",
        ]
    rows += ["x1,purchase,2024-02-18,m0,1000,", "x2,purchase,2024-03-11,m0,1000,", "late,purchase,2024-03-02,new,5000,no"]
    (folder / "p.yaml").write_text(PROGRAM, encoding="utf-8")
    (folder / "l.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    return of_result(rk.replay(rk.load(folder / "p.yaml"), rk.read_ledger(folder / "l.csv")))


def figures(warehouse, by=None):
    ids = [f"promotion.uplift{kind}{end}" for kind in ("", ".control") for end in ("", ".low", ".high")]
    return {(one.kpi.id, one.subject): one for one in measure(warehouse, ids=ids, by=by) if one.numerator is not None}


def test_uplift_is_a_difference_of_differences(tmp_path):
    found = figures(warehouse(tmp_path, 80))
    assert {subject for _, subject in found} == {"spring"}
    nets = [Fraction(during - before) for before, during in map(spends, range(80))]
    got, others = nets[::2], nets[1::2]
    assert found["promotion.uplift", "spring"].exact == sum(got) / 40 - sum(others) / 40
    interval = stats.ttest_ind(*(np.array(side, dtype=float) for side in (got, others)), equal_var=False).confidence_interval(0.95)
    assert float(found["promotion.uplift.low", "spring"].value) == pytest.approx(interval.low, abs=1e-6)
    assert float(found["promotion.uplift.high", "spring"].value) == pytest.approx(interval.high, abs=1e-6)
    control = [net for number, net in enumerate(nets) if number % 2 and number % 10 != 9]
    assert found["promotion.uplift.control", "spring"].exact == sum(got) / 40 - sum(control) / len(control)
    assert found["promotion.uplift.control", "spring"].flags == ("model",)


def test_uplift_belongs_to_the_period_in_which_the_promotion_ends(tmp_path):
    found = figures(warehouse(tmp_path, 80), by="month")
    assert {one.period.label for one in found.values()} == {"2024-03"}


def test_fewer_than_thirty_on_a_side_are_not_compared(tmp_path):
    there = warehouse(tmp_path, 58)
    assert figures(there) == {}
    note = measure(there, ids=["promotion.uplift"])[0].note
    assert note == "with fewer than 30 members on a side nothing can be compared"


def test_sides_without_spread_have_no_interval():
    same = Side(30, Fraction(60), Fraction(120))
    assert (difference(same, same), reach(same, same)) == (0, 0.0)


LIMITED = """\
program: P
currency: EUR
timezone: UTC
attributes:
  member: { control_group: text }
wallets:
  points: { unit: point/points }
rules:
  spring: { on: purchase, from: 2024-03-01, until: 2024-03-10, give: 10 points, limit: 10 points per month, budget: 600 points }
"""


def test_a_grant_that_was_cut_to_nothing_is_none(tmp_path):
    """The budget is enough for 60 members; the other 40 have entries of 0. What is no yes or no makes no control group."""
    rows = ["event_id,type,at,member_id,amount,control_group"]
    for number in range(100):
        rows += [f"j{number},purchase,2024-01-01,m{number:02},1,group A", f"d{number},purchase,2024-03-02,m{number:02},{10 + number},"]
    (tmp_path / "p.yaml").write_text(LIMITED, encoding="utf-8")
    (tmp_path / "l.csv").write_text("\n".join([*rows, "z,purchase,2024-03-31,m00,1,"]) + "\n", encoding="utf-8")
    result = rk.replay(rk.load(tmp_path / "p.yaml"), rk.read_ledger(tmp_path / "l.csv"))
    granted = {entry.member_id for entry in result.entries_list if entry.kind == "earn" and entry.amount}
    assert len(granted) == 60
    found = figures(of_result(result))
    assert set(found) == {(f"promotion.uplift{end}", "spring") for end in ("", ".low", ".high")}
    spent = {f"m{number:02}": 10 + number for number in range(100)}
    means = [Fraction(sum(amounts), len(amounts)) for amounts in (
        [spent[one] for one in spent if one in granted], [spent[one] for one in spent if one not in granted],
    )]  # fmt: skip
    assert found["promotion.uplift", "spring"].exact == means[0] - means[1]
