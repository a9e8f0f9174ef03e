"""The part about stamp cards, challenges and gift ladders, against counts made by hand."""

from __future__ import annotations

from pathlib import Path

import rulekit as rk
from rulekit.report.blocks import Section, Table
from rulekit.report.material import material_of
from rulekit.report.sections.counters import counters

EXAMPLES = Path(__file__).resolve().parents[3] / "examples"


def section(example: str, lang: str = "en") -> Section | None:
    folder = EXAMPLES / example
    return counters(material_of(rk.replay(rk.load(folder / "program.yaml"), rk.read_ledger(folder / "ledger.csv")), lang))


def tables(found: Section) -> list[Table]:
    return [block for block in found.blocks if isinstance(block, Table)]


def test_a_card_says_who_began_who_filled_it_what_ran_out_and_what_is_open() -> None:
    """Anna took 10 days, Dieter 28, Bernd 29; Ceyda's card ran out; 3, 1 and 1 stamps are open."""
    found = section("stamp-card")
    assert found is not None
    assert found.heading == "Stamp cards"
    (table,) = tables(found)
    assert table.rows == (("coffee card", "4", "3", "3", "1", "3", "5", "28 days"),)


def test_a_ladder_is_no_card() -> None:
    found = section("tiered-gifts", "de")
    assert found is not None
    assert found.heading == "Geschenkleitern"
    (table,) = tables(found)
    assert table.rows[:4] == (
        ("first hundred", "angefangen", "3", ""),
        ("first hundred", "10", "3", "4"),
        ("first hundred", "25", "2", "2"),
        ("first hundred", "50", "1", "1"),
    )


def test_kinds_stand_apart_under_one_heading() -> None:
    found = section("bakery")
    assert found is not None
    assert found.heading == "Stamp cards and challenges"
    assert [table.caption for table in tables(found)] == ["Every card", "Every challenge"]


def test_without_any_there_is_no_such_part() -> None:
    assert section("vip-tiers") is None
