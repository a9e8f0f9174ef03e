"""Segments: the same figures for a part of the customers -> the name of each part, and the query of its members.

A segment is what a member is at the end: the last value of an attribute, the level at the horizon, the month of the first
purchase. Sales without a member belong to none.
"""

from __future__ import annotations

from collections.abc import Iterator

from rulekit.diagnostics import UsageError, closest
from rulekit.kpi.warehouse import Warehouse

Part = tuple[str | None, str | None]
"""Its name, and the SQL that gives its members; (None, None) for everybody."""


def segments_of(warehouse: Warehouse, segment: str | None) -> Iterator[Part]:
    """Every part, in order of its name. Raises UsageError where nothing of that name divides the customers."""
    if segment is None:
        yield None, None
        return
    warehouse.connection.execute(f"CREATE OR REPLACE TEMP TABLE parts AS {_query(warehouse, segment)}")
    for (name,) in warehouse.connection.execute("SELECT DISTINCT part FROM parts ORDER BY part").fetchall():
        literal = name.replace("'", "''")
        yield name, f"SELECT member_id FROM parts WHERE part = '{literal}'"


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
