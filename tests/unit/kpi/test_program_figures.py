"""Figures of programs where something is missing, comes back, or is restated."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

import rulekit as rk
from rulekit.kpi import catalogue, measure, of_ledger, of_result
from rulekit.kpi.figure import Figure
from rulekit.kpi.kpis import schema_for
from rulekit.kpi.periods import Period

PROGRAM = """\
program: P
currency: EUR
timezone: UTC
enrolment: required
wallets:
  points: { unit: point/points, value: 0.01 EUR, expiry: 20 days after earning }
rules:
  base: { on: purchase, give: 1 point per 1 EUR }
"""


def result_of(folder: Path, rows: str, program: str = PROGRAM) -> rk.Result:
    (folder / "p.yaml").write_text(program, encoding="utf-8")
    (folder / "l.csv").write_text(rows, encoding="utf-8")
    return rk.replay(rk.load(folder / "p.yaml"), rk.read_ledger(folder / "l.csv"))


def values(warehouse, kpi: str, by="month", **options) -> dict[tuple[str | None, str], str | None]:
    """Of the first scope, by subject and period."""
    found = measure(warehouse, ids=[kpi], by=by, **options)
    return {(one.subject, one.period.label): one.value for one in found if one.scope == one.kpi.scopes[0]}


@pytest.mark.parametrize("denominator", [None, Decimal(0)])
def test_a_ratio_without_a_denominator_has_no_value(denominator):
    period = Period(1, "all", 1, 2)
    assert Figure(catalogue()["return_rate.value"], "all sales", period, None, None, Decimal(30), denominator).value is None
    assert Figure(catalogue()["returns.value"], "all sales", period, None, None, Decimal(30), None).value == "30"


@pytest.mark.parametrize("kpi", [kpi for kpi in catalogue().values() if not kpi.model], ids=lambda kpi: kpi.id)
def test_what_is_divided_has_a_denominator(kpi):
    assert kpi.divided == ("NULL AS denominator" not in kpi.sql)
