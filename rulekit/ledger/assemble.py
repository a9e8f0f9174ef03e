"""The rows of one source become events (S2.1, S2.3): table + layout -> deliveries and rejections.

With line columns the rows of one id are the lines of one event; without them each row is a delivery. An event with a faulty row
is rejected with all its rows: half a sale would be a wrong sale. The order of rows changes nothing but row numbers.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import repeat
from typing import Any, NamedTuple

from rulekit.ledger.build_event import EventBuilder, read_line, with_amounts
from rulekit.ledger.cells import Cells
from rulekit.ledger.derived_id import derived_id
from rulekit.ledger.event import Event, Line, Rejection, line_content
from rulekit.ledger.faults import Fault, RowFault
from rulekit.ledger.layout import MOST_NOTES, Layout
from rulekit.ledger.memo import Memo
from rulekit.ledger.parse_event import line_names, nested_lines
from rulekit.ledger.table import Batch, Table, check_faults

Progress = Callable[[int, int | None], None]
"""Called with the rows read so far and their total, where it is known."""

Head = tuple[Any, ...]
"""The event cells of one row."""

PricedLine = tuple[Line, bytes]
"""A line and its canonical content."""

LineCell = PricedLine | Fault | None


class Delivery(NamedTuple):
    """An event as one source delivers it, with the SHA-256 of its canonical content."""

    event: Event
    digest: bytes


@dataclass(slots=True)
class _Group:
    """The rows of one event id so far."""

    head: Head
    rows: list[int] = field(default_factory=list)
    lines: list[PricedLine] = field(default_factory=list)
    numbered: dict[int, bytes] = field(default_factory=dict)
    faults: list[tuple[int, Fault]] = field(default_factory=list)


class Assembler:
    """Reads one source; what it counts is complete once `deliveries` has ended.

    In a stream the rows of one event come one after the other, and an event without id stays so: then nothing is kept.
    """

    def __init__(
        self, table: Table, layout: Layout, cells: Cells, reject: Callable[[Rejection], None],
        *, earliest: bool = False, is_stream: bool = False,
    ) -> None:  # fmt: skip
        self.table = table
        self.layout = layout
        self.cells = cells
        self.earliest = earliest
        self.is_stream = is_stream
        self.rows = 0
        self.repeated_rows = 0
        self.derived_ids = 0
        self._unreadable = 0
        self._rejected = reject
        self.unknown_line_keys: dict[str, None] = {}
        self._head_names = tuple(name for name, _ in layout.head)
        self._line_names = tuple(name for name, _ in layout.line)
        self._id_index = self._head_names.index("event_id") if "event_id" in self._head_names else None
        self._line_attributes = tuple(name.removeprefix("line.") for name in self._line_names if name.startswith("line."))
        self._nested_names = line_names(cells.schema)
        self._builder = EventBuilder(cells, self._declared("member."), self._declared("purchase."))
        self._lines: Memo[tuple[Any, ...], PricedLine | None] = Memo(self._flat_line)
        self._groups: dict[str, _Group] = {}
        self._ordinals: Counter[bytes] = Counter()

    @property
    def unused(self) -> Counter[tuple[str, str]]:
        """How often a cell was filled that its type of event does not use, by (type, column)."""
        return self._builder.unused

    def deliveries(self, progress: Progress | None, before: int, total: int | None) -> Iterator[Delivery]:
        """Every event of the source, in no particular order. `before` rows of other sources were read already."""
        for batch in self.table.batches(self.layout.wanted):
            self.rows += batch.rows
            for row, fault in batch.faults:
                self._reject(row, None, fault)
            problems = batch.faults or batch.unfit
            self._unreadable += len(batch.faults) + len(batch.unfit)
            if problems:
                check_faults(self.table.name, self.rows, self._unreadable, problems[0][1].reason)
            heads, lines, nested = self._split(batch)
            ids = batch.columns[self._id_index] if self._id_index is not None else repeat(None, len(batch.numbers))
            for row, event_id, head, line, inner in zip(batch.numbers, ids, heads, lines, nested, strict=True):
                if event_id and self._line_names and not event_id.isspace():
                    if self.is_stream and event_id not in self._groups:
                        yield from self._finished()
                    self._add(row, event_id, head, line, inner)
                else:
                    delivery = self._single(row, event_id or None, head, line, inner)
                    if delivery is not None:
                        yield delivery
            if progress is not None:
                progress(before + self.rows, total)
        yield from self._finished()

    def _finished(self) -> Iterator[Delivery]:
        """The events of which all rows are read."""
        for event_id, group in self._groups.items():
            delivery = self._grouped(event_id, group)
            if delivery is not None:
                yield delivery
        self._groups.clear()

    def _split(self, batch: Batch) -> tuple[Iterable[Head], Iterable[LineCell], Iterable[Any]]:
        """Each row's event cells, its line and its nested lines. An unfit row has its fault for a line, so it is rejected."""
        heads, lines = len(self._head_names), len(self._line_names)
        rows = len(batch.numbers)
        flat: Iterable[LineCell] = repeat(None, rows)
        if lines:
            flat = self._lines.column(zip(*batch.columns[heads : heads + lines], strict=True))
        if batch.unfit:
            unfit = dict(batch.unfit)
            flat = [unfit.get(number, line) for number, line in zip(batch.numbers, flat, strict=True)]
        return (
            zip(*batch.columns[:heads], strict=True) if heads else repeat((), rows),
            flat,
            batch.columns[heads + lines] if self.layout.nested else repeat(None, rows),
        )

    def _declared(self, prefix: str) -> tuple[str, ...]:
        return tuple(name.removeprefix(prefix) for name in self._head_names if name.startswith(prefix))

    def _reject(self, row: int, event_id: str | None, fault: Fault) -> None:
        self._rejected(Rejection(self.table.name, row, event_id, fault.code, fault.reason))

    def _single(self, row: int, event_id: str | None, head: Head, line: LineCell, nested: Any) -> Delivery | None:
        """A row that is an event by itself."""
        try:
            return self._delivery(head, self._lines_of(line, nested), row)
        except RowFault as problem:
            self._reject(row, event_id, problem.fault)
            return None

    def _add(self, row: int, event_id: str, head: Head, line: LineCell, nested: Any) -> None:
        """A row that is a line of an event."""
        group = self._groups.get(event_id)
        if group is None:
            group = self._groups[event_id] = _Group(head)
        group.rows.append(row)
        try:
            if head != group.head:
                group.head = self._merged(group.head, head)
            for found in self._lines_of(line, nested):
                if found[0].number is None or self._is_new(group, found):
                    group.lines.append(found)
        except RowFault as problem:
            group.faults.append((row, problem.fault))

    def _is_new(self, group: _Group, line: PricedLine) -> bool:
        """False for a further row of the same numbered line; raises RowFault where it says something else."""
        number = line[0].number
        assert number is not None, "only numbered lines are asked about"
        known = group.numbered.get(number)
        if known is None:
            group.numbered[number] = line[1]
            return True
        if known != line[1]:
            raise RowFault("row.mixed", f"line {number} of this event stands twice with different content")
        self.repeated_rows += 1
        return False

    def _grouped(self, event_id: str, group: _Group) -> Delivery | None:
        """The event of all its rows, or a rejection of each."""
        if not group.faults:
            try:
                return self._delivery(group.head, group.lines, group.rows[0])
            except RowFault as problem:
                for row in group.rows:
                    self._reject(row, event_id, problem.fault)
            return None
        mixed = next((fault for _, fault in group.faults if fault.code == "row.mixed"), None)
        own = dict(group.faults)
        rest = mixed or Fault("row.event", "another row of this event is rejected")
        for row in group.rows:
            self._reject(row, event_id, own.get(row, rest))
        return None

    def _delivery(self, head: Head, lines: list[PricedLine], row: int) -> Delivery:
        texts = _texts(self._head_names, head)
        schema = self.cells.schema
        priced = with_amounts([line for line, _ in lines], texts, self.cells)
        if len(lines) == 1 and priced[0] is not lines[0][0]:
            lines = [(priced[0], line_content(priced[0], schema))]
        if len(lines) > 1:
            lines = sorted(lines, key=_line_order)
        event = self._builder.build(texts, [line for line, _ in lines])
        event.source, event.row = self.table.name, row
        contents = [content for _, content in lines] if event.lines else None
        digest = hashlib.sha256(event.content(schema, contents)).digest()
        if not event.event_id and not self.is_stream:
            self._ordinals[digest] += 1
            self.derived_ids += 1
            event.event_id = derived_id(digest.hex(), self._ordinals[digest])
            digest = hashlib.sha256(event.content(schema, contents)).digest()
        return Delivery(event, digest)

    def _lines_of(self, line: LineCell, nested: Any) -> list[PricedLine]:
        if isinstance(line, Fault):
            raise RowFault(line.code, line.reason)
        if not nested:
            return [] if line is None else [line]
        if line is not None:
            raise RowFault("row.mixed", "the row has both `lines` and columns of a line")
        schema = self.cells.schema
        self._note_unknown(nested)
        lines = nested_lines(nested, self._nested_names, tuple(schema.line), self.cells)
        return [(found, line_content(found, schema)) for found in lines]

    def _note_unknown(self, nested: Any) -> None:
        """Remember keys of nested lines that mean nothing here."""
        for record in nested if isinstance(nested, list) else ():
            if isinstance(record, dict) and len(self.unknown_line_keys) < MOST_NOTES:
                self.unknown_line_keys.update(dict.fromkeys(key for key in record if key not in self._nested_names))

    def _flat_line(self, cells: tuple[Any, ...]) -> PricedLine | None:
        """The line of these cells; None where all are empty."""
        line = read_line(self.cells, _texts(self._line_names, cells), self._line_attributes)
        return None if line is None else (line, line_content(line, self.cells.schema))

    def _merged(self, known: Head, other: Head) -> Head:
        """Event cells of two rows of one event: equal, or empty in one of them (S2.1)."""
        merged = []
        for name, first, second in zip(self._head_names, known, other, strict=True):
            if first == second or not _filled(second):
                merged.append(first)
            elif not _filled(first):
                merged.append(second)
            else:
                merged.append(self._agreed(name, first, second))
        return tuple(merged)

    def _agreed(self, name: str, first: str, second: str) -> str:
        """One of two texts with the same meaning; of two times the earlier where the mapping says `at: earliest`."""
        if name == "at":
            one, two = self.cells.moment(first), self.cells.moment(second)
            if one == two or self.earliest:
                return first if one <= two else second
        elif name in ("amount", "points", "order"):
            number = self.cells.whole if name == "order" else self.cells.amount
            if number(first, name) == number(second, name):
                return first
        raise RowFault("row.mixed", f"the rows of this event differ in `{name}`")


def _filled(cell: str | None) -> bool:
    return cell is not None and cell != "" and not cell.isspace()


def _texts(names: tuple[str, ...], cells: tuple[Any, ...]) -> dict[str, str]:
    return {name: cell for name, cell in zip(names, cells, strict=True) if cell and not cell.isspace()}


def _line_order(line: PricedLine) -> tuple[bool, int, bytes]:
    number = line[0].number
    return number is None, number or 0, line[1]
