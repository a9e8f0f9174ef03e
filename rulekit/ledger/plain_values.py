"""Python values to the text of a cell: what JSON, Parquet and callers hand over becomes the text that every door reads.

Floats only ever count through their shortest decimal text; nothing is computed with them.
"""

from __future__ import annotations

import operator
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import SupportsIndex

from rulekit.ledger.faults import RowFault, shown

MOST_DIGITS = 40
"""Numbers longer than this are not turned into text: they cannot be amounts, and some would fill the memory."""


def cell_text(value: object, column: str) -> str | None:
    """One cell as text; None for an empty one. Raises RowFault for what is no single value.

    >>> cell_text(12.50, "amount"), cell_text(True, "member.newsletter"), cell_text(12347.0, "member_id"), cell_text("", "ref")
    ('12.5', 'true', '12347', None)
    """
    if value is None:
        return None
    if isinstance(value, str):
        return checked_text(str.__str__(value), column)  # of a subclass the plain text
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        if value.bit_length() > 4 * MOST_DIGITS:
            raise RowFault("row.number", f"{column} is a number of more than {MOST_DIGITS} digits")
        return int.__repr__(value)
    if isinstance(value, float | Decimal):
        return number_text(float.__repr__(value) if isinstance(value, float) else str(value), column)
    if isinstance(value, date | datetime):
        if value != value:  # noqa: PLR0124  a "not a time" of a data library is a date that equals nothing
            raise RowFault("row.time", f"{column} is no time")
        return value.isoformat()
    if isinstance(value, bytes | bytearray):
        return _decoded(bytes(value), column)
    if isinstance(value, SupportsIndex):
        return cell_text(operator.index(value), column)
    raise RowFault("row.columns", f"{column} holds {_described(value)}, not a single value")


def number_text(text: str, column: str) -> str:
    """A number as any writer prints it, as plain decimal text without trailing zeros.

    >>> number_text("1e-05", "x"), number_text("12.500", "x"), number_text("1E+3", "x"), number_text("-0.0", "x")
    ('0.00001', '12.5', '1000', '0')
    """
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise RowFault("row.number", f"{column} {shown(text)} is not a number") from None
    if not number.is_finite():
        raise RowFault("row.number", f"{column} {shown(text)} is not a number")
    if not number:
        return "0"
    exponent = number.as_tuple().exponent
    if number.adjusted() > MOST_DIGITS or (isinstance(exponent, int) and exponent < -20 * MOST_DIGITS):
        raise RowFault("row.number", f"{column} is a number of more than {MOST_DIGITS} digits")
    plain = format(number, "f")
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def checked_text(text: str, column: str) -> str | None:
    """Text that every file can carry: no NUL, no half characters; None if it is blank."""
    if not text.isascii():
        try:
            text.encode()
        except UnicodeEncodeError:
            raise RowFault("row.encoding", f"{column} holds half a character (a lone surrogate)") from None
    if "\0" in text:
        raise RowFault("row.encoding", f"{column} holds a NUL character")
    return text if text.strip(" \t") else None


def _decoded(data: bytes, column: str) -> str | None:
    try:
        return checked_text(data.decode(), column)
    except UnicodeDecodeError:
        raise RowFault("row.encoding", f"{column} holds bytes that are not UTF-8") from None


def _described(value: object) -> str:
    if isinstance(value, Mapping):
        return "an object"
    return "a list" if isinstance(value, list | tuple) else "something that is no text and no number"
