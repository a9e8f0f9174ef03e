"""When each rule and card ran: their own days, those of the program, and those of its editions."""

from __future__ import annotations

from pathlib import Path

import pytest

import rulekit as rk
from rulekit.report.blocks import Chart
from rulekit.report.material import material_of
from rulekit.report.sections.program import rules

FIRST = """\
program: P
currency: EUR
timezone: UTC
{starts}
wallets: {{ points: {{ unit: point/points }} }}
{rules}
"""
OLD = """\
rules:
  base: { on: purchase, give: 1 point per 1 EUR }
  opening: { on: purchase, give: 3 points, until: 2024-01-31 }
  spring: { on: purchase, give: 5 points, from: 2024-02-01 }
referral: { qualifies: first purchase, friend: { give: 7 points } }
"""
MIDDLE = """\
rules:
  base: { on: purchase, give: 1 point per 1 EUR }
challenges:
  twice: { count: purchases, reach: 1 within 30 days, give: 9 points, from: 2024-03-10, until: 2024-03-20 }
"""
NEW = """\
rules:
  base: { on: purchase, give: 1 point per 1 EUR }
  spring: { on: purchase, give: 5 points }
"""
LEDGER = """\
event_id,type,at,member_id,amount,referred_by
1,purchase,2024-01-10,anna,10,
2,enrol,2024-01-15,bo,,anna
3,purchase,2024-02-10,bo,20,
4,purchase,2024-03-12,anna,20,
5,purchase,2024-05-12,anna,20,
"""


def editions(tmp_path: Path) -> list[rk.Program]:
    found = []
    for number, (starts, text) in enumerate((("", OLD), ("starts: 2024-03-01", MIDDLE), ("starts: 2024-05-01", NEW))):
        path = tmp_path / f"{number}.yaml"
        path.write_text(FIRST.format(starts=starts, rules=text), encoding="utf-8")
        found.append(rk.load(path))
    return found


def runs(source: rk.Result | Path, lang: str = "en") -> dict[str, str]:
    section = rules(material_of(source, lang))
    assert section is not None
    [chart] = [block for block in section.blocks if isinstance(block, Chart)]
    return {row[0]: row[4].replace(" \N{EN DASH} ", " to ") for row in chart.table.rows}


@pytest.fixture
def ledger(tmp_path: Path) -> rk.Ledger:
    (tmp_path / "s.csv").write_text(LEDGER, encoding="utf-8")
    return rk.read_ledger(tmp_path / "s.csv")


def test_of_every_edition_that_had_it(tmp_path: Path, ledger: rk.Ledger) -> None:
    result = rk.replay(editions(tmp_path), ledger)
    expected = {
        "base": "always", "opening": "… to 31 January 2024", "spring": "1 February 2024 to 29 February 2024, 1 May 2024 to …",
        "twice": "10 March 2024 to 20 March 2024", "Referral (who is new)": "… to 29 February 2024",
    }  # fmt: skip
    assert runs(result) == expected
    result.write(tmp_path / "out")
    assert runs(tmp_path / "out") == expected
    assert runs(result, "de")["twice"] == "10. März 2024 to 20. März 2024"


def test_an_edition_that_has_not_begun_is_not_told(tmp_path: Path, ledger: rk.Ledger) -> None:
    found = runs(rk.replay(editions(tmp_path), ledger, until="2024-04-30"))
    assert found["spring"] == "1 February 2024 to 29 February 2024"


def test_a_program_with_a_first_day_ran_from_then_on(tmp_path: Path, ledger: rk.Ledger) -> None:
    assert runs(rk.replay(editions(tmp_path)[1], ledger))["base"] == "1 March 2024 to …"
