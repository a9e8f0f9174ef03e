"""Which columns of a source mean what: column names + schema -> Layout. Undeclared columns are ignored with one note each.

A declared attribute may come as `member.city` or, where only one of member, purchase and line declares it, as `city`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from rulekit.ledger.build_event import HEAD_COLUMNS, LINE_COLUMNS, STANDARD_COLUMNS
from rulekit.ledger.event import LedgerSchema

MOST_NOTES = 20
"""So many ignored columns are named one by one."""


@dataclass(frozen=True, slots=True)
class Layout:
    """The columns to read from one source. Pairs are (canonical name, name in the source), canonical as `member.city`."""

    head: tuple[tuple[str, str], ...]
    line: tuple[tuple[str, str], ...]
    nested: bool
    notes: tuple[str, ...]

    @property
    def wanted(self) -> tuple[str, ...]:
        """The source columns to read: head columns, line columns, then `lines` where they are nested."""
        return (
            *(name for _, name in self.head),
            *(name for _, name in self.line),
            *(("lines",) if self.nested else ()),
        )


def lay_out(columns: Sequence[str], schema: LedgerSchema) -> Layout:
    """Match the columns of a source with the standard columns and the declared attributes."""
    known = attribute_columns(schema)
    head = [(name, name) for name in HEAD_COLUMNS if name in columns]
    line = [(name, name) for name in LINE_COLUMNS if name in columns]
    notes = []
    ignored = []
    qualified = {column for column in columns if "." in column}
    for column in columns:
        if column in STANDARD_COLUMNS:
            continue
        meanings = known.get(column, ())
        if len(meanings) != 1:
            ignored.append(column)
            if meanings:
                notes.append(f"column `{column}` is ignored: write {' or '.join(f'`{name}`' for name in meanings)}")
        elif column != meanings[0] and meanings[0] in qualified:
            notes.append(f"column `{column}` is ignored: there is `{meanings[0]}`")
        else:
            (line if meanings[0].startswith("line.") else head).append((meanings[0], column))
    plain = [column for column in ignored if column not in known]
    notes.extend(f"column `{column}` is ignored: the program does not declare it" for column in plain[:MOST_NOTES])
    if len(plain) > MOST_NOTES:
        notes.append(f"{len(plain) - MOST_NOTES} more columns are ignored: the program does not declare them")
    return Layout(tuple(head), tuple(line), "lines" in columns, tuple(notes))


def attribute_columns(schema: LedgerSchema) -> dict[str, tuple[str, ...]]:
    """Every name that a declared attribute may have in a header, with the qualified names it can mean."""
    found: dict[str, tuple[str, ...]] = {}
    for prefix, kinds in (("member", schema.member), ("purchase", schema.purchase), ("line", schema.line)):
        for name in kinds:
            qualified = f"{prefix}.{name}"
            found[qualified] = (qualified,)
            found[name] = (*found.get(name, ()), qualified)
    return found


def picker(indexes: Sequence[int]) -> Callable[[Sequence[Any]], tuple[Any, ...]]:
    """A function that takes these cells out of a row, always as a tuple.

    >>> picker([2, 0])("abc"), picker([1])("abc"), picker([])("abc")
    (('c', 'a'), ('b',), ())
    """
    if not indexes:
        return lambda row: ()  # noqa: ARG005  the shape of the other two
    if len(indexes) == 1:
        only = indexes[0]
        return lambda row: (row[only],)
    return itemgetter(*indexes)
