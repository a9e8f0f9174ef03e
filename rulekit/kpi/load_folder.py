"""A result folder -> the tables `all_events`, `all_entries`, `all_members`, `all_rewards`, `all_balances`.

Entries are read in each form that `rulekit replay --entries` writes; text becomes the types of the tables in memory.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
import pyarrow as pa

from rulekit.diagnostics import UsageError
from rulekit.engine.entry import COLUMNS
from rulekit.ledger.events_table import EVENTS
from rulekit.result.files import replay_mark
from rulekit.result.read_files import AGAIN
from rulekit.result.tables import BALANCES, ENTRIES, MEMBERS, REWARDS

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_FILES = {
    "events": (EVENTS.append(pa.field("place", pa.int64())), ("parquet",)),
    "entries": (ENTRIES, ("parquet", "csv", "jsonl")),
    "members": (MEMBERS, ("csv",)), "rewards": (REWARDS, ("csv",)), "balances": (BALANCES, ("csv",)),
}  # fmt: skip
"""The columns of each table, which may have more, and the forms its file can have."""

_IN_TEXT = dict.fromkeys(("amount", "balance", "cut"), "({0}::DECIMAL(19, 4) * 10000)::BIGINT") | {"scale": "4::TINYINT"}
"""How entries in text become what Parquet has where that is no cast: amounts become ten-thousandths."""


def load_folder(connection: DuckDBPyConnection, folder: Path, summary: Mapping[str, Any]) -> None:
    """Make the tables. Raises UsageError where a file is missing, damaged, of another version or not of this summary's replay."""
    for name, (schema, forms) in _FILES.items():
        places = [folder / f"{name}.{form}" for form in forms]
        place = next(filter(Path.is_file, places), None)
        if place is None:
            raise UsageError(f"`{folder}` has no `{places[0].name}`", help=AGAIN)
        types = _types(connection, schema)
        try:
            reader = _reader(place)
            _check_columns(place, types, _described(connection, f"FROM {reader}", str(place)))
            connection.execute(f"CREATE TABLE all_{name} AS {_typed(name, place, types)} FROM {reader}", [str(place)])
            is_foreign = not _is_marked(connection, place, summary) or (name == "entries" and not _are_all(connection, summary))
        except (duckdb.Error, csv.Error, OSError, UnicodeDecodeError) as error:
            raise UsageError(f"`{place}` cannot be read", help=f"it is damaged: {AGAIN}") from error
        if is_foreign:
            raise UsageError(f"`{place.name}` and `summary.json` in `{folder}` are not of the same replay", help=AGAIN)


def _is_marked(connection: DuckDBPyConnection, place: Path, summary: Mapping[str, Any]) -> bool:
    """Whether a Parquet file says that it is of the replay of the summary; text has no place to say it."""
    if place.suffix != ".parquet":
        return True
    found = connection.execute("SELECT decode(key), decode(value) FROM parquet_kv_metadata(?)", [str(place)]).fetchall()
    return replay_mark(summary).items() <= dict(found).items()


def _are_all(connection: DuckDBPyConnection, summary: Mapping[str, Any]) -> bool:
    """Whether there are as many entries of each kind as the summary says."""
    expected: dict[str, int] = summary["entries"]
    return expected == dict(connection.execute("SELECT kind, count(*) FROM all_entries GROUP BY kind").fetchall())


def _types(connection: DuckDBPyConnection, schema: pa.Schema) -> dict[str, str]:
    """The columns of a schema with their types in SQL."""
    connection.register("described", schema.empty_table())
    found = _described(connection, "described")
    connection.unregister("described")
    return found


def _described(connection: DuckDBPyConnection, query: str, *values: str) -> dict[str, str]:
    return dict(connection.execute(f"SELECT column_name, column_type FROM (DESCRIBE {query})", values).fetchall())  # noqa: S608  constants


def _check_columns(place: Path, types: Mapping[str, str], found: Mapping[str, str]) -> None:
    """Each column is there; in Parquet it has its type, and in text it gets it."""
    is_text = place.suffix != ".parquet"
    for name, kind in types.items():
        wrong = name not in found if is_text else found.get(name) != kind
        if wrong and not (is_text and name == "scale"):
            message = f"`{place}` was written by another version of rulekit: it has no column `{name}`"
            raise UsageError(message if name not in found else f"{message} of this type", help=AGAIN)


def _typed(name: str, place: Path, types: Mapping[str, str]) -> str:
    if place.suffix == ".parquet":
        return "SELECT *"
    forms = {one: f"{{0}}::{kind}" for one, kind in types.items()} | (_IN_TEXT if name == "entries" else {})
    quoted = {one: f'"{one}"' for one in types}
    columns = ", ".join(f"{form.format(quoted[one])} AS {quoted[one]}" for one, form in forms.items())
    read = ", ".join(quoted[one] for one in types if one != "scale")
    return f"SELECT {columns}, * EXCLUDE ({read})"


def _reader(place: Path) -> str:
    if place.suffix == ".parquet":
        return "read_parquet(?)"
    return _json_reader() if place.suffix == ".jsonl" else _csv_reader(place)


def _csv_reader(place: Path) -> str:
    """How to read a file as it was written: nothing is guessed, and all of it is text."""
    with place.open(encoding="utf-8", newline="") as file:
        names = next(csv.reader(file), [])
    columns = _as_text(names)
    return f"""read_csv(?, auto_detect = false, header = true, delim = ',', quote = '"', escape = '"', columns = {columns})"""


def _json_reader() -> str:
    return f"read_json(?, format = 'newline_delimited', columns = {_as_text(COLUMNS)})"


def _as_text(names: Sequence[str]) -> str:
    return "{" + ", ".join("'" + name.replace("'", "''") + "': 'VARCHAR'" for name in names) + "}"
