"""`goals:`: what was written becomes a bound on a figure, in the figure's unit."""

from fractions import Fraction

import pytest
from checked_programs import check, small

from rulekit.kpi import catalogue
from rulekit.program.figure_units import FIGURE_UNITS
from rulekit.program.goal import Goal
from rulekit.result.program_facts import program_facts

CASES = [
    ("retention.strict per quarter: at least 60%", Goal("retention.strict", "quarter", "at least", Fraction(3, 5))),
    ("churn: at most 2.25%", Goal("churn", None, "at most", Fraction(9, 400))),
    ("aov.gross per  month: at least 8.50 EUR", Goal("aov.gross", "month", "at least", Fraction(17, 2))),
    ("points.issued per year: at most 500 points", Goal("points.issued", "year", "at most", Fraction(500), "points")),
    ("purchase_interval.median: at most 2 weeks", Goal("purchase_interval.median", None, "at most", Fraction(14))),
    ("customers.active per day: at least 12", Goal("customers.active", "day", "at least", Fraction(12))),
    ("nps: at least 50", Goal("nps", None, "at least", Fraction(50))),
]


@pytest.mark.parametrize(("written", "expected"), CASES, ids=[written for written, _ in CASES])
def test_a_goal(written, expected):
    program, found = check(small(goals=f"\n  {written}"))
    assert found == []
    assert program.goals == (expected,)


def test_goals_are_among_the_facts_of_a_program():
    program, _ = check(small(goals="{ churn per month: at most 2.25% }"))
    assert program_facts(program)["goals"] == [
        {"id": "churn", "per": "month", "bound": "at most", "wallet": None, "target": "0.022500"}
    ]


def test_a_goal_changes_no_reward_code():
    assert check(small(goals="{ churn: at most 5% }"))[0].hash == check(small())[0].hash


def test_the_units_are_those_of_the_catalogue():
    assert {kpi.id: kpi.unit for kpi in catalogue().values()} == FIGURE_UNITS
