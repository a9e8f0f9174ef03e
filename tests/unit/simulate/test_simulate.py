"""`rk.simulate` and `rk.kpis`: the public names over a ledger and its replay."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

import rulekit as rk
from rulekit.cli.variants_text import variants_text

PROGRAM = """\
program: {name}
currency: {currency}
timezone: UTC
wallets:
  points: {{ unit: point/points, value: 0.01 {currency} }}
rules:
  base: {{ on: purchase, give: {give} }}
"""
LEDGER = """\
event_id,type,at,member_id,amount
1,purchase,2024-01-10,anna,10
2,purchase,2024-02-10,anna,20
3,purchase,2024-02-11,,5
4,purchase,2024-03-01,bo,0.50
"""

TWICE = "base: give 2 points per 1 EUR"


@pytest.fixture
def program(tmp_path: Path):
    def make(give: str = "1 point per 1 EUR", name: str = "P", currency: str = "EUR") -> rk.Program:
        path = tmp_path / "program.yaml"
        path.write_text(PROGRAM.format(give=give, name=name, currency=currency), encoding="utf-8")
        return rk.load(path)

    return make


@pytest.fixture
def ledger(tmp_path: Path) -> rk.Ledger:
    path = tmp_path / "sales.csv"
    path.write_text(LEDGER, encoding="utf-8")
    return rk.read_ledger(path)


def test_rewards_that_are_open_stand_in_the_terminal_too(ledger, tmp_path):
    path = tmp_path / "gift.yaml"
    gift = "rewards: { mug: { kind: gift, worth: 2 EUR, cost: 1 EUR } }\n"
    path.write_text(PROGRAM.format(give="mug", name="P", currency="EUR") + gift, encoding="utf-8")
    lines = [line.split() for line in variants_text(rk.simulate(ledger, [rk.load(path)])).splitlines()]
    mug = lines[lines.index(["mug"]) + 1 :][:3]
    assert mug == [["issued", "3"], ["open", "3"], ["cost", "EUR", "3.00"]]


def test_variants_stand_side_by_side_with_the_difference_to_the_first(program, ledger):
    first = program()
    found = rk.simulate(ledger, [first, first.with_values({"rules.base.give": "2 points per 1 EUR"})], by="month")
    assert [one.name for one in found.variants] == ["P", TWICE]
    rows = {(variant, kpi, period): (value, difference) for variant, kpi, period, value, difference, _ in found.rows()}
    assert rows["P", "points.issued (points)", "2024-02"] == ("20", "0")
    assert rows[TWICE, "points.issued (points)", "2024-02"] == ("40", "20")
    assert rows[TWICE, "liability.closing (points)", "2024-03"] == ("0.6", "0.3")
    assert found.variants[1].members == {"better": 1, "worse": 0, "unchanged": 1, "mixed": 0}
    assert found.record()["assumption"].startswith("Behaviour is held as it was")


def test_every_row_says_what_to_mind_about_its_figure(program, ledger):
    first = program()
    found = rk.simulate(ledger, {"a": first, "b": first}, by="month")
    flags = {(variant, kpi, period): said for variant, kpi, period, _, _, said in found.rows()}
    assert flags["b", "points.issued (points)", "2024-01"] == "partial", "sales begin on the 10th"
    assert flags["b", "points.issued (points)", "2024-02"] == ""
    assert flags["a", "liability.expected (points)", "2024-02"] == "no_breakage_yet"
    assert flags["a", "liability.ifrs15 (points)", "2024-03"] == "partial model no_breakage_yet"
    assert [row["flags"] for row in found.record()["kpis"]] == [said.split() for said in flags.values()]


def test_what_only_one_variant_has_is_not_left_out(program, ledger, tmp_path):
    path = tmp_path / "stars.yaml"
    path.write_text(PROGRAM.format(name="P", currency="EUR", give="1 point per 1 EUR").replace("points", "stars").replace("point", "star"))
    found = rk.simulate(ledger, {"a": program(), "b": rk.load(path), "c": program()})
    rows = {(variant, kpi): (value, difference) for variant, kpi, _, value, difference, _ in found.rows()}
    assert [rows[name, "points.issued (points)"] for name in "abc"] == [("30", "0"), (None, None), ("30", "0")]
    assert [rows[name, "points.issued (stars)"] for name in "abc"] == [(None, None), ("30", None), (None, None)]
    assert len({kpi for _, kpi in rows}) * 3 == len(rows), "every variant has every row"


def test_a_ledger_is_read_once_for_all_programs_that_see_it_alike(program, ledger, monkeypatch):
    reads = []
    load = rk.Ledger.load
    monkeypatch.setattr(rk.Ledger, "load", lambda self, schema, *rest: reads.append(schema) or load(self, schema, *rest))
    first = program()
    phases = []
    more = {f"{number}": first.with_values({"rules.base.give": f"{number} points per 1 EUR"}) for number in range(2, 4)}
    found = rk.simulate(ledger, {"1": first, **more}, until="2024-02-29", progress=lambda name, phase, *_: phases.append((name, phase)))
    assert len(reads) == 1
    assert [one.summary["wallets"]["points"]["earned"] for one in found.variants] == ["30", "60", "90"]
    assert [one.summary["horizon"] for one in found.variants] == ["2024-02-29"] * 3
    assert {name for name, phase in phases if phase == "reading"} == {"1"}
    rk.simulate(ledger, {"1": first, "tokyo": replace(first, timezone="Asia/Tokyo"), **more})
    assert len(reads) == 3, "in another zone a day is another one"


def test_a_comparison_is_short_to_look_at(program, ledger):
    assert repr(rk.simulate(ledger, [program(), program(name="Q")])) == "Comparison('P', 'Q')"


def test_there_are_letters_for_any_number_of_variants(program, ledger):
    found = rk.simulate(ledger, [program()])
    found = replace(found, variants=found.variants * 28)
    assert found.letters[:2] == ("A", "B")
    assert found.letters[25:] == ("Z", "AA", "AB")


def test_predictions_of_behaviour_are_not_compared(program, ledger):
    assert not any(key[0] == "clv.predicted" for key in rk.simulate(ledger, {"a": program()}).variants[0].figures)


def test_nothing_to_simulate(program, ledger):
    with pytest.raises(rk.UsageError, match="no program"):
        rk.simulate(ledger, [])
    with pytest.raises(rk.UsageError, match="currencies"):
        rk.simulate(ledger, [program(), program(give="1 point per 1 USD", currency="USD")])
    with pytest.raises(rk.UsageError, match="no length of a period"):
        rk.simulate(ledger, [program()], by="fortnight")


def test_kpis_of_a_ledger_and_of_a_result(program, ledger):
    alone = rk.kpis(ledger, by="month")
    assert {record["scope"] for record in alone["kpis"]} == {"all sales", "identified customers"}
    whole = rk.kpis(ledger, rk.replay(program(), ledger), by="month")
    assert {record["scope"] for record in whole["kpis"]} == {"all sales", "identified customers", "members"}
    sold = [record["value"] for record in alone["kpis"] if record["id"] == "sales.gross" and record["scope"] == "all sales"]
    assert sold == ["10", "25", "0.5"]
    with pytest.raises(rk.UsageError, match="nothing to measure"):
        rk.kpis()
