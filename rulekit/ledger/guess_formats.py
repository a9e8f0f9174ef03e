"""How a foreign file is written, guessed from its first bytes and cells: delimiter, encoding, numbers, times."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from rulekit.ledger.mapping_keys import DELIMITERS
from rulekit.ledger.number_format import NumberFormat
from rulekit.ledger.text_lines import open_text
from rulekit.ledger.time_format import TimeFormat, time_format

PEEKED_CHARACTERS = 100_000

_DATES = (
    "YYYY-MM-DD", "DD.MM.YYYY", "D.M.YYYY", "YYYY/MM/DD", "DD/MM/YYYY", "MM/DD/YYYY", "D/M/YYYY", "M/D/YYYY", "DD-MM-YYYY",
    "MM-DD-YYYY", "YYYYMMDD", "YYYY.MM.DD",
)  # fmt: skip
_CLOCKS = (
    "", " hh:mm", " hh:mm:ss", " hh:mm:ss.f", " h:mm", " h:mm:ss", " h:mm AM",
    " h:mm:ss AM", "Thh:mm:ss", ", hh:mm", ", hh:mm:ss",
    "-hh:mm:ss", " hhmmss", " hhmm",
)  # fmt: skip
_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[T ][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?(?:Z|[+-][0-9:]{2,6})?)?")
_NUMBER_FORMATS = tuple(
    NumberFormat(decimal, thousands)
    for decimal, thousands in ((".", None), (",", None), (",", "."), (".", ","), (",", " "), (".", "'"))
)


def guess_text(path: Path, *, packed: bool) -> tuple[str, str]:
    """The names of delimiter and encoding of a delimited text file."""
    with open_text(path, packed=packed, encoding="utf-8") as file:
        text = file.read(PEEKED_CHARACTERS)
    header = text.splitlines()[0] if text.splitlines() else ""
    outside = re.sub(r'"[^"]*"', "", header)
    delimiter = max(DELIMITERS, key=lambda name: outside.count(DELIMITERS[name]))
    return delimiter, "utf-8" if _is_unicode(text) else "windows-1252"


def guess_numbers(cells: Sequence[str]) -> NumberFormat | None:
    """The first number format that fits all cells; None where none does or there are none.

    >>> guess_numbers(["1.234,50", "-3"]).decimal, guess_numbers(["12.50"]).decimal, guess_numbers(["twelve"])
    (',', '.', None)
    """
    if not cells:
        return None
    return next((found for found in _NUMBER_FORMATS if all(found.plain(cell) is not None for cell in cells)), None)


def guess_times(cells: Sequence[str]) -> tuple[TimeFormat | None, str | None]:
    """The time format that fits all cells, None for ISO 8601; and another one that fits them too, where there is one.

    >>> guess_times(["05.01.2024 14:30"])[0].said, guess_times(["2024-01-05"]), guess_times(["1/5/2024"])[1]
    ('DD.MM.YYYY hh:mm', (None, None), 'M/D/YYYY')
    """
    if not cells or all(_ISO.fullmatch(cell.strip()) for cell in cells):
        return None, None
    fitting = []
    for said in (date + clock for clock in _CLOCKS for date in _DATES):
        found = time_format(said)
        if isinstance(found, TimeFormat) and all(found.iso(cell) is not None for cell in cells):
            fitting.append(found)
    others = [other.said for other in fitting[1:] if other.iso(cells[0]) != fitting[0].iso(cells[0])]
    return (fitting[0] if fitting else None), (others[0] if others else None)


def _is_unicode(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
