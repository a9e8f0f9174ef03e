"""The page: its structure, its policy, its languages; and that names never become markup."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest
from taken_apart import ELEMENTS, Page, leaves

import rulekit as rk
from rulekit.diagnostics import UsageError
from rulekit.engine.trace.declined import DECLINED
from rulekit.kpi import Figure, Warehouse, catalogue
from rulekit.ledger import ROW_CODES
from rulekit.report import report
from rulekit.report.blocks import Cards, Chart, Table
from rulekit.report.material import Material, calendar_for, material_of
from rulekit.report.misleading import CONTROLLED, UPLIFT
from rulekit.report.page import _asset, json_text
from rulekit.report.sections.goals import goals
from rulekit.report.sections.groups import promotions, segments
from rulekit.report.sections.overview import overview
from rulekit.report.sections.program import rules
from rulekit.report.texts import LANGUAGES, words_of

ROOT = Path(__file__).resolve().parents[3]
EXAMPLE = ROOT / "examples" / "online-retail"
LOADS = {"src", "href", "srcset", "data", "action", "formaction", "poster", "background", "cite", "ping", "manifest"}
@pytest.fixture(scope="module")
def result() -> rk.Result:
    ledger = rk.read_ledger(EXAMPLE / "ledger.csv", mapping=EXAMPLE / "mapping.yaml")
    return rk.replay(rk.load(EXAMPLE / "program.yaml"), ledger)


@pytest.fixture(scope="module")
def pages(result: rk.Result) -> dict[str, str]:
    return {lang: report(result, lang) for lang in LANGUAGES}


@pytest.fixture(scope="module")
def hostile(hostile_result: Path) -> dict[str, str]:
    return {lang: report(hostile_result, lang) for lang in LANGUAGES}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_page_is_well_built(pages: dict[str, str], lang: str) -> None:
    page = Page(pages[lang])
    assert page.of("html") == [{"lang": lang}]
    levels = [int(name[1]) for name, _ in page.elements if re.fullmatch(r"h[1-6]", name)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels)), "no level is left out"
    ids = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    targets = {attributes["href"] for attributes in page.of("a")}
    assert targets == {"#content"} | {f"#{one['id']}" for one in page.of("section")}
    for section in page.of("section"):
        assert section["aria-labelledby"] in ids
    assert len(page.of("caption")) == len(page.of("table"))


def test_every_chart_has_its_table_and_every_headline_its_sentences(pages: dict[str, str]) -> None:
    page = Page(pages["en"])
    charts = [one for one in page.of("div") if "data-chart" in one]
    assert len(charts) >= 10
    assert all(one["role"] == "img" and one["aria-label"] for one in charts)
    assert len([one for one in page.of("details") if one.get("class") != "fold"]) == len(charts)
    for card in re.findall(r'<li class="card">.*?</li>', pages["en"], re.DOTALL):
        assert re.search(r'<p class="means">.+</p>', card)
        assert re.search(r'<p class="good-if"><b>Good:</b> .+</p>', card)
    assert pages["en"].count('<li class="card">') == 7


def test_the_figures_are_those_of_the_summary(result: rk.Result, pages: dict[str, str]) -> None:
    assert result.summary["wallets"]["points"]["liability"] == "912.30"
    assert "it would have cost £3,067.51, points at the value the program gives them." in pages["en"]
    assert "hätte es 3.067,51\N{NO-BREAK SPACE}£ gekostet, Punkte mit dem Wert gerechnet, den das Programm nennt." in pages["de"]
    assert "278 purchases, worth £129,978.94 after returns" in pages["en"]
    assert result.summary["digest"] in pages["de"]
    assert result.summary["ledger"]["hash"] in pages["de"]
    assert result.summary["program"]["hash"] in pages["de"]
    total = re.search(r'<tr class="total">(.*?)</tr>', pages["en"], re.DOTALL)
    assert total
    assert re.findall(r">([^<>\n]+)<", total[1]) == ["Whole time", "0", "143,850", "0", "\N{MINUS SIGN}49,201", "\N{MINUS SIGN}3,419", "91,230"]


def test_memory_and_folder_give_the_same_page(result: rk.Result, tmp_path: Path) -> None:
    result.write(tmp_path / "result")
    assert report(tmp_path / "result", "en", command="x") == report(result, "en", command="x")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_policy_allows_what_is_there_and_nothing_else(pages: dict[str, str], lang: str) -> None:
    text = pages[lang]
    policy = dict(part.strip().split(" ", 1) for part in Page(text).of("meta")[1]["content"].split(";"))  # type: ignore[union-attr]
    assert set(policy.pop("script-src").split()) == {_hash(one) for one in re.findall(r"<script>(.*?)</script>", text, re.DOTALL)}
    assert policy.pop("style-src").split() == [_hash(one) for one in re.findall(r"<style>(.*?)</style>", text, re.DOTALL)]
    assert set(policy) == {"default-src", "connect-src", "img-src", "object-src", "base-uri", "form-action"}
    assert set(policy.values()) == {"'none'"}
    assert text.index("Content-Security-Policy") < text.index("<style>")


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_nothing_in_the_page_loads_anything(pages: dict[str, str], lang: str) -> None:
    page = Page(pages[lang])
    for _, attributes in page.elements:
        assert "style" not in attributes
        assert not [name for name in attributes if name.startswith("on")]
        assert all((attributes[name] or "").startswith("#") for name in LOADS & attributes.keys())
    assert not {"link", "img", "iframe", "object", "embed", "base", "form", "video", "audio"} & {name for name, _ in page.elements}
    assert not re.search(r"url\(|@import|expression\(", _asset("style.css"))
    specs = re.search(r'<script type="application/json" id="charts">(.*?)</script>', pages[lang], re.DOTALL)
    assert specs
    assert not re.search(r'"(url|href|\$schema|signal|expr)"', specs[1])
    assert len(pages[lang].encode()) < 1_100_000


def test_no_asset_can_end_its_element() -> None:
    for name in ("charts.js", "draw.js"):
        assert not re.search(r"</script|<!--|<script", _asset(name), re.IGNORECASE), name
    assert len(_asset("charts.js").encode()) < 1_000_000


@pytest.mark.parametrize("lang", LANGUAGES)
def test_names_stay_text(hostile: dict[str, str], attacks: tuple[str, ...], lang: str) -> None:
    """The page has the elements of the template and no more, and the attacks are in its texts as they are."""
    page = Page(hostile[lang])
    assert len(page.of("script")) == 3
    assert {name for name, _ in page.elements} <= ELEMENTS
    assert not page.of("img")
    assert len({frozenset(one) for one in page.of("svg")}) <= 1
    body = "\n".join(text for tag, texts in page.texts.items() if tag not in ("script", "style") for text in texts)
    for attack in attacks:
        assert attack in body, attack
    data = json.loads(re.findall(r'<script type="application/json" id="charts">(.*?)</script>', hostile[lang], re.DOTALL)[0])
    names = {value for spec in data["charts"] for row in spec["data"]["values"] for value in row.values() if isinstance(value, str)}
    assert {attacks[0], attacks[5], attacks[6]} <= names
    for spec in data["charts"]:
        without = json.dumps({key: value for key, value in spec.items() if key != "data"})
        domain = json.dumps(spec.get("encoding", {}).get("color", {}).get("scale", {}).get("domain", []))
        assert "hit" not in without.replace(domain, ""), "a name is a value, or one of a scale"


def test_json_in_a_script_element_cannot_end_it() -> None:
    nasty = {"</script>": "<!-- & \u2028 é"}
    text = str(json_text(nasty))
    assert "<" not in text
    assert text.isascii()
    assert json.loads(text) == nasty


def test_the_foot_of_a_sheet_names_shop_and_days_and_cannot_end_the_style(result: rk.Result) -> None:
    (style,) = re.findall(r"<style>(.*?)</style>", report(result, "en"), re.DOTALL)
    (said,) = re.findall(r'@bottom-left { content: "(.*?)" }', style)
    assert re.fullmatch(r"(\\[0-9a-f]+ )+", said)
    signs = "".join(chr(int(code, 16)) for code in re.findall(r"\\([0-9a-f]+) ", said))
    assert signs == "Gift Club · Report · 1 December 2010 \N{EN DASH} 9 December 2011"


def test_invisible_signs_are_shown(hostile_result: Path, tmp_path: Path) -> None:
    """A name cannot turn the direction of the text around it."""
    import shutil

    shutil.copytree(hostile_result, tmp_path / "turned")
    path = tmp_path / "turned" / "summary.json"
    summary = json.loads(path.read_text(encoding="utf-8"))
    summary["program"]["name"] = "abc\u202edef"
    path.write_text(json.dumps(summary), encoding="utf-8")
    text = report(tmp_path / "turned")
    assert "\u202e" not in text
    assert "<h1>abc&lt;U+202E&gt;def</h1>" in text


def test_both_languages_say_everything() -> None:
    german, english = (leaves(words_of(lang)) for lang in ("de", "en"))
    assert german.keys() == english.keys()
    for key, text in english.items():
        assert set(re.findall(r"\{(\w+)\}", text)) == set(re.findall(r"\{(\w+)\}", german[key])) or key.endswith("/one"), key
    same = {key for key, text in english.items() if text == german[key]}
    assert same <= {"/rules/budget", "/rewards/name"} | {key for key in same if "{" in german[key]}, same


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_reason_is_said_in_both_languages(lang: str) -> None:
    assert words_of(lang)["declined"].keys() == DECLINED.keys()
    codes = re.findall(r"^\| `((?:row|event)\.[a-z_]+)` \|", (ROOT / "docs" / "ledger.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert words_of(lang)["codes"].keys() == set(codes)
    assert set(codes) >= ROW_CODES.keys()


def test_a_german_page_has_no_english_words(pages: dict[str, str]) -> None:
    texts = {text.strip() for text in leaves(words_of("en")).values() if "{" not in text and len(text) > 12}
    page = Page(pages["de"])
    shown = {text.strip() for tag, found in page.texts.items() if tag not in ("script", "style") for text in found}
    assert not shown & texts


def test_what_is_no_result_is_said(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no result folder"):
        report(tmp_path)
    with pytest.raises(UsageError, match="no report in `fr`"):
        report(tmp_path, "fr")


def test_a_report_of_one_purchase_of_nobody(tmp_path: Path) -> None:
    """No members, no points, no whole period: the page still stands."""
    (tmp_path / "program.yaml").write_text("program: P\ncurrency: JPY\ntimezone: Asia/Tokyo\n", encoding="utf-8")
    (tmp_path / "ledger.csv").write_text("event_id,at,amount\na,2024-03-01,500\n", encoding="utf-8")
    result = rk.replay(rk.load(tmp_path / "program.yaml"), rk.read_ledger(tmp_path / "ledger.csv"))
    text = report(result)
    assert "On 1 March 2024 there was one purchase, worth JP¥500 after returns" in text
    assert '<p class="span">1 March 2024</p>' in text
    assert "data-chart" not in text.partition("<script")[0], "of one period there is no course to draw"
    assert "<caption>Sales before returns</caption>" in text
    assert 'id="cohorts"' not in text
    assert 'id="points"' not in text
    assert "Nothing was turned down" in text


def made_up(material: Material, kpi_id: str, values: dict[str, str]) -> dict[tuple[str, str, str | None], Figure]:
    """Figures of an id for some subjects."""
    kpi = replace(catalogue()["customers.active"], id=kpi_id, unit="count")
    period = material.periods[0]
    scope = catalogue()[kpi_id].scopes[0] if kpi_id in catalogue() else ""
    return {(kpi_id, scope, name): Figure(kpi, scope, period, None, name, Decimal(value), None) for name, value in values.items()}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_words_for_figures_are_for_figures_that_there_are(lang: str) -> None:
    for group in ("names", "means", "good", "credit_names", "credit_means"):
        assert words_of(lang)[group].keys() <= catalogue().keys()


def test_sentences_name_the_money_of_the_shop(pages: dict[str, str]) -> None:
    assert "Of £100 in the till, before returns, this much comes from members." in pages["en"]
    assert "Von 100\N{NO-BREAK SPACE}£ Umsatz vor Rückgaben kommt so viel von Mitgliedern." in pages["de"]


def test_kinds_and_levels_in_all_figures_are_in_the_language_of_the_page(pages: dict[str, str]) -> None:
    assert "Kunden nach Gruppe (Schon lange weg)" in pages["de"]
    assert "(ohne Stufe → Silver)" in pages["de"]
    places = [pages["de"].index(f">Zweiter Einkauf innerhalb von {days} Tagen<") for days in (30, 60, 90, 180, 270)]
    assert places == sorted(places)


def test_much_money_is_a_headline_without_cents(result: rk.Result) -> None:
    material = material_of(result, "en")
    assert '<p class="value">£12,529.53</p>' in report(result, "en")
    courses = {
        key: [replace(one, numerator=one.numerator and one.numerator * 100) for one in course] for key, course in material.courses.items()
    }
    (cards,) = (block for block in overview(replace(material, courses=courses)).blocks if isinstance(block, Cards))
    assert cards.cards[0].value == "£1,252,953"


def test_what_is_not_shown_is_said(result: rk.Result, pages: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    assert "Paler bars: not all of the period was seen, or of the one before it." in pages["en"]
    monkeypatch.setattr("rulekit.report.sections.program.MOST_RULES", 2)
    section = rules(material_of(result, "en"))
    assert section is not None
    (chart,) = (block for block in section.blocks if isinstance(block, Chart))
    assert chart.note == "These are 2 of 4 rules; the table has them all."
    assert len(chart.spec["data"]["values"]) == 2
    assert len(chart.table.rows) == 4


def test_kinds_of_customers_and_promotions_have_their_places(result: rk.Result) -> None:
    """Only what a control group tells is said to be brought; without one it is a difference, without bounds."""
    material = material_of(result, "de")
    totals = made_up(material, "rfm.customers", {"champions": "3", "someone's own": "7"})
    totals |= made_up(material, UPLIFT, {"Christmas run-up": "4", "summer": "6"})
    for end, value in {"": "5", ".low": "1", ".high": "9"}.items():
        totals |= made_up(material, CONTROLLED + end, {"summer": value})
    section = segments(replace(material, totals=totals))
    assert section is not None
    (chart,) = section.blocks
    assert isinstance(chart, Chart)
    assert [(row["x"], row["label"]) for row in chart.spec["data"]["values"]] == [("someone's own", "7"), ("Die Besten", "3")]
    assert chart.spec["layer"][1]["encoding"]["text"]["field"] == "label"
    assert [row[:2] for row in chart.table.rows] == [("someone's own", "7"), ("Die Besten", "3")]
    assert chart.table.rows[1][2].startswith("1 bis "), "the last purchase of the best is so many days ago"
    assert chart.table.rows[0][2] == "\N{EN DASH}"
    brought, differs = promotions(replace(material, totals=totals))
    assert (brought.caption, brought.rows) == ("Was Aktionen je Mitglied gebracht haben", (("summer", "5", "1", "9"),))
    assert (differs.caption, differs.rows) == ("Unterschied in der Kaufsumme (kein Beweis)", (("Christmas run-up", "4"),))
    assert segments(replace(material, totals={})) is None
    assert not list(promotions(replace(material, totals={})))


@pytest.mark.parametrize(
    ("first", "last", "purchases", "by"),
    [(0, 99, 5_000, "week"), (0, 365, 5_000, "month"), (0, 366, 40, "quarter"), (0, 700, 20, "quarter"), (0, 3_000, 90_000, "quarter")],
)
def test_periods_are_long_enough_to_say_something(first: int, last: int, purchases: int, by: str) -> None:
    class Counted:
        def execute(self, _: str) -> Counted:
            return self

        def fetchone(self) -> tuple[int]:
            return (purchases,)

    start = date(2024, 1, 1).toordinal()
    assert calendar_for(Warehouse(Counted(), start + first, start + last, "EUR", None)) == by


@pytest.mark.parametrize(
    ("lang", "rows"),
    [
        ("en", [("Customers who came back", "at least 30.0% per month", "33.3%", "✓ met"), ("Sales with members", "at least 99.0%", "98.0%", "✗ missed")]),
        ("de", [("Wiedergekommene Kunden", "mindestens 30,0 % je Monat", "33,3 %", "✓ erreicht"), ("Umsatz mit Mitgliedern", "mindestens 99,0 %", "98,0 %", "✗ verfehlt")]),
    ],
)  # fmt: skip
def test_goals_are_judged(lang: str, rows: list[tuple[str, ...]], tmp_path: Path) -> None:
    text = (EXAMPLE / "program.yaml").read_text(encoding="utf-8")
    path = tmp_path / "program.yaml"
    path.write_text(f"{text}\ngoals:\n  retention.strict per month: at least 30%\n  participation.sales: at least 99%\n", encoding="utf-8")
    ledger = rk.read_ledger(EXAMPLE / "ledger.csv", mapping=EXAMPLE / "mapping.yaml")
    section = goals(material_of(rk.replay(rk.load(path), ledger), lang))
    assert section is not None
    (table,) = section.blocks
    assert isinstance(table, Table)
    assert [tuple(str(cell).replace("\N{NO-BREAK SPACE}", " ") for cell in row) for row in table.rows] == rows


def test_without_goals_there_is_no_such_part(pages: dict[str, str]) -> None:
    assert 'id="goals"' not in pages["en"]


def test_only_what_a_rule_gave_counts_as_an_event_of_it(tmp_path: Path) -> None:
    rules_text = "rules: { opening week: { on: purchase, give: 10 points, budget: 30 points } }"
    program = f"program: Shop\ncurrency: EUR\ntimezone: UTC\nwallets: {{ points: {{ unit: point/points }} }}\n{rules_text}\n"
    (tmp_path / "shop.yaml").write_text(program, encoding="utf-8")
    rows = "".join(f"p{day},purchase,2024-03-0{day} 10:00,member {day},9\n" for day in range(1, 8))
    (tmp_path / "sales.csv").write_text(f"event_id,type,at,member_id,amount\n{rows}", encoding="utf-8")
    few = rk.replay(rk.load(tmp_path / "shop.yaml"), rk.read_ledger(tmp_path / "sales.csv"))
    section = rules(material_of(few, "en"))
    assert section is not None
    (chart,) = (block for block in section.blocks if isinstance(block, Chart))
    assert chart.table.rows[0][:4] == ("opening week", "30", "3", "3")
