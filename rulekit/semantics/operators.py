"""Which operator takes which types, as data: the checker reads it, `tests/operators/typing.csv` repeats it.

Points only meet points of the same wallet; `comparison.py` sees to that.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

Kind = Literal["money", "points", "number", "percent", "text", "yes/no", "date", "time", "choice", "tier"]

KINDS: tuple[Kind, ...] = ("money", "points", "number", "percent", "text", "yes/no", "date", "time", "choice", "tier")
ORDERED: tuple[Kind, ...] = ("money", "points", "number", "percent", "date", "time")
"""Kinds that have an order; levels have one too, but `is at least` says it."""

SUMMED: tuple[Kind, ...] = ("money", "points", "number", "percent")
COMPARISONS = ("<", "<=", ">", ">=")
EQUALITIES = ("=", "!=")


def _table() -> dict[tuple[str, Kind, Kind], Kind]:
    table: dict[tuple[str, Kind, Kind], Kind] = {}
    for operator in EQUALITIES:
        table.update({(operator, kind, kind): "yes/no" for kind in KINDS})
    for operator in (*COMPARISONS, "between"):
        table.update({(operator, kind, kind): "yes/no" for kind in ORDERED})
    table.update({("in", kind, kind): "yes/no" for kind in KINDS if kind != "yes/no"})
    for operator in ("+", "-"):
        table.update({(operator, kind, kind): kind for kind in SUMMED})
    for factor in ("number", "percent"):
        for kind in ("money", "points", "number"):
            table["*", kind, factor] = kind
            table["*", factor, kind] = kind
    return table


OPERATORS: Mapping[tuple[str, Kind, Kind], Kind] = _table()
"""(operator, left, right) to the kind of the result; what is not here is a mistake."""
