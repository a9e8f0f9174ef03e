"""How a foreign file is written, guessed from its first bytes and cells: delimiter, encoding, numbers, times."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TypeVar

from rulekit.ledger.mapping_keys import DELIMITERS
from rulekit.ledger.number_format import NumberFormat
from rulekit.ledger.text_lines import open_text
from rulekit.ledger.time_format import TimeFormat, time_format

PEEKED_CHARACTERS = 100_000

Format = TypeVar("Format")

_DATES = (
    "YYYY-MM-DD", "DD.MM.YYYY", "D.M.YYYY", "YYYY/MM/DD", "DD/MM/YYYY", "MM/DD/YYYY", "D/M/YYYY", "M/D/YYYY", "DD-MM-YYYY",
    "MM-DD-YYYY", "YYYYMMDD", "YYYY.MM.DD", "DD.MM.YY", "D.M.YY", "DD/MM/YY", "MM/DD/YY", "D/M/YY", "M/D/YY",
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
    """The number format that fits the cells best, a few odd ones aside; None where none does or there are none.

    >>> guess_numbers(["1.234,50", "-3"]).decimal, guess_numbers(["12.50"]).decimal, guess_numbers(["twelve"])
    (',', '.', None)
    """
    best = _best([(found, partial(_is_number, found)) for found in _NUMBER_FORMATS], cells)
    return best[0] if best else None


def guess_times(cells: Sequence[str]) -> tuple[TimeFormat | None, str | None]:
    """The time format that fits the cells best, None for ISO 8601; and another one that fits as well, where there is one.

    A few odd cells are overlooked: one in ten, of few cells one in three.

    >>> guess_times(["05.01.2024 14:30"])[0].said, guess_times(["2024-01-05"]), guess_times(["1/5/2024"])[1]
    ('DD.MM.YYYY hh:mm', (None, None), 'M/D/YYYY')
    """
    formats = [time_format(date + clock) for clock in _CLOCKS for date in _DATES]
    written = [(found, partial(_is_time, found)) for found in formats if isinstance(found, TimeFormat)]
    fitting = _best([(None, _is_iso), *written], cells)
    first = fitting[0] if fitting else None
    if first is None:
        return None, None
    others = [
        other.said for other in fitting[1:] if other is not None and any(other.iso(cell) != first.iso(cell) for cell in cells)
    ]
    return first, (others[0] if others else None)


def _best(candidates: Sequence[tuple[Format, Callable[[str], bool]]], cells: Sequence[str]) -> list[Format]:
    """The formats that leave the fewest cells out, in their order; none where even these leave out more than a few."""
    fewest = max(len(cells) // 10, min(len(cells) // 3, 1)) if cells else -1
    best: list[Format] = []
    for found, fits in candidates:
        odd = sum(1 for _ in islice((cell for cell in cells if not fits(cell)), fewest + 1))
        if odd < fewest:
            fewest, best = odd, []
        if odd == fewest:
            best.append(found)
    return best


def _is_iso(cell: str) -> bool:
    return _ISO.fullmatch(cell.strip()) is not None


def _is_time(found: TimeFormat, cell: str) -> bool:
    return found.iso(cell) is not None


def _is_number(found: NumberFormat, cell: str) -> bool:
    return found.plain(cell) is not None


def _is_unicode(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
