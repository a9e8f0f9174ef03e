"""The warehouse: an in-memory DuckDB with everything KPIs are computed from, as tables and views that anyone can query.

`events` always; with a result also `entries`, `members`, `rewards`, `balances`, and what the program says of its `wallets`,
`reward_facts`, `rules`, `levels`. `views.sql` names what follows from them. Exact: money is DECIMAL, days are DATE.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb

from rulekit.diagnostics import UsageError
from rulekit.kpi.connect import connect
from rulekit.kpi.load_events import load_events
from rulekit.kpi.load_folder import load_folder
from rulekit.kpi.views import views
from rulekit.ledger.event import LedgerSchema
from rulekit.result.read_files import read_json
from rulekit.values.calendar import Day

if TYPE_CHECKING:
    from rulekit.kpi.models import Fitted
    from rulekit.ledger import Ledger
    from rulekit.result import Result


@dataclass(frozen=True, slots=True)
class Warehouse:
    """`first` and `last` are the days between which everything was seen; `program` is what `program_facts` says, if any ran.

    `currency`: that of all money.
    `is_resumed`: the replay went on from an earlier state, so that much of what was before is unknown.
    `left_out`: how many rows of the ledger could not be used. `fitted`: what models said of its customers.
    """

    connection: duckdb.DuckDBPyConnection
    first: Day
    last: Day
    currency: str
    program: Mapping[str, Any] | None
    is_resumed: bool = False
    left_out: int = 0
    fitted: Fitted = field(default_factory=dict, compare=False, repr=False)

    def end(self, until: Day | None) -> Day:
        """The last day to look at: of a replay none after its horizon, of which nobody knows; a ledger may be said to go on."""
        if until is None or self.program is not None:
            return min(self.last, until or self.last)
        return until

    @property
    def attributes(self) -> tuple[str, ...]:
        """The member attributes of the ledger, which can be segments."""
        columns = _columns(self.connection)
        return tuple(name.removeprefix("member.") for name in columns if name.startswith("member."))


def of_ledger(ledger: Ledger, schema: LedgerSchema) -> Warehouse:
    """A ledger alone: the KPIs of sales."""
    connection = connect()
    left_out = load_events(connection, ledger, schema)
    return replace(_built(connection, schema.currency, None), left_out=left_out)


def of_result(result: Result) -> Warehouse:
    """A replay in memory."""
    from rulekit.result.program_facts import program_facts  # noqa: PLC0415  with a result only

    connection = connect()
    for name in ("events", "entries", "members", "rewards", "balances"):
        connection.register("loaded", getattr(result, name))
        connection.execute(f"CREATE TABLE all_{name} AS FROM loaded")
        connection.unregister("loaded")
    facts = program_facts(result.program, result.editions)
    built = _built(connection, result.program.currency, facts, result.horizon)
    return replace(built, left_out=len(result.rejections))


def of_folder(folder: Path) -> Warehouse:
    """A result folder that `rulekit replay --out` wrote. Raises UsageError for anything else."""
    program, summary = read_json(folder)
    connection = connect()
    load_folder(connection, folder, summary)
    horizon = summary["horizon"]
    last = None if horizon is None else date.fromisoformat(horizon).toordinal()
    left_out = sum(summary["ledger"]["rejected"].values())
    return replace(_built(connection, program["currency"], program, last), left_out=left_out)


def _columns(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """The columns of the events, those of attributes among them."""
    return [name for (name,) in connection.execute("SELECT column_name FROM (DESCRIBE all_events)").fetchall()]


def _built(
    connection: duckdb.DuckDBPyConnection, currency: str, program: Mapping[str, Any] | None, horizon: Day | None = None
) -> Warehouse:
    """Add what follows once for all figures: whose refunds are, answers to surveys, control groups, and what the program says."""
    connection.execute(
        """UPDATE all_events SET member_id = bought.member_id
           FROM (SELECT event_id, member_id FROM all_events WHERE kind = 'purchase' AND member_id IS NOT NULL) AS bought
           WHERE all_events.kind = 'refund' AND all_events.member_id IS NULL AND all_events.ref = bought.event_id"""
    )
    columns = _columns(connection)
    found_in = {name: f'"purchase.{name}"' if f"purchase.{name}" in columns else "NULL" for name in ("score", "satisfaction")}
    answers = ", ".join(f"{column}::VARCHAR AS {name}" for name, column in found_in.items())
    connection.execute(
        f"CREATE TABLE survey_answers AS SELECT member_id, day, {answers} FROM all_events WHERE activity = 'survey'"  # noqa: S608  constants
    )
    control = '"member.control_group"' if "member.control_group" in columns else "NULL"
    connection.execute(
        f"""CREATE TABLE stated_controls AS SELECT member_id, day, place, TRY_CAST({control}::VARCHAR AS BOOLEAN) AS is_control
            FROM all_events WHERE member_id IS NOT NULL AND {control} IS NOT NULL"""  # noqa: S608  constants
    )
    if program is not None:
        connection.execute(views("program_tables"))
        _fill(connection, program)
    [found] = connection.execute("SELECT min(day), max(day) FROM all_events").fetchall()
    if found[0] is None:
        raise UsageError("there are no events to measure", help="check the ledger with `rulekit replay`, or its mapping")
    first, last = (day.toordinal() for day in found)
    is_resumed = program is not None and connection.execute("FROM members_before LIMIT 1").fetchone() is not None
    return Warehouse(connection, first, last if horizon is None else horizon, currency, program, is_resumed)


def _fill(connection: duckdb.DuckDBPyConnection, program: Mapping[str, Any]) -> None:
    for name, one in program["wallets"].items():
        connection.execute("INSERT INTO wallets VALUES (?, ?, ?)", [name, one["value"], one["is_spendable"]])
    for name, one in program["rewards"].items():
        rate = one["pays"] or {"points": None, "money": None}
        row = [name, one["kind"], one["worth"], one["cost"], one["wallet"], rate["points"], rate["money"]]
        connection.execute("INSERT INTO reward_facts VALUES (?, ?, ?, ?, ?, ?, ?)", row)
    for name in program["levels"]:
        connection.execute("INSERT INTO levels VALUES (?)", [name])
    for name, one in program["rules"].items():
        budget = one["budget"] or {"wallet": None, "amount": None}
        row = [name, one["from"], one["until"], budget["wallet"], budget["amount"]]
        connection.execute("INSERT INTO rules VALUES (?, ?, ?, ?, ?)", row)
    for name, one in program["counters"].items():
        row = [name, one["thresholds"], one["then"] == "stop"]
        connection.execute("INSERT INTO counters VALUES (?, ?, ?)", row)
