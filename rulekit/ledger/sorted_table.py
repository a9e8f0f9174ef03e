"""A table with the rows of each event together: they are written aside as they are read, and sorted there.

So the rows of an event can be put together in memory that does not grow with the file.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
from pyarrow import parquet

from rulekit.ledger.faults import Fault
from rulekit.ledger.layout import Layout
from rulekit.ledger.parquet_table import SETTINGS
from rulekit.ledger.table import BATCH_ROWS, Batch, Table

_SORTED = "FROM read_parquet($file) ORDER BY c{}"


def sorted_by_event(table: Table, layout: Layout) -> Table:
    """The same rows, in the order of their event ids; as they are where no event can have several."""
    ids = [source for name, source in layout.head if name == "event_id"]
    return SortedTable(table, layout.wanted.index(ids[0])) if ids and layout.line else table


@dataclass(frozen=True, slots=True)
class SortedTable:
    """One source sorted by the column `key` of those wanted; the order of rows that are alike in it does not matter."""

    table: Table
    key: int

    @property
    def name(self) -> str:
        """The source as messages name it."""
        return self.table.name

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of its columns."""
        return self.table.columns

    def count(self) -> int | None:
        """How many rows the source has, where that is known."""
        return self.table.count()

    def batches(self, wanted: Sequence[str]) -> Iterator[Batch]:
        """Every row once; see `Table.batches`. Rows without a key come last, and so do those that the source cannot deliver."""
        with tempfile.TemporaryDirectory(prefix="rulekit-") as folder:
            file = Path(folder, "rows.parquet")
            nested = wanted.index("lines") if "lines" in wanted else None
            schema = pa.schema(
                [("number", pa.int64()), ("is_row", pa.bool_()), ("code", pa.string()), ("reason", pa.string())]
                + [(f"c{index}", pa.string()) for index in range(len(wanted))]
            )
            with parquet.ParquetWriter(file, schema, compression="zstd") as writer:
                for batch in self.table.batches(wanted):
                    writer.write_table(_packed(batch, schema, nested))
            with duckdb.connect(config=SETTINGS | {"temp_directory": folder}) as connection:
                connection.execute("SET enable_progress_bar = false")
                connection.execute(_SORTED.format(self.key), {"file": str(file)})
                while rows := connection.fetchmany(BATCH_ROWS):
                    yield _unpacked(rows, nested)


def _packed(batch: Batch, schema: pa.Schema, nested: int | None) -> pa.Table:
    """A batch as columns of text; nested lines as JSON, rows that could not be delivered with nothing but their fault."""
    faults = dict(batch.unfit)
    found = [*(faults.get(number) for number in batch.numbers), *(fault for _, fault in batch.faults)]
    numbers = [*batch.numbers, *(number for number, _ in batch.faults)]
    is_row = [place < len(batch.numbers) for place in range(len(numbers))]
    empty = [None] * len(batch.faults)
    columns = [[*column, *empty] for column in batch.columns]
    if nested is not None:
        columns[nested] = [None if cell is None else json.dumps(cell) for cell in columns[nested]]
    codes = [None if fault is None else fault.code for fault in found]
    reasons = [None if fault is None else fault.reason for fault in found]
    cells = zip((numbers, is_row, codes, reasons, *columns), schema, strict=True)
    return pa.Table.from_arrays([pa.array(column, field.type) for column, field in cells], schema=schema)


def _unpacked(rows: Sequence[Sequence[Any]], nested: int | None) -> Batch:
    faults = [(number, Fault(code, reason)) for number, is_row, code, reason, *_ in rows if not is_row]
    delivered = [(number, *cells) for number, is_row, *cells in rows if is_row]
    if not delivered:
        return Batch((), [()] * (len(rows[0]) - 4), faults)
    numbers, codes, reasons, *columns = map(list, zip(*delivered, strict=True))
    if nested is not None:
        columns[nested] = [None if cell is None else json.loads(cell) for cell in columns[nested]]
    cells = zip(numbers, codes, reasons, strict=True)
    return Batch(numbers, columns, faults, [(number, Fault(code, reason)) for number, code, reason in cells if code is not None])
