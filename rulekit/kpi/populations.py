"""Populations: the same figures for parts of the customers -> a scope, and the table `chosen` of its customers and their parts.

A segment is what a customer is on the last day that is looked at: the last value of an attribute, the level, the month of the
first purchase. Who has none of these is a part as well, and so are anonymous sales, so that all parts together are the whole.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rulekit.diagnostics import UsageError, closest
from rulekit.kpi.views import needed_views
from rulekit.kpi.warehouse import Warehouse

ANONYMOUS = "anonymous"
"""The part of the sales that name nobody; a value of a ledger that is called so, or as those without one are, is shown quoted."""

_MEMBER = "member."
"""What tells an attribute that is called `cohort` from the month of the first purchase."""

_SCOPES = {
    "all sales": "true",
    "identified customers": "member_id IS NOT NULL",
    "members": "member_id IN (SELECT member_id FROM seen_members)",
}


_WRITTEN = """CASE
    WHEN typeof({0}) LIKE 'DECIMAL%' THEN rtrim(rtrim({0}::VARCHAR, '0'), '.')
    WHEN typeof({0}) = 'BOOLEAN' THEN CASE {0}::VARCHAR WHEN 'true' THEN 'yes' ELSE 'no' END
    ELSE {0}::VARCHAR
END"""
"""The value of an attribute as people write it."""


def scopes_of(warehouse: Warehouse) -> Iterator[str]:
    """The scopes that figures are given for."""
    return (scope for scope in _SCOPES if scope != "members" or warehouse.program is not None)


def divide(warehouse: Warehouse, segment: str | None) -> None:
    """Make the table `parts`: everybody, by the name of their part (NULL: undivided). UsageError where nothing is called so."""
    members = "UNION SELECT member_id FROM seen_members" if warehouse.program is not None else ""
    everybody = f"SELECT DISTINCT member_id FROM seen_events {members}"  # noqa: S608  constants
    if segment is None:
        query = f"SELECT member_id, NULL::VARCHAR AS name FROM ({everybody})"  # noqa: S608
    else:
        parts, other = _query(warehouse, segment)
        query = f"""SELECT member_id, CASE
                        WHEN member_id IS NULL THEN '{ANONYMOUS}'
                        WHEN name IN ('{ANONYMOUS}', '{other}') THEN concat('"', name, '"')
                        ELSE coalesce(name, '{other}')
                    END AS name
                    FROM ({everybody}) LEFT JOIN ({parts}) USING (member_id)"""  # noqa: S608
    warehouse.connection.execute(f"CREATE OR REPLACE TEMP TABLE parts AS {query}")


def choose(warehouse: Warehouse, scope: str, periods: int, most: int, queries: Iterable[str]) -> list[str | None]:
    """Let queries see the customers of a scope; the names of their parts, in order: none where there are no customers.

    Raises UsageError where there are more than `most` parts times periods.

    Parts are numbered so that each has room for so many periods: the one at place i has the number i x (periods + 1).
    """
    connection, own = warehouse.connection, _SCOPES[scope]
    names = connection.execute(f"SELECT DISTINCT name FROM parts WHERE {own} ORDER BY name").fetchall()  # noqa: S608  constants
    if len(names) * periods > most:
        raise too_many(len(names), periods)
    connection.execute(
        f"""CREATE OR REPLACE TEMP TABLE chosen AS
            SELECT member_id, (dense_rank() OVER (ORDER BY name) - 1) * ($periods + 1) AS part
            FROM parts WHERE {own}""",  # noqa: S608  constants
        {"periods": periods},
    )
    connection.execute(
        """CREATE OR REPLACE TEMP TABLE periods AS
           SELECT part + number AS number, part, starts, ends, is_partial
           FROM single_periods, (SELECT 0 AS part UNION SELECT part FROM chosen)"""
    )
    files = ("views",) if warehouse.program is None else ("views", "program_views")
    connection.execute(needed_views(files, queries))
    return [name for (name,) in names]


def too_many(parts: int, periods: int) -> UsageError:
    """What is said where there would be more figures than fit into memory."""
    if parts == 1:
        return UsageError(f"the figures of {periods:,} periods are too many to hold", help="take longer ones, or fewer")
    help_text = "take longer periods, or an attribute with fewer values"
    return UsageError(f"the figures of {parts:,} parts in {periods:,} periods are too many to hold", help=help_text)


def _query(warehouse: Warehouse, segment: str) -> tuple[str, str]:
    """The part of those who have one, and what to call that of all others."""
    if segment == "cohort":
        months = """SELECT member_id, strftime(min(day), '%Y-%m') AS name
                    FROM seen_events WHERE kind = 'purchase' AND member_id IS NOT NULL GROUP BY member_id"""
        return months, "no purchase"
    if segment == "tier" and warehouse.program is not None:
        return "SELECT member_id, coalesce(level, 'unknown') AS name FROM seen_members", "not a member"
    attribute = segment.removeprefix(_MEMBER)
    if attribute in warehouse.attributes:
        column = '"member.' + attribute.replace('"', '""') + '"'
        last = f"arg_max({_WRITTEN.format(column)}, place) FILTER ({column} IS NOT NULL)"
        values = f"""SELECT member_id, {last} AS name
                     FROM seen_events WHERE member_id IS NOT NULL GROUP BY member_id"""  # noqa: S608  a column that is there, quoted
        return values, "unknown"
    ours = ["cohort", *(["tier"] if warehouse.program else [])]
    known = [*ours, *(f"{_MEMBER}{name}" if name in ours else name for name in warehouse.attributes)]
    near = closest(segment, known)
    help_text = f"did you mean `{near}`?" if near else f"there are: {', '.join(known)}"
    raise UsageError(f"no segment is called `{segment}`", help=help_text)
