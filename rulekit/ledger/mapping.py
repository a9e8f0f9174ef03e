"""A mapping as checked: how to read a foreign export as a ledger. Plain data, applied by `MappedTable`."""

from __future__ import annotations

from dataclasses import dataclass

from rulekit.ledger.event import EventKind
from rulekit.ledger.mapping_sentence import Condition, Term
from rulekit.ledger.number_format import NumberFormat
from rulekit.ledger.table import TextFormat
from rulekit.ledger.time_format import TimeFormat
from rulekit.values.zone import Zone


@dataclass(frozen=True, slots=True)
class SourceFormat:
    """How the files are written; the same for every file of one ledger."""

    text: TextFormat
    numbers: NumberFormat
    times: TimeFormat | None = None
    zone: Zone | None = None


STANDARD_FORMAT = SourceFormat(TextFormat(), NumberFormat())
"""UTF-8, comma, decimal point, ISO 8601."""


@dataclass(frozen=True, slots=True)
class Joined:
    """Several columns as one text: an id of shop and receipt, a time of date and clock."""

    names: tuple[str, ...]
    glue: str


@dataclass(frozen=True, slots=True)
class Target:
    """One column of events and what fills it: a calculation for numbers, columns for anything else, or a constant text."""

    name: str
    filling: Term | Joined | str


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """What the columns of one file mean. `skip` and `types` are judged in order, the first that holds counts."""

    targets: tuple[Target, ...]
    skip: tuple[tuple[str, Condition], ...] = ()
    types: tuple[tuple[EventKind, Condition], ...] = ()
    negative_refunds: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """What the mapping says about events across rows and files."""

    earliest: bool = False
    link_refunds: bool = False


STANDARD_READING = Reading()
