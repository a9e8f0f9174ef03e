"""Links the refunds of the table `settled` to purchases, a few members at a time: what a replay does with all of them (S5.1)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
from pyarrow import parquet

from rulekit.ledger.event import Event, Line
from rulekit.ledger.events_table import DECIMAL, decimal
from rulekit.ledger.link_refunds import free_id, link_refunds, part_id

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

ITEMS = pa.list_(pa.struct([("sku", pa.string()), ("amount", pa.int64()), ("quantity", pa.int64())]))
"""The lines of an event, as far as refunds are linked by them."""

BATCH_EVENTS = 20_000
_BATCH_ROWS = 5_000

_LINKED = pa.schema([
    ("was", pa.string()), ("event_id", pa.string()), ("ref", pa.string()),
    ("amount", DECIMAL), ("units", DECIMAL), ("lines", pa.int32()), ("document", pa.string()),
])  # fmt: skip

_CONCERNED = """
WITH
open_refunds AS (FROM settled WHERE kind = 'refund' AND ref IS NULL AND member_id IS NOT NULL AND len(items) > 0),
sought AS (SELECT DISTINCT member_id, unnest(items).sku AS sku FROM open_refunds),
offered AS (SELECT event_id, member_id, unnest(items).sku AS sku FROM settled WHERE kind = 'purchase' AND member_id IS NOT NULL),
bought AS (SELECT DISTINCT event_id, member_id FROM offered SEMI JOIN sought USING (member_id, sku)),
concerned AS (
    SELECT member_id AS owner, settled.* FROM settled SEMI JOIN bought USING (event_id)
    UNION ALL
    SELECT bought.member_id AS owner, settled.* FROM settled JOIN bought ON settled.ref = bought.event_id WHERE kind = 'refund'
    UNION ALL
    SELECT member_id AS owner, * FROM open_refunds
)
SELECT owner, event_id, kind, member_id, ref, (amount * 10000)::BIGINT AS amount, items
FROM concerned
ORDER BY owner, "at", "order", rank, event_id
"""

_CONTESTED = """
WITH
made AS (SELECT *, rtrim(event_id, '/') AS stem FROM linked WHERE event_id <> was),
known AS (SELECT event_id, rtrim(event_id, '/') AS stem FROM settled WHERE contains(event_id, '/')),
contested AS (
    SELECT stem FROM made GROUP BY stem HAVING count(*) > 1
    UNION
    SELECT stem FROM made SEMI JOIN known USING (stem)
)
SELECT event_id, NULL AS was, NULL AS ref, NULL AS "at", NULL AS "order", NULL AS rank
FROM known SEMI JOIN contested USING (stem)
UNION ALL
SELECT made.event_id, was, made.ref, "at", "order", rank
FROM made SEMI JOIN contested USING (stem) JOIN settled ON settled.event_id = was
ORDER BY was IS NOT NULL, "at", "order", rank, was, ref NULLS LAST
"""
"""Ids that are equal but for `/` at their end, so that parts may have to give way: of events, then of parts in their order."""

_RENAMED = """
UPDATE linked SET event_id = renamed.event_id
FROM renamed
WHERE linked.was = renamed.was AND linked.ref IS NOT DISTINCT FROM renamed.ref
"""

_REPLACED = """
CREATE OR REPLACE TABLE settled AS
FROM settled ANTI JOIN linked ON settled.event_id = linked.was
UNION ALL
SELECT settled.* REPLACE (
    linked.event_id AS event_id, linked.ref AS ref, linked.amount AS amount, linked.units AS units, linked.lines AS lines,
    linked.document AS document
)
FROM settled JOIN linked ON settled.event_id = linked.was
"""


def items(event: Event) -> list[tuple[str | None, int, int]] | None:
    """What `ITEMS` holds of an event."""
    return [line[:3] for line in event.lines] if event.kind in ("purchase", "refund") else None


def link_events(connection: DuckDBPyConnection, file: Path) -> None:
    """Put linked refunds and parts of refunds in the place of those that name no purchase; `file` is written meanwhile."""
    with parquet.ParquetWriter(file, _LINKED) as writer:
        connection.execute(_CONCERNED)
        for events in _batches(connection):
            rows = [_row(was, part, len(parts)) for was, parts in link_refunds(events).became.items() for part in parts]
            writer.write_table(pa.Table.from_pylist(rows, schema=_LINKED))
    connection.execute("CREATE TABLE linked AS FROM read_parquet($file)", {"file": str(file)})
    connection.register("renamed", _renamed(connection))
    connection.execute(_RENAMED)
    connection.unregister("renamed")
    connection.execute(_REPLACED)
    connection.execute("DROP TABLE linked")


def _row(was: str, part: Event, parts: int) -> dict[str, Any]:
    """A part of so many, with the id that it should have: which ids are free is known when all members were looked at."""
    return {
        "was": was, "event_id": was if parts == 1 else part_id(was, part.ref), "ref": part.ref,
        "amount": decimal(part.amount), "units": decimal(part.lines_units), "lines": len(part.lines) - part.continued,
        "document": part.document,
    }  # fmt: skip


def _renamed(connection: DuckDBPyConnection) -> pa.Table:
    """The parts whose ids others have, with those they get as in `link_refunds`: each the first free one, in the total order."""
    ids: set[str] = set()
    renamed = []
    for event_id, was, ref, *_ in connection.execute(_CONTESTED).fetchall():
        if was is None:
            ids.add(event_id)
        elif (found := free_id(event_id, ids)) != event_id:
            renamed.append({"was": was, "ref": ref, "event_id": found})
    return pa.Table.from_pylist(renamed, schema=pa.schema([_LINKED.field(name) for name in ("was", "ref", "event_id")]))


def _batches(connection: DuckDBPyConnection) -> Iterator[list[Event]]:
    """Whole members, together until there are enough events to be worth the while."""
    batch: list[Event] = []
    for _, rows in groupby(_rows(connection), key=itemgetter(0)):
        batch += [_event(len(batch) + place, row) for place, row in enumerate(rows)]
        if len(batch) >= BATCH_EVENTS:
            yield batch
            batch = []
    yield batch


def _rows(connection: DuckDBPyConnection) -> Iterator[Sequence[Any]]:
    while rows := connection.fetchmany(_BATCH_ROWS):
        yield from rows


def _event(place: int, row: Sequence[Any]) -> Event:
    """An event as far as linking goes; its place stands for its time."""
    _, event_id, kind, member_id, ref, amount, lines = row
    parts = tuple(Line(line["sku"], line["amount"], line["quantity"]) for line in lines or ())
    return Event(event_id, kind, place, 0, 0, member_id, amount, parts, ref)
