"""One event given by itself: a mapping with the ledger's column names -> Event or Rejection. The same reading as for files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rulekit.ledger.build_event import HEAD_COLUMNS, LINE_COLUMNS, EventBuilder, read_line, with_amounts
from rulekit.ledger.cells import Cells
from rulekit.ledger.derived_id import derived_id
from rulekit.ledger.event import Event, LedgerSchema, Line, Rejection, ordered
from rulekit.ledger.event_record import record_of
from rulekit.ledger.faults import RowFault
from rulekit.ledger.layout import attribute_columns
from rulekit.ledger.plain_values import cell_text


class EventParser:
    """Reads single events of one schema; keep one where many events come."""

    def __init__(self, schema: LedgerSchema) -> None:
        self.schema = schema
        self.cells = Cells(schema)
        self._head = _head_columns(schema)
        self._flat = _flat_line_columns(schema)
        self._nested = line_names(schema)
        self._builder = EventBuilder(self.cells, tuple(schema.member), tuple(schema.purchase))

    def parse(self, record: Mapping[str, object], *, needs_id: bool = False) -> Event | Rejection:
        """See `parse_event`; with `needs_id` an event without an id is rejected instead of named by its content."""
        event_id = None
        try:
            head = texts_of(record, self._head)
            event_id = head.get("event_id")
            lines = with_amounts(self._lines(record), head, self.cells)
            event = self._builder.build(head, ordered(lines, self.schema))
            if needs_id and not event.event_id:
                reason = "event_id is empty: a repeated delivery would look like a repeated sale"
                raise RowFault("row.missing", reason)  # noqa: TRY301  handled like every other fault
        except RowFault as problem:
            return Rejection(None, None, event_id, problem.fault.code, problem.fault.reason)
        if not event.event_id:
            event.event_id = derived_id(event.content_hash(self.schema), 1)
        return event

    def check(self, event: Event) -> Event | Rejection:
        """An Event made by hand, checked by the same rules and copied."""
        try:
            return self.parse(record_of(event, self.schema), needs_id=True)
        except RowFault as problem:
            event_id = event.event_id if isinstance(event.event_id, str) else None
            return Rejection(None, None, event_id, problem.fault.code, problem.fault.reason)

    def ignored(self, record: Mapping[str, object]) -> tuple[str, ...]:
        """The keys of a mapping that mean nothing, in its order."""
        known = self._head.keys() | self._flat.keys() | {"lines"}
        return tuple(str(name) for name in record if name not in known)

    def _lines(self, record: Mapping[str, object]) -> list[Line]:
        attributes = tuple(self.schema.line)
        lines = nested_lines(record.get("lines"), self._nested, attributes, self.cells)
        line = read_line(self.cells, texts_of(record, self._flat), attributes)
        if line is not None and lines:
            raise RowFault("row.mixed", "the event has both `lines` and columns of a line")
        return lines if line is None else [line]


def parse_event(record: Mapping[str, object], schema: LedgerSchema) -> Event | Rejection:
    """Read one event. Values are text, whole numbers, Decimal, booleans, dates; `lines` is a list of such mappings.

    A float counts by its shortest decimal text. Without `event_id` the event gets the id of its content (S2.3). Columns that the
    program does not declare are ignored. The Rejection has no source and no row.

    >>> from rulekit.values.zone import Zone
    >>> schema = LedgerSchema("EUR", Zone("Europe/Berlin"))
    >>> event = parse_event({"event_id": "1", "at": "2024-03-01 09:00", "member_id": "anna", "amount": "3.20"}, schema)
    >>> event.amount, event.minute
    (32000, 540)
    >>> parse_event({"event_id": "1", "at": "yesterday", "amount": 5}, schema).code
    'row.time'
    """
    return EventParser(schema).parse(record)


def _head_columns(schema: LedgerSchema) -> dict[str, str]:
    """Accepted name -> canonical name of every head column; qualified names come last and win."""
    columns = {name: name for name in HEAD_COLUMNS}
    for name, meanings in attribute_columns(schema).items():
        if len(meanings) == 1 and not meanings[0].startswith("line."):
            columns[name] = meanings[0]
    return dict(sorted(columns.items(), key=lambda pair: pair[0] == pair[1]))


def line_names(schema: LedgerSchema) -> dict[str, str]:
    """Accepted name -> canonical name inside a nested line, where a bare name can only mean the line's attribute."""
    columns = {name: name for name in LINE_COLUMNS}
    columns.update({name: f"line.{name}" for name in schema.line})
    columns.update({f"line.{name}": f"line.{name}" for name in schema.line})
    return columns


def nested_lines(value: object, names: Mapping[str, str], attributes: tuple[str, ...], cells: Cells) -> list[Line]:
    """The lines of a nested `lines` cell; raises RowFault."""
    if value is None:
        return []
    if not isinstance(value, Sequence) or isinstance(value, str | bytes):
        raise RowFault("row.columns", "lines is not a list of lines")
    lines = []
    for record in value:
        if not isinstance(record, Mapping):
            raise RowFault("row.columns", "lines holds something that is not a line with named columns")
        line = read_line(cells, texts_of(record, names), attributes)
        if line is not None:
            lines.append(line)
    return lines


def _flat_line_columns(schema: LedgerSchema) -> dict[str, str]:
    """Accepted name -> canonical name of the line columns of an event with one line."""
    columns = {name: name for name in LINE_COLUMNS}
    for name, meanings in attribute_columns(schema).items():
        if len(meanings) == 1 and meanings[0].startswith("line."):
            columns[name] = meanings[0]
    return columns


def texts_of(record: Mapping[str, object], columns: Mapping[str, str]) -> dict[str, str]:
    """The cells that are not empty, by canonical name."""
    texts = {}
    for name, canonical in columns.items():
        if name in record:
            text = cell_text(record[name], name)
            if text is not None:
                texts[canonical] = text
    return texts
