"""Every figure says what it is, in two languages; docs/kpis.md lists them all.

`RULEKIT_UPDATE_DOCS=1 pytest tests/test_kpi_catalogue.py` writes the table.
"""

import os
from pathlib import Path

import pytest

from rulekit.kpi import Kpi, catalogue
from rulekit.kpi.catalogue import GROUPS, SCOPES, UNITS

PAGE = Path(__file__).parent.parent / "docs" / "kpis.md"
HEADING = "\n## All figures\n"
HEADINGS = {
    "retention": "Retention", "repeat": "Repeat purchases", "value": "Value", "returns": "Returns", "program": "Program",
    "rewards": "Rewards", "liability": "Points and liability", "satisfaction": "Satisfaction",
}  # fmt: skip
KPIS = [pytest.param(kpi, id=kpi.id) for kpi in catalogue().values()]


def table() -> str:
    """Everything below the heading of the list, written anew; the sentences above the first group stay."""
    text = PAGE.read_text(encoding="utf-8")
    before, _, after = text.partition(HEADING)
    text = before + HEADING + after.partition("\n### ")[0].rstrip() + "\n"
    for group in GROUPS:
        text += f"\n### {HEADINGS[group]}\n\n| id | what it says | formula | unit | better |\n|---|---|---|---|---|\n"
        for kpi in catalogue().values():
            if kpi.group == group:
                better = {"higher": "higher", "lower": "lower"}.get(kpi.better, "-")
                formula = kpi.formula.replace("|", "\\|")
                text += f"| `{kpi.id}` | {kpi.name}. {kpi.means} | {formula} | {kpi.unit} | {better} |\n"
    return text


def test_the_table_of_all_figures_is_up_to_date():
    if os.environ.get("RULEKIT_UPDATE_DOCS"):
        PAGE.write_text(table(), encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == table()


@pytest.mark.parametrize("kpi", KPIS)
def test_a_figure_says_what_it_is(kpi: Kpi):
    assert set(kpi.scopes) <= set(SCOPES)
    assert list(kpi.scopes) == sorted(kpi.scopes, key=SCOPES.index), "the widest scope stands first"
    assert kpi.unit in UNITS
    assert kpi.better in ("higher", "lower", "-")
    assert kpi.needs in ("sales", "program")
    assert kpi.model in ("", "mean of ratios", "lifetime", "contract liability", "difference", "low", "high")
    for sentence in (kpi.means, kpi.means_de, kpi.good, kpi.good_de):
        assert sentence.endswith("."), sentence
    assert kpi.name != kpi.name_de
    assert kpi.formula
    assert kpi.source
