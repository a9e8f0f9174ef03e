"""A foreign table as a standard one: its rows pass through the mapping, text in, text out.

Rows to skip are counted by their reason and not passed on; a row with a cell that does not fit the mapping is passed on
with its fault, so that its event is rejected as a whole (S2.6).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import compress
from typing import Any

from rulekit.ledger.event import LedgerSchema
from rulekit.ledger.faults import Fault, shown
from rulekit.ledger.mapped_cells import MappedCells, is_empty
from rulekit.ledger.mapping import ColumnMapping, Joined, SourceFormat, Target
from rulekit.ledger.mapping_sentence import Both, Condition, Not, columns_of
from rulekit.ledger.memo import Memo
from rulekit.ledger.table import Batch, Table

TURNED = frozenset(("amount", "line_amount", "quantity"))
"""What is written with a minus where refunds are."""

DAYS = frozenset(("earned_on", "usable_until"))
"""What holds a day, written like the times of the source, with or without the time of day."""

AMOUNTS = frozenset(("amount", "line_amount"))
"""One of them a purchase needs."""

Columns = Mapping[str, Sequence[Any]]
"""The cells of a batch by the name of their column in the source."""

Fill = Callable[[Columns, int], Sequence[Any]]
"""The cells of one column of events from a batch of so many rows."""

Judge = Callable[[Columns], Sequence[bool]]


class MappedTable:
    """One source seen through its mapping; `skipped` counts rows by reason once they are read."""

    def __init__(self, table: Table, mapping: ColumnMapping, written: SourceFormat, schema: LedgerSchema) -> None:
        self.table = table
        self.mapping = mapping
        self.schema = schema
        self.skipped: Counter[str] = Counter()
        self._cells = MappedCells(written, schema)
        self._targets = {target.name: target for target in mapping.targets}
        self._memos: list[Memo[Any, Any]] = []
        self._skip = [(reason, self._judge(condition)) for reason, condition in mapping.skip]
        self._types = [(kind, self._judge(condition)) for kind, condition in mapping.types]
        self._typed = self._written(self._targets["type"]) if "type" in self._targets else _nothing

    @property
    def name(self) -> str:
        """The source as messages name it."""
        return self.table.name

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of events that the mapping fills."""
        return (*self._targets, *(() if "type" in self._targets or not self.mapping.types else ("type",)))

    def count(self) -> int | None:
        """How many rows the source has, where that is known."""
        return self.table.count()

    def batches(self, wanted: Sequence[str]) -> Iterator[Batch]:
        """Every row that is not skipped; see `Table.batches`."""
        names = self._sources(wanted)
        fills = [self._fill(name) for name in wanted]
        turned = [position for position, name in enumerate(wanted) if name in TURNED] if self.mapping.negative_refunds else []
        for batch in self.table.batches(names):
            numbers, columns = self._kept(batch.numbers, dict(zip(names, batch.columns, strict=True)))
            filled = [fill(columns, len(numbers)) for fill in fills]
            if turned:
                refunds = [kind == "refund" for kind in self._kinds(columns, len(numbers))]
                if True in refunds:
                    for position in turned:
                        filled[position] = [
                            _turned(cell) if refund else cell for cell, refund in zip(filled[position], refunds, strict=True)
                        ]
            is_hollow = self._name_hollow(wanted, filled, columns, len(numbers))
            mapped = Batch(numbers, filled, batch.faults)
            yield _with_unfit(mapped) if is_hollow or any(memo.faulty for memo in self._memos) else mapped

    def _name_hollow(self, wanted: Sequence[str], filled: list[Sequence[Any]], columns: Columns, rows: int) -> bool:
        """Say of every purchase without any amount which empty cell left the calculation of it empty; whether there is one."""
        places = [place for place, name in enumerate(wanted) if name in AMOUNTS]
        calculated = {place: names for place in places if len(names := self._columns_of_calculation(wanted[place])) > 1}
        if not any(None in filled[place] for place in calculated):
            return False
        named = {place: list(filled[place]) for place in calculated}
        is_found = False
        for row, kind in enumerate(self._kinds(columns, rows)):
            if (is_empty(kind) or kind == "purchase") and all(_is_left_empty(filled[place][row]) for place in places):
                for place, names in calculated.items():
                    empty = [name for name in names if is_empty(columns[name][row])]
                    if len(empty) < len(names):
                        is_found = True
                        named[place][row] = _hollow(wanted[place], names, empty)
        for place, cells in named.items():
            filled[place] = cells
        return is_found

    def _columns_of_calculation(self, name: str) -> list[str]:
        filling = self._targets[name].filling if name in self._targets else ""
        return [] if isinstance(filling, str | Joined) else sorted(columns_of(filling))

    def _sources(self, wanted: Sequence[str]) -> list[str]:
        """The columns of the source that these targets and all conditions read."""
        names: set[str] = set()
        for _, condition in (*self.mapping.skip, *self.mapping.types):
            names |= columns_of(condition)
        for name in (*wanted, "type"):
            filling = self._targets[name].filling if name in self._targets else ""
            if isinstance(filling, Joined):
                names |= set(filling.names)
            elif not isinstance(filling, str):
                names |= columns_of(filling)
        return [name for name in self.table.columns if name in names]

    def _kept(self, numbers: Sequence[int], columns: Columns) -> tuple[Sequence[int], Columns]:
        """The rows that no skip rule takes out; the first rule that holds counts."""
        kept = [True] * len(numbers)
        for reason, judge in self._skip:
            verdicts = judge(columns)
            if True in verdicts:
                self.skipped[reason] += sum(kept) - sum(
                    kept := [keep and not skip for keep, skip in zip(kept, verdicts, strict=True)]
                )
        if all(kept):
            return numbers, columns
        return list(compress(numbers, kept)), {name: list(compress(cells, kept)) for name, cells in columns.items()}

    def _kinds(self, columns: Columns, rows: int) -> Sequence[Any]:
        """The type of each row: the first condition that holds, else the type column or constant, else none."""
        kinds = self._typed(columns, rows)
        for kind, judge in reversed(self._types):
            kinds = [kind if verdict else known for verdict, known in zip(judge(columns), kinds, strict=True)]
        return kinds

    def _fill(self, name: str) -> Fill:
        """What fills one column of events, in the standard format."""
        if name == "type":
            return self._kinds
        target = self._targets[name]
        filled = self._written(target)
        if isinstance(target.filling, str):
            return self._converted(filled, self._cells.zoned) if name == "at" else filled
        if name == "at":
            return self._converted(filled, self._cells.time)
        prefix, _, attribute = name.partition(".")
        kinds = {"member": self.schema.member, "purchase": self.schema.purchase, "line": self.schema.line}.get(prefix, {})
        kind = kinds[attribute].kind if attribute in kinds else None
        if kind in ("number", "money") and isinstance(target.filling, Joined):
            return self._converted(filled, lambda text: self._cells.plain_number(name, text))
        if (kind == "date" or name in DAYS) and self._cells.written.times is not None:
            return self._converted(filled, lambda text: self._cells.iso(name, text)[:10])
        return filled

    def _written(self, target: Target) -> Fill:
        """The cells of a target as the source has them; numbers exactly calculated."""
        filling = target.filling
        if isinstance(filling, str):
            return lambda columns, rows: [filling] * rows  # noqa: ARG005  all fills have one shape
        if isinstance(filling, Joined):
            return _joined(filling)
        used = sorted(columns_of(filling))
        if len(used) == 1:
            only = used[0]
            single: Memo[str | None, str | None] = self._memo(
                lambda text: self._cells.calculated(target.name, filling, used, (text,))
            )
            return lambda columns, rows: single.column(columns[only])  # noqa: ARG005  all fills have one shape
        memo: Memo[tuple[str | None, ...], str | None] = self._memo(
            lambda texts: self._cells.calculated(target.name, filling, used, texts)
        )
        return lambda columns, rows: (
            memo.column(zip(*(columns[name] for name in used), strict=True)) if used else memo.column([()] * rows)
        )

    def _converted(self, fill: Fill, convert: Callable[[str], str]) -> Fill:
        """The same cells converted; empty ones stay empty."""
        memo: Memo[str | None, str | None] = self._memo(lambda text: None if text is None or is_empty(text) else convert(text))
        return lambda columns, rows: memo.column(fill(columns, rows))

    def _judge(self, condition: Condition) -> Judge:
        """A condition as a function of a batch."""
        if isinstance(condition, Not):
            part = self._judge(condition.part)
            return lambda columns: [not verdict for verdict in part(columns)]
        if isinstance(condition, Both):
            parts = [self._judge(part) for part in condition.parts]
            join = all if condition.every else any
            return lambda columns: list(map(join, zip(*(part(columns) for part in parts), strict=True)))
        memo: Memo[str | None, bool] = Memo(lambda text: self._cells.holds(condition, text))
        return lambda columns: [verdict is True for verdict in memo.column(columns[condition.column])]

    def _memo(self, answer: Callable[[Any], Any]) -> Memo[Any, Any]:
        memo: Memo[Any, Any] = Memo(answer)
        self._memos.append(memo)
        return memo


