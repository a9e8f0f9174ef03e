"""How soon new customers come a second time: every bar counts the same people, those whose longest window is over."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

import rulekit as rk
from rulekit.report.blocks import Chart, Facts, Section, Table
from rulekit.report.material import Material, material_of
from rulekit.report.sections.customers import cohort_map, customers

PROGRAM = "program: P\ncurrency: EUR\ntimezone: UTC\n"
BEGIN = date(2024, 1, 1)
LAST = 200
"""Days after the begin."""


def material(folder: Path, newcomers: list[tuple[int, int | None]], lang: str = "en") -> Material:
    """Each newcomer's first day after the begin, and after how many days they came again."""
    rows = [f"z,{BEGIN},,1", f"y,{BEGIN + timedelta(LAST)},,1"]
    for place, (first, gap) in enumerate(newcomers):
        days = [first] if gap is None else [first, first + gap]
        rows += [f"{place}-{day},{BEGIN + timedelta(day)},m{place},10" for day in days]
    (folder / "p.yaml").write_text(PROGRAM, encoding="utf-8")
    (folder / "l.csv").write_text("\n".join(["event_id,at,member_id,amount", *rows]), encoding="utf-8")
    return material_of(rk.replay(rk.load(folder / "p.yaml"), rk.read_ledger(folder / "l.csv")), lang)


def second(found: Material) -> Chart | Table | None:
    section = customers(found)
    assert isinstance(section, Section)
    titles = {block.title if isinstance(block, Chart) else block.caption: block for block in section.blocks if isinstance(block, Chart | Table)}
    return titles.get(found.texts("customers/second/title"))


OLD = [(place, gap) for place, gap in enumerate([5, 30, 31, 60, 61, 90, 91, None, None, None, None, None])]
"""Twelve whose 180 days are over: two came within 30 days, four within 60, six within 90, seven within 180."""
YOUNG = [(150, 1)] * 12
"""Twelve who all came back the next day, and can be judged after 30 days alone."""


def test_every_bar_counts_the_same_newcomers(tmp_path: Path) -> None:
    """Those of late would lift the first bar alone; half of all newcomers are judged after 180 days, nobody after 270."""
    found = material(tmp_path, OLD + YOUNG)
    chart = second(found)
    assert isinstance(chart, Chart)
    assert chart.table.rows == (
        ("30 days", "2 of 12", "16.7%"), ("60 days", "4 of 12", "33.3%"), ("90 days", "6 of 12", "50.0%"), ("180 days", "7 of 12", "58.3%"),
    )  # fmt: skip
    assert "12 new customers whose first purchase was at least 180 days ago" in chart.says
    longest = found.total("repeat_rate.within_180d")
    assert longest is not None
    assert (longest.numerator, longest.denominator) == (7, 12), "the longest bar is the figure of the catalogue"


def test_a_window_that_less_than_half_can_be_judged_by_is_left_out(tmp_path: Path) -> None:
    chart = second(material(tmp_path, OLD + YOUNG + [(130, None)]))
    assert isinstance(chart, Chart)
    assert [row[:2] for row in chart.table.rows] == [("30 days", "2 of 13"), ("60 days", "4 of 13")]


def test_of_one_window_there_is_no_picture(tmp_path: Path) -> None:
    table = second(material(tmp_path, YOUNG))
    assert isinstance(table, Table)
    assert table.rows == (("30 days", "12 of 12", "100.0%"),)
    assert "at least 30 days ago" in (table.note or "")


def test_of_fewer_than_ten_newcomers_nothing_is_said(tmp_path: Path) -> None:
    assert second(material(tmp_path, OLD[:9])) is None


@pytest.mark.parametrize(("lang", "cell"), [("en", "7 of 12"), ("de", "7 von 12")])
def test_in_german_too(tmp_path: Path, lang: str, cell: str) -> None:
    chart = second(material(tmp_path, OLD, lang))
    assert isinstance(chart, Chart)
    assert chart.table.rows[-1][1] == cell


@pytest.mark.parametrize("lang", ["en", "de"])
def test_one_place_recommends_a_day_for_a_reminder(tmp_path: Path, lang: str) -> None:
    """Nine of ten are back by then; the bars, the median and the days to the second visit only say what they are."""
    section = customers(material(tmp_path, OLD, lang))
    assert section is not None
    said = [block.says for block in section.blocks if isinstance(block, Chart)]
    facts = [one for block in section.blocks if isinstance(block, Facts) for one in block.facts]
    words = ("remind", "voucher", "rinner", "gutschein")
    named = [text for text in (*said, *(one.means + one.good for one in facts)) if any(word in text.lower() for word in words)]
    assert len(named) == 1
    assert named[0].startswith(("Nine of ten", "Wer wiederkommt, tut das in neun von zehn"))


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("en", "The data begins on 1 January 2024: whoever was a customer before still counts as new in the first periods."),
        ("de", "Die Daten beginnen am 1. Januar 2024: Wer schon vorher Kunde war, gilt in den ersten Zeiträumen trotzdem als neu."),
    ],
)
def test_who_was_a_customer_before_the_data_begins_counts_as_new(tmp_path: Path, lang: str, said: str) -> None:
    found = material(tmp_path, OLD + YOUNG, lang)
    sections = [section for section in (customers(found), cohort_map(found)) if section is not None]
    assert len(sections) == 2
    for section in sections:
        assert said in section.lead.replace("\N{NO-BREAK SPACE}", " ")
