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
from rulekit.ledger.link_refunds import link_refunds

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

ITEMS = pa.list_(pa.struct([("sku", pa.string()), ("amount", pa.int64()), ("quantity", pa.int64())]))
"""The lines of an event, as far as refunds are linked by them."""

BATCH_EVENTS = 20_000
_BATCH_ROWS = 5_000

_LINKED = pa.schema([
    ("was", pa.string()), ("event_id", pa.string()), ("ref", pa.string()),
    ("amount", DECIMAL), ("units", DECIMAL), ("lines", pa.int32()),
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

_TAKEN = """
WITH
open_refunds AS (SELECT event_id AS refund FROM settled WHERE kind = 'refund' AND ref IS NULL),
cut AS (
    SELECT event_id, unnest([event_id[:place - 1] FOR place IN range(2, length(event_id)) IF event_id[place] = '/']) AS refund
    FROM settled
    WHERE contains(event_id, '/')
)
SELECT DISTINCT event_id FROM cut SEMI JOIN open_refunds USING (refund)
"""
"""Ids that begin as the parts of a refund do."""

_REPLACED = """
CREATE OR REPLACE TABLE settled AS
WITH linked AS (FROM read_parquet($file))
FROM settled ANTI JOIN linked ON settled.event_id = linked.was
UNION ALL
SELECT settled.* REPLACE (
    linked.event_id AS event_id, linked.ref AS ref, linked.amount AS amount, linked.units AS units, linked.lines AS lines
)
FROM settled JOIN linked ON settled.event_id = linked.was
"""


def items(event: Event) -> list[tuple[str | None, int, int]] | None:
    """What `ITEMS` holds of an event."""
    return [line[:3] for line in event.lines] if event.kind in ("purchase", "refund") else None


def link_events(connection: DuckDBPyConnection, file: Path) -> None:
    """Put linked refunds and parts of refunds in the place of those that name no purchase; `file` is written meanwhile."""
    taken = [event_id for (event_id,) in connection.execute(_TAKEN).fetchall()]
    with parquet.ParquetWriter(file, _LINKED) as writer:
        connection.execute(_CONCERNED)
        for events in _batches(connection):
            parts = [(was, part) for was, became in link_refunds(events, taken=taken).became.items() for part in became]
            writer.write_table(pa.Table.from_pylist([_row(*pair) for pair in parts], schema=_LINKED))
    connection.execute(_REPLACED, {"file": str(file)})


def _row(was: str, part: Event) -> dict[str, Any]:
    return {
        "was": was, "event_id": part.event_id, "ref": part.ref,
        "amount": decimal(part.amount), "units": decimal(part.lines_units), "lines": len(part.lines),
    }  # fmt: skip


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