def _is_left_empty(cell: str | Fault | None) -> bool:
    return not isinstance(cell, Fault) and is_empty(cell)


def _hollow(target: str, names: Sequence[str], empty: Sequence[str]) -> Fault:
    """That an amount cannot be calculated, and because of which cells."""
    cells, those = " and ".join(map(shown, empty)), ", ".join(map(shown, names))
    lacks = f"{cells} {'is' if len(empty) == 1 else 'are'} empty"
    return Fault("row.missing", f"{target} is calculated from {those}, and {lacks}: write 0 where it is none")


def _nothing(columns: Columns, rows: int) -> Sequence[Any]:  # noqa: ARG001  all fills have one shape
    return [None] * rows


def _joined(filling: Joined) -> Fill:
    """Several cells as one text; empty where one of them is empty."""
    if len(filling.names) == 1:
        only = filling.names[0]
        return lambda columns, rows: columns[only]  # noqa: ARG005  all fills have one shape

    def fill(columns: Columns, rows: int) -> Sequence[Any]:  # noqa: ARG001  all fills have one shape
        texts = zip(*(columns[name] for name in filling.names), strict=True)
        return [None if any(map(is_empty, parts)) else filling.glue.join(parts) for parts in texts]

    return fill


def _turned(text: str | Fault | None) -> str | Fault | None:
    """A number with the other sign."""
    if text is None or isinstance(text, Fault):
        return text
    trimmed = text.strip(" \t")
    return trimmed[1:] if trimmed.startswith("-") else f"-{trimmed}"


def _with_unfit(batch: Batch) -> Batch:
    """The same batch with the faults among its cells taken out, and named with their rows."""
    unfit = []
    for number, cells in zip(batch.numbers, zip(*batch.columns, strict=True), strict=True):
        fault = next((cell for cell in cells if isinstance(cell, Fault)), None)
        if fault is not None:
            unfit.append((number, fault))
    if not unfit:
        return batch
    columns = [[None if isinstance(cell, Fault) else cell for cell in column] for column in batch.columns]
    return Batch(batch.numbers, columns, batch.faults, unfit)
