"""A ledger -> the table `all_events`: events are written to a temporary file as they are read, identity and order settled in SQL.

So memory does not grow with the number of events. What stays is what replays keep: each id once, of several contents the first in
the total order (S2.2, S2.4). A mapping that links refunds needs all events at once, and is read as for a replay.
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
from pyarrow import parquet

from rulekit.ledger.event import KIND_RANKS, Event, LedgerSchema, Rejection
from rulekit.ledger.events_table import events_table
from rulekit.values.collector import collector_paused

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from rulekit.ledger import Ledger

BATCH_EVENTS = 50_000

_SETTLED = """
CREATE TABLE all_events AS
WITH
staged AS (FROM read_parquet($file)),
repeated AS (SELECT event_id FROM staged GROUP BY event_id HAVING count(*) > 1),
kept AS (
    SELECT * EXCLUDE (content) FROM staged ANTI JOIN repeated USING (event_id)
    UNION ALL
    SELECT * EXCLUDE (content)
    FROM staged SEMI JOIN repeated USING (event_id)
    QUALIFY row_number() OVER (PARTITION BY event_id ORDER BY "at", "order", rank, content) = 1
)
SELECT * EXCLUDE ("order", rank), row_number() OVER (ORDER BY "at", "order", rank, event_id) - 1 AS place
FROM kept
"""


def load_events(connection: DuckDBPyConnection, ledger: Ledger, schema: LedgerSchema) -> int:
    """Make the table; its columns are those of `events_table`. Returns how many rows could not be used."""
    if ledger.reading.link_refunds:
        loaded = ledger.load(schema)
        connection.register("loaded", events_table(loaded.events, schema))
        connection.execute("CREATE TABLE all_events AS FROM loaded")
        connection.unregister("loaded")
        return len(loaded.rejections)
    rejections: list[Rejection] = []
    with tempfile.TemporaryDirectory(prefix="rulekit-") as folder, collector_paused():
        file = Path(folder, "events.parquet")
        with parquet.ParquetWriter(file, _staged([], schema).schema, compression="zstd") as writer:
            deliveries = ledger.deliveries(schema, rejections)
            while batch := list(islice(deliveries, BATCH_EVENTS)):
                writer.write_table(_staged(batch, schema))
        connection.execute(_SETTLED, {"file": str(file)})
    return len(rejections)


def _staged(events: Sequence[Event], schema: LedgerSchema) -> pa.Table:
    """The events as columns, with what decides which of them stay."""
    columns = {
        "order": pa.array((event.order for event in events), pa.int64()),
        "rank": pa.array((KIND_RANKS[event.kind] for event in events), pa.int8()),
        "content": pa.array((event.content(schema) for event in events), pa.binary()),
    }
    table = events_table(events, schema).drop_columns(["place"])
    for name, column in columns.items():
        table = table.append_column(name, column)
    return table
