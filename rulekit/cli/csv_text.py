"""Rows as CSV text, as commands print it and write it into files: line feeds, a header first; and where such a file may stand."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path

from rulekit.diagnostics import UsageError


def csv_text(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """The header and the rows; None is an empty cell."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([columns, *rows])
    return text.getvalue()


def csv_place(out: str | None, inputs: Iterable[str | None]) -> Path | None:
    """Where `--out` writes; UsageError where that is one of the files the command reads."""
    if out is None:
        return None
    place = Path(out)
    if place.is_dir():
        raise UsageError(f"`{out}` is a folder", help="name a file, in it or elsewhere")
    if is_among(place, inputs):
        raise UsageError(f"`{out}` is one of the files that are read, and would be lost", help="give `--out` a name of its own")
    return place


def is_among(place: Path, names: Iterable[str | None]) -> bool:
    """Whether a file is one of these, however they are written."""
    return place.resolve() in {Path(name).resolve() for name in names if name is not None}
