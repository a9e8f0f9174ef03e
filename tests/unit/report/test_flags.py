"""Whatever a figure has to be minded for is said on the page, in its language."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import rulekit as rk
from rulekit import kpi
from rulekit.kpi import catalogue
from rulekit.kpi.figure import NOTES
from rulekit.report import report
from rulekit.report.blocks import Chart, Facts, Table
from rulekit.report.formats import UNKNOWN, Format
from rulekit.report.material import material_of
from rulekit.report.remarks import ELSEWHERE, minded, remark
from rulekit.report.sections.customers import customers
from rulekit.report.sections.figures import all_figures
from rulekit.report.sections.points import points
from rulekit.report.texts import texts_in
from rulekit.report.variants import variants_report

PROGRAM = """\
program: P
currency: EUR
timezone: UTC
attributes: { purchase: { score: number } }
wallets: { points: { unit: point/points, value: 0.01 EUR } }
rules: { base: { on: purchase, give: 1 point per 1 EUR } }
rewards: { cake: { kind: gift, price: 500 points, worth: 5 EUR, cost: 1 EUR } }
"""
LEDGER = """\
event_id,type,at,member_id,amount,activity,score
1,purchase,2024-01-20,anna,100,,
2,purchase,2024-02-10,anna,50,,
3,purchase,2024-02-11,bo,50,,
4,activity,2024-02-12,bo,,survey,99
5,activity,2024-02-13,anna,,survey,10
6,purchase,2024-03-13,anna,10,,
7,purchase,2024-04-13,anna,10,,
8,purchase,2024-05-13,anna,10,,
"""
SAID = {
    "en": {
        "no_breakage_yet": "Mind: no redemption of points was seen by then, so all that were open are taken as if they will be redeemed.",
        "answers_left_out": "Mind: answers beyond the scale of the survey do not count.",
        "model": "Mind: estimated by a model, not counted.",
    },
    "de": {
        "no_breakage_yet": "Zu beachten: Bis dahin war keine Einlösung zu sehen; deshalb wird so gerechnet, als würde alles eingelöst, was offen ist.",
        "answers_left_out": "Zu beachten: Antworten außerhalb der Skala der Umfrage zählen nicht.",
        "model": "Zu beachten: von einem Rechenmodell geschätzt, nicht gezählt.",
    },
}


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> rk.Result:
    folder = tmp_path_factory.mktemp("flags")
    (folder / "program.yaml").write_text(PROGRAM, encoding="utf-8")
    (folder / "ledger.csv").write_text(LEDGER, encoding="utf-8")
    return rk.replay(rk.load(folder / "program.yaml"), rk.read_ledger(folder / "ledger.csv"))


def flags() -> set[str]:
    """Those in the queries, and those that Python sets."""
    folder = Path(kpi.__file__).parent
    files = [*folder.rglob("*.sql"), *(folder / f"{name}.py" for name in ("catalogue", "measure", "periods"))]
    text = "".join(path.read_text(encoding="utf-8") for path in files)
    return {*re.findall(r"THEN '(\w+)' END AS flag", text), *re.findall(r'\("(\w+)",\) if', text)}


def test_every_flag_has_its_words_in_both_languages() -> None:
    assert flags() == {*SAID["en"], *ELSEWHERE}
    assert flags() >= NOTES.keys()
    for lang in ("en", "de"):
        form = Format(lang, "EUR")
        for flag in flags():
            assert minded([flag], texts_in(form), form).strip() == SAID[lang].get(flag, ""), (lang, flag)
            assert flag not in NOTES or remark(NOTES[flag], form).lang is None


@pytest.mark.parametrize("lang", ["en", "de"])
def test_it_stands_beside_the_figure(result: rk.Result, lang: str) -> None:
    material, page = material_of(result, lang), report(result, lang)
    for said in SAID[lang].values():
        assert said in page
    section = points(material)
    assert section is not None
    [facts] = [block for block in section.blocks if isinstance(block, Facts)]
    [owed] = [fact for fact in facts.facts if fact.name == material.texts.name(catalogue()["liability.expected"])]
    assert owed.mind is not None
    assert owed.mind.strip() == SAID[lang]["no_breakage_yet"]
    rows = {row[0]: row[-1].text for block in all_figures(material).blocks if isinstance(block, Table) for row in block.rows}
    contract = next(text for name, text in rows.items() if "IFRS 15" in name)
    assert contract.endswith(f"{SAID[lang]['model']} {SAID[lang]['no_breakage_yet']}")


def test_what_is_compared_with_a_period_that_is_not_complete_has_a_star(result: rk.Result) -> None:
    """January began on the 20th, so nobody knows whom February could keep; the last month is not over."""
    material = material_of(result, "en")
    section = customers(material)
    assert section is not None
    chart = section.blocks[0]
    assert isinstance(chart, Chart)
    assert [row[:2] for row in chart.table.rows] == [
        ("Jan 2024*", UNKNOWN), ("Feb 2024", "100.0%*"), ("Mar 2024", "50.0%"), ("Apr 2024", "100.0%"), ("May 2024*", "100.0%"),
    ]  # fmt: skip
    assert chart.table.note == material.texts("words/partial")
    assert [row["x"] for row in chart.spec["data"]["values"]] == ["Mar 2024", "Apr 2024"]


def test_stars_are_explained_where_they_stand(result: rk.Result) -> None:
    material = material_of(result, "en")
    tables = []
    for section in (customers(material), points(material), all_figures(material)):
        assert section is not None
        for block in section.blocks:
            tables += [block] if isinstance(block, Table) else [block.table] if isinstance(block, Chart) else []
    starred = [table for table in tables if any(isinstance(cell, str) and cell.endswith("*") for row in table.rows for cell in row)]
    assert len(starred) > 3
    for table in starred:
        assert material.texts("words/partial") in (table.note or ""), table.caption


@pytest.mark.parametrize("lang", ["en", "de"])
def test_variants_say_it_too(result: rk.Result, tmp_path: Path, lang: str) -> None:
    (tmp_path / "ledger.csv").write_text(LEDGER, encoding="utf-8")
    double = result.program.with_values({"rules.base.give": "2 points per 1 EUR"})
    page = variants_report(rk.simulate(rk.read_ledger(tmp_path / "ledger.csv"), [result.program, double]), lang)
    assert SAID[lang]["no_breakage_yet"] in page
    assert SAID[lang]["model"] in page


@pytest.mark.parametrize("lang", ["en", "de"])
@pytest.mark.parametrize("credit", [True, False])
@pytest.mark.parametrize("kpi_id", ["liability.cost", "effective_reward_rate"])
def test_what_rests_on_a_guess_is_called_an_estimate(kpi_id, credit, lang):
    one, begin = catalogue()[kpi_id], {"en": "An estimate: ", "de": "Eine Schätzung: "}[lang]
    assert texts_in(Format(lang, "EUR")).means(one, credit=credit).startswith(begin)
    assert (one.means_de if lang == "de" else one.means).startswith(begin)
