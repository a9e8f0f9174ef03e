"""What a replay remarks, and why something cannot be said, stands in the language of the page; benchmarks stand beside figures."""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path

import pytest

import rulekit as rk
from rulekit.kpi import clv, models
from rulekit.kpi.benchmarks import read_benchmarks
from rulekit.report import report
from rulekit.report.formats import Format
from rulekit.report.material import material_of
from rulekit.report.remarks import remark
from rulekit.report.sections.customers import cohort_map

ROOT = Path(__file__).resolve().parents[3]
GERMAN = Format("de", "EUR")
refunds = vars(import_module("rulekit.ledger.link_refunds"))

PROGRAM = """\
program: P
currency: EUR
timezone: UTC
attributes: { member: { city: text }, purchase: { city: text }, line: { colour: text } }
wallets: { points: { unit: point/points, value: 0.01 EUR } }
rules:
  base: { on: purchase, give: 1 point per 1 EUR }
  review: { on: 'activity "review"', give: 1 point }
"""
COLUMNS = "event_id,type,at,member_id,amount,activity,city,colour,line.colour,reward,x1,x2,x3,x4,x5,x6,x7,x8,x9,x10,x11,x12,x13,x14,x15,x16,x17,x18,x19,x20,x21\n"
LEDGER = """\
,purchase,2024-01-10,anna,10
2,purchase,2024-02-10,=bo,"12,50"
3,purchase,2024-02-11,=bo,7
4,activity,2024-02-12,anna,,reviews
5,activity,2024-02-12,anna,,dance
6,purchase,2024-02-13,anna,7,,,,,free coffee
7,purchase,2024-02-13,anna,
8,purchase,soon,anna,5
"""


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> rk.Result:
    """A ledger that gives something to remark in every way."""
    folder = tmp_path_factory.mktemp("remarks")
    (folder / "program.yaml").write_text(PROGRAM, encoding="utf-8")
    rows = "".join(line + "," * (COLUMNS.count(",") - line.replace("12,50", "").count(",")) + "\n" for line in LEDGER.splitlines())
    (folder / "ledger.csv").write_text(COLUMNS + rows, encoding="utf-8")
    return rk.replay(rk.load(folder / "program.yaml"), rk.read_ledger(folder / "ledger.csv"))


def test_every_remark_of_a_ledger_is_german(result: rk.Result) -> None:
    notes = result.summary["notes"]
    assert len(notes) > 20
    assert [note for note in notes if remark(note, GERMAN).lang] == []
    assert not re.search(r' lang="en"', report(result, "de"))


@pytest.mark.parametrize(
    ("sentence", "german"),
    [
        ("1,234 rows of the whole ledger skipped: Porto", "Ausgelassene Zeilen: 1.234. Grund laut Zuordnung: Porto"),
        (
            f"12 refund lines not linked to a purchase: {refunds['NO_ITEM']}",
            "Zurückgegebene Posten ohne zugehörigen Einkauf: 12. Grund: Die Rückgabe nennt keinen Artikel.",
        ),
        ("3 refunds are parts of 2 returns", "Rückgaben, die mehrere Einkäufe betreffen, sind aufgeteilt: aus 2 wurden 3."),
        ("`x` in `lines` is ignored: the program does not declare it", "`x` in `lines` wird nicht gebraucht: Das Programm nennt es nicht."),
        ("column `city` is ignored: there is `member.city`", "Die Spalte `city` wird nicht gebraucht: Es gibt schon `member.city`."),
    ],
)
def test_remarks_with_numbers_and_reasons(sentence: str, german: str) -> None:
    assert remark(sentence, GERMAN).text == german
    assert remark(sentence, Format("en", "EUR")).text == sentence


def test_every_reason_why_a_refund_finds_no_purchase_is_german() -> None:
    names = ("NO_MEMBER", "NO_ITEM", "NO_PURCHASE", "NO_UNITS", "NO_MONEY", "NOTHING_BACK", "UNLIKE_LINES")
    for name in names:
        assert remark(refunds[name], GERMAN).lang is None, name


def test_every_reason_why_nothing_can_be_predicted_is_german() -> None:
    reasons = [
        found
        for path in Path(clv.__file__).parent.glob("*.py")
        for found in re.findall(r'NotObservable\(f?"(.+?)"\)', path.read_text(encoding="utf-8"))
    ]
    assert len(reasons) >= 4
    for reason in reasons:
        assert remark(re.sub(r"\{\w+\}", "7", reason), GERMAN).lang is None, reason


