"""Parquet as a table: columns of any type -> rows of text. DuckDB reads; exact types stay exact.

DECIMAL and integers come as they are, DOUBLE as its shortest decimal text, TIMESTAMP as local text, TIMESTAMP WITH TIME ZONE as
text in UTC.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

import duckdb

from rulekit.diagnostics import UsageError
from rulekit.ledger.faults import Fault, RowFault
from rulekit.ledger.plain_values import cell_text, number_text
from rulekit.ledger.table import BATCH_ROWS, Batch, batched, check_columns, name_of

SETTINGS: dict[str, str | bool | int | float | list[str]] = {
    "threads": 2,
    "memory_limit": "512MB",
    "preserve_insertion_order": "true",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
}
_PLAIN_TYPES = re.compile(
    r"BOOLEAN|U?(?:TINY|SMALL|BIG|HUGE)?INT|U?INTEGER|DATE|TIME|TIMESTAMP(?:_S|_MS|_NS)?|UUID|ENUM\(.*\)|DECIMAL\([0-9]+,[0-9]+\)"
)
_FLOATS = ("FLOAT", "DOUBLE")

Convert = Callable[[Any, str], object]


@dataclass(frozen=True, slots=True)
class ParquetTable:
    """One Parquet file; `types` and `line_types` are DuckDB's names of the types of its columns and of nested `lines`."""

    name: str
    columns: tuple[str, ...]
    types: tuple[str, ...]
    line_types: tuple[tuple[str, str], ...]
    path: Path
    size: int

    def batches(self, wanted: Sequence[str]) -> Iterator[Batch]:
        """Every row once; see `Table.batches`."""
        return batched(self._rows(wanted), len(wanted))

    def _rows(self, wanted: Sequence[str]) -> Iterator[Sequence[Any] | Fault]:
        types = dict(zip(self.columns, self.types, strict=True))
        plans = [self._plan(name, types[name]) for name in wanted]
        texts = [_quoted(name) for name in wanted if types[name] == "VARCHAR"]
        nul = " OR ".join(f"contains({text}, chr(0))" for text in texts) or "false"
        selected = ", ".join(
            [*(f"{select} AS c{index}" for index, (select, _) in enumerate(plans)), f"coalesce({nul}, false) AS nul"]
        )
        converts = [(index, wanted[index], convert) for index, (_, convert) in enumerate(plans) if convert is not None]
        with _Connection(self.path) as connection:
            connection.execute(f"SELECT {selected} FROM read_parquet(?, hive_partitioning=false)", [_pattern(self.path)])  # noqa: S608  names are quoted
            while batch := connection.fetchmany(BATCH_ROWS):
                for cells in batch:
                    if cells[-1]:
                        yield Fault("row.encoding", "the row holds a NUL character")
                    else:
                        yield _converted(cells[:-1], converts) if converts else cells[:-1]

    def count(self) -> int | None:
        """The number of rows that the file's footer states."""
        return self.size

    def _plan(self, name: str, kind: str) -> tuple[str, Convert | None]:
        """How one column is selected, and how its values become text where the query cannot do it."""
        if name == "lines" and self.line_types:
            fields = ", ".join(f"{_quoted(field)}: {_as_text(f'x.{_quoted(field)}', kind)}" for field, kind in self.line_types)
            numbers = frozenset(field for field, kind in self.line_types if kind in _FLOATS)
            return f"[{{{fields}}} FOR x IN {_quoted(name)}]", partial(_nested, numbers)
        if _is_single(kind):
            return _as_text(_quoted(name), kind), number_text_or_none if kind in _FLOATS else None
        return _quoted(name), cell_text


def open_parquet(path: Path) -> ParquetTable:
    """Read the footer of a Parquet file. Raises UsageError where it is damaged."""
    with _Connection(path) as connection:
        file = [_pattern(path)]
        described = connection.execute("DESCRIBE SELECT * FROM read_parquet(?, hive_partitioning=false)", file).fetchall()
        counted = connection.execute("SELECT count(*) FROM read_parquet(?, hive_partitioning=false)", file).fetchone()
        fields = []
        if any(name == "lines" and re.fullmatch(r"STRUCT\(.*\)\[\]", kind) for name, kind, *_ in described):
            first = "DESCRIBE SELECT unnest(lines[1]) FROM read_parquet(?, hive_partitioning=false)"
            fields = connection.execute(first, file).fetchall()
    assert counted is not None, "a count is one row"
    check_columns(path, described)
    names, types = tuple(row[0] for row in described), tuple(row[1] for row in described)
    return ParquetTable(
        name_of(path), names, types, tuple((row[0], row[1]) for row in fields if _is_single(row[1])), path, counted[0]
    )


class _Connection:
    """A private in-memory DuckDB connection for one file; its errors become UsageErrors about the file."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __enter__(self) -> duckdb.DuckDBPyConnection:
        self.connection = duckdb.connect(":memory:", config=SETTINGS)
        self.connection.execute("SET enable_progress_bar = false")
        return self.connection

    def __exit__(self, kind: type[BaseException] | None, problem: BaseException | None, trace: object) -> None:
        self.connection.close()
        if isinstance(problem, duckdb.Error):
            raise UsageError(
                f"`{self.path}` is not a readable Parquet file: {_described(problem)}", help="write or copy it again"
            ) from None


def number_text_or_none(text: str | None, column: str) -> str | None:
    """A float's text as plain decimal text; an empty cell stays empty."""
    return None if text is None else _number_text(text, column)


_number_text = lru_cache(maxsize=20_000)(number_text)


def _is_single(kind: str) -> bool:
    return kind in ("VARCHAR", "TIMESTAMP WITH TIME ZONE", *_FLOATS) or _PLAIN_TYPES.fullmatch(kind) is not None


def _as_text(column: str, kind: str) -> str:
    """The SQL expression of a column as text: decimals without trailing zeros, instants in UTC."""
    if kind == "VARCHAR":
        return column
    if kind == "TIMESTAMP WITH TIME ZONE":
        return f"CAST(make_timestamp(epoch_us({column})) AS VARCHAR) || 'Z'"
    text = f"CAST({column} AS VARCHAR)"
    return f"rtrim(rtrim({text}, '0'), '.')" if kind.startswith("DECIMAL") and not kind.endswith(",0)") else text


def _nested(numbers: frozenset[str], value: Any, column: str) -> object:
    """Nested lines whose fields are text; floats among them as plain decimal text."""
    if value is None or not numbers:
        return value
    return [
        {name: number_text_or_none(text, f"{column}.{name}") if name in numbers else text for name, text in line.items()}
        for line in value
    ]


def _converted(cells: Sequence[Any], converts: Sequence[tuple[int, str, Convert]]) -> Sequence[object] | Fault:
    converted = list(cells)
    try:
        for index, column, convert in converts:
            converted[index] = convert(converted[index], column)
    except RowFault as problem:
        return problem.fault
    return converted


def _described(problem: duckdb.Error) -> str:
    """What hindered, in our own words."""
    text = str(problem)
    known = {
        "too small": "it is too short",
        "magic bytes": "its end is missing",
        "UTF8": "it holds text that is not UTF-8",
        "emory": "it needs too much memory",
    }
    return next((said for mark, said in known.items() if mark in text), "it is damaged")


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _pattern(path: Path) -> str:
    """The path as a pattern that matches only itself."""
    return re.sub(r"([*?\[])", r"[\1]", str(path.absolute()))
