"""Populations: the same figures for a part of the customers -> scope, name of the part, and the query of its members.

A segment is what a customer is at the end: the last value of an attribute, the level at the horizon, the month of the first
purchase. Sales without a member belong to the scope `all sales` alone, and to no segment.
"""

from __future__ import annotations

from collections.abc import Iterator

from rulekit.diagnostics import UsageError, closest
from rulekit.kpi.warehouse import Warehouse, views

Population = tuple[str, str | None]
"""Its scope and the name of its segment (None: undivided)."""

_SCOPES = {
    "all sales": "true",
    "identified customers": "member_id IS NOT NULL",
    "members": "member_id IN (SELECT member_id FROM all_members)",
}


def populations_of(warehouse: Warehouse, segment: str | None) -> Iterator[Population]:
    """Every scope, undivided or by segment in order of their names. Raises UsageError where nothing of that name divides."""
    parts = [None] if segment is None else _parts(warehouse, segment)
    for scope in _SCOPES:
        if scope != "members" or warehouse.program is not None:
            yield from ((scope, part) for part in parts)


def choose(warehouse: Warehouse, population: Population) -> None:
    """Let the views see the customers of one population."""
    scope, part = population
    connection = warehouse.connection
    is_whole = part is None and scope == "all sales"
    connection.execute("CREATE OR REPLACE TEMP TABLE segment AS SELECT ? AS is_whole", [is_whole])
    of_part = "" if part is None else "AND member_id IN (SELECT member_id FROM parts WHERE part = $part)"
    query = f"SELECT DISTINCT member_id FROM all_events WHERE {_SCOPES[scope]} {of_part}"  # noqa: S608  constants
    connection.execute(f"CREATE OR REPLACE TEMP TABLE chosen AS {query}", {} if part is None else {"part": part})
    connection.execute(views("views"))
    if warehouse.program is not None:
        connection.execute(views("program_views"))


def _parts(warehouse: Warehouse, segment: str) -> list[str | None]:
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
        last = f"arg_max({column}::VARCHAR, place) FILTER ({column} IS NOT NULL)"
        return f"""SELECT member_id, coalesce({last}, 'unknown') AS part
                   FROM all_events WHERE member_id IS NOT NULL GROUP BY member_id"""  # noqa: S608  a column that is there, quoted
    known = ["cohort", *(["tier"] if warehouse.program else []), *warehouse.attributes]
    near = closest(segment, known)
    help_text = f"did you mean `{near}`?" if near else f"there are: {', '.join(known)}"
    raise UsageError(f"no segment is called `{segment}`", help=help_text)
