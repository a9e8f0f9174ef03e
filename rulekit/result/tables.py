"""The result as Arrow tables: state and entries -> columns with exact types. Loaded only when a table is asked for.

Amounts of entries are 64-bit integers with their scale beside them; balances, steps and money are DECIMAL(38, 4), so that wallets
with different decimals share a column. Days are DATE, instants TIMESTAMP in UTC with microseconds.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from operator import attrgetter
from typing import Any

import pyarrow as pa

from rulekit.diagnostics import UsageError
from rulekit.engine.entry import COLUMNS, Entry
from rulekit.engine.state import Member
from rulekit.ledger.event import Rejection
from rulekit.program.model import Program
from rulekit.result.records import BALANCE_COLUMNS, balances_of, members_of, rewards_of
from rulekit.values.calendar import Day

_EPOCH_DAY = 719_163
"""1970-01-01 as an ordinal."""

TEXT = pa.string()
DATE = pa.date32()
COUNT = pa.int64()
AMOUNT = pa.decimal128(38, 4)

_ENTRY_TYPES = {
    "seq": COUNT, "at": pa.timestamp("us", tz="UTC"), "day": DATE, "amount": COUNT, "balance": COUNT, "lot": COUNT,
    "available_on": DATE, "usable_until": DATE, "cut": COUNT,
}  # fmt: skip
ENTRIES = pa.schema([(name, _ENTRY_TYPES.get(name, TEXT)) for name in COLUMNS] + [("scale", pa.int8())])
"""The columns of entries.parquet: those of an entry, then `scale`, the decimals of `amount`, `balance` and `cut`."""

BALANCES = pa.schema([(name, TEXT if name in ("member_id", "wallet") else AMOUNT) for name in BALANCE_COLUMNS])
MEMBERS = pa.schema([
    ("member_id", TEXT), ("joined", DATE), ("tier", TEXT), ("purchases", COUNT), ("visits", COUNT), ("spend", AMOUNT),
    ("refunds", COUNT), ("last_purchase", DATE),
])  # fmt: skip
"""Those of every program; then `steps.NAME` for each of its counters."""
REWARDS = pa.schema([
    ("code", TEXT), ("member_id", TEXT), ("reward", TEXT), ("issued_on", DATE), ("usable_until", DATE), ("status", TEXT),
    ("used_on", DATE), ("worth", AMOUNT), ("cost", AMOUNT), ("source", TEXT), ("event_id", TEXT),
])  # fmt: skip
REJECTED = pa.schema([("source", TEXT), ("row", COUNT), ("event_id", TEXT), ("code", TEXT), ("reason", TEXT)])


def entries_table(entries: Sequence[Entry]) -> pa.Table:
    """All entries as columns. Raises UsageError for an amount of more than 18 digits, which CSV and JSON Lines still hold."""
    columns = []
    values: Iterator[Any]
    for field in ENTRIES:
        values = map(attrgetter("decimals" if field.name == "scale" else field.name), entries)
        if field.type == DATE:
            values = map(_date, values)
        try:
            columns.append(pa.array(values, field.type, size=len(entries)))
        except OverflowError:
            raise UsageError(
                f"an entry's {field.name} has more than 18 digits, too many for a Parquet file",
                help="write the entries with `--entries csv` or `--entries jsonl`",
            ) from None
    return pa.table(columns, schema=ENTRIES)


def balances_table(program: Program, members: Sequence[Member]) -> pa.Table:
    """One row per member and wallet."""
    rows = [
        (member_id, wallet.name, *(Decimal(units).scaleb(-wallet.decimals) for units in amounts))
        for member_id, wallet, amounts in balances_of(program, members)
    ]
    return _table(rows, BALANCES)


def members_table(program: Program, members: Sequence[Member]) -> pa.Table:
    """One row per member."""
    rows = [
        (
            row.member_id, _date(row.joined), row.tier, row.purchases, row.visits, _money(row.spend_minor), row.refunds,
            _date(row.last_purchase),
            *(Decimal(steps).scaleb(-counter.decimals) for counter, steps in zip(program.counters, row.steps, strict=True)),
        )
        for row in members_of(program, members)
    ]  # fmt: skip
    steps = [pa.field(f"steps.{counter.name}", AMOUNT) for counter in program.counters]
    return _table(rows, pa.schema([*MEMBERS, *steps]))


def rewards_table(program: Program, members: Sequence[Member]) -> pa.Table:
    """One row per issued reward."""
    rows = [
        (
            issued.code, member_id, issued.reward, _date(issued.issued_on), _date(issued.usable_until), issued.status,
            _date(issued.used_on), _money(reward.worth_minor), _money(reward.cost_minor), issued.source, issued.event_id,
        )
        for member_id, issued, reward in rewards_of(program, members)
    ]  # fmt: skip
    return _table(rows, REWARDS)


def rejected_table(rejections: Sequence[Rejection]) -> pa.Table:
    """One row per rejection."""
    return _table(rejections, REJECTED)


def _table(rows: Sequence[tuple[object, ...]], schema: pa.Schema) -> pa.Table:
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(schema)
    arrays = [pa.array(column, field.type) for column, field in zip(columns, schema, strict=True)]
    return pa.table(arrays, schema=schema)


def _date(day: Day | None) -> int | None:
    return None if day is None else day - _EPOCH_DAY


def _money(minor: int | None) -> Decimal | None:
    return None if minor is None else Decimal(minor).scaleb(-4)
