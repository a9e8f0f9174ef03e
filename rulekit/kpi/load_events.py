"""A ledger -> the table `all_events`: events are written to a temporary file as they are read, the rest is settled in SQL.

So memory does not grow with the number of events. What stays is what replays keep: an id for each event (S2.3), each id once, of
several contents the first in the total order (S2.2, S2.4), and refunds linked where the mapping asks for it (S5.1).
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
from pyarrow import parquet

from rulekit.kpi.link_events import ITEMS, items, link_events
from rulekit.ledger.event import KIND_RANKS, Event, LedgerSchema, Rejection
from rulekit.ledger.events_table import events_table
from rulekit.values.collector import collector_paused

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from rulekit.ledger import Ledger

BATCH_EVENTS = 50_000

_SETTLED = """
CREATE TABLE settled AS
WITH
written AS (FROM read_parquet($file)),
named AS (
    SELECT * EXCLUDE (source, "row") FROM written WHERE event_id <> ''
    UNION ALL
    SELECT * EXCLUDE (source, "row") REPLACE (
        '#' || left(sha256(content), 32) || '-' || row_number() OVER (PARTITION BY source, content ORDER BY "row") AS event_id
    )
    FROM written WHERE event_id = ''
),
repeated AS (SELECT event_id FROM named GROUP BY event_id HAVING count(*) > 1)
SELECT * EXCLUDE (content), 0 AS conflicts FROM named ANTI JOIN repeated USING (event_id)
UNION ALL
SELECT
    * EXCLUDE (content),
    count(*) OVER (PARTITION BY event_id) - count(*) OVER (PARTITION BY event_id, content) AS conflicts
FROM named SEMI JOIN repeated USING (event_id)
QUALIFY row_number() OVER (PARTITION BY event_id ORDER BY "at", "order", rank, content) = 1
"""

_ORDERED = """
CREATE TABLE all_events AS
SELECT * EXCLUDE ("order", rank, items, conflicts), row_number() OVER (ORDER BY "at", "order", rank, event_id) - 1 AS place
FROM settled
"""


def load_events(connection: DuckDBPyConnection, ledger: Ledger, schema: LedgerSchema) -> int:
    """Make the table; its columns are those of `events_table`. Returns how many rows could not be used: what reading rejects."""
    rejected = 0

    def reject(_: Rejection) -> None:
        nonlocal rejected
        rejected += 1

    is_linked = ledger.reading.link_refunds
    with tempfile.TemporaryDirectory(prefix="rulekit-") as folder, collector_paused():
        file = Path(folder, "events.parquet")
        with parquet.ParquetWriter(file, _written([], schema, is_linked=False).schema, compression="zstd") as writer:
            delivered = ledger.stream(schema, reject)
            while batch := list(islice(delivered, BATCH_EVENTS)):
                writer.write_table(_written(batch, schema, is_linked=is_linked))
        connection.execute(_SETTLED, {"file": str(file)})
        [(conflicts,)] = connection.execute("SELECT coalesce(sum(conflicts), 0)::BIGINT FROM settled").fetchall()
        if is_linked:
            link_events(connection, Path(folder, "linked.parquet"))
    connection.execute(_ORDERED)
    connection.execute("DROP TABLE settled")
    return rejected + int(conflicts)


def _written(delivered: Sequence[tuple[int, Event]], schema: LedgerSchema, *, is_linked: bool) -> pa.Table:
    """The events as columns, with what decides which of them stay, and where refunds are linked what they are linked by."""
    events = [event for _, event in delivered]
    columns = {
        "source": pa.array((source for source, _ in delivered), pa.int32()),
        "row": pa.array((event.row for event in events), pa.int64()),
        "order": pa.array((event.order for event in events), pa.int64()),
        "rank": pa.array((KIND_RANKS[event.kind] for event in events), pa.int8()),
        "content": pa.array((event.content(schema) for event in events), pa.binary()),
        "items": pa.array((items(event) if is_linked else None for event in events), ITEMS),
    }
    table = events_table(events, schema).drop_columns(["place"])
    for name, column in columns.items():
        table = table.append_column(name, column)
    return table
