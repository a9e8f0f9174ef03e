"""Of the tables that queries are written in, only those are made that a query needs."""

from __future__ import annotations

import re

import pytest

from rulekit.kpi import catalogue
from rulekit.kpi.views import needed_views, views

FILES = ("views", "program_views")


def made(*kpis: str) -> list[str]:
    return re.findall(r"REPLACE TEMP (?:TABLE|VIEW) (\w+)", needed_views(FILES, [catalogue()[kpi].sql for kpi in kpis]))


@pytest.mark.parametrize(
    ("kpi", "expected"),
    [
        ("sales.gross", ["events", "sales"]), ("churn", ["events", "sales", "customers", "active", "movements"]),
        ("points.issued", ["slots", "entries", "flows", "roll_forward"]),
    ],
)  # fmt: skip
def test_what_a_query_names_and_what_that_names(kpi, expected):
    """The words of the comments, such as `formula: money paid by members`, are not looked at."""
    assert made(kpi) == expected


def test_all_queries_need_all_of_them():
    every = re.findall(r"REPLACE TEMP (?:TABLE|VIEW) (\w+)", "".join(map(views, FILES)))
    assert made(*catalogue()) == every
