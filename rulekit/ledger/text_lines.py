"""A text file line by line with bounds: bytes -> lines, each whole or marked as unusable. Memory stays small on any input.

A line ends with LF, CR LF or CR. Bytes that are not of the encoding, NUL characters and lines beyond the bound are faults of that
line alone; the next line is read as if nothing had happened.
"""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rulekit.diagnostics import UsageError
from rulekit.ledger.faults import Fault

MOST_CHARACTERS = 1_000_000
"""The longest line, and the longest row of several lines."""

_NAMES = {"cp1252": "Windows-1252", "latin-1": "Latin-1", "iso-8859-15": "ISO-8859-15"}

Line = tuple[str, Fault | None]
"""A line with its end, or an empty one with the fault."""


@contextmanager
def open_text(path: Path, *, packed: bool, encoding: str) -> Iterator[io.TextIOWrapper]:
    """Open a text file, unpacking gzip; a damaged archive raises UsageError, also while it is read."""
    try:
        with gzip.open(path, "rb") if packed else path.open("rb") as file:
            mark = _peek(file)
            if mark[:2] in (b"\xff\xfe", b"\xfe\xff"):
                raise UsageError(f"`{path}` is UTF-16 text", help="save it as UTF-8")
            if mark[:4] == b"PAR1" or mark[:2] in (b"PK", b"\x1f\x8b"):
                raise UsageError(f"`{path}` is not a text file", help="does the ending of its name say what it is?")
            name = "utf-8-sig" if encoding == "utf-8" else encoding
            yield io.TextIOWrapper(file, encoding=name, errors="surrogateescape", newline="")
    except (EOFError, zlib.error, gzip.BadGzipFile):
        raise UsageError(f"`{path}` is a damaged gzip file", help="copy or pack it again") from None
    except OSError as problem:
        raise UsageError(f"`{path}` cannot be read: {problem.strerror or 'it is damaged'}") from None


def read_lines(file: io.TextIOWrapper) -> Iterator[Line]:
    """Every line of the file, in order."""
    while line := file.readline(MOST_CHARACTERS):
        if len(line) == MOST_CHARACTERS and line[-1] not in "\r\n":
            _skip_rest(file)
            yield "\n", Fault("row.long", f"the row is longer than {MOST_CHARACTERS:,} characters")
        elif "\0" in line:
            yield "\n", Fault("row.encoding", "the row holds a NUL character")
        elif not line.isascii() and not _is_encoded(line):
            yield "\n", Fault("row.encoding", _not_encoded(file.encoding))
        else:
            yield line, None


def _not_encoded(encoding: str) -> str:
    """What is wrong, and for a file nobody told us the encoding of, where to tell it."""
    if encoding in _NAMES:
        return f"the row holds bytes that are not {_NAMES[encoding]}"
    mend = "save the file as UTF-8, or say `encoding: windows-1252` under `format` in a mapping"
    return f"the row holds bytes that are not UTF-8; {mend}"


def _peek(file: object) -> bytes:
    assert isinstance(file, io.BufferedReader | gzip.GzipFile)
    return file.peek(4)[:4]


def _skip_rest(file: io.TextIOWrapper) -> None:
    while (rest := file.readline(MOST_CHARACTERS)) and rest[-1] not in "\r\n":
        pass


def _is_encoded(line: str) -> bool:
    try:
        line.encode()
    except UnicodeEncodeError:
        return False
    return True
