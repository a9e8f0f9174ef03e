"""The queries of figures carry nothing along: every name that one gives is used."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from rulekit import kpi
from rulekit.kpi import catalogue, populations
from rulekit.report.sections import program

FOLDER = Path(kpi.__file__).parent
COLUMN = re.compile(r"\bAS (\w+)(?!\w)(?!\s+(?:USING|ON|JOIN|LEFT)\b)")
"""A column that is named; the name of a table within a query stands before what joins it."""
COMMON = re.compile(r"\b(\w+) AS \((?=\s*SELECT)")
MADE = re.compile(r"CREATE (?:OR REPLACE )?(?:TEMP )?(?:TABLE|VIEW) (\w+)(?: \(([^;]+)\);)?")
RESULT = {"period", "subject", "numerator", "denominator", "flag", "note"}
DOCUMENTED = {"m", "fifth"}
"""The scores of monetary value and the place of a cut: docs/kpis.md promises them, the reference figures are held against them."""


def code(text: str) -> str:
    return re.sub(r"--.*", "", text)


SHARED = {path.name: code(path.read_text(encoding="utf-8")) for path in FOLDER.glob("*.sql")}
ASKED = [*(code(one.sql) for one in catalogue().values()), program.GIVEN, Path(populations.__file__).read_text(encoding="utf-8")]
EVERYWHERE = Counter(re.findall(r"\w+", " ".join([*SHARED.values(), *ASKED])))


def named(text: str) -> set[str]:
    """Columns, common table expressions, tables, and the columns of tables that are declared."""
    made = MADE.findall(text)
    declared = {column.split()[0] for _, columns in made for column in re.split(r", (?![0-9])", columns) if column}
    types = {"DATE", "DECIMAL", "BIGINT", "VARCHAR"}
    return ({*COLUMN.findall(text), *COMMON.findall(text), *(name for name, _ in made)} | declared) - types


@pytest.mark.parametrize("one", [pytest.param(one, id=one.id) for one in catalogue().values()])
def test_a_query_names_only_what_it_uses(one):
    """Rows for a model are read by place."""
    text = code(one.sql)
    used = Counter(re.findall(r"\w+", text))
    given = set() if one.model else {name for name in named(text) if name not in RESULT and not name.startswith("by_")}
    assert [name for name in given if used[name] < 2] == []


@pytest.mark.parametrize("file", SHARED)
def test_what_queries_share_is_used_by_some(file):
    assert [name for name in named(SHARED[file]) - DOCUMENTED if EVERYWHERE[name] < 2] == []
