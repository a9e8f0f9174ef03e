"""A source as a table: named columns and numbered rows of cells, whatever the file format. Cells are text; nothing is guessed.

Data rows are numbered from 1 within their source. A row that the format itself cannot deliver comes as a Fault with its
number.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence, Sized
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, NamedTuple, Protocol

from rulekit.diagnostics import UsageError, closest
from rulekit.ledger.faults import Fault

BATCH_ROWS = 5_000
"""So many rows are handled at once: columns of cells are quicker than cells, and memory stays small."""


MOST_COLUMNS = 10_000
"""A file with more columns is no table of events."""

MOST_FAULTS = 100_000
"""A file with more rows that its format cannot deliver, and fewer that it can, is not in this format."""


class Batch(NamedTuple):
    """Some consecutive rows: their numbers, the cells of each wanted column, and the rows that could not be delivered.

    Cells are text or None, or a list of lines where `lines` are nested. `unfit` are rows among `numbers` that have a cell which
    cannot be read: that cell is None, the others are what they are.
    """

    numbers: Sequence[int]
    columns: Sequence[Sequence[Any]]
    faults: Sequence[tuple[int, Fault]]
    unfit: Sequence[tuple[int, Fault]] = ()

    @property
    def rows(self) -> int:
        """How many rows of the source these are."""
        return len(self.numbers) + len(self.faults)


Kind = Literal["csv", "jsonl", "parquet"]
_KINDS: dict[str, Kind] = {
    ".csv": "csv",
    ".tsv": "csv",
    ".txt": "csv",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".parquet": "parquet",
}


@dataclass(frozen=True, slots=True)
class TextFormat:
    """How a text file is written: the defaults are the standard format."""

    delimiter: str | None = None
    encoding: str = "utf-8"


class Table(Protocol):
    """One readable source."""

    @property
    def name(self) -> str:
        """The source as messages name it."""

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of its columns, each once."""

    def batches(self, wanted: Sequence[str]) -> Iterator[Batch]:
        """Every row once, with the columns `wanted`, in that order. Raises UsageError where the file itself breaks off."""

    def count(self) -> int | None:
        """How many rows there are, where that is known before reading."""


def open_table(path: str | Path, text_format: TextFormat | None = None) -> Table:
    """Open a ledger file by its name's ending and read its header.

    Raises UsageError where there is no such file, it is a folder, its format is unknown or its header cannot be read.
    """
    path = Path(path)
    try:
        if path.is_dir():
            raise UsageError(f"`{path}` is a folder, not a file", help="name the files inside it, e.g. `sales/*.csv`")
        if not path.exists():
            raise UsageError(f"there is no file `{path}`", help=_neighbours(path))
        if not path.is_file():
            raise UsageError(f"`{path}` is not an ordinary file", help="name a CSV, JSON Lines or Parquet file")
    except (OSError, ValueError):
        raise UsageError(f"`{path!s}` cannot be read", help="check the name and its permissions") from None
    kind, packed = file_kind(path)
    try:
        return _opened(path, kind, packed=packed, text_format=text_format or TextFormat())
    except OSError as problem:
        raise UsageError(f"`{path}` cannot be read: {problem.strerror or 'it is damaged'}") from None


def file_kind(path: Path) -> tuple[Kind, bool]:
    """The format that a file name's ending says, and whether the file is packed with gzip."""
    suffixes = [suffix.lower() for suffix in path.suffixes]
    packed = suffixes[-1:] == [".gz"]
    ending = (suffixes[:-1] if packed else suffixes)[-1:]
    kind = _KINDS.get(ending[0]) if ending else None
    if kind is None or (packed and kind == "parquet"):
        wrong = "".join(suffixes[-2:] if packed else ending) or "no ending"
        helps = {
            ".xlsx": "save the sheet as CSV",
            ".xls": "save the sheet as CSV",
            ".json": "write JSON Lines, one object per line, and name the file .jsonl",
            ".zip": "unpack it, or pack it with gzip",
        }
        known = "known are .csv, .tsv, .txt, .jsonl, .ndjson (each also with .gz) and .parquet"
        raise UsageError(f"`{path}` has an unknown format ({wrong})", help=helps.get(wrong, known))
    return kind, packed


def _opened(path: Path, kind: Kind, *, packed: bool, text_format: TextFormat) -> Table:
    # The readers are imported when they are needed: the data library of Parquet is heavy.
    if kind == "parquet":
        from rulekit.ledger.parquet_table import open_parquet  # noqa: PLC0415  heavy

        return open_parquet(path)
    if kind == "jsonl":
        from rulekit.ledger.jsonl_table import open_jsonl  # noqa: PLC0415  only where needed

        return open_jsonl(path, packed=packed, encoding=text_format.encoding)
    from rulekit.ledger.csv_table import open_csv  # noqa: PLC0415  only where needed

    tabs = path.name.lower().removesuffix(".gz").endswith(".tsv")
    delimiter = text_format.delimiter or ("\t" if tabs else ",")
    return open_csv(path, packed=packed, delimiter=delimiter, encoding=text_format.encoding)


def _neighbours(path: Path) -> str:
    folder = path.parent
    if not folder.is_dir():
        return f"there is no folder `{folder}` either"
    near = closest(path.name, [file.name for file in folder.iterdir() if file.is_file()][:1000])
    return f"did you mean `{folder / near}`?" if near else "check the spelling and the folder"


def check_columns(path: Path, columns: Sized) -> None:
    """Raise UsageError for a file with too many columns."""
    if len(columns) > MOST_COLUMNS:
        raise UsageError(f"`{path}` has more than {MOST_COLUMNS:,} columns", help="is it a ledger?")


def name_of(path: Path) -> str:
    """A path as messages and files can hold it: bytes that are no UTF-8 are written out."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def check_faults(name: str, rows: int, faults: int, example: str) -> None:
    """Raise UsageError for a file whose rows are mostly unreadable: to list millions of them would help nobody."""
    if faults > MOST_FAULTS and faults > rows - faults:
        help_text = f"e.g. {example}; is it the file that its name and the mapping say?"
        raise UsageError(f"most rows of `{name}` cannot be read", help=help_text)


def batched(rows: Iterable[Sequence[Any] | Fault], width: int) -> Iterator[Batch]:
    """Number rows from 1 and turn them into batches of columns; each row has `width` cells."""
    numbers: list[int] = []
    cells: list[Sequence[Any]] = []
    faults: list[tuple[int, Fault]] = []
    for number, row in enumerate(rows, start=1):
        if isinstance(row, Fault):
            faults.append((number, row))
        else:
            numbers.append(number)
            cells.append(row)
        if number % BATCH_ROWS == 0:
            yield Batch(numbers, _columns(cells, width), faults)
            numbers, cells, faults = [], [], []
    if numbers or faults:
        yield Batch(numbers, _columns(cells, width), faults)


def _columns(cells: Sequence[Sequence[Any]], width: int) -> Sequence[Sequence[Any]]:
    return list(zip(*cells, strict=True)) if cells else [()] * width
