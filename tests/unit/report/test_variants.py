"""The page of variants: its figures, its languages; and that names stay text."""

from __future__ import annotations

import json
import re
from itertools import pairwise
from pathlib import Path

import pytest
from taken_apart import ELEMENTS, Page, leaves

import rulekit as rk
from rulekit.diagnostics import UsageError
from rulekit.report import variants_report
from rulekit.report.texts import LANGUAGES, words_of
from rulekit.simulate import Comparison
from rulekit.simulate.compare import WALLET_LINES

EXAMPLE = Path(__file__).resolve().parents[3] / "examples" / "vip-tiers"


@pytest.fixture(scope="module")
def comparison() -> Comparison:
    program = rk.load(EXAMPLE / "program.yaml")
    variants = {"today": program, "dearer beans": program.with_values({"wallets.beans.value": "0.10 EUR"})}
    return rk.simulate(rk.read_ledger(EXAMPLE / "ledger.csv"), variants, by="month")


@pytest.fixture(scope="module")
def pages(comparison: Comparison) -> dict[str, str]:
    return {lang: variants_report(comparison, lang, command="rulekit simulate this") for lang in LANGUAGES}


def cells(text: str, row: str) -> list[str]:
    """The texts of the first row with this name."""
    found = re.search(rf'<th scope="row">{re.escape(row)}</th>(.*?)</tr>', text, re.DOTALL)
    assert found, row
    return [re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", one)).strip() for one in re.findall(r"<td[^>]*>(.*?)</td>", found[1], re.DOTALL)]


def test_every_variant_stands_beside_the_first_with_the_difference(comparison: Comparison, pages: dict[str, str]) -> None:
    assert cells(pages["en"], "A") == ["today", "€18.00", "€18.00", "€51.00", "3.0%"]
    assert cells(pages["en"], "B") == ["dearer beans", "€18.00", "€18.00", "€102.00 +€51.00", "6.1% +3.1 %-points"]
    assert cells(pages["de"], "B") == ["dearer beans", "18,00 €", "18,00 €", "102,00 € +51,00 €", "6,1 % +3,1 %-Punkte"]
    assert cells(pages["en"], "Worth of open points") == ["€51.00", "€102.00 +€51.00"]
    assert cells(pages["en"], "B · dearer beans") == ["4"], "all four members are better off"
    assert "Jan 2024" in pages["en"]
    for one in comparison.variants:
        assert one.program.hash in pages["de"]
        assert one.summary["digest"] in pages["de"]
    assert "rulekit simulate this" in pages["de"]


def test_periods_that_are_not_complete_have_a_star(pages: dict[str, str]) -> None:
    table = pages["en"][pages["en"].index("Worth of open points") :]
    months = re.findall(r'<th scope="row">(\w+ 2024\*?)</th>', table)
    assert months == ["Jan 2024*", "Feb 2024", "Mar 2024", "Apr 2024", "May 2024", "Jun 2024*"]
    assert words_of("en")["words"]["partial"] in pages["en"]


@pytest.fixture(scope="module")
def cards() -> str:
    """Cards of 10, 6 and 12 coffees, in German."""
    folder = EXAMPLE.parent / "stamp-card"
    program = rk.load(folder / "program.yaml")
    variants = [program.with_values({"cards.coffee card.full at": size}) for size in ("10", "6", "12")]
    return variants_report(rk.simulate(rk.read_ledger(folder / "ledger.csv"), variants), "de")


def test_what_rewards_would_cost_if_all_were_used_is_drawn(cards: str) -> None:
    assert cells(cards, "B")[1:3] == ["1,40 €", "4,20 € +2,10 €"]
    data = json.loads(re.findall(r'<script type="application/json" id="charts">(.*?)</script>', cards, re.DOTALL)[0])
    assert [row["y"] for row in data["charts"][0]["data"]["values"]] == [2.1, 4.2, 0.7]
    assert [row["x"] for row in data["charts"][0]["data"]["values"]] == ["A · … card: full at 10", "B · … card: full at 6", "C · … card: full at 12"]
    assert "Wert der offenen Punkte" not in cards, "nobody has points"


def test_declined_wishes_stand_side_by_side(cards: str) -> None:
    table = cards[cards.index("Wünsche, die abgelehnt wurden") :]
    assert cells(table, "free coffee") == ["1", "1", "3 +2"]


def test_who_gets_a_reward_sooner_is_no_verdict_where_fewer_get_one(cards: str) -> None:
    assert cells(cards, "Tage bis zur ersten Prämie")[:3] == ["28,0", "14,5 \N{MINUS SIGN}13,5", "14,0 \N{MINUS SIGN}14,0"]
    assert cells(cards, "Mitglieder, die eine bekommen")[:3] == ["3 von 4", "4 von 4", "1 von 4"]


def test_what_looks_equal_has_no_difference(tmp_path: Path) -> None:
    """A cost of 0.013% or 0.015% of the sales: nothing is worse by 0.0%."""
    rows = ["event_id,type,at,member_id,amount,category"]
    rows += [f"{n},purchase,2024-01-{n:02},anna,{100 if n > 1 else 8000},coffee" for n in range(1, 28)]
    (tmp_path / "s.csv").write_text("\n".join(rows), encoding="utf-8")
    program = rk.load(EXAMPLE.parent / "stamp-card" / "program.yaml")
    variants = [program.with_values({"rewards.free coffee.cost": f"0.{cost} EUR"}) for cost in ("70", "80", "71", "7001")]
    text = variants_report(rk.simulate(rk.read_ledger(tmp_path / "s.csv"), variants), "en")
    assert [cell.removesuffix(" (worse)") for cell in cells(text, "Cost of rewards")[:4]] == [
        "0.013%", "0.015% +0.002 %-points", "0.013%", "0.013%",
    ]  # fmt: skip


def test_a_difference_is_said_to_be_good_or_bad_where_a_figure_says_so(pages: dict[str, str]) -> None:
    rate = re.search(r'<th scope="row">Back to members</th>(.*?)</tr>', pages["en"], re.DOTALL)
    assert rate
    assert '<span class="change good">+3.1 %-points<span class="unseen"> (better)</span></span>' in rate[1]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_it_says_that_behaviour_is_held(pages: dict[str, str], lang: str) -> None:
    for said in ("held", "used_as_then"):
        assert f'<p class="stressed">{words_of(lang)["variants"][said]}</p>' in pages[lang]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_is_well_built(pages: dict[str, str], lang: str) -> None:
    page = Page(pages[lang])
    levels = [int(name[1]) for name, _ in page.elements if re.fullmatch(r"h[1-6]", name)]
    assert levels[0] == levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels)), "no level is left out"
    assert len([one for one in page.of("div") if "data-chart" in one]) == 3
    assert len(page.of("caption")) == len(page.of("table"))


