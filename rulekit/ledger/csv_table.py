"""CSV as a table: RFC 4180 text -> rows of cells. Delimiter, quote and header are given, never guessed.

A row that breaks the format costs itself alone (S2.6): after an unclosed quote reading goes on with the very next line.
"""

from __future__ import annotations

import csv
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from rulekit.diagnostics import UsageError
from rulekit.ledger.faults import Fault
from rulekit.ledger.layout import picker
from rulekit.ledger.memo import Memo
from rulekit.ledger.table import Batch, batched, check_columns, name_of
from rulekit.ledger.text_lines import MOST_CHARACTERS, Line, open_text, read_lines

MOST_RESTARTS = 20
"""So often reading goes back to the line after an unclosed quote; later ones cost all the lines they swallow. Bounds the time."""

Record = tuple[list[str], Fault | None]


@dataclass(frozen=True, slots=True)
class CsvTable:
    """One CSV file."""

    name: str
    columns: tuple[str, ...]
    path: Path
    packed: bool
    delimiter: str
    encoding: str

    def batches(self, wanted: Sequence[str]) -> Iterator[Batch]:
        """Every row once; see `Table.batches`. Blank lines are no rows."""
        with open_text(self.path, packed=self.packed, encoding=self.encoding) as file:
            yield from batched(self._rows(_records(read_lines(file), self.delimiter), wanted), len(wanted))

    def _rows(self, records: Iterator[Record], wanted: Sequence[str]) -> Iterator[Sequence[str] | Fault]:
        pick = picker([self.columns.index(name) for name in wanted])
        width = len(self.columns)
        reasons: Memo[int, str] = Memo(lambda cells: f"the row has {_cells(cells)}, the header {width}")
        next(records)
        for record, fault in records:
            if fault is None and len(record) == width:
                yield pick(record)
            else:
                yield fault or Fault("row.columns", str(reasons[len(record)]))

    def count(self) -> int | None:
        """Unknown before reading."""
        return None


def open_csv(path: Path, *, packed: bool, delimiter: str, encoding: str) -> CsvTable:
    """Read the header of a CSV file. Raises UsageError where there is none or a name stands twice."""
    with open_text(path, packed=packed, encoding=encoding) as file:
        header, fault = next(_records(read_lines(file), delimiter), ([], None))
    if fault is not None:
        raise UsageError(f"the header of `{path}` cannot be read: {fault.reason}")
    if not header:
        raise UsageError(f"`{path}` is empty", help="the first row names the columns")
    columns = tuple(name.strip() for name in header)
    check_columns(path, columns)
    twice = sorted(name for name, count in Counter(columns).items() if name and count > 1)
    if twice:
        raise UsageError(f"`{path}` has the column `{twice[0][:80]}` twice", help="give each column its own name")
    return CsvTable(name_of(path), columns, path, packed, delimiter, encoding)


class _Feed:
    """Hands lines to the CSV parser and remembers those of the row at hand, so that reading can go back to its second line."""

    def __init__(self, lines: Iterator[Line]) -> None:
        self.lines = lines
        self.returned: deque[Line] = deque()
        self.taken: list[Line] = []
        self.size = 0
        self.ended = False

    def __iter__(self) -> _Feed:
        return self

    def __next__(self) -> str:
        if self.size > MOST_CHARACTERS:
            raise StopIteration
        line = self.returned.popleft() if self.returned else next(self.lines, None)
        if line is None:
            self.ended = True
            raise StopIteration
        self.taken.append(line)
        self.size += len(line[0])
        return line[0]

    def fault(self) -> Fault | None:
        """The first fault among the lines of this row."""
        return next((fault for _, fault in self.taken if fault is not None), None)

    def clear(self) -> None:
        """Begin a new row."""
        self.taken.clear()
        self.size = 0

    def give_back(self) -> None:
        """Read again from the second line of this row."""
        self.returned.extendleft(reversed(self.taken[1:]))
        self.ended = False
        self.clear()


def _records(lines: Iterator[Line], delimiter: str) -> Iterator[Record]:
    """The records of a file, header first; blank lines are none."""
    feed = _Feed(lines)
    restarts = 0
    while not feed.ended:
        reader = csv.reader(feed, delimiter=delimiter, quotechar='"', doublequote=True, strict=True)
        try:
            for record in reader:
                fault = feed.fault() if len(feed.taken) == 1 and feed.taken[0][1] else None
                if fault is None and len(feed.taken) > 1:
                    fault = feed.fault()
                if record or fault:
                    yield record, fault
                feed.clear()
        except csv.Error as problem:
            fault = feed.fault() or _quote_fault(str(problem), len(feed.taken))
            if len(feed.taken) == 1:
                yield [], fault
            elif restarts < MOST_RESTARTS:
                restarts += 1
                yield [], fault
                feed.give_back()
            else:
                yield [], Fault(fault.code, f"{fault.reason}; {len(feed.taken):,} lines are lost in this row")
            feed.clear()


def _quote_fault(problem: str, lines: int) -> Fault:
    if "field larger" in problem and lines == 1:
        return Fault("row.long", "a cell is longer than 131,072 characters")
    if "expected after" in problem:
        return Fault("row.quotes", "text stands behind a closing double quote")
    return Fault("row.quotes", "a double quote is opened and not closed")


def _cells(count: int) -> str:
    return "1 cell" if count == 1 else f"{count} cells"
