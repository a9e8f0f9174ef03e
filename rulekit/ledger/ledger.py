"""A ledger: files and their mapping -> events in their total order, with everything that was left out counted and named."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from rulekit.diagnostics import UsageError, closest
from rulekit.ledger.assemble import Assembler, Delivery, Progress
from rulekit.ledger.build_event import STANDARD_COLUMNS
from rulekit.ledger.cells import Cells
from rulekit.ledger.event import Event, LedgerSchema, Rejection
from rulekit.ledger.faults import shown
from rulekit.ledger.identity import Deliveries, in_order, ledger_hash
from rulekit.ledger.layout import MOST_NOTES, lay_out
from rulekit.ledger.link_refunds import LinkedRefunds, link_refunds
from rulekit.ledger.mapped_table import MappedTable
from rulekit.ledger.mapping import STANDARD_FORMAT, STANDARD_READING, ColumnMapping, Reading, SourceFormat
from rulekit.ledger.read_columns import read_columns
from rulekit.ledger.read_mapping import read_format, read_mapping, read_reading
from rulekit.ledger.table import Table, open_table
from rulekit.values.calendar import Day
from rulekit.values.collector import collector_paused

Paths = str | Path | Sequence[str | Path]


@dataclass(frozen=True, slots=True)
class LoadedLedger:
    """What a ledger says, read once for one program.

    `events` are in the order of S2.4; they, `anonymous` and `unlinked` end with `until_day`, everything else counts the whole
    ledger. `duplicates` are deliveries that repeat an event, and repeated numbered lines. `skipped` counts rows by the mapping's
    reason, `unlinked` refund lines by why no purchase was found for them. Days are local.
    """

    events: list[Event]
    rejections: list[Rejection]
    rows: int
    duplicates: int
    anonymous: int
    derived_ids: int
    after_until: int
    skipped: dict[str, int]
    unlinked: dict[str, int]
    first_day: Day | None
    last_day: Day | None
    hash: str
    notes: tuple[str, ...]

    @property
    def rejected(self) -> dict[str, int]:
        """How many rows were rejected, by code."""
        return dict(sorted(Counter(rejection.code for rejection in self.rejections).items()))


@dataclass(frozen=True, slots=True)
class Ledger:
    """Files that were found readable, and how to read them. It knows no program. `warnings` are those of the mapping file."""

    tables: tuple[Table, ...]
    mappings: tuple[ColumnMapping, ...] = ()
    written: SourceFormat = STANDARD_FORMAT
    reading: Reading = STANDARD_READING
    warnings: tuple[str, ...] = ()

    def load(self, schema: LedgerSchema, until_day: Day | None = None, progress: Progress | None = None) -> LoadedLedger:
        """Read every row and settle identity and order (S2).

        Bad rows become rejections; a file that breaks off raises UsageError. `until_day` is the last local day whose events are
        wanted. `progress` is called now and then with the rows read and, where it is known, their number.
        """
        with collector_paused():
            deliveries = Deliveries()
            tally = _Tally(notes=dict.fromkeys(self.warnings))
            for delivery in self._deliveries(schema, tally, progress):
                deliveries.add(delivery)
            settled = deliveries.settle(schema)
            tally.duplicates += settled.duplicates
            tally.rejections.extend(settled.conflicts)
            return _loaded(settled.deliveries, tally, schema, until_day, link=self.reading.link_refunds)

    def stream(self, schema: LedgerSchema, reject: Callable[[Rejection], None]) -> Iterator[tuple[int, Event]]:
        """The place of a source, and an event it delivers: every readable one, in memory that holds one event and its rows.

        Identity, order (S2.2 to S2.4) and links of refunds are left to the caller: what has no id comes with an empty one.
        """
        from rulekit.ledger.sorted_table import sorted_by_event  # noqa: PLC0415  loads pyarrow

        cells = Cells(schema)
        for place, table in enumerate(self._read_as_events(schema)):
            layout = lay_out(table.columns, schema)
            together = sorted_by_event(table, layout)
            assembler = Assembler(together, layout, cells, reject, earliest=self.reading.earliest, is_stream=True)
            for delivery in assembler.deliveries(None, 0, None):
                yield place, delivery.event

    def _deliveries(self, schema: LedgerSchema, tally: _Tally, progress: Progress | None) -> Iterator[Delivery]:
        """What the sources deliver, in no particular order; `tally` is complete once all was taken."""
        tables, cells = self._read_as_events(schema), Cells(schema)
        counts = [table.count() for table in tables]
        total = None if None in counts else sum(count or 0 for count in counts)
        for table in tables:
            layout = lay_out(table.columns, schema)
            tally.notes.update(dict.fromkeys(layout.notes))
            assembler = Assembler(table, layout, cells, tally.rejections.append, earliest=self.reading.earliest)
            yield from assembler.deliveries(progress, tally.rows, total)
            tally.add(assembler, table)
        if progress is not None:
            progress(tally.rows, tally.rows)

    def _read_as_events(self, schema: LedgerSchema) -> Sequence[Table]:
        """The sources with columns of events."""
        if not self.mappings:
            return self.tables
        return [MappedTable(*pair, self.written, schema) for pair in zip(self.tables, self.mappings, strict=True)]


def read_ledger(paths: Paths, mapping: str | Path | None = None) -> Ledger:
    """Describe a ledger of one or several files, after cheap checks; only headers are read, of JSON Lines the keys.

    Known are CSV, JSON Lines and Parquet, by the ending of the name. Raises UsageError where a file is missing, unreadable or of
    another format, and ProgramError with all findings where the mapping file is faulty.
    """
    listed = [paths] if isinstance(paths, str | Path) else list(paths)
    if not listed:
        raise UsageError("no ledger is named", help="name at least one CSV, JSON Lines or Parquet file")
    if mapping is None:
        tables = tuple(open_table(path) for path in listed)
        for table in tables:
            _check_time_column(table)
        return Ledger(tables)
    file = read_mapping(mapping)
    written, reading = read_format(file), read_reading(file)
    tables = tuple(open_table(path, written.text) for path in listed)
    mappings = tuple(read_columns(file, table.columns) for table in tables)
    file.raise_findings()
    return Ledger(tables, mappings, written, reading, file.warnings())


@dataclass(slots=True)
class _Tally:
    """What the sources add up to."""

    rows: int = 0
    duplicates: int = 0
    derived_ids: int = 0
    rejections: list[Rejection] = field(default_factory=list)
    skipped: Counter[str] = field(default_factory=Counter)
    unused: Counter[tuple[str, str]] = field(default_factory=Counter)
    notes: dict[str, None] = field(default_factory=dict)

    def add(self, assembler: Assembler, table: Table) -> None:
        """Take over what one source counted."""
        self.rows += assembler.rows
        self.duplicates += assembler.repeated_rows
        self.derived_ids += assembler.derived_ids
        self.unused.update(assembler.unused)
        for key in list(assembler.unknown_line_keys)[:MOST_NOTES]:
            self.notes[f"{shown(key)} in `lines` is ignored: the program does not declare it"] = None
        if isinstance(table, MappedTable):
            self.skipped.update(table.skipped)
            self.rows += sum(table.skipped.values())

    def all_notes(self, unlinked: Mapping[str, int], *, parts: int, returns: int, is_cut: bool) -> tuple[str, ...]:
        """Everything worth saying about the ledger, as sentences.

        `parts` are the refunds that linking made of `returns`; `is_cut` where later events are left out.
        """
        notes = list(self.notes)
        everywhere = " of the whole ledger" if is_cut else ""
        if self.derived_ids:
            given = "has" if self.derived_ids == 1 else "have"
            notes.append(
                f"{_counted(self.derived_ids, 'row')}{everywhere} {given} no event_id and an id made of the content instead: "
                "a repeated row cannot be told from a repeated sale"
            )
        for (kind, column), count in sorted(self.unused.items()):
            notes.append(f"`{column}` is not used by {kind} events ({_counted(count, 'row')}{everywhere})")
        for reason, count in sorted(self.skipped.items()):
            notes.append(f"{_counted(count, 'row')}{everywhere} skipped: {reason}")
        if parts != returns:
            notes.append(f"{_counted(parts, 'refund')} are parts of {_counted(returns, 'return')}")
        for reason, count in unlinked.items():
            notes.append(f"{_counted(count, 'refund line')} not linked to a purchase: {reason}")
        return tuple(notes)


def _counted(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def _loaded(
    deliveries: list[Delivery], tally: _Tally, schema: LedgerSchema, until_day: Day | None, *, link: bool
) -> LoadedLedger:
    """Put the settled events in order, link refunds where the mapping asks for it, and count."""
    digests = {delivery.event.event_id: delivery.digest for delivery in deliveries}
    events = sorted((delivery.event for delivery in deliveries), key=in_order)
    linked = link_refunds(events, until_day) if link else LinkedRefunds(events, {}, {})
    for event_id, refunds in linked.became.items():
        del digests[event_id]
        digests.update((refund.event_id, bytes.fromhex(refund.content_hash(schema))) for refund in refunds)
    kept = _up_to(linked.events, until_day)
    returns = _refunds(_up_to(events, until_day)) if link else _refunds(kept)
    return LoadedLedger(
        events=kept,
        rejections=sorted(tally.rejections, key=_in_file_order),
        rows=tally.rows,
        duplicates=tally.duplicates,
        anonymous=sum(event.member_id is None for event in kept),
        derived_ids=tally.derived_ids,
        after_until=len(linked.events) - len(kept),
        skipped=dict(sorted(tally.skipped.items())),
        unlinked=linked.unlinked,
        first_day=min((event.day for event in linked.events), default=None),
        last_day=max((event.day for event in linked.events), default=None),
        hash=ledger_hash(digests.values()),
        notes=tally.all_notes(
            linked.unlinked, parts=_refunds(kept), returns=returns, is_cut=len(kept) < len(linked.events)
        ),
    )


def _up_to(events: list[Event], until_day: Day | None) -> list[Event]:
    return events if until_day is None else [event for event in events if event.day <= until_day]


def _refunds(events: Iterable[Event]) -> int:
    return sum(event.kind == "refund" for event in events)


def _in_file_order(rejection: Rejection) -> tuple[str, int, str]:
    return rejection.source or "", rejection.row or 0, rejection.code


def _check_time_column(table: Table) -> None:
    if "at" in table.columns:
        return
    near = closest("at", table.columns)
    hint = f"rename `{near}`, or " if near and near not in STANDARD_COLUMNS else ""
    raise UsageError(f"`{table.name}` has no column `at`", help=f"{hint}let `rulekit import {table.name}` draft a mapping file")
