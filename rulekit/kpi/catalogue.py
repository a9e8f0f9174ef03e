"""The catalogue: every KPI is one SQL file whose comment header is its manual; adding a file adds a KPI.

    -- id: aov.gross
    -- group: value
    -- name: Average order value, gross
    -- name_de: Durchschnittlicher Bestellwert, brutto
    -- scope: all sales, identified customers
    -- unit: money
    -- divided: yes
    -- better: higher
    -- formula: money paid / orders
    -- source: where the definition comes from
    -- means: what the figure says, in a sentence for a shop owner
    -- means_de: the same in German
    -- good: what would be good, and compared with what
    -- good_de: the same in German

A query gives rows of `period` (the number of a row of `periods`), `subject` (a wallet, reward, level … or NULL), `numerator` and
`denominator`. Where it is `divided`, a figure has no value without a denominator; else the denominator is NULL and the numerator
is the value. Columns `by_…` are factors of the numerator whose product has no room in a DECIMAL; `flag` is to be minded, `note`
says why there is none. With `-- model: …` a query gives the rows that a model is made from (`models.py`) instead. It knows no
scopes and no segments: these are the same query over fewer people.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import MappingProxyType

GROUPS = ("retention", "repeat", "value", "returns", "program", "rewards", "liability", "satisfaction")
"""The order of the catalogue, as in interfaces.md; the program's KPIs in three parts."""

SCOPES = ("all sales", "identified customers", "members")
UNITS = ("ratio", "money", "count", "days", "points", "score")

_HEADER = re.compile(r"^-- (\w+): (.*)$")


@dataclass(frozen=True, slots=True)
class Kpi:
    """One KPI: its meaning, in the words of its file, and the query that computes it.

    `needs` is `sales` where a ledger is enough, `program` where entries of a replay are looked at; `model` says what makes the
    figure of the query's rows, or is empty.
    """

    id: str
    group: str
    name: str
    name_de: str
    scopes: tuple[str, ...]
    unit: str
    divided: bool
    better: str
    formula: str
    source: str
    means: str
    means_de: str
    good: str
    good_de: str
    needs: str
    model: str
    sql: str

    @property
    def marks(self) -> tuple[str, ...]:
        """The flags that every figure of it has."""
        return ("model",) if self.model and self.model != "mean of ratios" else ()


def _read(name: str, text: str) -> Kpi:
    header = {found[1]: found[2] for found in map(_HEADER.match, text.splitlines()) if found}
    assert header["id"] == name, f"{name}.sql says that it is {header['id']}"
    scopes = tuple(header.pop("scope").split(", "))
    divided = header.pop("divided", "no") == "yes"
    return Kpi(**{"needs": "sales", "model": "", **header}, scopes=scopes, divided=divided, sql=text)


def _natural(kpi_id: str) -> list[str | int]:
    """Numbers by their value: `within_90d` before `within_180d`."""
    return [int(part) if part.isdigit() else part for part in re.split(r"(\d+)", kpi_id)]


@cache
def catalogue() -> Mapping[str, Kpi]:
    """Every KPI by its id, in the order of the groups, then of ids, numbers by their value."""
    files = resources.files("rulekit.kpi").joinpath("sql").iterdir()
    found = [_read(file.name.removesuffix(".sql"), file.read_text(encoding="utf-8")) for file in files]
    found.sort(key=lambda kpi: (GROUPS.index(kpi.group), _natural(kpi.id)))
    return MappingProxyType({kpi.id: kpi for kpi in found})
