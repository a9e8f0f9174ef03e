"""JSON Lines as a table: one object per line -> rows of cells. Numbers are taken as they are written, never as floats."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from rulekit.diagnostics import UsageError
from rulekit.ledger.faults import Fault, RowFault, shown
from rulekit.ledger.plain_values import cell_text
from rulekit.ledger.table import Batch, batched, check_columns, name_of
from rulekit.ledger.text_lines import Line, open_text, read_lines

_NUMBER_CHARACTERS = 60


@dataclass(frozen=True, slots=True)
class JsonLinesTable:
    """One JSON Lines file; its columns are the keys of all its objects in order of appearance."""

    name: str
    columns: tuple[str, ...]
    path: Path
    packed: bool
    encoding: str

    def batches(self, wanted: Sequence[str]) -> Iterator[Batch]:
        """Every row once; see `Table.batches`. Blank lines are no rows."""
        with open_text(self.path, packed=self.packed, encoding=self.encoding) as file:
            yield from batched(_rows(read_lines(file), wanted), len(wanted))

    def count(self) -> int | None:
        """Unknown before reading."""
        return None


def open_jsonl(path: Path, *, packed: bool, encoding: str) -> JsonLinesTable:
    """Collect the keys of a JSON Lines file. Raises UsageError where it is empty or plainly something else."""
    columns: dict[str, None] = {}
    objects = 0
    with open_text(path, packed=packed, encoding=encoding) as file:
        for line, fault in read_lines(file):
            if not objects and line.lstrip().startswith("["):
                raise UsageError(f"`{path}` is a JSON list, not JSON Lines", help="write one object per line")
            if fault is not None or not line.strip():
                continue
            objects += 1
            try:
                columns.update(dict.fromkeys(parse_object(line)))
            except RowFault:
                continue
            check_columns(path, columns)
    if not columns:
        raise UsageError(f"`{path}` holds no JSON object" if objects else f"`{path}` is empty", help="write one event per line")
    return JsonLinesTable(name_of(path), tuple(columns), path, packed, encoding)


def parse_object(line: str) -> dict[str, object]:
    """One line as an object whose numbers are text as written. Raises RowFault `row.json`.

    >>> parse_object('{"amount": 1.50, "lines": [{"quantity": 2}]}')
    {'amount': '1.50', 'lines': [{'quantity': '2'}]}
    """
    try:
        value = _DECODER.decode(line.strip())
    except ValueError as problem:
        where = f" (character {problem.pos + 1})" if isinstance(problem, json.JSONDecodeError) else ""
        raise RowFault("row.json", f"the line is not a JSON object{where}") from None
    except RecursionError:
        raise RowFault("row.json", "the line is nested too deeply") from None
    if not isinstance(value, dict):
        raise RowFault("row.json", "the line is not a JSON object")
    return value


def _rows(lines: Iterator[Line], wanted: Sequence[str]) -> Iterator[Sequence[object] | Fault]:
    for line, fault in lines:
        if fault is not None:
            yield fault
        elif line.strip():
            try:
                record = parse_object(line)
                yield [_cell(record.get(name), name) for name in wanted]
            except RowFault as problem:
                yield problem.fault


def _cell(value: object, column: str) -> object:
    """A cell as text; nested lines stay a list."""
    if column == "lines":
        return value
    return cell_text(value, column)


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    record = dict(pairs)
    if len(record) != len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise RowFault("row.json", f"the key {shown(twice)} stands twice")
    return record


def _number(text: str) -> str:
    return text if len(text) <= _NUMBER_CHARACTERS else text[:_NUMBER_CHARACTERS] + "…"


def _no_constant(text: str) -> NoReturn:
    raise RowFault("row.json", f"{text} is not a number in JSON")


_DECODER = json.JSONDecoder(object_pairs_hook=_once, parse_float=_number, parse_int=_number, parse_constant=_no_constant)
