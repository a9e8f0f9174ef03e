"""Which points can be spent: those that buy a reward, are money or have a value, and others that were spent all the same."""

from __future__ import annotations

from pathlib import Path

import pytest

import rulekit as rk
from rulekit.report.blocks import Prose, Table
from rulekit.report.material import Material, material_of
from rulekit.report.sections.overview import overview
from rulekit.report.sections.payoff import payoff
from rulekit.report.sections.points import points

PROGRAM = """\
program: Shop
currency: EUR
timezone: UTC
wallets:
  credit: { unit: EUR }
  points: { unit: point/points, value: 0.01 EUR }
  stars: { unit: star/stars }
rules:
  back: { on: purchase, give: 10% back to credit }
  base: { on: purchase, give: 1 point per 1 EUR }
  shine: { on: purchase, give: 1 star }
"""
SALES = """\
event_id,type,at,member_id,amount,wallet,points
1,purchase,2024-01-01,anna,50,,
2,purchase,2024-01-02,bo,30,,
"""
SPENT = """\
3,redeem,2024-01-03,anna,,credit,2
4,redeem,2024-01-03,anna,,points,20
"""
STARS = "5,redeem,2024-01-04,bo,,stars,1\n"


def material(folder: Path, rows: str, lang: str = "en") -> Material:
    (folder / "p.yaml").write_text(PROGRAM, encoding="utf-8")
    (folder / "l.csv").write_text(SALES + rows, encoding="utf-8")
    return material_of(rk.replay(rk.load(folder / "p.yaml"), rk.read_ledger(folder / "l.csv")), lang)


def redeemed(found: Material) -> dict[str, str | None]:
    """The redemption rate of each wallet that shows one."""
    return {
        wallet: figure.value
        for wallet in found.program["wallets"]
        if (figure := found.total("redemption_rate", subject=wallet)) is not None
    }  # fmt: skip


def only_counted(found: Material) -> list[str]:
    section = points(found)
    assert section is not None
    return [block.text.partition(" ")[0] for block in section.blocks if isinstance(block, Prose)]


def test_points_without_a_price_are_spent_all_the_same(tmp_path: Path) -> None:
    """Payments without a reward: 2 of 8 EUR, 20 of 80 points. Nothing is known to be had for stars."""
    found = material(tmp_path, SPENT)
    assert redeemed(found) == {"credit": "0.25", "points": "0.25"}
    assert found.total("liability.ifrs15", subject="credit") is not None
    assert only_counted(found) == ["stars"]
    assert "no value" not in payoff(found).text


def test_that_nobody_spent_them_is_worth_knowing(tmp_path: Path) -> None:
    assert redeemed(material(tmp_path, "3,enrol,2024-01-03,cleo,,,\n")) == {"credit": "0", "points": "0"}


def test_what_the_ledger_shows_to_be_spent_is_no_mere_count(tmp_path: Path) -> None:
    found = material(tmp_path, SPENT + STARS)
    assert redeemed(found) == {"credit": "0.25", "points": "0.25", "stars": "0.5"}
    assert only_counted(found) == []
    assert "One of stars is open; as it states no value, its cost is not counted." in payoff(found).text


@pytest.mark.parametrize(("lang", "begins"), [("en", "Trial run: "), ("de", "Probelauf: ")])
def test_sales_alone_are_a_trial_run_where_points_can_be_spent(tmp_path: Path, lang: str, begins: str) -> None:
    """It costs the credit of 8 EUR and the 80 points of a cent, though no reward has a price; stars cost nothing."""
    found = material(tmp_path, "", lang)
    first = overview(found).blocks[0]
    assert isinstance(first, Prose)
    assert first.text.startswith(begins)
    assert {"en": "€8.80", "de": "8,80"}[lang] in first.text
    assert redeemed(found) == {}


def test_a_program_that_only_counts_promises_nothing(tmp_path: Path) -> None:
    """No word of a promise, no figure of how it is kept, and no column of what nobody could redeem."""
    program = PROGRAM.partition("wallets:")[0] + "wallets:\n  stars: { unit: star/stars }\nrules:\n  shine: { on: purchase, give: 1 star }\n"
    (tmp_path / "p.yaml").write_text(program, encoding="utf-8")
    (tmp_path / "l.csv").write_text(SALES, encoding="utf-8")
    found = material_of(rk.replay(rk.load(tmp_path / "p.yaml"), rk.read_ledger(tmp_path / "l.csv")), "en")
    section = points(found)
    assert section is not None
    assert (section.heading, section.lead) == ("What is counted", "This part shows how much the program has counted.")
    tables = [block for block in section.blocks if isinstance(block, Table)]
    assert tables[-1].head == ("Period", "At the start", "Given", "At the end")
    assert found.total("earn_rate", subject="stars") is None
    assert found.total("points.redeemed", subject="stars") is None


def test_what_is_open_is_called_what_it_is(tmp_path: Path) -> None:
    assert "is due for open points and open credit if everything is used. Points count" in payoff(material(tmp_path, SPENT)).text
    said = payoff(material(tmp_path, SPENT, "de")).text
    assert "für offene Punkte und offenes Guthaben, wenn alles eingelöst wird. Punkte zählen mit dem Wert" in said
