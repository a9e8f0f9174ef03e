"""The table of what gave which reward."""

from __future__ import annotations

from pathlib import Path

import rulekit as rk
from rulekit.report.blocks import Table
from rulekit.report.material import Material, material_of
from rulekit.report.sections.program import rules
from rulekit.report.sections.reward_causes import reward_causes

EXAMPLES = Path(__file__).resolve().parents[3] / "examples"


def material(example: str, lang: str = "en") -> Material:
    folder = EXAMPLES / example
    return material_of(rk.replay(rk.load(folder / "program.yaml"), rk.read_ledger(folder / "ledger.csv")), lang)


def test_every_rule_card_and_challenge_is_listed_with_what_became_of_its_rewards_and_the_stock() -> None:
    table = reward_causes(material("bakery"))
    assert table is not None
    assert table.head == ("Given by", "Reward", "Given", "Used", "Still open", "Lapsed", "Cost in all", "In stock")
    assert table.rows == (
        ("bread card", "free bread", "8", "1", "6", "1", "€7.70", ""),
        ("we miss you", "free coffee", "7", "1", "0", "6", "€0.45", ""),
        ("birthday treat", "piece of cake", "5", "2", "0", "3", "€1.80", ""),
        ("stollen", "christmas stollen", "3", "0", "3", "0", "€12.60", "47 of 50"),
        ("three visits", "free coffee", "2", "1", "0", "1", "€0.45", ""),
    )


def test_gifts_alone_have_their_part_too() -> None:
    section = rules(material("tiered-gifts", "de"))
    assert section is not None
    (table,) = section.blocks
    assert isinstance(table, Table)
    assert table.rows[0][:2] == ("first hundred", "cotton bag")


def test_bought_and_recommended_is_said_in_words() -> None:
    table = reward_causes(material("referral", "de"))
    assert table is not None
    assert {row[0] for row in table.rows} == {"Für Punkte gekauft", "Empfehlung (Geworbene)"}
