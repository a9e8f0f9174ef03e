"""Events as an Arrow table: what KPIs are computed from, and `events.parquet` of a result folder.

One row per event, money and quantities exact: DECIMAL(38, 4) in major units. Lines are summed up; one that linking split over
several parts of a refund counts in its first part. Attributes of a purchase or activity are `purchase.NAME`, those of a member
`member.NAME`: filled on the events that set them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import pyarrow as pa

from rulekit.ledger.event import Event, LedgerSchema
from rulekit.values.attribute import AttributeType, AttributeValue
from rulekit.values.money import SCALE

DECIMAL = pa.decimal128(38, 4)

EVENTS = pa.schema([
    ("event_id", pa.string()), ("kind", pa.string()), ("at", pa.timestamp("us", tz="UTC")), ("day", pa.date32()),
    ("minute", pa.int32()), ("member_id", pa.string()), ("amount", DECIMAL), ("units", DECIMAL), ("lines", pa.int32()),
    ("ref", pa.string()), ("activity", pa.string()), ("reward", pa.string()), ("code", pa.string()), ("reason", pa.string()),
    ("wallet", pa.string()), ("points", DECIMAL), ("referred_by", pa.string()), ("document", pa.string()),
])  # fmt: skip
"""The columns every ledger has, beside `place`; `day` and `minute` are local, `units` the sum of the quantities of the lines.
`document` is the id with which a refund was delivered that linking split; every other event is its own document."""

def events_table(events: Sequence[Event], schema: LedgerSchema) -> pa.Table:
    """All events as columns, in their order, which `place` keeps. A purchase without an amount has the sum of its lines."""
    columns = {field.name: pa.array(map(_READERS[field.name], events), field.type) for field in EVENTS}
    columns["place"] = pa.array(range(len(events)), pa.int64())
    for name, kind in schema.purchase.items():
        columns[f"purchase.{name}"] = _attribute(kind, [event.attributes.get(name) for event in events])
    for name, kind in schema.member.items():
        columns[f"member.{name}"] = _attribute(kind, [event.profile.get(name) for event in events])
    return pa.table(columns)


def _reader(name: str) -> Callable[[Event], Any]:
    return lambda event: getattr(event, name)


def decimal(value: int | None) -> Decimal | None:
    """Ten-thousandths in major units."""
    return None if value is None else Decimal(value) / SCALE


def _paid(event: Event) -> int | None:
    if event.amount is not None or not event.lines:
        return event.amount
    return event.lines_amount


def _units(event: Event) -> int | None:
    return event.lines_units if event.lines else None


_READERS: dict[str, Callable[[Event], Any]] = {field.name: _reader(field.name) for field in EVENTS} | {
    "day": lambda event: date.fromordinal(event.day),
    "amount": lambda event: decimal(_paid(event)),
    "units": lambda event: decimal(_units(event)),
    "lines": lambda event: len(event.lines) - event.continued,
    "points": lambda event: decimal(event.points),
}


def _attribute(kind: AttributeType, values: list[AttributeValue | None]) -> pa.Array:
    """One attribute: decimals for money and numbers, dates, booleans, else text."""
    if kind.kind in ("money", "number"):
        return pa.array([None if value is None else Decimal(value) / SCALE for value in values], DECIMAL)
    if kind.kind == "date":
        return pa.array([None if value is None else date.fromordinal(int(value)) for value in values], pa.date32())
    return pa.array(values, pa.bool_() if kind.kind == "yes/no" else pa.string())
