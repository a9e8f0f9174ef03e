"""Populations: the same figures for a part of the customers -> scope, name of the part, and the query of its members.

A segment is what a customer is at the end: the last value of an attribute, the level at the horizon, the month of the first
purchase. Sales without a member belong to the scope `all sales` alone, and to no segment.
"""

from __future__ import annotations

from collections.abc import Iterator

from rulekit.diagnostics import UsageError, closest
from rulekit.kpi.warehouse import Warehouse

Population = tuple[str, str | None, str | None]
"""Its scope, the name of its segment, and the SQL that gives its members (None: everybody, anonymous sales as well)."""

_SCOPES = {
    "all sales": None,
    "identified customers": "SELECT DISTINCT member_id FROM all_events WHERE member_id IS NOT NULL",
    "members": "SELECT member_id FROM all_members",
}


def populations_of(warehouse: Warehouse, segment: str | None) -> Iterator[Population]:
    """Every scope, undivided or by segment in order of their names. Raises UsageError where nothing of that name divides."""
    parts = [] if segment is None else _parts(warehouse, segment)
    for scope, members in _SCOPES.items():
        if scope == "members" and warehouse.program is None:
            continue
        if segment is None:
            yield scope, None, members
        for name in parts:
            literal = name.replace("'", "''")
            of_part = f"SELECT member_id FROM parts WHERE part = '{literal}'"
            yield scope, name, of_part if members is None else f"{of_part} AND member_id IN ({members})"


def _parts(warehouse: Warehouse, segment: str) -> list[str]:
    """Make the table `parts`; the names in it."""
    warehouse.connection.execute(f"CREATE OR REPLACE TEMP TABLE parts AS {_query(warehouse, segment)}")
    return [name for (name,) in warehouse.connection.execute("SELECT DISTINCT part FROM parts ORDER BY part").fetchall()]


def _query(warehouse: Warehouse, segment: str) -> str:
    if segment == "cohort":
        return """SELECT member_id, strftime(min(day), '%Y-%m') AS part
                  FROM all_events WHERE kind = 'purchase' AND member_id IS NOT NULL GROUP BY member_id"""
    if segment == "tier" and warehouse.program is not None:
        return "SELECT member_id, coalesce(nullif(tier, ''), 'none') AS part FROM all_members"
    if segment in warehouse.attributes:
        column = '"member.' + segment.replace('"', '""') + '"'
        return f"""SELECT member_id, coalesce(arg_max({column}::VARCHAR, at) FILTER (WHERE {column} IS NOT NULL), 'unknown') AS part
                   FROM all_events WHERE member_id IS NOT NULL GROUP BY member_id"""
    known = ["cohort", *(["tier"] if warehouse.program else []), *warehouse.attributes]
    near = closest(segment, known)
    help_text = f"did you mean `{near}`?" if near else f"there are: {', '.join(known)}"
    raise UsageError(f"no segment is called `{segment}`", help=help_text)
