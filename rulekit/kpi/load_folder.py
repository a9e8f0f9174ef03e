"""A result folder -> the tables `all_events`, `all_entries`, `all_members`, `all_rewards`, `all_balances`.

Entries are read in each form that `rulekit replay --entries` writes; text becomes the types that Parquet has.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from rulekit.diagnostics import UsageError
from rulekit.engine.entry import COLUMNS

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_FILES = {
    "events": ("parquet",), "entries": ("parquet", "csv", "jsonl"),
    "members": ("csv",), "rewards": ("csv",), "balances": ("csv",),
}  # fmt: skip

_TYPES = (
    dict.fromkeys(("seq", "lot"), "{0}::BIGINT") | dict.fromkeys(("day", "available_on", "usable_until"), "{0}::DATE")
    | dict.fromkeys(("amount", "balance", "cut"), "({0}::DECIMAL(19, 4) * 10000)::BIGINT") | {'"at"': "{0}::TIMESTAMPTZ"}
)  # fmt: skip
"""How the text of an entry becomes what Parquet has; amounts become ten-thousandths."""


def load_folder(connection: DuckDBPyConnection, folder: Path) -> None:
    """Make the tables. Raises UsageError where a file is missing or damaged."""
    for name, forms in _FILES.items():
        places = [folder / f"{name}.{form}" for form in forms]
        place = next(filter(Path.is_file, places), None)
        if place is None:
            raise UsageError(f"`{folder}` has no `{places[0].name}`", help="replay again with `--out`")
        try:
            connection.execute(f"CREATE TABLE all_{name} AS {_query(name, place)}", [str(place)])
        except (duckdb.Error, csv.Error, UnicodeDecodeError) as error:
            raise UsageError(f"`{place}` cannot be read", help="it is damaged: replay again with `--out`") from error


def _query(name: str, place: Path) -> str:
    if place.suffix == ".parquet":
        return "FROM read_parquet(?)"
    text = _json_reader() if place.suffix == ".jsonl" else _csv_reader(place)
    if name != "entries":
        return f"FROM {text}"
    typed = ", ".join(f"{form.format(column)} AS {column}" for column, form in _TYPES.items())
    return f"SELECT * REPLACE ({typed}), 4 AS scale FROM {text}"  # noqa: S608  constants


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