def test_every_reason_why_a_figure_has_no_value_is_german() -> None:
    reasons = [
        found
        for path in (Path(clv.__file__).parents[1] / "sql").glob("*.sql")
        for found in re.findall(r"'([^']+)'(?: END AS note| AS missing)", path.read_text(encoding="utf-8"))
    ]
    assert len(set(reasons)) == 5
    for reason in reasons:
        assert remark(reason, GERMAN).lang is None, reason


@pytest.mark.parametrize("name", [",", "1000", "1,000"])
def test_a_column_that_looks_like_a_number_keeps_its_name(name: str) -> None:
    said = remark(f"column `{name}` is ignored: the program does not declare it", GERMAN)
    assert said.text == f"Die Spalte `{name}` wird nicht gebraucht: Das Programm nennt sie nicht."


def test_what_nobody_translated_is_marked_and_shows_what_cannot_be_seen() -> None:
    assert remark("Something new\u202e", GERMAN).lang == "en"
    assert remark("Something new\u202e", GERMAN).text == "Something new<U+202E>"


def test_a_rejected_row_is_shown_without_an_english_sentence(result: rk.Result) -> None:
    assert "ledger.csv, Zeile 2, 2: Dort steht `12,50`, mit einem Komma. Abhilfe: `decimal: comma` in der Zuordnungsdatei." in report(result, "de")
    assert "ledger.csv, Zeile 8, 8: Dort steht `soon`; richtig wäre es zum Beispiel so geschrieben: `2024-03-01 14:30`." in report(result, "de")
    assert "ledger.csv, row 2, 2: amount `12,50` has a decimal comma" in report(result, "en")


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("de", "Noch nicht zu sagen: Kunden, die mehr als einmal gekauft haben: 1. Eine Vorhersage braucht mindestens 30."),
        ("en", "Cannot be said yet: 1 of the customers came back, a prediction needs at least 30"),
    ],
)
def test_why_there_is_no_prediction_is_said(result: rk.Result, lang: str, said: str) -> None:
    assert said in report(result, lang)


def test_benchmarks_stand_beside_the_figures(result: rk.Result, tmp_path: Path) -> None:
    path = tmp_path / "usual.yaml"
    path.write_text(
        "- { id: participation.sales, low: 40%, high: 60%, source: '<b>Shop</b> Monitor 2024' }\n"
        "- { id: purchase_frequency, low: 2, source: My guess }\n"
        "- { id: purchase_frequency, high: 9.5, source: Yours }\n",
        encoding="utf-8",
    )
    usual = read_benchmarks(path)
    german = report(result, "de", benchmarks=usual)
    assert "<b>Üblich:</b> 40,0\N{NO-BREAK SPACE}% bis 60,0\N{NO-BREAK SPACE}% (&lt;b&gt;Shop&lt;/b&gt; Monitor 2024)" in german
    english = report(result, "en", benchmarks=usual)
    assert "<b>Usual:</b> from 2 (My guess); up to 9.50 (Yours)" in english
    heads = re.findall(r'<th scope="col"[^>]*>Usual</th>', english)
    assert len(heads) == 2, "only in the tables of these two figures"
    assert "Usual" not in report(result, "en")


def test_lifetimes_are_fitted_once(result: rk.Result, monkeypatch: pytest.MonkeyPatch) -> None:
    fits = []
    real = models.predictions
    monkeypatch.setattr(models, "predictions", lambda *given: fits.append(given) or real(*given))
    report(result, "en")
    assert len(fits) == 1, "all customers are members"


def test_cohorts_end_with_the_last_day_of_the_replay() -> None:
    example = ROOT / "examples" / "online-retail"
    ledger = rk.read_ledger(example / "ledger.csv", mapping=example / "mapping.yaml")
    section = cohort_map(material_of(rk.replay(rk.load(example / "program.yaml"), ledger, until="2011-06-30"), "en"))
    assert section is not None
    (chart,) = section.blocks
    names = list(dict.fromkeys(row["s"] for row in chart.spec["data"]["values"]))
    assert (names[0], names[-1]) == ("Dec 2010 (11)", "May 2011 (5)")
    assert max(row["x"] for row in chart.spec["data"]["values"]) == 6
