"""Segments: everybody belongs to one part, those without what divides as well, so that parts add up to the whole."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

import pytest

import rulekit as rk
from rulekit.kpi import Warehouse, measure, of_ledger, of_result
from rulekit.ledger import LedgerSchema
from rulekit.values.attribute import AttributeType
from rulekit.values.zone import Zone

PROGRAM = """\
program: P
currency: EUR
timezone: UTC
enrolment: required
attributes:
  member: { city: text }
  purchase: { score: number }
wallets:
  points: { unit: point/points, value: 0.01 EUR, expires: 30 days after earning }
tiers:
  by: spend
  levels: { Silver: 50 EUR }
rules:
  base: { on: purchase, give: 1 point per 1 EUR }
cards:
  card: { stamp: 1 per purchase, full at: 2, give: mug }
rewards:
  mug: { kind: gift, worth: 8 EUR, cost: 3 EUR }
  coffee: { kind: gift, price: 20 points, worth: 3 EUR, cost: 1 EUR }
"""
LEDGER = """\
event_id,type,at,member_id,amount,ref,activity,reward,city,score
1,enrol,2024-01-01,anna,,,,,Berlin,
2,enrol,2024-01-02,bo,,,,,,
3,enrol,2024-01-03,cleo,,,,,Köln,
4,purchase,2024-01-10,anna,60,,,,,
5,purchase,2024-01-11,bo,20,,,,,
6,purchase,2024-01-12,dan,30,,,,Köln,
7,purchase,2024-01-13,,70,,,,,
8,refund,2024-01-14,,10,7,,,,
9,redeem,2024-01-15,anna,,,,coffee,,
10,activity,2024-01-16,cleo,,,survey,,,9
11,purchase,2024-02-10,anna,5,,,,,
12,purchase,2024-03-11,bo,7,,,,,
13,refund,2024-03-12,,7,12,,,,
14,purchase,2024-03-13,emil,3,,,,,
15,leave,2024-03-14,cleo,,,,,,
"""
NOT_ADDITIVE = ("rfm.", "breakage.expected", "liability.expected", "liability.cost", "purchase_interval.", "tiers.share")
"""Nothing is expected of a part in which nobody redeemed."""


@pytest.fixture
def warehouse(tmp_path: Path) -> Warehouse:
    (tmp_path / "p.yaml").write_text(PROGRAM, encoding="utf-8")
    (tmp_path / "l.csv").write_text(LEDGER, encoding="utf-8")
    return of_result(rk.replay(rk.load(tmp_path / "p.yaml"), rk.read_ledger(tmp_path / "l.csv")))


def sums(warehouse: Warehouse, by: str, segment: str | None, ids: Sequence[str] | None = None) -> dict[tuple, list[Decimal]]:
    found: dict[tuple, list[Decimal]] = {}
    for one in measure(warehouse, by=by, segment=segment, ids=ids):
        if one.kpi.model or one.kpi.id.startswith(NOT_ADDITIVE) or one.kpi.unit == "days":
            continue
        own = found.setdefault((one.kpi.id, one.scope, one.subject, one.period.label), [Decimal(0), Decimal(0)])
        is_budget = one.kpi.id.startswith("budget.")
        for place, number in enumerate((one.numerator, None if is_budget else one.denominator)):
            own[place] += number or 0
    return {key: numbers for key, numbers in found.items() if any(numbers)}


@pytest.mark.parametrize("segment", ["cohort", "tier", "city"])
@pytest.mark.parametrize("by", ["month", "week", None])
def test_parts_add_up_to_the_whole(warehouse, by, segment):
    assert sums(warehouse, by, segment) == sums(warehouse, by, None)


@pytest.mark.parametrize(
    ("segment", "everybody", "identified", "members"),
    [
        (
            "cohort", ["2024-01", "2024-03", "anonymous", "no purchase"], ["2024-01", "2024-03", "no purchase"],
            ["2024-01", "no purchase"],
        ),
        ("tier", ["Silver", "anonymous", "none", "not a member"], ["Silver", "none", "not a member"], ["Silver", "none"]),
        ("city", ["Berlin", "Köln", "anonymous", "unknown"], ["Berlin", "Köln", "unknown"], ["Berlin", "Köln", "unknown"]),
    ],
)  # fmt: skip
def test_those_who_have_none_are_a_part(warehouse, segment, everybody, identified, members):
    found: dict[str, dict] = {}
    for one in measure(warehouse, segment=segment, ids=["sales.gross"]):
        found.setdefault(one.scope, {})[one.segment] = one.value
    assert [list(found[scope]) for scope in ("all sales", "identified customers", "members")] == [everybody, identified, members]


def test_what_each_part_is(warehouse):
    found = {
        (one.kpi.id, one.segment, one.period.label): one.value
        for one in measure(warehouse, by="month", segment="city", ids=["sales.net", "points.closing", "nps", "rfm.customers"])
        if one.scope == ("all sales" if one.kpi.id == "sales.net" else "members")
    }
    assert [found["sales.net", "anonymous", f"2024-0{month}"] for month in (1, 2, 3)] == ["60", "0", "0"]
    assert [found["points.closing", "Berlin", f"2024-0{month}"] for month in (1, 2, 3)] == ["40", "5", "0"]
    assert [found["nps", "Köln", f"2024-0{month}"] for month in (1, 2, 3)] == ["100", None, None]


def test_a_ledger_alone_is_divided_as_well(tmp_path):
    (tmp_path / "l.csv").write_text(LEDGER, encoding="utf-8")
    schema = LedgerSchema("EUR", Zone("UTC"), member={"city": AttributeType("text")})
    warehouse = of_ledger(rk.read_ledger(tmp_path / "l.csv"), schema)
    for segment in ("city", "cohort"):
        assert sums(warehouse, "month", segment) == sums(warehouse, "month", None)


@pytest.mark.parametrize(
    ("kind", "cells", "names"),
    [
        ("number", ("2", "10.50", "0"), ["0", "10.5", "2"]), ("yes/no", ("yes", "no", "no"), ["no", "yes"]),
        ("date", ("2024-02-29", "2024-02-29", "2024-01-01"), ["2024-01-01", "2024-02-29"]), ("text", ("a{0}", "'", "10.0"), ["'", "10.0", "a{0}"]),
    ],
)  # fmt: skip
def test_parts_are_called_as_people_write_them(tmp_path, kind, cells, names):
    rows = "".join(f"{place},2024-01-01,m{place},5,{cell}\n" for place, cell in enumerate(cells))
    (tmp_path / "l.csv").write_text(f"event_id,at,member_id,amount,odd {{0}}\n{rows}", encoding="utf-8")
    schema = LedgerSchema("EUR", Zone("UTC"), member={"odd {0}": AttributeType(kind)})
    found = measure(of_ledger(rk.read_ledger(tmp_path / "l.csv"), schema), segment="odd {0}", ids=["customers.active"])
    assert [one.segment for one in found] == names


def test_nobody_is_a_member(tmp_path):
    (tmp_path / "p.yaml").write_text(PROGRAM, encoding="utf-8")
    (tmp_path / "l.csv").write_text("event_id,at,member_id,amount\n1,2024-01-01,,5\n", encoding="utf-8")
    result = rk.replay(rk.load(tmp_path / "p.yaml"), rk.read_ledger(tmp_path / "l.csv"))
    for segment, expected in ((None, ["0", "0", "5"]), ("tier", ["5"])):
        found = rk.kpis(result=result, segment=segment)["kpis"]
        assert sorted(one["value"] for one in found if one["id"] == "sales.gross") == expected
