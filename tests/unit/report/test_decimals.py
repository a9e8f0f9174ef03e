"""Amounts of a wallet have exactly its decimals, wherever they are shown and in both languages; means are rounded."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

import rulekit as rk
from rulekit.cli.main import cli
from rulekit.kpi import catalogue
from rulekit.report.blocks import Chart, Section, Table
from rulekit.report.formats import MINUS, Format
from rulekit.report.material import Material, material_of
from rulekit.report.sections.beside import Beside
from rulekit.report.sections.figures import all_figures
from rulekit.report.sections.goals import goals
from rulekit.report.sections.points import points
from rulekit.report.sections.program import rules
from rulekit.report.sections.variants import all_figures as differences
from rulekit.report.sections.variants import over_time, wallets
from rulekit.report.texts import texts_in

PROGRAM = """\
program: Café
currency: EUR
timezone: UTC
wallets:
  litres: { unit: litre/litres, decimals: 3 }
  stars: { unit: star/stars }
  cash: { unit: EUR }
rewards:
  jug: { kind: gift, price: 0.5 litres, worth: 2 EUR, cost: 1 EUR }
rules:
  base: { on: purchase, give: 0.125 litres per 1 EUR, budget: 9.5 litres }
  shine: { on: purchase, give: 2 stars }
  back: { on: purchase, give: 10% back to cash }
goals:
  points.issued: at least 1.5 litres
"""
SALES = """\
event_id,type,at,member_id,amount,reward
a,purchase,2024-01-02,anna,3,
b,purchase,2024-02-03,anna,5,
c,purchase,2024-03-04,bo,2.00,
d,redeem,2024-03-05,anna,,jug
"""
WALLETS = ("litres", "stars", "cash")
SUBJECTS = ("base (litres)", "shine (stars)", "back (cash)")
ISSUED = {"en": ("1.250", "6", "€1.00"), "de": ("1,250", "6", "1,00 €")}


def replayed(folder: Path, program: str = PROGRAM) -> rk.Result:
    (folder / "p.yaml").write_text(program, encoding="utf-8")
    (folder / "l.csv").write_text(SALES, encoding="utf-8")
    return rk.replay(rk.load(folder / "p.yaml"), rk.read_ledger(folder / "l.csv"))


def tables(section: Section | None) -> list[Table]:
    assert section is not None
    blocks = [block.table if isinstance(block, Chart) else block for block in section.blocks]
    return [block for block in blocks if isinstance(block, Table)]


def plain(cell: object) -> str:
    return (cell if isinstance(cell, str) else cell.text).replace("\N{NO-BREAK SPACE}", " ")


def rows(section: Section | None) -> list[list[str]]:
    return [[plain(cell) for cell in row] for table in tables(section) for row in table.rows]


@pytest.fixture(params=["en", "de"])
def material(tmp_path: Path, request: pytest.FixtureRequest) -> Material:
    return material_of(replayed(tmp_path), request.param)


@pytest.mark.parametrize("kpi_id", ["points.issued", "points.by_rule"])
def test_all_figures(material: Material, kpi_id: str) -> None:
    subjects = SUBJECTS if kpi_id == "points.by_rule" else WALLETS
    names = [material.texts.named(catalogue()[kpi_id], one, credit=material.is_money(one)) for one in subjects]
    shown = {row[0]: row[3] for row in rows(all_figures(material))}
    assert tuple(shown[name] for name in names) == ISSUED[material.format.lang]


def test_a_mean_is_rounded(material: Material) -> None:
    earned = material.total("earn_rate", subject="litres")
    assert earned is not None
    assert material.shown(earned) == {"en": "0.13", "de": "0,13"}[material.format.lang]


def test_rolls_forward_and_rules_and_budgets_and_goals(material: Material) -> None:
    litres, comma = ISSUED[material.format.lang][0], "," if material.format.lang == "de" else "."
    roll, _, credit = [table.rows[-1] for table in tables(points(material)) if table.total]
    assert list(map(plain, roll[1:])) == [f"0{comma}000", litres, f"{MINUS}0{comma}500", f"0{comma}000", f"0{comma}750"]
    assert plain(credit[2]) == ISSUED[material.format.lang][2]
    given = {row[0]: row for row in rows(rules(material))}
    assert [given[name][1] for name in ("base", "shine", "back")] == list(ISSUED[material.format.lang])
    assert f"1{comma}250" in given["base"][5]
    assert f"9{comma}500" in given["base"][5]
    (goal,) = rows(goals(material))
    assert f"1{comma}500" in goal[1]
    assert goal[2] == litres


@pytest.mark.parametrize("lang", ["en", "de"])
def test_variants_side_by_side(tmp_path: Path, lang: str) -> None:
    program = replayed(tmp_path).program
    other = program.with_values({"rules.base.give": "0.25 litres per 1 EUR"})
    form = Format(lang, "EUR")
    beside = Beside(rk.simulate(rk.read_ledger(tmp_path / "l.csv"), [program, other], by="month"), texts_in(form), form)
    comma = "," if lang == "de" else "."
    assert [f"1{comma}250", f"2{comma}500"] in [row[1:] for row in rows(wallets(beside))]
    assert [f"0{comma}375", f"0{comma}750"] in [row[1:] for row in rows(over_time(beside))]
    (chart,) = [block for block in over_time(beside).blocks if isinstance(block, Chart)]
    assert f": 0{comma}375" in chart.spec["data"]["values"][0]["tip"]
    issued = beside.texts.named(catalogue()["points.issued"], "litres")
    assert [f"1{comma}250", f"2{comma}500"] in [row[1:3] for row in rows(differences(beside)) if row[0] == issued]


def test_the_table_of_the_terminal(tmp_path: Path) -> None:
    replayed(tmp_path)
    run = ["replay", str(tmp_path / "p.yaml"), str(tmp_path / "l.csv"), "--out", str(tmp_path / "r")]
    assert "1.250 earned, 0.500 spent" in CliRunner().invoke(cli, run).stdout
    text = CliRunner().invoke(cli, ["kpis", str(tmp_path / "r")]).stdout
    _, _, issued = text.partition("Points issued")
    assert [issued.split(f"\n    {wallet}")[1].split()[0] for wallet in WALLETS] == ["1.250", "6", "1.00"]
    assert [text.split(f"\n    {rule}")[1].split()[0] for rule in SUBJECTS] == ["1.250", "6", "1.00"]
    assert "at least 1.500  1.250" in text