def test_a_german_page_has_no_english_words(pages: dict[str, str]) -> None:
    texts = {text.strip() for text in leaves(words_of("en")).values() if "{" not in text and len(text) > 12}
    shown = {text.strip() for tag, found in Page(pages["de"]).texts.items() if tag not in ("script", "style") for text in found}
    assert not shown & texts


@pytest.mark.parametrize("lang", LANGUAGES)
def test_names_stay_text(hostile_comparison: Comparison, attacks: tuple[str, ...], lang: str) -> None:
    text = variants_report(hostile_comparison, lang, command=attacks[0])
    page = Page(text)
    assert len(page.of("script")) == 3
    assert {name for name, _ in page.elements} <= ELEMENTS
    body = "\n".join(text for tag, texts in page.texts.items() if tag not in ("script", "style") for text in texts)
    for attack in attacks:
        assert attack in body, attack
    data = json.loads(re.findall(r'<script type="application/json" id="charts">(.*?)</script>', text, re.DOTALL)[0])
    for spec in data["charts"]:
        without = json.dumps({key: value for key, value in spec.items() if key != "data"})
        domain = json.dumps(spec["encoding"]["color"]["scale"]["domain"])
        assert "hit" not in without.replace(domain, ""), "a name is a value, or one of a scale"


def test_another_language_is_refused(comparison: Comparison) -> None:
    with pytest.raises(UsageError, match="no report in `fr`"):
        variants_report(comparison, "fr")


def test_what_a_variant_does_not_say_it_costs_is_not_nothing(tmp_path: Path) -> None:
    known = rk.load(EXAMPLE / "program.yaml")
    text = (EXAMPLE / "program.yaml").read_text(encoding="utf-8")
    unknown = tmp_path / "unknown.yaml"
    unknown.write_text(re.sub(r"\n +(cost|value): .*", "", text), encoding="utf-8")
    found = rk.simulate(rk.read_ledger(EXAMPLE / "ledger.csv"), {"known": known, "unknown": rk.load(unknown)})
    assert cells(variants_report(found, "en"), "B")[1:4] == ["\N{EN DASH}"] * 3


def test_the_lines_of_a_wallet_close() -> None:
    """What was earned and is neither spent nor gone is there at the end, available or not yet; so it can be added up."""
    program = rk.load(EXAMPLE / "program.yaml")
    late = program.with_values({"wallets.beans.available": "after 14 days", "wallets.beans.expires": "3 months after earning"})
    found = rk.simulate(rk.read_ledger(EXAMPLE / "ledger.csv"), [program, late])
    lines = {key: int(found.variants[1].summary["wallets"]["beans"][key]) for key in WALLET_LINES if key != "liability"}
    assert lines["pending"] > 0
    gone = lines["spent"] + lines["expired"] + lines["taken_back"]
    assert lines["earned"] + lines["adjusted"] - gone + lines["written_off"] == lines["balance"] + lines["pending"]
    assert cells(variants_report(found), "Not yet available at the end")[1].startswith(str(lines["pending"]))
